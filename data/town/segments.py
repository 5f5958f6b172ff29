"""Road segments to be widened: which part of a street, how wide it shall be, how far the work has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from shapely import LineString, Point, Polygon

from data.town import plan
from data.town.curves import chainages, edges, normals, part_between, polygons, with_vertex
from data.town.network import RANK, Way

Rows = tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Plan:
    """A segment as the plan has it.

    Attributes
    ----------
    code : str
        Its code.
    street : str
        Key of its street.
    target : Rows
        Target half-widths (share of the length, left, right).
    ends : tuple of str or None
        Streets (or the canal) between which it lies; None for the street's own end.
    survey : str
        "surface", "edges" or "none": how the present road was measured.
    pace : tuple of float
        Shares of the donations handed over in phases 1, 2 and 3.
    built : tuple
        Stretches built: (share from, share to, day).
    """

    code: str
    street: str
    target: Rows
    ends: tuple[str | None, str | None] = (None, None)
    survey: str = "surface"
    pace: tuple[float, float, float] = (0.3, 0.25, 0.15)
    built: tuple[tuple[float, float, date], ...] = ()


def _even(left: float, right: float | None = None) -> Rows:
    return ((0.0, left, left if right is None else right),)


PLANS: tuple[Plan, ...] = (
    Plan("TK4-01", "DS", ((0, 4.0, 4.0), (0.35, 4.0, 4.0), (0.55, 4.5, 4.5)), ("N21", "CANAL"), pace=(0.34, 0.2, 0.1),
         built=((0.0, 0.3, date(2023, 6, 30)),)),
    Plan("TK4-02", "DS", _even(4.5), ("CANAL", None), pace=(0.62, 0.16, 0.08), built=((0.0, 0.27, date(2023, 4, 25)),
         (0.27, 0.55, date(2023, 10, 20)))),
    Plan("TK4-03", "KT", ((0, 3.5, 3.5), (0.42, 3.5, 3.5), (0.42, 3.5, 4.0)), pace=(0.5, 0.22, 0.1)),
    Plan("TK4-04", "GM", _even(3.5), ("QL217", "DS"), pace=(1, 0, 0), built=((0, 1, date(2023, 4, 28)),)),
    Plan("TK4-05", "GM", _even(3.5), ("DS", None), pace=(0.35, 0.4, 0.15), built=((0, 0.4, date(2023, 8, 25)),)),
    Plan("TK4-06", "CH", _even(4.5), survey="edges", pace=(0.22, 0.2, 0.2)),
    Plan("TK4-07", "NV", ((0, 3.5, 3.5), (0.5, 3.5, 3.5), (0.6, 4.0, 3.5)), pace=(0.8, 0.12, 0.05),
         built=((0.1, 0.6, date(2023, 7, 15)),)),
    Plan("TK4-08", "BL", _even(3.5), pace=(0.7, 0.2, 0.05)),
    Plan("TK4-09", "AD", _even(3.5, 3.0), ("QL217", "DS"), pace=(0.06, 0.2, 0.25)),
    Plan("TK4-10", "AD", _even(3.5), ("DS", None), pace=(0.1, 0.25, 0.25)),
    Plan("TK4-11", "VC", ((0, 3.0, 2.5), (0.6, 3.0, 2.5), (0.6, 2.5, 2.5)), survey="edges", pace=(0.4, 0.2, 0.1)),
    Plan("TK4-12", "N21", _even(2.5), pace=(0.0, 0.25, 0.3)),
    Plan("TK4-13", "N3", _even(2.0), pace=(0.15, 0.15, 0.1)),
    Plan("TK4-14", "N7", _even(2.0), pace=(1, 0, 0), built=((0, 1, date(2023, 4, 20)),)),
    Plan("TK4-15", "N12", _even(2.0), survey="none", pace=(0.1, 0.1, 0.2)),
    Plan("TK4-16", "N5", _even(2.5), pace=(0.2, 0.45, 0.1)),
    Plan("TK4-17", "GD", _even(2.5), survey="edges", pace=(0.25, 0.1, 0.3)),
    Plan("TK4-18", "N9", _even(2.5), survey="none", pace=(0.0, 0.1, 0.3)),
    Plan("TK10-01", "GL", _even(3.5), pace=(0.1, 0.1, 0.1)),
    Plan("TK7-01", "LD", _even(4.5), ("MT", "QL1A"), pace=(0.15, 0.2, 0.2)),
    Plan("TK9-01", "LD", _even(4.5), ("QL1A", "HS"), pace=(0.05, 0.1, 0.1)),
    Plan("TK7-02", "CM", _even(4.5), ("MT", "QL1A"), survey="edges", pace=(0.2, 0.1, 0.1)),
    Plan("TK8-01", "CM", ((0, 4.5, 4.5), (0.7, 4.5, 4.5), (1, 4.0, 4.0)), ("QL1A", "HS"), pace=(0.1, 0.3, 0.1)),
    Plan("TK6-01", "GC", _even(4.5, 4.0), ("QL1A", "RD"), pace=(0.3, 0.2, 0.1)),
    Plan("TK6-02", "BD", _even(3.5), survey="none", pace=(0.0, 0.05, 0.1)),
    Plan("TK5-01", "RD", _even(3.5), pace=(0.2, 0.2, 0.2)),
    Plan("TK5-02", "N9R", _even(2.5), survey="none", pace=(0.0, 0.0, 0.2)),
    Plan("TK1-01", "LN", _even(3.5), pace=(0.25, 0.25, 0.15)),
    Plan("TK3-01", "GG", _even(4.5), ("DT", "QL1A"), pace=(0.1, 0.2, 0.2)),
    Plan("TK2-01", "GG", _even(4.5), ("QL1A", "RD"), pace=(0.1, 0.2, 0.1)),
    Plan("TK3-02", "DT", _even(3.5), pace=(0.0, 0.1, 0.2)),
    Plan("TK2-02", "XB", _even(3.5), survey="none", pace=(0.0, 0.1, 0.1)),
)


@dataclass
class Segment:
    """A segment on the ground: its plan, centreline, target rows, present half-widths, corridor and strip."""

    plan: Plan
    name: str
    cls: str
    line: LineString
    rows: Rows
    left: np.ndarray
    right: np.ndarray
    strip: shapely.Geometry

    @property
    def widths(self) -> str:
        """The width table as text."""
        return "; ".join(f"{s:g} {left:g} {right:g}" for s, left, right in self.rows)

    @property
    def edges(self) -> tuple[LineString, LineString]:
        """Present edges, left and right."""
        return edges(self.line, self.left, self.right)

    def corridor(self, low: float = 0.0, high: float = 1e9, less: float = 0.0) -> Polygon:
        """Return the target corridor between two chainages, narrower by `less` on each side."""
        return corridor(self.line, self.rows, low, high, less)


def target(rows: Rows, s: float, after: bool) -> tuple[float, float]:
    """Return the target half-widths at a chainage, at a step those before or after it."""
    before = [row for row in rows if row[0] < s or (after and row[0] == s)]
    behind = [row for row in rows if row[0] > s or (not after and row[0] == s)]
    if not before:
        return behind[0][1:]
    if not behind:
        return before[-1][1:]
    a, b = before[-1], behind[0]
    f = (s - a[0]) / (b[0] - a[0]) if b[0] > a[0] else 0.0
    return a[1] + f * (b[1] - a[1]), a[2] + f * (b[2] - a[2])


def corridor(line: LineString, rows: Rows, low: float, high: float, less: float) -> Polygon:
    """Return the ground within the target half-widths of a centreline between two chainages."""
    s = chainages(line)
    unit, mitre = normals(shapely.get_coordinates(line))
    low, high = max(low, 0.0), min(high, float(s[-1]))
    stops = sorted({*s[(s >= low) & (s <= high)].tolist(), low, high, *(r[0] for r in rows if low < r[0] < high)})
    one, two = [], []
    for stop in stops:
        k = int(np.searchsorted(s, stop - 1e-9))
        if k < len(s) and abs(s[k] - stop) < 1e-9:  # noqa: PLR2004 - a vertex
            n, m, p = unit[k], mitre[k], np.array(line.coords[k])
        else:
            d = np.array(line.coords[k]) - np.array(line.coords[k - 1])
            n, m = np.array([-d[1], d[0]]) / np.hypot(*d), 1.0
            p = np.array(line.interpolate(stop).coords[0])
        sides = [target(rows, stop, after=False), target(rows, stop, after=True)]
        for left, right in sides if sides[0] != sides[1] else sides[:1]:
            one.append(p + n * m * max(left - less, 0.01))
            two.append(p - n * m * max(right - less, 0.01))
    ring = shapely.make_valid(Polygon(np.round(np.vstack([one, two[::-1]]), 4)))
    return max(polygons(ring), key=lambda part: part.area)


def segments(found: dict[str, Way]) -> list[Segment]:
    """Return the segments with their required strips: earlier by class, width and code, as the engine ranks them."""
    names = {street.key: (street.name, street.cls) for street in plan.STREETS}
    made = []
    for item in PLANS:
        way = found[item.street]
        line = way.line
        at = [0.0, line.length]
        for index, other in enumerate(item.ends):
            if other is not None:
                hit = _meeting(line, found[other].line)
                line = with_vertex(line, hit)
                at[index] = line.project(hit)
        part = part_between(line, *at)
        s, whole = chainages(part), chainages(way.line)
        along = s + at[0]
        left, right = (np.round(np.interp(along, whole, half), 2) for half in (way.left, way.right))
        rows = tuple((round(f * part.length, 1), a, b) for f, a, b in item.target)
        name, cls = names[item.street]
        made.append(Segment(item, name, cls, part, rows, left, right, Polygon()))
    order = sorted(made, key=lambda seg: (RANK[seg.cls], -max(r[1] + r[2] for r in seg.rows), seg.plan.code))
    road = shapely.union_all([way.own for way in found.values() if way.cls != "water"])
    taken: shapely.Geometry = Polygon()
    for seg in order:
        ground = seg.corridor()
        seg.strip = ground.difference(taken).difference(road)
        taken = taken.union(ground)
    return made


def _meeting(line: LineString, other: LineString) -> Point:
    hit = line.intersection(other)
    points = [part for part in shapely.get_parts(hit) if isinstance(part, Point)]
    if not points:
        near = shapely.ops.nearest_points(line, other)[0]
        points = [near]
    best = min(points, key=lambda point: (point.x, point.y))
    return Point(round(best.x, 3), round(best.y, 3))
