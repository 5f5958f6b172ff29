"""Scenes at random with irregular coordinates, so that hardly a threshold is met to a millionth of a metre."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import shapely
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from tests.widening.random_roads import segments, stepped_at_a_bend
from tests.widening.scene import (
    STATES,
    Donation,
    Parcel,
    Phase,
    Scene,
    Segment,
    Subdistrict,
    Surface,
)

TOWN = (588_500.0, 2_211_500.0)
LAND_USES = ("ONT", "ONT", "ODT", "ODT+CLN", "CLN", "LUC", "DGT", None)
PHASES = (
    Phase("1", date(2023, 3, 1), date(2023, 4, 30)),
    Phase("2", date(2023, 5, 1), date(2023, 9, 2)),
    Phase("3", date(2023, 9, 3), date(2023, 12, 31)),
)


def random_scene(seed: int) -> Scene:
    """Return a small scene; the same for the same seed."""
    chance = Random(seed)
    origin = (0.0, 0.0) if chance.random() < 0.5 else TOWN
    roads = segments(chance, origin)
    apart = Random(f"steps at bends {seed}")
    if apart.random() < 0.15:
        roads = [road if road.code == "Z" else stepped_at_a_bend(apart, road, roads) for road in roads]
    parcels = list(plots(chance, roads))
    parcels += odd_parcels(chance, roads)
    return Scene(
        segments=tuple(roads),
        surfaces=tuple(
            surface for road in {road.code: road for road in roads}.values() for surface in surfaces(chance, road)
        ),
        parcels=tuple(parcels),
        donations=tuple(donations(chance, roads, parcels)),
        subdistricts=subdistricts(chance, roads),
        phases=PHASES,
        class_ranks={"first": 1, "second": 2},
    )


def random_day(chance: Random) -> date:
    """Return a day of a scene, most of them within the campaign."""
    return date(2022, 12, 1) + timedelta(days=chance.randint(0, 420))


def off(line: LineString, s: float, away: float) -> tuple[float, float]:
    """Return a place beside a line: left is positive."""
    a, b = line.interpolate(max(s - 0.01, 0)), line.interpolate(min(s + 0.01, line.length))
    length = math.hypot(b.x - a.x, b.y - a.y)
    x, y = line.interpolate(s).coords[0][:2]
    return (x - away * (b.y - a.y) / length, y + away * (b.x - a.x) / length)


def usable(shape: BaseGeometry) -> bool:
    """Return whether a shape is a valid polygon with some area."""
    return shape.geom_type in {"Polygon", "MultiPolygon"} and shape.is_valid and shape.area > 0.5


def parcel_dates(chance: Random) -> dict[str, date]:
    """Return the period of a parcel: most were always there."""
    kind = chance.random()
    if kind < 0.08:
        return {"valid_from": date(2023, 6, 3)}
    if kind < 0.16:
        return {"valid_from": date(2018, 2, 2), "valid_to": date(2023, 8, 8)}
    return {"valid_from": date(2018, 2, 2)}


def owner(chance: Random) -> str | None:
    """Return one of a few owners, or none."""
    return chance.choice(("An", "Bình", "Chi", "Dũng", "Em", None, None))


def plots(chance: Random, roads: list[Segment]) -> Iterator[Parcel]:
    """Yield plots in rows along roads; neighbours share their corners."""
    number = 0
    for road in roads:
        if road.line.length < 5:
            continue
        for side in (1, -1):
            if chance.random() < 0.25:
                continue
            s = chance.uniform(0, 6)
            near, far = chance.uniform(0.8, 4), chance.uniform(9, 24)
            front, back = off(road.line, s, side * near), off(road.line, s, side * far)
            while s < road.line.length - 6 and number < 22:
                s = min(s + chance.uniform(5, 22), road.line.length)
                jitter = chance.uniform(-0.7, 2.5)
                next_front = off(road.line, s, side * (near + jitter))
                next_back = off(road.line, s + 0.0, side * (far + chance.uniform(-3, 3)))
                shape = Polygon([front, next_front, next_back, back])
                if usable(shape) and chance.random() < 0.9:
                    number += 1
                    yield parcel(chance, number, shape)
                front, back = next_front, next_back


def parcel(chance: Random, number: int, shape: BaseGeometry) -> Parcel:
    """Return a parcel with chance attributes."""
    blocks = chance.choice((True, False)) if chance.random() < 0.08 else None
    sheet = chance.choice(("12", "7", "P7-73"))
    return Parcel(sheet, str(number), shape, chance.choice(LAND_USES), blocks, owner(chance), **parcel_dates(chance))


def odd_parcels(chance: Random, roads: list[Segment]) -> Iterator[Parcel]:
    """Yield parcels across everything: with holes, in parts, tiny, and one whose corner pokes in."""
    line = roads[0].line
    for number in range(30, 30 + chance.randint(0, 4)):
        x, y = off(line, chance.uniform(0, line.length), chance.uniform(-9, 9))
        kind = chance.choice(("hole", "parts", "tiny", "corner", "needle", "ribbon"))
        size = chance.uniform(3, 9)
        turn = chance.uniform(0, math.pi)
        ring = regular(x, y, size, turn, chance.randint(3, 7))
        shape: BaseGeometry = ring
        if kind == "hole":
            shape = Polygon(ring.exterior.coords, [regular(x, y, size * 0.4, turn + 0.3, 4).exterior.coords])
        elif kind == "parts":
            shape = MultiPolygon([ring, regular(x + 2.3 * size, y + 1, size * 0.6, turn, 4)])
        elif kind == "tiny":
            shape = regular(x, y, chance.uniform(0.15, 1.2), turn, 5)
        elif kind == "needle":
            dx, dy = 12 * math.cos(turn), 12 * math.sin(turn)
            thin = chance.choice((0.03, 0.2))
            shape = Polygon([(x, y), (x + dx, y + dy), (x + dx - thin * dy / 12, y + dy + thin * dx / 12)])
        elif kind == "ribbon":
            a, b = (28 * math.cos(turn), 28 * math.sin(turn)), (-4.6 * math.sin(turn), 4.6 * math.cos(turn))
            shape = Polygon([(x, y), (x + a[0], y + a[1]), (x + a[0] + b[0], y + a[1] + b[1]), (x + b[0], y + b[1])])
        if shape.is_valid:
            yield parcel(chance, number, shape)


def regular(x: float, y: float, radius: float, turn: float, count: int) -> Polygon:
    """Return a polygon of corners on a circle."""
    angles = [turn + 2 * math.pi * k / count for k in range(count)]
    return Polygon([(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles])


def edge(chance: Random, line: LineString, away: float) -> list[tuple[float, float]]:
    """Return a surveyed edge beside a line."""
    count = max(2, round(line.length / 9))
    places = [line.length * k / count for k in range(count + 1)]
    return [off(line, s, away * chance.uniform(0.75, 1.25)) for s in places]


def surfaces(chance: Random, road: Segment) -> Iterator[Surface]:
    """Yield what was surveyed of a road, if anything, and what was built of it."""
    line, half = road.line, chance.uniform(1.2, 3.2)
    kind = chance.choice(("surface", "surface", "edges", "edges", "none", "parts"))
    left, right = edge(chance, line, half), edge(chance, line, -half)
    if chance.random() < 0.06:
        left[-1], right[-1], kind = right[-1], left[-1], "edges"
    ring = Polygon([*left, *reversed(right)])
    begin = chance.choice((None, date(2020, 1, 1), date(2024, 1, 1)))
    if kind == "edges":
        yield Surface(road.code, "left", LineString(left[:: chance.choice((1, -1))]), begin)
        yield Surface(road.code, "right", LineString(right[:: chance.choice((1, -1))]), begin)
    elif kind == "surface" and ring.is_valid:
        yield Surface(road.code, "surface", ring, begin)
    elif kind == "parts" and ring.is_valid:
        cut = LineString([off(line, line.length / 2, -30), off(line, line.length / 2, 30)])
        shape = ring.difference(cut.buffer(chance.choice((0.01, 0.02, 0.6))))
        yield from (Surface(road.code, "surface", part, begin) for part in shapely.get_parts(shape))
    if chance.random() < 0.4 and line.length > 5:
        a, b = sorted(chance.uniform(0, line.length) for _ in range(2))
        wide = substring(line, a, b).buffer(chance.uniform(2.5, 6), cap_style="flat", quad_segs=3)
        if usable(wide):
            yield Surface(road.code, "asbuilt", wide, date(2023, chance.randint(1, 12), 5), None)


def donations(chance: Random, roads: list[Segment], parcels: list[Parcel]) -> Iterator[Donation]:
    """Yield donations inside parcels, some of several people on one and the same land."""
    number = 0
    for one in parcels:
        for _ in range(chance.choice((0, 0, 1, 1, 1, 2))):
            number += 1
            road = chance.choice(roads)
            shape = given_part(chance, one, roads)
            if number > 15 or not usable(shape):
                continue
            filed = road.code if chance.random() < 0.9 else None
            yield Donation(f"H{number}", filed, one.sheet, one.number, shape, events(chance), one.owner)


def given_part(chance: Random, one: Parcel, roads: list[Segment]) -> BaseGeometry:
    """Return the part of a parcel that somebody gives."""
    kind = chance.random()
    if kind < 0.15:
        return one.shape
    nearest = min(roads, key=lambda road: road.line.distance(one.shape))
    if kind < 0.75:
        return one.shape.intersection(nearest.line.buffer(chance.uniform(1.5, 8), cap_style="flat", quad_segs=4))
    x, y = one.shape.representative_point().coords[0]
    return one.shape.intersection(regular(x, y, chance.uniform(2, 12), chance.random(), 4))


def events(chance: Random) -> tuple[tuple[str, date], ...]:
    """Return the states that a donation has gone through, in their order, now and then two on a day."""
    day = date(2023, 1, 5) + timedelta(days=chance.randint(0, 150))
    found = []
    for state in STATES[: chance.randint(1, 8)]:
        if chance.random() < 0.7:
            found.append((state, day))
        if chance.random() < 0.8:
            day += timedelta(days=chance.randint(1, 45))
    if chance.random() < 0.2 or not found:
        found.append((chance.choice(("declined", "withdrawn")), day))
    return tuple(found)


def subdistricts(chance: Random, roads: list[Segment]) -> tuple[Subdistrict, ...]:
    """Return two or three parts that meet along slanting lines, with some ground in none."""
    x0, y0, x1, y1 = shapely.union_all([road.line for road in roads]).buffer(25).bounds
    cuts = [x0 - 2, *sorted(chance.uniform(x0 + 5, x1 - 5) for _ in range(chance.randint(1, 2))), x1 - 20]
    slant = chance.uniform(-8, 8)
    shapes = [Polygon([(a, y0), (b, y0), (b + slant, y1), (a + slant, y1)]) for a, b in itertools.pairwise(cuts)]
    return tuple(Subdistrict(str(i + 1), shape) for i, shape in enumerate(shapes) if shape.is_valid)
