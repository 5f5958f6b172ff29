"""Sums cut by regions: how much of each segment's strip, given land and length lies in which subdistrict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.common_area import common_area
from geo.widening.donation_states import LEVELS
from geo.widening.overlay import common_land, sum_by
from geo.widening.runs import spread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.widening.records import Bools, Floats, Ints, Shapes
    from geo.widening.widening import Widening


@dataclass(frozen=True, slots=True)
class RegionShares:
    """What each segment (first axis) brings to each region (second axis).

    Attributes
    ----------
    required
        m² of the required strip.
    donated
        For each of `LEVELS` the m² given in the strip.
    length, measurable
        Metres, and those where both sides have meaning; half for each side, where the point half-way to the target is.
    at_target
        For each of `LEVELS` the metres at target.
    """

    required: Floats
    donated: Mapping[str, Floats]
    length: Floats
    measurable: Floats
    at_target: Mapping[str, Floats]


def region_shares(widening: Widening, regions: Shapes) -> RegionShares:
    """Return what each segment brings to each of some polygons."""
    shape = len(widening.lines), len(regions)
    size = shape[0] * shape[1]

    def sums(segment: Ints, region: Ints, values: Floats) -> Floats:
        return sum_by(segment * shape[1] + region, values, size).reshape(shape)

    profile, course, shared = widening.profile, widening.scene.course, widening.in_strips
    strip = land_in(widening.strips.land, regions)
    part = _given_in(widening, strip, regions)
    strip_of_part = widening.strips.of[shared.other[part.shape]]
    donation = widening.effective.donation[shared.one[part.shape]]
    counts = {level: course.given(level)[donation] for level in LEVELS}
    halves = _Halves.of(widening, regions)
    whole = np.zeros(len(profile.s0)), np.ones(len(profile.s0))

    def metres(low: Floats, high: Floats, counted: Bools) -> Floats:
        line, region, length = halves.lengths(low, high, counted)
        return sums(np.tile(profile.segment, 2)[line], region, length)

    return RegionShares(
        required=sums(widening.strips.of[strip.shape], strip.region, strip.area),
        donated={
            level: sums(strip_of_part[flag], part.region[flag], part.area[flag]) for level, flag in counts.items()
        },
        length=metres(*whole, np.ones(len(profile.s0), dtype=bool)),
        measurable=metres(*whole, profile.both),
        at_target={level: metres(*profile.at_target(level), profile.both) for level in LEVELS},
    )


class LandIn(NamedTuple):
    """Land of shapes in regions: rows of both in order of shapes, m², and whether it is all of the shape."""

    shape: Ints
    region: Ints
    area: Floats
    is_whole: Bools


def land_in(shapes: Shapes, regions: Shapes) -> LandIn:
    """Return the land of shapes that lies in regions."""
    tree = shapely.STRtree(shapes)
    region, shape = tree.query(regions, predicate="intersects")
    whole_region, whole = tree.query(regions, predicate="covers")
    count = max(len(regions), 1)
    order = np.argsort(shape, kind="stable")
    shape, region = shape[order], region[order]
    is_whole = np.isin(shape * count + region, whole * count + whole_region)
    area = shapely.area(shapes[shape])
    area[~is_whole] = common_area(shapes, regions, shape[~is_whole], region[~is_whole])
    return LandIn(shape, region, area, is_whole)


def _given_in(widening: Widening, strip: LandIn, regions: Shapes) -> LandIn:
    """Return the land of regions that is given in strips, by rows of `in_strips`; most strips lie in one region."""
    shared = widening.in_strips
    first, after = (np.searchsorted(strip.shape, shared.other, side=side) for side in ("left", "right"))
    given, met = spread(first, after - first)
    is_whole, area = strip.is_whole[met], shared.area[given]
    partly, place = np.unique(given[~is_whole], return_inverse=True)
    land = common_land(widening.effective.land[shared.one[partly]], widening.strips.land[shared.other[partly]])
    area[~is_whole] = common_area(land, regions, place, strip.region[met[~is_whole]])
    return LandIn(given, strip.region[met], area, is_whole)


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

    def lengths(self, low: Floats, high: Floats, counts: Bools) -> tuple[Ints, Ints, Floats]:
        """Return lines, their regions and half the metres there of the parts of intervals that count.

        Parameters
        ----------
        low, high
            From and to as shares of each interval.
        counts
            Which intervals count.
        """
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
        return line, region, share * self.metres[line] / 2
