"""Sums for a report: by road, by subdistrict, by phase of the campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.donation_states import LEVELS
from geo.widening.overlay import areal, sum_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.widening.records import Bools, Floats, Ints, Shapes
    from geo.widening.widening import Widening


@dataclass(frozen=True, slots=True)
class Progress:
    """Sums of some regions or roads, one value each.

    Attributes
    ----------
    required
        m² of required strips.
    donated
        For each of `LEVELS` the m² given in strips.
    length, measurable
        Metres of road, and of it where both sides have meaning.
    at_target
        For each of `LEVELS` the metres at target.
    households
        Households whose land is required.
    given
        For each of `LEVELS` the households that have given all of it.
    """

    required: Floats
    donated: Mapping[str, Floats]
    length: Floats
    measurable: Floats
    at_target: Mapping[str, Floats]
    households: Ints
    given: Mapping[str, Ints]


def by_road(widening: Widening) -> Progress:
    """Return the sums of each segment, in order of priority."""
    count = len(widening.lines)
    profile, taken, course = widening.profile, widening.takings, widening.scene.course
    shared = widening.in_strips
    donation = widening.effective.donation[shared.one]
    strip_of = widening.strips.of[shared.other]
    both = profile.both
    household = _households(widening)[taken.parcel]
    pairs, pair = np.unique(np.column_stack([taken.segment, household]), axis=0, return_inverse=True)
    pair = pair.reshape(-1)
    required = _any_by(pair, taken.is_land, len(pairs))
    road = pairs[:, 0][required]
    donated, at_target, given = {}, {}, {}
    for level in LEVELS:
        counts = course.given(level)[donation]
        donated[level] = sum_by(strip_of[counts], shared.area[counts], count)
        low, high = profile.at_target(level)
        at_target[level] = sum_by(profile.segment, both * (high - low) * profile.length, count)
        done = ~_any_by(pair, ~taken.all_given[level], len(pairs))
        given[level] = np.bincount(road[done[required]], minlength=count)
    return Progress(
        required=sum_by(widening.strips.of, shapely.area(widening.strips.land), count),
        donated=donated,
        length=widening.lines.length,
        measurable=sum_by(profile.segment, both * profile.length, count),
        at_target=at_target,
        households=np.bincount(road, minlength=count),
        given=given,
    )


def by_region(widening: Widening, regions: Shapes) -> Progress:
    """Return the sums inside polygons, of subdistricts for example.

    A length counts half for each side, where the point half-way to the target lies. A household is counted in the
    region with most of all its parcels.
    """
    count = len(regions)
    profile, taken, course = widening.profile, widening.takings, widening.scene.course
    strip = _land_in(widening.strips.land, regions)
    shared = widening.in_strips
    part = _land_in(shared.land, regions)
    level_of_part = widening.effective.donation[shared.one[part.shape]]
    halves = _Halves.of(widening, regions)
    everywhere = np.zeros(len(profile.s0)), np.ones(len(profile.s0))
    households = _households(widening)
    household = households[taken.parcel]
    size = int(households.max(initial=-1)) + 1
    required = _any_by(household, taken.is_land, size)
    home = _homes(widening, households, required, regions)
    placed = required & (home >= 0)
    donated, at_target, given = {}, {}, {}
    for level in LEVELS:
        counts = course.given(level)[level_of_part]
        donated[level] = sum_by(part.region[counts], part.area[counts], count)
        at_target[level] = halves.length(*profile.at_target(level), profile.both)
        done = placed & ~_any_by(household, ~taken.all_given[level], size)
        given[level] = np.bincount(home[done], minlength=count)
    return Progress(
        required=sum_by(strip.region, strip.area, count),
        donated=donated,
        length=halves.length(*everywhere, np.ones(len(profile.s0), dtype=bool)),
        measurable=halves.length(*everywhere, profile.both),
        at_target=at_target,
        households=np.bincount(home[placed], minlength=count),
        given=given,
    )


def by_phase(widening: Widening, first: Ints, last: Ints) -> dict[str, Floats]:
    """Return for each of `LEVELS` the m² given in any strip, by the first day on which donations had the level.

    Parameters
    ----------
    widening
        The widening of a day.
    first, last
        First and last day of each phase, in order; a day of two phases counts to the first of them.

    Returns
    -------
    dict of ndarray, shape (phases + 1,)
        The last value is that of days outside all phases.
    """
    course, shared = widening.scene.course, widening.in_strips
    donation = widening.effective.donation[shared.one]
    sums = {}
    for level in LEVELS:
        counts = course.given(level)[donation]
        day = course.level_day[level][donation[counts]]
        inside = (first <= day[:, None]) & (day[:, None] <= last)
        phase = np.where(inside.any(axis=1), inside.argmax(axis=1) if inside.shape[1] else 0, len(first))
        sums[level] = sum_by(phase, shared.area[counts], len(first) + 1)
    return sums


def _households(widening: Widening) -> Ints:
    """Return a number for the household of each parcel near a road; a parcel without a party stands for itself."""
    party = widening.parcels.party
    alone = party == ""
    _, number = np.unique(party, return_inverse=True)
    return np.where(alone, len(party) + np.arange(len(party)), number)


def _any_by(group: Ints, flag: Bools, count: int) -> Bools:
    found = np.zeros(count, dtype=bool)
    found[group[flag]] = True
    return found


def _homes(widening: Widening, households: Ints, wanted: Bools, regions: Shapes) -> Ints:
    """Return the region with most of all parcels of each wanted household, -1 for none."""
    near, everything = widening.parcels, widening.scene.parcels
    of_party: dict[str, int] = {
        str(party): int(number) for party, number in zip(near.party, households, strict=True) if party
    }
    named = np.array([of_party.get(str(party), -1) for party in everything.party], dtype=np.int64)
    alone = near.party == ""
    shape = np.concatenate([everything.shape[named >= 0], near.shape[alone]])
    household = np.concatenate([named[named >= 0], households[alone]])
    mine = wanted[household]
    shape, household = shape[mine], household[mine]
    found = _land_in(shape, regions)
    area = np.zeros((len(wanted), len(regions)))
    np.add.at(area, (household[found.shape], found.region), found.area)
    return np.where(area.any(axis=1), area.argmax(axis=1), -1) if len(regions) else np.full(len(wanted), -1)


class _Found(NamedTuple):
    """Land of shapes in regions: rows of both, and m²."""

    shape: Ints
    region: Ints
    area: Floats


def _land_in(shapes: Shapes, regions: Shapes) -> _Found:
    tree = shapely.STRtree(shapes)
    region, shape = tree.query(regions, predicate="intersects")
    whole_region, whole = tree.query(regions, predicate="covers")
    count = max(len(regions), 1)
    partly = ~np.isin(shape * count + region, whole * count + whole_region)
    area = shapely.area(shapes[shape])
    area[partly] = shapely.area(areal(shapely.intersection(shapes[shape[partly]], regions[region[partly]])))
    return _Found(shape, region, area)


@dataclass(frozen=True, slots=True)
class _Halves:
    """Lines half-way to the target, one for each interval and side of a profile, and the regions that they meet.

    Attributes
    ----------
    lines
        Shape (2 n,): the left sides, then the right ones.
    line, region
        Pairs that meet.
    whole
        Whether the line of a pair lies in the region all along.
    regions
        The regions.
    metres
        Length of each interval along the centreline.
    """

    lines: Shapes
    line: Ints
    region: Ints
    whole: Bools
    regions: Shapes
    metres: Floats

    @classmethod
    def of(cls, widening: Widening, regions: Shapes) -> _Halves:
        """Draw the lines of a widening."""
        profile, pieces = widening.profile, widening.lines.pieces
        place = np.cumsum(np.append(0.0, widening.lines.length + 1.0))
        middle = place[profile.segment] + (profile.s0 + profile.s1) / 2
        piece = np.searchsorted(place[pieces.segment] + pieces.s0, middle, side="right") - 1
        lines = []
        for side, sign in ((0, 1.0), (1, -1.0)):
            ends = [
                pieces.start[piece]
                + pieces.along[piece] * (s - pieces.s0[piece])[:, None]
                + sign * pieces.left[piece] * profile.target[:, side, end, None] / 2
                for end, s in enumerate((profile.s0, profile.s1))
            ]
            lines.append(np.stack(ends, axis=1))
        both = np.asarray(shapely.linestrings(np.concatenate(lines)))
        tree = shapely.STRtree(both)
        region, line = tree.query(regions, predicate="intersects")
        whole_region, whole = tree.query(regions, predicate="contains")
        count = max(len(regions), 1)
        is_whole = np.isin(line * count + region, whole * count + whole_region)
        return cls(both, line, region, is_whole, regions, np.tile(profile.length, 2))

    def length(self, low: Floats, high: Floats, counts: Bools) -> Floats:
        """Return half the metres in each region of the parts of intervals, from and to as shares, that count."""
        used = np.flatnonzero(np.tile(counts & (high > low), 2)[self.line])
        line, region, whole = self.line[used], self.region[used], self.whole[used]
        low, high = np.tile(low, 2)[line], np.tile(high, 2)[line]
        share = high - low
        partly = np.flatnonzero(~whole)
        ends = shapely.get_coordinates(self.lines[line[partly]]).reshape(-1, 2, 2)
        span = ends[:, 1] - ends[:, 0]
        part = shapely.linestrings(
            np.stack([ends[:, 0] + span * low[partly, None], ends[:, 0] + span * high[partly, None]], axis=1)
        )
        inside = shapely.length(shapely.intersection(part, self.regions[region[partly]]))
        share[partly] = inside / np.hypot(*span.T)
        return sum_by(region, share * self.metres[line] / 2, len(self.regions))
