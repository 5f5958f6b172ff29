"""Sums for a report by road, and what those by subdistrict and by phase of the campaign are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widening.donation_states import LEVELS
from geo.widening.overlay import sum_by
from geo.widening.runs import distinct_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.widening.records import Bools, Floats, Ints, Texts
    from geo.widening.widening import Widening


@dataclass(frozen=True, slots=True)
class Progress:
    """Sums of roads, one value each.

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
