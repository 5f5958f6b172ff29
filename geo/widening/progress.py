"""Sums for a report: by road, by subdistrict, by phase of the campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widening.donation_states import LEVELS
from geo.widening.overlay import SPECK_M2, sum_by
from geo.widening.regions import land_in, region_shares
from geo.widening.runs import distinct_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.widening.records import Bools, Floats, Ints, Shapes, Texts
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
    segment, _, pair = distinct_pairs(taken.segment, _households(widening)[taken.parcel])
    required = _any_by(pair, taken.is_land, len(segment))
    road = segment[required]
    donated, at_target, given = {}, {}, {}
    for level in LEVELS:
        counts = course.given(level)[donation]
        donated[level] = sum_by(strip_of[counts], shared.area[counts], count)
        low, high = profile.at_target(level)
        at_target[level] = sum_by(profile.segment, both * (high - low) * profile.length, count)
        done = ~_any_by(pair, ~taken.all_given[level], len(segment))
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
    count, taken = len(regions), widening.takings
    shares = region_shares(widening, regions)
    households = _households(widening)
    household = households[taken.parcel]
    size = int(households.max(initial=-1)) + 1
    required = _any_by(household, taken.is_land, size)
    home = _homes(widening, households, required, regions)
    placed = required & (home >= 0)
    done = {level: placed & ~_any_by(household, ~taken.all_given[level], size) for level in LEVELS}
    return Progress(
        required=shares.required.sum(axis=0),
        donated={level: values.sum(axis=0) for level, values in shares.donated.items()},
        length=shares.length.sum(axis=0),
        measurable=shares.measurable.sum(axis=0),
        at_target={level: values.sum(axis=0) for level, values in shares.at_target.items()},
        households=np.bincount(home[placed], minlength=count),
        given={level: np.bincount(home[flag], minlength=count) for level, flag in done.items()},
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
    sums = {}
    for level, (_, day, area) in given_days(widening).items():
        inside = (first <= day[:, None]) & (day[:, None] <= last)
        phase = np.where(inside.any(axis=1), inside.argmax(axis=1) if inside.shape[1] else 0, len(first))
        sums[level] = sum_by(phase, area, len(first) + 1)
    return sums


def given_days(widening: Widening) -> dict[str, tuple[Ints, Ints, Floats]]:
    """Return for each of `LEVELS` the segments of given land in strips, the first day of its level, and its m²."""
    course, shared = widening.scene.course, widening.in_strips
    donation = widening.effective.donation[shared.one]
    found = {}
    for level in LEVELS:
        counts = course.given(level)[donation]
        segment = widening.strips.of[shared.other[counts]]
        found[level] = (segment, course.level_day[level][donation[counts]], shared.area[counts])
    return found


def household_keys(widening: Widening) -> Texts:
    """Return what each parcel near a road counts as for households: its party, or without one the parcel itself."""
    parcels = widening.parcels
    itself = [f"/{'/'.join(key)}" for key in zip(parcels.commune, parcels.sheet, parcels.number, strict=True)]
    return np.where(parcels.party == "", np.array(itself, dtype=np.str_), parcels.party)


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
    found = land_in(shape, regions)
    area = np.zeros((len(wanted), len(regions)))
    np.add.at(area, (household[found.shape], found.region), found.area)
    if not len(regions):
        return np.full(len(wanted), -1)
    # As much in two regions but for rounding is as much in both, and the first has it.
    most = area.max(axis=1)
    return np.where(most > 0, (area >= most[:, None] - SPECK_M2).argmax(axis=1), -1)
