"""Sums of roads, subdistricts and phases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from tests.widening.oracle.land import LEVELS, RANKS, Given, Holding, given_as, pieces, state_on
from tests.widening.oracle.overlay import less, overlap, union
from tests.widening.oracle.parcels import touched
from tests.widening.oracle.profiles import Interval, Side
from tests.widening.scene import STATES, Donation, Scene, Subdistrict

Household = tuple[str, ...]


def by_state(given: list[Given], ground: BaseGeometry) -> dict[str, float]:
    """Return the effective land on some ground by all ten states."""
    areas = dict.fromkeys(STATES, 0.0)
    for one in given:
        areas[one.state] += overlap(one.land, ground).area
    return areas


def outside_by_state(given: list[Given], code: str, strips: BaseGeometry) -> dict[str, float]:
    """Return the effective land of donations filed under a road that lies in no strip."""
    areas = dict.fromkeys(STATES, 0.0)
    for one in given:
        if one.donation.segment == code:
            areas[one.state] += less(one.land, strips).area
    return areas


def given_in(ground: BaseGeometry, given: list[Given]) -> dict[str, float]:
    """Return the area given on some ground by level."""
    return {level: overlap(ground, given_as(level, given)).area for level in LEVELS}


def lengths(found: list[Interval]) -> dict[str, Any]:
    """Return the lengths of a road."""
    return {
        "length_m": sum(interval.length for interval in found),
        "measurable_length_m": sum(interval.length for interval in found if interval.measurable),
        "length_at_target_m": {
            level: sum(interval.length for interval in found if interval.at_target(level)) for level in LEVELS
        },
    }


def household_of(holding: Holding) -> Household:
    """Return the party, or the parcel for itself."""
    return ("party", holding.parcel.owner) if holding.parcel.owner is not None else ("parcel", *holding.key)


def has_given(required: Iterable[BaseGeometry], land: BaseGeometry) -> bool:
    """Return whether all that isn't given of some required land is slivers."""
    return not any(pieces(less(part, land)) for part in required)


def households(required: dict[Household, list[BaseGeometry]], given: list[Given]) -> dict[str, int]:
    """Return how many households there are, and how many have given all that is required of them."""
    done = {level: sum(has_given(parts, given_as(level, given)) for parts in required.values()) for level in LEVELS}
    return {"total": len(required), **done}


def required_of_households(
    strips: Iterable[BaseGeometry], holdings: list[Holding]
) -> dict[Household, list[BaseGeometry]]:
    """Return the land that strips require of each household."""
    required: dict[Household, list[BaseGeometry]] = {}
    for strip in strips:
        for holding in touched(strip, holdings):
            required.setdefault(household_of(holding), []).append(overlap(strip, holding.land))
    return required


def road_row(
    code: str, strip: BaseGeometry, found: list[Interval], holdings: list[Holding], given: list[Given]
) -> dict[str, Any]:
    """Return the progress of a road."""
    return {
        "key": code,
        "required_m2": strip.area,
        "donated_m2": given_in(strip, given),
        **lengths(found),
        "households": households(required_of_households([strip], holdings), given),
    }


def part_inside(interval: Interval, side: Side, name: str, ground: BaseGeometry) -> float:
    """Return the part of an interval whose points half-way to the target lie on some ground."""
    ends = [
        interval.piece.at(s, name, target / 2)
        for s, target in zip((interval.first, interval.last), side.target, strict=True)
    ]
    line = LineString(ends)
    if line.length == 0:
        return float(ground.contains(Point(ends[0])))
    return line.intersection(ground).length / line.length


def lengths_inside(found: list[Interval], ground: BaseGeometry) -> dict[str, Any]:
    """Return lengths that count half for each side, where its half-way points lie on some ground."""
    total = measurable = 0.0
    at_target = dict.fromkeys(LEVELS, 0.0)
    for interval in found:
        for name, side in interval.sides.items():
            length = interval.length / 2 * part_inside(interval, side, name, ground)
            total += length
            measurable += length * interval.measurable
            for level in LEVELS:
                at_target[level] += length * interval.at_target(level)
    return {"length_m": total, "measurable_length_m": measurable, "length_at_target_m": at_target}


def homes(scene: Scene, holdings: list[Holding]) -> dict[Household, str]:
    """Return the subdistrict that has most of each household's parcels; the first, where two have as much of them."""
    shapes: dict[Household, list[BaseGeometry]] = {}
    for holding in holdings:
        shapes.setdefault(household_of(holding), []).append(holding.parcel.shape)
    found = {}
    for household, parts in shapes.items():
        areas = [
            (-round(sum(overlap(part, subdistrict.shape).area for part in parts), 5), subdistrict.number)
            for subdistrict in scene.subdistricts
        ]
        if areas and min(areas)[0] < 0:
            found[household] = min(areas)[1]
    return found


def subdistrict_row(
    subdistrict: Subdistrict,
    strips: list[BaseGeometry],
    profiles: Iterable[list[Interval]],
    residents: dict[Household, list[BaseGeometry]],
    given: list[Given],
) -> dict[str, Any]:
    """Return the progress of a subdistrict; `residents` with the land that is required of them anywhere."""
    found = [interval for profile in profiles for interval in profile]
    ground = overlap(union(strips), subdistrict.shape)
    return {
        "key": subdistrict.number,
        "required_m2": ground.area,
        "donated_m2": given_in(ground, given),
        **lengths_inside(found, subdistrict.shape),
        "households": households(residents, given),
    }


def first_day(donation: Donation, level: str, on: date) -> date | None:
    """Return the first day on which a donation's state was of a level."""
    for day in sorted({day for _, day in donation.events if day <= on}):
        state = state_on(donation, day)
        if state and RANKS[state[0]] >= RANKS[level]:
            return day
    return None


def phase_rows(scene: Scene, strips: BaseGeometry, given: list[Given], on: date) -> list[dict[str, Any]]:
    """Return what was given in each phase: a day that two share is of the earlier; in no phase has a row if needed."""
    phases = sorted(scene.phases, key=lambda phase: (phase.first, phase.number))
    rows: dict[str | None, dict[str, float]] = {phase.number: dict.fromkeys(LEVELS, 0.0) for phase in phases}
    for one in given:
        for level in LEVELS:
            if one.rank < RANKS[level]:
                continue
            day = first_day(one.donation, level, on)
            numbers = (phase.number for phase in phases if day and phase.first <= day <= phase.last)
            area = overlap(one.land, strips).area
            if area > 0:
                rows.setdefault(next(numbers, None), dict.fromkeys(LEVELS, 0.0))[level] += area
    return [{"key": number, "donated_m2": areas} for number, areas in rows.items()]
