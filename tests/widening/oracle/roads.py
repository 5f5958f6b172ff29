"""Which segments take part on a day, in which order, and where their ends meet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise, starmap

from shapely import LineString

from tests.widening.oracle.constants import NODE, SAME_VERTEX
from tests.widening.oracle.surveys import edges_cross
from tests.widening.scene import Scene, Segment, WidthRow, valid

Point = tuple[float, float]


@dataclass(frozen=True)
class Piece:
    """A straight piece of a centreline: where it starts, its unit direction, and its chainages."""

    start: Point
    along: Point
    first: float
    last: float

    def normal(self, side: str) -> Point:
        """Return the unit vector to a side."""
        x, y = self.along
        return (-y, x) if side == "left" else (y, -x)

    def at(self, s: float, side: str = "left", away: float = 0.0) -> Point:
        """Return the point at a chainage, so far away from the centreline."""
        x, y = self.normal(side)
        t = s - self.first
        return (self.start[0] + t * self.along[0] + away * x, self.start[1] + t * self.along[1] + away * y)


@dataclass
class Road:
    """A segment that takes part; `partners` are codes."""

    segment: Segment
    order: tuple[float, int, str]
    points: list[Point]
    partners: set[str] = field(default_factory=set)

    @property
    def code(self) -> str:
        return self.segment.code

    @property
    def rows(self) -> list[WidthRow]:
        """The width table, with rows that are nearer than the same vertex to one of the line's put there."""
        return snapped(self.segment.widths, self.points)

    @property
    def pieces(self) -> list[Piece]:
        pieces, s = [], 0.0
        for a, b in pairwise(self.points):
            length = math.dist(a, b)
            pieces.append(Piece(a, ((b[0] - a[0]) / length, (b[1] - a[1]) / length), s, s + length))
            s += length
        return pieces

    @property
    def length(self) -> float:
        return self.pieces[-1].last


@dataclass(frozen=True)
class Arm:
    """An end of a road at a node; `leaves` is the direction in which it leaves."""

    road: Road
    starts: bool
    leaves: Point

    def half_width(self, side: str) -> float:
        """Return the half-width at the node on the side seen when leaving."""
        own = side if self.starts else {"left": "right", "right": "left"}[side]
        rows = self.road.rows
        return width_after(rows, 0.0, own) if self.starts else width_before(rows, self.road.length, own)


def snapped(widths: Sequence[WidthRow], points: list[Point]) -> list[WidthRow]:
    """Return width rows in order, those that are nearly at a vertex at it."""
    places = [0.0]
    for a, b in pairwise(points):
        places.append(places[-1] + math.dist(a, b))
    rows = []
    for s, left, right in sorted(widths, key=lambda row: row[0]):
        nearest = min(places, key=lambda place: abs(place - s))
        rows.append((nearest if abs(nearest - s) < SAME_VERTEX else s, left, right))
    return rows


def width_after(rows: Sequence[WidthRow], s: float, side: str) -> float:
    """Return the target half-width just after s."""
    column = 1 if side == "left" else 2
    below = [row for row in rows if row[0] <= s]
    above = [row for row in rows if row[0] > s]
    return between(below[-1] if below else None, above[0] if above else None, s, column)


def width_before(rows: Sequence[WidthRow], s: float, side: str) -> float:
    """Return the target half-width just before s."""
    column = 1 if side == "left" else 2
    below = [row for row in rows if row[0] < s]
    above = [row for row in rows if row[0] >= s]
    return between(below[-1] if below else None, above[0] if above else None, s, column)


def between(a: WidthRow | None, b: WidthRow | None, s: float, column: int) -> float:
    """Return the width on the line through two rows, or that of the only one."""
    if a is None or b is None:
        only = a or b
        assert only is not None
        return only[column]
    return a[column] + (b[column] - a[column]) * (s - a[0]) / (b[0] - a[0])


def breaks(rows: Sequence[WidthRow], length: float) -> list[float]:
    """Return both ends and the chainages of rows between them."""
    return sorted({0.0, length, *(row[0] for row in rows if 0 < row[0] < length)})


def widest(rows: Sequence[WidthRow], length: float) -> float:
    """Return the largest left + right anywhere on the segment."""
    totals = []
    for a, b in pairwise(breaks(rows, length)):
        totals.append(width_after(rows, a, "left") + width_after(rows, a, "right"))
        totals.append(width_before(rows, b, "left") + width_before(rows, b, "right"))
    return max(totals)


def vertices(line: LineString) -> list[Point]:
    """Return the vertices in the plane."""
    return [(x, y) for x, y, *_ in line.coords]


def distinct(all_points: Sequence[Point]) -> list[Point]:
    """Return the vertices, those nearer than the limit to the one before left out; both ends stay."""
    kept = [all_points[0]]
    for point in all_points[1:-1]:
        if math.dist(point, kept[-1]) >= SAME_VERTEX:
            kept.append(point)
    while len(kept) > 1 and math.dist(kept[-1], all_points[-1]) < SAME_VERTEX:
        kept.pop()
    return [*kept, all_points[-1]]


def refusal(scene: Scene, segment: Segment) -> str | None:
    """Return the reason for which a segment takes no part, if any."""
    if segment.line.length < 1.0:
        return "too-short"
    if not LineString(distinct(vertices(segment.line))).is_simple:
        return "not-simple"
    values = [value for row in segment.widths for value in row[1:]]
    if min(values) < 0 or max(values) == 0:
        return "bad-width"
    if edges_cross(scene, segment):
        return "edges-cross"
    return None


def roads_on(scene: Scene, on: date) -> tuple[list[Road], dict[str, str]]:
    """Return the segments that take part, first in priority first, and why the others don't, by code."""
    refused = {}
    roads = []
    for segment in scene.segments:
        if not valid(segment, on):
            refused.setdefault(segment.code, "not-valid-on-date")
    for segment in scene.segments:
        if not valid(segment, on):
            continue
        refused.pop(segment.code, None)
        reason = refusal(scene, segment)
        if reason:
            refused[segment.code] = reason
            continue
        points = distinct(vertices(segment.line))
        rank = scene.class_ranks.get(segment.road_class or "", math.inf)
        millimetres = round(1000 * widest(snapped(segment.widths, points), sum(starmap(math.dist, pairwise(points)))))
        roads.append(Road(segment, (rank, -millimetres, segment.code), points))
    roads.sort(key=lambda road: road.order)
    return roads, refused


def nodes_of(roads: list[Road]) -> list[list[Arm]]:
    """Move ends that meet onto the first one's, and return the arms of each node, first in priority first."""
    clusters: list[list[tuple[Road, int]]] = []
    for road in roads:
        for end in (0, -1):
            for cluster in clusters:
                if any(math.dist(road.points[end], other.points[i]) < NODE for other, i in cluster):
                    cluster.append((road, end))
                    break
            else:
                clusters.append([(road, end)])
    for cluster in clusters:
        first, i = cluster[0]
        for road, end in cluster[1:]:
            road.points[end] = first.points[i]
    for road in roads:
        road.points = distinct(road.points)
    nodes = [[arm_of(road, end) for road, end in cluster] for cluster in clusters if len(cluster) > 1]
    for one, two, *_ in nodes:
        one.road.partners.add(two.road.code)
        two.road.partners.add(one.road.code)
    return nodes


def arm_of(road: Road, end: int) -> Arm:
    """Return the arm that a road's end is."""
    piece = road.pieces[end]
    along = piece.along if end == 0 else (-piece.along[0], -piece.along[1])
    return Arm(road, end == 0, along)
