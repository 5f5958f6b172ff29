"""Road segments on the ground: centreline, target corridor and the strip of land that the road still needs."""

# ruff: noqa: PLR2004 - measures and odds of an invented town are plain numbers where they act

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import LineString, Polygon

from data.town import plan
from data.town.curves import chainages, edges, normals, part_between, polygons
from data.town.network import RANK, Way, meeting
from data.town.programme import PLANS, Plan, Rows

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


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
    strip: BaseGeometry

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
        if k < len(s) and abs(s[k] - stop) < 1e-9:  # a vertex
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
                at[index] = line.project(meeting(line, found[other].line))
        part = part_between(line, *at)
        s, whole = chainages(part), chainages(way.line)
        along = s + at[0]
        left, right = (np.round(np.interp(along, whole, half), 2) for half in (way.left, way.right))
        rows = tuple((round(f * part.length, 1), a, b) for f, a, b in item.target)
        name, cls = names[item.street]
        made.append(Segment(item, name, cls, part, rows, left, right, Polygon()))
    order = sorted(made, key=lambda seg: (RANK[seg.cls], -max(r[1] + r[2] for r in seg.rows), seg.plan.code))
    road = shapely.union_all([way.own for way in found.values() if way.cls != "water"])
    taken: BaseGeometry = Polygon()
    for seg in order:
        ground = seg.corridor()
        seg.strip = ground.difference(taken).difference(road)
        taken = taken.union(ground)
    return made
