"""Single transects, marched along a piece of a centreline and met with the edges of polygons one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from tests.widening.oracle.overlay import overlap, polygons
from tests.widening.oracle.roads import Piece

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NONE = -1
TOUCH = 1e-8
"""Nearer to the foot or to the target than this is a touch."""
NARROW = 1e-8
"""Ends are bisected until they are known this well."""


@dataclass(frozen=True)
class Edges:
    """Edges seen from one side of a piece: s from its start and t away from it, and whose each is."""

    s: Floats
    t: Floats
    owner: Integers

    @property
    def turns(self) -> Floats:
        """Chainages at which an edge begins or ends."""
        return np.unique(self.s)


def crossing_places(edges: Edges, line: tuple[float, float, float, float]) -> list[float]:
    """Return chainages at which edges cross the line from (s, t) to (s, t)."""
    s0, t0, s1, t1 = line
    rise = (t1 - t0) / (s1 - s0)
    above = edges.t - (t0 + rise * (edges.s - s0))
    with np.errstate(divide="ignore", invalid="ignore"):
        part = above[:, 0] / (above[:, 0] - above[:, 1])
    places = edges.s[:, 0] + part * (edges.s[:, 1] - edges.s[:, 0])
    return places[(part >= 0) & (part <= 1) & (places >= s0) & (places <= s1)].tolist()


def seen_from(piece: Piece, side: str, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return coordinates as s from the piece's start and t to the side."""
    away = coordinates - np.array(piece.start)
    return np.column_stack([away @ np.array(piece.along), away @ np.array(piece.normal(side))])


def edges_of(shapes: Sequence[BaseGeometry], piece: Piece, side: str, reach: float) -> Edges:
    """Return the edges of polygons near one side of a piece; whose they are is their place in the sequence."""
    length = piece.last - piece.first
    near = Polygon(
        [
            piece.at(piece.first - 1, side, -1.0),
            piece.at(piece.last + 1, side, -1.0),
            piece.at(piece.last + 1, side, reach + 1),
            piece.at(piece.first - 1, side, reach + 1),
        ]
    )
    rows: list[NDArray[np.float64]] = []
    owners: list[int] = []
    for owner, shape in enumerate(shapes):
        if not shape.intersects(near):
            continue
        for part in polygons(overlap(shape, near)):
            for ring in (part.exterior, *part.interiors):
                local = seen_from(piece, side, shapely.get_coordinates(ring))
                pairs = np.stack([local[:-1], local[1:]], axis=1)
                pairs = pairs[(pairs[:, :, 0].max(axis=1) > 0) & (pairs[:, :, 0].min(axis=1) < length)]
                rows.append(pairs)
                owners += [owner] * len(pairs)
    stacked = np.concatenate(rows) if rows else np.empty((0, 2, 2))
    return Edges(stacked[:, :, 0], stacked[:, :, 1], np.array(owners, dtype=np.int64))


def line_edges(pieces: Iterable[Piece], piece: Piece, side: str) -> Edges:
    """Return other pieces of centrelines as edges."""
    rows = [seen_from(piece, side, np.array([other.at(other.first), other.at(other.last)])) for other in pieces]
    stacked = np.stack(rows) if rows else np.empty((0, 2, 2))
    return Edges(stacked[:, :, 0], stacked[:, :, 1], np.arange(len(rows), dtype=np.int64))


def meetings(edges: Edges, s: Floats) -> tuple[Integers, Integers, Floats]:
    """Return for the lines through each s which of them meets which edge, and where; both ends can't count twice."""
    if not len(edges.owner) or not len(s):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
    (a, b), (ta, tb) = edges.s.T, edges.t.T
    line, edge = np.nonzero((a[None, :] <= s[:, None]) != (b[None, :] <= s[:, None]))
    t = ta[edge] + (tb[edge] - ta[edge]) * (s[line] - a[edge]) / (b[edge] - a[edge])
    return line, edge, t


def first_land(edges: Edges, s: Floats) -> tuple[Floats, Integers, Integers]:
    """Return the distance to the first interior point of any polygon, whose it is, and through which edge."""
    line, edge, t = meetings(edges, s)
    owner = edges.owner[edge]
    order = np.lexsort((t, owner, line))
    line, edge, t, owner = line[order], edge[order], t[order], owner[order]
    assert (line[::2] == line[1::2]).all()
    assert (owner[::2] == owner[1::2]).all()
    inside = (t[1::2] > TOUCH) & (t[1::2] - t[::2] > TOUCH)
    line, edge, owner, begin = line[::2][inside], edge[::2][inside], owner[::2][inside], t[::2][inside]
    begin = np.maximum(begin, 0.0)
    order = np.lexsort((begin, line))
    rows, first = np.unique(line[order], return_index=True)
    chosen = order[first]
    distance = np.full(len(s), np.inf)
    who = np.full(len(s), NONE, dtype=np.int64)
    through = np.full(len(s), NONE, dtype=np.int64)
    distance[rows], who[rows] = begin[chosen], owner[chosen]
    through[rows] = np.where(begin[chosen] > 0, edge[chosen], NONE - 1 - owner[chosen])
    return distance, who, through


def last_of_road(edges: Edges, s: Floats) -> tuple[Floats, Integers]:
    """Return how far the polygon round the foot reaches without a break, and through which edge it ends."""
    line, edge, t = meetings(edges, s)
    order = np.lexsort((t, line))
    line, edge, t = line[order], edge[order], t[order]
    assert (line[::2] == line[1::2]).all()
    under = (t[::2] <= TOUCH) & (t[1::2] > TOUCH)
    reach = np.zeros(len(s))
    through = np.full(len(s), NONE, dtype=np.int64)
    reach[line[::2][under]] = t[1::2][under]
    through[line[::2][under]] = edge[1::2][under]
    return reach, through


def crossed(edges: Edges, s: Floats, target: Floats, names: Integers) -> Integers:
    """Return the sum of the names of the lines that each transect crosses strictly inside."""
    line, edge, t = meetings(edges, s)
    inside = (t > TOUCH) & (t < target[line] - TOUCH)
    found = np.zeros(len(s), dtype=np.int64)
    np.add.at(found, line[inside], names[edge[inside]])
    return found


Labels = NDArray[np.int64]


def march(cuts: Iterable[float], label: Callable[[Floats], Labels]) -> list[tuple[float, float]]:
    """Return intervals in which labels are the same from end to end, halving those in which they aren't.

    `cuts` hold each place where something begins that could end before the next cut.
    """
    ends = np.unique(np.asarray(list(cuts), dtype=float))
    waiting = np.column_stack([ends[:-1], ends[1:], np.arange(len(ends) - 1)])
    done: list[tuple[float, float, float, tuple[int, ...]]] = []
    while len(waiting := waiting[waiting[:, 1] - waiting[:, 0] > NARROW]):
        lo, hi, cut = waiting.T
        inset = np.minimum(NARROW / 4, (hi - lo) / 4)
        first, last = label(lo + inset), label(hi - inset)
        same = (first == last).all(axis=1)
        done += zip(lo[same], hi[same], cut[same], map(tuple, first[same].tolist()), strict=True)
        lo, hi, cut = lo[~same], hi[~same], cut[~same]
        middle = (lo + hi) / 2
        waiting = np.concatenate([np.column_stack([lo, middle, cut]), np.column_stack([middle, hi, cut])])
    return halves_joined(sorted(done))


def halves_joined(done: list[tuple[float, float, float, tuple[int, ...]]]) -> list[tuple[float, float]]:
    """Return intervals, those that were halved for the sake of something else made one again."""
    joined: list[tuple[float, float]] = []
    previous: tuple[float, tuple[int, ...]] | None = None
    for lo, hi, cut, labels in done:
        if joined and previous == (cut, labels) and lo == joined[-1][1]:
            joined[-1] = (joined[-1][0], hi)
        else:
            joined.append((lo, hi))
        previous = (cut, labels)
    return joined


def crossings_with(piece: Piece, shape: BaseGeometry) -> list[float]:
    """Return chainages at which a piece meets the boundary of a polygon."""
    line = LineString([piece.at(piece.first), piece.at(piece.last)])
    met = shapely.get_coordinates(shape.boundary.intersection(line))
    return [piece.first + s for s in seen_from(piece, "left", met)[:, 0].tolist()]
