"""Corridors: narrow quads under the transects, mitres at bends and nodes, and who comes first."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from tests.widening.oracle.constants import MITRE_LIMIT
from tests.widening.oracle.overlay import less, union
from tests.widening.oracle.roads import Arm, Point, Road, breaks, width_after, width_before

QUAD_M = 5.0
"""No quad is longer along the road."""
SIDES = ("left", "right")


def swept(road: Road, side: str, first: float, last: float) -> list[Polygon]:
    """Return quads that cover the ground under the transects of one side between two chainages."""
    quads = []
    for piece in road.pieces:
        a, b = max(first, piece.first), min(last, piece.last)
        if b <= a:
            continue
        inner = [s for s in breaks(road.rows, road.length) if a < s < b]
        count = math.ceil((b - a) / QUAD_M)
        cuts = sorted({a, b, *inner, *(a + (b - a) * k / count for k in range(1, count))})
        for s, t in itertools.pairwise(cuts):
            near, far = width_after(road.rows, s, side), width_before(road.rows, t, side)
            if near > 0 or far > 0:
                corners = [piece.at(s), piece.at(t), piece.at(t, side, far), piece.at(s, side, near)]
                quads.append(Polygon(corners))
    return [quad for quad in quads if quad.area > 0]


def mitre(corner: Point, n1: Point, n2: Point, w: float) -> Polygon | None:
    """Return the mitre at a corner between two unit normals, cut off square to its bisector."""
    x, y = n1[0] + n2[0], n1[1] + n2[1]
    half = math.atan2(abs(n1[0] * n2[1] - n1[1] * n2[0]), n1[0] * n2[0] + n1[1] * n2[1]) / 2
    if w <= 0 or half < 1e-9:
        return None
    length = math.hypot(x, y)
    bisector = (x / length, y / length)

    def out(direction: Point, by: float, on: Point = corner) -> Point:
        return (on[0] + by * direction[0], on[1] + by * direction[1])

    one, two = out(n1, w), out(n2, w)
    if w / math.cos(half) <= MITRE_LIMIT * w:
        return Polygon([corner, one, out(bisector, w / math.cos(half)), two])
    # Along each offset line until the point lies at the limit, measured on the bisector.
    run = w * (MITRE_LIMIT - math.cos(half)) / math.sin(half)
    turn = math.copysign(1.0, n1[0] * n2[1] - n1[1] * n2[0])
    d1, d2 = (-turn * n1[1], turn * n1[0]), (turn * n2[1], -turn * n2[0])
    return Polygon([corner, one, out(d1, run, one), out(d2, run, two), two])


def bend_mitres(road: Road) -> Iterator[Polygon]:
    """Yield the mitres of the bends inside a road."""
    pieces = road.pieces
    for before, after in itertools.pairwise(pieces):
        turn = before.along[0] * after.along[1] - before.along[1] * after.along[0]
        outer = "left" if turn < 0 else "right"
        s = after.first
        w = min(width_before(road.rows, s, outer), width_after(road.rows, s, outer))
        shape = mitre(after.start, before.normal(outer), after.normal(outer), w)
        if shape is not None:
            yield shape


def node_mitres(arms: list[Arm]) -> Iterator[tuple[str, Polygon]]:
    """Yield code and mitre for each gap of more than half a turn: of two arms, then with each further one."""
    for count in range(2, len(arms) + 1):
        present = arms[:count]
        round_node = sorted(present, key=lambda arm: math.atan2(arm.leaves[1], arm.leaves[0]))
        for i, one in enumerate(round_node):
            two = round_node[(i + 1) % count]
            (x, y), (u, v) = one.leaves, two.leaves
            gap = math.atan2(x * v - y * u, x * u + y * v) % (2 * math.pi)
            if gap <= math.pi:
                continue
            corner = one.road.points[0 if one.starts else -1]
            w = min(one.half_width("left"), two.half_width("right"))
            shape = mitre(corner, (-y, x), (v, -u), w)
            if shape is not None:
                yield min(one.road.order, two.road.order)[-1], shape


def whole_corridors(roads: list[Road], nodes: list[list[Arm]]) -> dict[str, BaseGeometry]:
    """Return each road's corridor with what it shares with others."""
    parts: dict[str, list[Polygon]] = {}
    for road in roads:
        parts[road.code] = [quad for side in SIDES for quad in swept(road, side, 0.0, road.length)]
        parts[road.code] += bend_mitres(road)
    for arms in nodes:
        for code, shape in node_mitres(arms):
            parts[code].append(shape)
    return {code: union(shapes) for code, shapes in parts.items()}


def own_parts(roads: list[Road], corridors: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return of each corridor what no road before it has."""
    own, taken = {}, Polygon()
    for road in roads:
        own[road.code] = less(corridors[road.code], taken)
        taken = union([taken, corridors[road.code]])
    return own
