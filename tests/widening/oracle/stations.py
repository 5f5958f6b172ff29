"""Stations of a profile: at every step, and wherever a value may bend or jump."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tests.widening.oracle.land import LEVELS
from tests.widening.oracle.profiles import Interval, Pair

CLOSE = 1e-6
"""Stations nearer than this are one when their values are."""


def stations(found: list[Interval], step: float, built: bool) -> list[dict[str, object]]:
    """Return stations at every step and at the ends of intervals, two where a value jumps."""
    listed: list[dict[str, object]] = []
    for interval in found:
        count = math.ceil(interval.first / step - 1e-9)
        inner = []
        while count * step < interval.last - 1e-6:
            if count * step > interval.first + 1e-6:
                inner.append(count * step)
            count += 1
        for s in (interval.first, *inner, interval.last):
            station = station_at(interval, s, built)
            if not listed or not same(listed[-1], station):
                listed.append(station)
    return listed


def same(one: dict[str, object], two: dict[str, object]) -> bool:
    """Return whether two stations are one."""
    a, b = list(numbers(one)), list(numbers(two))
    return all(x == y if x is None or y is None else abs(x - y) < 1e-6 for x, y in zip(a, b, strict=True))


def numbers(value: object) -> Iterator[float | None]:
    """Yield the numbers of a station."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from numbers(inner)
    else:
        yield value  # type: ignore[misc]


def station_at(interval: Interval, s: float, built: bool) -> dict[str, object]:
    """Return the station at a chainage of an interval."""
    part = (s - interval.first) / interval.length

    def at(pair: Pair) -> float:
        return pair[0] + part * (pair[1] - pair[0])

    station: dict[str, object] = {"s": s}
    station["target"] = {name: at(side.target) for name, side in interval.sides.items()}
    station["meaning"] = {name: side.meaning or None for name, side in interval.sides.items()}
    for level in (*LEVELS, "built"):
        known = level != "built" or built
        station[level] = {
            name: at(side.free[level]) if side.meaning and known else None for name, side in interval.sides.items()
        }
    return station
