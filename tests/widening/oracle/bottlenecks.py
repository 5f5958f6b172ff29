"""Where a road is narrower than its target, and whose land is in the way there."""

from __future__ import annotations

from typing import Any

from shapely.geometry.base import BaseGeometry

from tests.widening.oracle.constants import JOIN_GAP, LEAST_BLOCKED
from tests.widening.oracle.corridor import SIDES, swept
from tests.widening.oracle.land import Key
from tests.widening.oracle.overlay import overlap, union
from tests.widening.oracle.profiles import Interval, lasting, runs
from tests.widening.oracle.roads import Road


def bottlenecks(road: Road, found: list[Interval], level: str, land: dict[Key, BaseGeometry]) -> list[dict[str, Any]]:
    """Return the bottlenecks of a state by where they begin, left first."""
    listed = []
    for side in SIDES:
        for first, last in runs(found, lambda interval, side=side: narrow(interval, side, level), JOIN_GAP):
            inside = [
                interval
                for interval in found
                if interval.sides[side].meaning and (interval.first + interval.last) / 2 > first
                if (interval.first + interval.last) / 2 < last
            ]
            lacks = [(interval, interval.sides[side].missing(level)) for interval in inside]
            listed.append(
                {
                    "side": side,
                    "from_m": first,
                    "to_m": last,
                    "missing_m": max(value for pair in lasting(lacks) for value in pair),
                    "missing_m2": sum(interval.length * (a + b) / 2 for interval, (a, b) in lacks),
                    "parcels": in_the_way(road, side, (first, last), land),
                }
            )
    return sorted(listed, key=lambda row: (row["from_m"], SIDES.index(row["side"])))


def narrow(interval: Interval, side: str, level: str) -> bool:
    """Return whether a side has meaning and is short of its target."""
    return interval.sides[side].meaning and not interval.sides[side].at_target[level]


def in_the_way(
    road: Road, side: str, between: tuple[float, float], land: dict[Key, BaseGeometry]
) -> list[dict[str, Any]]:
    """Return parcels with their blocking land on the ground that transects sweep, the largest first."""
    ground = union(swept(road, side, *between))
    areas = [(overlap(shape, ground).area, key) for key, shape in land.items()]
    return [
        {"sheet": sheet, "parcel": number, "blocked_m2": area}
        for area, (sheet, number) in sorted(areas, key=lambda row: (-row[0], row[1]))
        if area > LEAST_BLOCKED
    ]
