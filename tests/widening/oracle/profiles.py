"""The width profile of a road as intervals of chainage on each of which every value is linear."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from tests.widening.oracle.constants import SAME_VERTEX, TAU
from tests.widening.oracle.corridor import SIDES
from tests.widening.oracle.land import LEVELS, Key
from tests.widening.oracle.roads import Piece, Road, breaks, width_after, width_before
from tests.widening.oracle.transects import (
    NONE,
    Edges,
    Floats,
    Integers,
    Labels,
    crossed,
    crossing_places,
    crossings_with,
    edges_of,
    first_land,
    last_of_road,
    line_edges,
    march,
)

MARCH_M = 0.5
"""Transects stand no farther apart than this, whatever there is to see."""
NOBODY = "nobody"
"""The state in which nobody had given anything."""
SAME_PLACE = 1e-6
BORDER = 1e-6
SAME_VALUE = 1e-4
OPEN = -(10**9)
"""The label of a transect that reaches its target."""

Pair = tuple[float, float]


@dataclass(frozen=True)
class Side:
    """Values at both ends of an interval on one side, as limits from inside it."""

    target: Pair
    crossing: bool
    meaning: bool
    free: dict[str, Pair]
    at_target: dict[str, bool]
    front: Key | None

    def missing(self, level: str) -> Pair:
        """Return target less free half-width."""
        (a, b), (c, d) = self.target, self.free[level]
        return (a - c, b - d)


@dataclass(frozen=True)
class Interval:
    """A stretch of a piece on which all values are linear."""

    first: float
    last: float
    piece: Piece
    junction: bool
    sides: dict[str, Side]

    @property
    def length(self) -> float:
        return self.last - self.first

    @property
    def measurable(self) -> bool:
        return all(side.meaning for side in self.sides.values())

    def at_target(self, level: str) -> bool:
        """Return whether both sides have meaning and are at target."""
        return self.measurable and all(side.at_target[level] for side in self.sides.values())


@dataclass(frozen=True)
class Surroundings:
    """What transects can meet: blocking land by state and parcel, the road as built, and roads that go before."""

    land: dict[str, dict[Key, BaseGeometry]]
    built: BaseGeometry
    before: Sequence[BaseGeometry]
    same_road: Sequence[Piece]


@dataclass(frozen=True)
class Looking:
    """Transects of one side of one piece."""

    target: Callable[[Floats], Floats]
    land: dict[str, Edges]
    keys: dict[str, list[Key]]
    built: Edges
    others: Edges
    names: Integers
    bounds: list[tuple[float, float, float, float]]
    """The centreline and the target as lines from (s, t) to (s, t)."""

    def free(self, level: str, s: Floats) -> tuple[Floats, Integers, Integers]:
        """Return the free half-width, through which edge it ends, and whose land that is."""
        if level == "built":
            distance, through = last_of_road(self.built, s)
            who = np.full(len(s), NONE, dtype=np.int64)
        else:
            distance, who, through = first_land(self.land[level], s)
        target = self.target(s)
        capped = distance >= target
        return np.minimum(distance, target), np.where(capped, OPEN, through), np.where(capped, NONE, who)

    def labels(self, s: Floats) -> list[Integers]:
        """Return what must not change within an interval."""
        found = [crossed(self.others, s, self.target(s), self.names)]
        for level in (NOBODY, *LEVELS, "built"):
            free, through, who = self.free(level, s)
            short = free < self.target(s) - TAU
            found += [through, short.astype(np.int64)]
            if level == NOBODY:
                found.append(np.where(short, who, NONE))
        return found

    def cuts(self) -> Iterator[float]:
        """Yield chainages from the piece's start at which an edge begins, ends, or crosses centreline or target."""
        for edges in (*self.land.values(), self.built, self.others):
            yield from edges.turns.tolist()
            for line in self.bounds:
                yield from crossing_places(edges, line)


def look(road: Road, piece: Piece, side: str, around: Surroundings) -> Looking:
    """Return the transects of one side of one piece."""
    column = 1 if side == "left" else 2
    rows = road.rows
    at, widths = [row[0] for row in rows], [row[column] for row in rows]

    def target(s: Floats) -> Floats:
        return np.interp(s + piece.first, at, widths)

    reach = max(widths)
    land = {level: edges_of(list(shapes.values()), piece, side, reach) for level, shapes in around.land.items()}
    others = [other for other in around.same_road if other != piece]
    return Looking(
        target,
        land,
        {level: list(shapes) for level, shapes in around.land.items()},
        edges_of([around.built], piece, side, reach),
        line_edges(others, piece, side),
        np.array([1 << i % 60 for i in range(len(others))], dtype=np.int64),
        list(bounds_of(road, piece, side)),
    )


def bounds_of(road: Road, piece: Piece, side: str) -> Iterator[tuple[float, float, float, float]]:
    """Yield the lines between which transects of a piece run, from (s, t) to (s, t)."""
    yield (0.0, 0.0, piece.last - piece.first, 0.0)
    for a, b in pairwise(breaks(road.rows, road.length)):
        yield (
            a - piece.first,
            width_after(road.rows, a, side),
            b - piece.first,
            width_before(road.rows, b, side),
        )


def intervals(road: Road, around: Surroundings) -> list[Interval]:
    """Return the intervals of a road from its start to its end."""
    for corridor in around.before:
        shapely.prepare(corridor)
    return settled([interval for piece in road.pieces for interval in of_piece(road, piece, around)])


def settled(found: list[Interval]) -> list[Interval]:
    """Return intervals, those without meaning for less than the same vertex with one, and the other way round."""
    junction = lying_in(found, junctions(found))
    crossing = {
        side: lying_in(found, runs(found, lambda interval, side=side: interval.sides[side].crossing, SAME_VERTEX))
        for side in SIDES
    }
    return [
        replace(
            interval,
            junction=junction[i],
            sides={
                name: replace(side, meaning=not junction[i] and not crossing[name][i])
                for name, side in interval.sides.items()
            },
        )
        for i, interval in enumerate(found)
    ]


def lying_in(found: list[Interval], stretches: list[list[float]]) -> list[bool]:
    """Return which intervals lie in one of some runs."""
    middles = [(interval.first + interval.last) / 2 for interval in found]
    return [any(first < middle < last for first, last in stretches) for middle in middles]


def of_piece(road: Road, piece: Piece, around: Surroundings) -> Iterator[Interval]:
    """Yield the intervals of one piece."""
    looks = {side: look(road, piece, side, around) for side in SIDES}
    length = piece.last - piece.first

    def within(s: Floats) -> Labels:
        points = np.array(piece.start) + s[:, None] * np.array(piece.along)
        inside = np.zeros(len(s), dtype=np.int64)
        for corridor in around.before:
            inside |= shapely.dwithin(corridor, shapely.points(points), BORDER).astype(np.int64)
        return inside

    def label(s: Floats) -> Labels:
        return np.stack([within(s), *(column for one in looks.values() for column in one.labels(s))], axis=1)

    cuts = [0.0, length, *np.arange(0.0, length, MARCH_M).tolist()]
    cuts += [s - piece.first for s in breaks(road.rows, road.length)]
    cuts += [s - piece.first for corridor in around.before for s in crossings_with(piece, corridor)]
    cuts += [s for one in looks.values() for s in one.cuts()]
    stretches = march([s for s in cuts if 0 <= s <= length], label)
    if not stretches:
        return
    a, b = np.array(stretches).T
    quarter, rest = a + (b - a) / 4, b - (b - a) / 4
    junction = within(quarter)
    values = {side: sides_of(looks[side], quarter, rest, junction) for side in SIDES}
    for i, (first, last) in enumerate(stretches):
        yield Interval(
            first + piece.first,
            last + piece.first,
            piece,
            bool(junction[i]),
            {side: values[side][i] for side in SIDES},
        )


def sides_of(look: Looking, quarter: Floats, rest: Floats, junction: Labels) -> list[Side]:
    """Return the values of intervals from two transects inside each, drawn out to its ends."""

    def ends(one: Floats, two: Floats) -> list[Pair]:
        return list(zip((1.5 * one - 0.5 * two).tolist(), (1.5 * two - 0.5 * one).tolist(), strict=True))

    target = ends(look.target(quarter), look.target(rest))
    crossing = crossed(look.others, quarter, look.target(quarter), look.names)
    free, at_target = {}, {}
    for level in (NOBODY, *LEVELS, "built"):
        one, _, who = look.free(level, quarter)
        free[level] = ends(one, look.free(level, rest)[0])
        short = one < look.target(quarter) - TAU
        at_target[level] = ~short
        if level == NOBODY:
            front = [look.keys[NOBODY][k] if k >= 0 and cut else None for k, cut in zip(who, short, strict=True)]
    return [
        Side(
            target[i],
            bool(crossing[i]),
            not junction[i] and not crossing[i],
            {level: pairs[i] for level, pairs in free.items()},
            {level: bool(flags[i]) for level, flags in at_target.items()},
            front[i],
        )
        for i in range(len(quarter))
    ]


def min_width(found: list[Interval], level: str) -> float | None:
    """Return the least left + right where both sides have meaning."""
    values = [
        (interval, tuple(sum(side.free[level][end] for side in interval.sides.values()) for end in (0, 1)))
        for interval in found
        if interval.measurable
    ]
    return min((value for pair in lasting(values) for value in pair), default=None)


def lasting(values: list[tuple[Interval, Pair]]) -> list[Pair]:
    """Return the values of intervals without those between two jumps that last less than the same vertex.

    A face that is passed within it is a jump as well.
    """
    kept: list[Pair] = []
    group: list[Pair] = []
    begin = end = last = -math.inf
    for (interval, pair), steep in zip(values, faces(values), strict=True):
        goes_on = abs(interval.first - end) < SAME_PLACE and abs(pair[0] - last) < SAME_VALUE
        if not goes_on or steep:
            kept += group if end - begin >= SAME_VERTEX else []
            group, begin = [], interval.last if steep else interval.first
        if not steep:
            group.append(pair)
        end, last = interval.last, pair[1]
    kept += group if end - begin >= SAME_VERTEX else []
    return kept


def faces(values: list[tuple[Interval, Pair]]) -> list[bool]:
    """Return which intervals lie in a face that rises by more than the same vertex and is passed within it."""
    slopes = [(pair[1] - pair[0]) / interval.length for interval, pair in values]
    found: list[bool] = []
    # An interval may be but a part of a face: it goes on as long as the slope is the same.
    for _, members in groupby(range(len(values)), key=lambda i: f"{slopes[i]:.2e}"):
        face = list(members)
        (first, (low, _)), (last, (_, high)) = values[face[0]], values[face[-1]]
        found += [last.last - first.first < SAME_VERTEX and abs(high - low) > SAME_VERTEX] * len(face)
    return found


def junctions(found: list[Interval]) -> list[list[float]]:
    """Return the runs inside a junction; gaps and runs of less than the same vertex count for nothing."""
    return runs(found, lambda interval: interval.junction, SAME_VERTEX)


def runs(found: list[Interval], holds: Callable[[Interval], bool], gap: float) -> list[list[float]]:
    """Return the maximal runs of intervals, short ones left out, then joined over gaps."""
    maximal: list[list[float]] = []
    for interval in filter(holds, found):
        if maximal and interval.first - maximal[-1][1] < SAME_VERTEX:
            maximal[-1][1] = interval.last
        else:
            maximal.append([interval.first, interval.last])
    joined: list[list[float]] = []
    for first, last in maximal:
        if last - first < SAME_VERTEX:
            continue
        if joined and first - joined[-1][1] <= gap:
            joined[-1][1] = last
        else:
            joined.append([first, last])
    return joined
