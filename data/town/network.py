"""Roads, lanes, railway, canal and river as lines and surfaces, each with land of its own."""

# ruff: noqa: PLR2004 - measures and odds of an invented town are plain numbers where they act

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, Point, Polygon
from shapely.ops import polygonize, split

from data.town import plan, sites
from data.town.curves import (
    chainages,
    chance,
    closed,
    edges,
    largest,
    lines,
    noise,
    part_between,
    polygons,
    spline,
    surface,
    with_vertex,
)
from data.town.plots import blob, box
from data.town.programme import PLANS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

RANK = {"RAIL": 0, "QL": 1, "A": 3, "B": 4, "C": 5, "D": 6, "lane": 8, "track": 9}


@dataclass
class Way:
    """A linear thing with land: its centreline, its half-widths per vertex, its surface and what is its own."""

    key: str
    cls: str
    line: LineString
    left: np.ndarray
    right: np.ndarray
    whole: Polygon = field(default_factory=Polygon)
    own: BaseGeometry = field(default_factory=Polygon)

    @property
    def sides(self) -> tuple[LineString, LineString]:
        """The two edges, running with the centreline."""
        return edges(self.line, self.left, self.right)


def boundary() -> Polygon:
    """Return the town's outline; its southern edge runs in the river."""
    xy = closed(list(plan.BOUNDARY), 12.0)
    ring = LineString(xy)
    s = chainages(ring)
    rough = 7 * noise(s, 60, chance("boundary")) + 3 * noise(s, 22, chance("boundary", 2))
    rough[[0, -1]] = 0.0
    south = np.clip((xy[:, 1] - 140) / 60, 0, 1)
    moved = shapely.get_coordinates(edges(ring, rough * south, rough * south)[0])
    moved[-1] = moved[0]
    return Polygon(moved)


def centrelines(outline: Polygon) -> dict[str, LineString]:
    """Return the drawn streets' centrelines: cut to the town, trimmed to each other, sharing exact vertices."""
    raw = {street.key: spline(street.points) for street in plan.STREETS}
    done: dict[str, LineString] = {}
    for street in plan.STREETS:
        line = raw[street.key]
        low, high = 0.0, line.length
        for index, other in enumerate(street.ends):
            if other is None:
                continue
            hits = [line.project(hit) for hit in _points(line.intersection(raw[other]))]
            if not hits:
                raise ValueError(f"Street {street.key} doesn't reach {other}.")
            if index == 0:
                low = min(hits)
            else:
                high = max(hits)
        cut = part_between(line, low, high) if (low, high) != (0.0, line.length) else line
        if cut.within(outline) is False:
            cut = max(lines(cut.intersection(outline)), key=lambda part: part.length)
            cut = LineString(np.round(shapely.get_coordinates(cut), 3))
        done[street.key] = cut
    for street in plan.STREETS:
        for index, other in enumerate(street.ends):
            if other is not None:
                end = Point(done[street.key].coords[0 if index == 0 else -1])
                done[other] = with_vertex(done[other], end)
    return done


def meeting(line: LineString, other: LineString) -> Point:
    """Return where two lines meet, on whole millimetres; where they come nearest if rounding keeps them apart."""
    points = _points(line.intersection(other)) or [shapely.ops.nearest_points(line, other)[0]]
    best = min(points, key=lambda point: (point.x, point.y))
    return Point(round(best.x, 3), round(best.y, 3))


def _points(shape: BaseGeometry) -> list[Point]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Point)]


def quarters(center: dict[str, LineString]) -> BaseGeometry:
    """Return the built-up ground: the quarters and a ribbon of uneven depth along some roads."""
    parts = []
    for number, points in enumerate(plan.QUARTERS):
        line = LineString(closed(list(points), 15.0))
        rough = noise(chainages(line), 45, chance("quarter", number)) * 9
        xy = shapely.get_coordinates(edges(line, rough, rough)[0])
        parts.append(shapely.make_valid(Polygon(xy)))
    for key, depth in plan.RIBBON.items():
        line = center[key]
        s = chainages(line)
        rng = chance("ribbon", key)
        wide = [depth * (1 + 0.28 * noise(s, 38, rng)) for _ in range(2)]
        gaps = noise(s, 170, rng)
        wide = [np.where(gaps < -0.45, 0.0, w) for w in wide]  # where fields come up to the road
        parts.append(surface(line, wide[0] + 0.01, wide[1] + 0.01).buffer(0))
    return shapely.union_all(parts).buffer(0).simplify(0.4)


def lanes(built: BaseGeometry, center: dict[str, LineString], water: list[LineString]) -> dict[str, LineString]:
    """Return lanes that cut the large blocks of the built-up ground, again and again, bent and never square."""
    net = shapely.union_all([*center.values(), *water, built.boundary])
    laid = [box(site.x, site.y, site.width, site.depth, site.turn) for site in sites.SITES]
    kept = shapely.union_all([*laid, *(blob(*pond) for pond in sites.PONDS)]).buffer(4)
    todo = [block for block in polygonize(lines(net)) if built.contains(block.representative_point())]
    found: dict[str, LineString] = {}
    while todo:
        block = todo.pop()
        frame = block.minimum_rotated_rectangle
        corners = shapely.get_coordinates(frame)
        sides = np.diff(corners, axis=0)[:2]
        lengths = np.hypot(*sides.T)
        long = int(np.argmax(lengths))
        here = block.centroid
        rng = chance("lane", round(here.x), round(here.y))
        drawn = here.x < 870 and 2290 < here.y < 3150  # subdistrict 4 has its lanes by hand
        limit = (45_000 if drawn else 21_000) * rng.uniform(0.7, 1.5)
        if block.area < limit or lengths.min() < 70 or lengths.max() < 130:
            continue
        along, across = sides[long] / lengths[long], sides[1 - long] / lengths[1 - long]
        start = corners[0] if long == 0 else corners[1]
        middle = start + along * lengths[long] * rng.uniform(0.4, 0.6) + across * lengths[1 - long] / 2
        if long == 1:
            middle = corners[1] + along * lengths[1] * rng.uniform(0.4, 0.6) - across * lengths[0] / 2
        turn = np.radians(rng.normal(0, 9))
        way = np.array(
            [across[0] * np.cos(turn) - across[1] * np.sin(turn), across[0] * np.sin(turn) + across[1] * np.cos(turn)]
        )
        reach = lengths[1 - long] * 0.75 + 20
        bend = lengths[1 - long] * 0.085
        knots = [middle + way * t * reach + along * rng.normal(0, bend) for t in (-1, -0.5, 0, 0.5, 1)]
        whole = spline(np.array(knots), 5.0)
        inside = [part for part in lines(whole.intersection(block)) if part.length > 25]
        if not inside:
            continue
        line = min(inside, key=lambda part: part.distance(Point(middle)))
        pieces = polygons(split(block, whole))
        if len(pieces) < 2:
            continue
        todo.extend(pieces)
        free = [part for part in lines(line.difference(kept)) if part.length > 30]
        if not free:
            continue
        line = max(free, key=lambda part: part.length)
        line = LineString(np.round(shapely.get_coordinates(line), 3))
        # Some lanes are blind alleys: they stop short of the far side.
        shown = (
            part_between(line, 0, line.length * rng.uniform(0.55, 0.75))
            if rng.random() < 0.22 and line.length > 70
            else line
        )
        found[f"lane{len(found) + 1:03d}"] = shown
    return found


def ways(outline: Polygon) -> tuple[dict[str, Way], BaseGeometry]:
    """Return all linear things by key, in the order in which land goes to them, and the built-up ground."""
    center = centrelines(outline)
    canal, ditch = (
        max(lines(spline(points).intersection(outline)), key=lambda part: part.length)
        for points in (plan.CANAL, plan.DITCH)
    )
    crossed = {**center, "CANAL": canal}
    for item in PLANS:
        for other in item.ends:
            if other is not None:
                center[item.street] = with_vertex(center[item.street], meeting(center[item.street], crossed[other]))
    built = quarters(center)
    found: list[Way] = []
    for street in plan.STREETS:
        line = center[street.key]
        s = chainages(line)
        wavy = []
        for side, half in enumerate(street.half):
            rng = chance("edge", street.key, side)
            wavy.append(half + street.wave * (0.75 * noise(s, 31, rng) + 0.35 * noise(s, 9, rng)))
        found.append(Way(street.key, street.cls, line, np.round(wavy[0], 2), np.round(wavy[1], 2)))
    for key, line in lanes(built, center, [canal, ditch]).items():
        s = chainages(line)
        rng = chance("edge", key)
        half = rng.uniform(1.1, 1.9)
        found.append(Way(key, "lane", line, half + 0.3 * noise(s, 12, rng), half + 0.3 * noise(s, 12, rng)))
    for key, line, half in (("CANAL", canal, 7.5), ("DITCH", ditch, 2.6)):
        s = chainages(line)
        rng = chance("edge", key)
        found.append(
            Way(key, "water", line, half + 0.16 * half * noise(s, 40, rng), half + 0.16 * half * noise(s, 33, rng))
        )
    river = spline(plan.RIVER, 15.0)
    s = chainages(river)
    rng = chance("edge", "RIVER")
    bank = 66 + 14 * noise(s, 160, rng) + 2 * noise(s, 25, rng)
    found.append(Way("RIVER", "water", river, bank, bank))
    order = sorted(found, key=lambda way: (7 if way.cls == "water" else RANK[way.cls], way.key != "RIVER"))
    taken: BaseGeometry = Polygon()
    for way in order:
        way.whole = surface(way.line, way.left, way.right)
        way.own = largest_parts(way.whole.intersection(outline).difference(taken))
        taken = taken.union(way.own)
    return {way.key: way for way in order}, built


def largest_parts(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape without its crumbs under 2 m²."""
    return shapely.union_all([part for part in polygons(shape) if part.area > 2])


__all__ = ["RANK", "Way", "boundary", "largest", "ways"]
