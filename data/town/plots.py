"""Blocks cut into plots: house plots with their front on a street, gardens behind them, fields in strips."""

# ruff: noqa: PLR2004 - measures and odds of an invented town are plain numbers where they act

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.ops import linemerge, split

from data.town.curves import Array, chainages, chance, closed, lines, noise, polygons, spline

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def sides(block: Polygon, street: BaseGeometry) -> list[LineString]:
    """Return the parts of a block's outline that front on a street, the block on their left, cut at corners."""
    shared = block.boundary.intersection(street.buffer(0.05, join_style="mitre"))
    merged = linemerge(lines(shared)) if lines(shared) else LineString()
    found: list[LineString] = []
    for line in lines(merged):
        xy = shapely.get_coordinates(line)
        if len(xy) < 2 or line.length < 4:
            continue
        d = np.diff(xy, axis=0)
        turn = np.abs(np.diff(np.unwrap(np.arctan2(d[:, 1], d[:, 0]))))
        cuts = [0, *(np.flatnonzero(turn > 0.7) + 1), len(xy) - 1]
        for a, b in pairwise(cuts):
            part = LineString(xy[a : b + 1])
            if part.length < 4:
                continue
            middle, ahead = (np.array(part.interpolate(part.length / 2 + t).coords[0]) for t in (0, 0.2))
            n = np.array([-(ahead - middle)[1], (ahead - middle)[0]]) / max(np.hypot(*(ahead - middle)), 1e-9)
            found.append(part if block.contains(Point(middle + 0.5 * n)) else LineString(xy[a : b + 1][::-1]))
    return sorted(found, key=lambda part: -part.length)


def fronts(length: float, typical: float, rng: np.random.Generator) -> Array:
    """Return where plots begin along a front: widths of 4.5 to 16 m, in runs of alike ones."""
    cuts = [0.0]
    run = typical
    while cuts[-1] < length:
        if rng.random() < 0.25:
            run = typical * rng.uniform(0.75, 1.35)
        cuts.append(cuts[-1] + float(np.clip(run * np.exp(rng.normal(0, 0.2)), 4.5, 18)))
    if len(cuts) > 2 and length - cuts[-2] < 0.6 * typical:
        cuts.pop(-2)
    cuts[-1] = length
    return np.array(cuts)


def row(
    block: Polygon, side: LineString, typical: float, deep: float, rng: np.random.Generator
) -> tuple[Polygon, list[LineString]]:
    """Return the ground of a row of plots along one side of a block, and the lines between its plots."""
    cuts = fronts(side.length, typical, rng)
    s = chainages(side)
    xy = shapely.get_coordinates(side)
    smooth = max(6.0, min(18.0, side.length / 6))
    at = np.column_stack([np.interp(cuts, s, xy[:, k]) for k in (0, 1)])
    fore = np.column_stack([np.interp(np.minimum(cuts + smooth, s[-1]), s, xy[:, k]) for k in (0, 1)])
    back = np.column_stack([np.interp(np.maximum(cuts - smooth, 0), s, xy[:, k]) for k in (0, 1)])
    d = fore - back
    angle = np.arctan2(d[:, 1], d[:, 0]) + np.pi / 2
    angle = angle + np.radians(4.5) * noise(cuts, 60, rng) + np.radians(1.6) * rng.normal(size=len(cuts))
    n = np.column_stack([np.cos(angle), np.sin(angle)])
    depth = deep * (1 + 0.2 * noise(cuts, 34, rng) + 0.05 * rng.normal(size=len(cuts)))
    outline = block.boundary
    for k in range(len(cuts)):
        ray = LineString([at[k] + 1.2 * n[k], at[k] + 95 * n[k]])
        hit = ray.intersection(outline)
        room = 1.2 + Point(at[k] + 1.2 * n[k]).distance(hit) if not hit.is_empty else 95.0
        if room < 1.45 * depth[k]:
            depth[k] = room + 2  # nothing is left behind: the plot goes right through
        elif room < 2.6 * depth[k]:
            depth[k] = room / 2 * (1 + 0.05 * rng.normal())  # back to back
    rear = [at[0] + n[0] * depth[0]]
    for k in range(1, len(cuts)):
        jump = rng.random() < 0.3
        step = rng.uniform(-0.22, 0.22) if jump else 0.0
        if jump and k < len(cuts) - 1:
            rear.append(at[k] + n[k] * depth[k] * (1 - abs(step) * (step > 0)))
            rear.append(at[k] + n[k] * depth[k] * (1 - abs(step) * (step <= 0)))
        else:
            rear.append(at[k] + n[k] * depth[k])
    band = shapely.make_valid(Polygon(np.vstack([xy, np.array(rear)[::-1]])))
    strokes = []
    for k in range(1, len(cuts) - 1):
        kink = rng.uniform(0.35, 0.65)
        mid = at[k] + n[k] * depth[k] * kink + rng.normal(0, 0.16) * np.array([-n[k, 1], n[k, 0]])
        strokes.append(LineString([at[k], mid, at[k] + n[k] * (depth[k] * 1.02 + 0.5)]))
    return band.buffer(0), strokes


def halve(piece: Polygon, area: tuple[float, float], rng: np.random.Generator, bend: float = 0.03) -> list[LineString]:
    """Return bent lines that cut a piece of land again and again across its longer side, down to some area."""
    out: list[LineString] = []
    todo = [piece]
    while todo:
        here = todo.pop()
        if here.area < 1.7 * rng.uniform(*area):
            continue
        corners = shapely.get_coordinates(here.minimum_rotated_rectangle)
        d = np.diff(corners, axis=0)[:2]
        lengths = np.hypot(*d.T)
        long = int(np.argmax(lengths))
        along, across = d[long] / lengths[long], d[1 - long] / lengths[1 - long]
        center = corners[:4].mean(axis=0) + along * lengths[long] * rng.uniform(-0.12, 0.12)
        turn = np.radians(rng.normal(0, 6))
        way = np.array(
            [across[0] * np.cos(turn) - across[1] * np.sin(turn), across[0] * np.sin(turn) + across[1] * np.cos(turn)]
        )
        reach = lengths.sum()
        knots = [
            center + way * t + along * rng.normal(0, bend) * lengths[1 - long]
            for t in (-reach, -lengths[1 - long] / 4, lengths[1 - long] / 4, reach)
        ]
        cut = LineString(knots)
        parts = polygons(split(here, cut))
        if len(parts) < 2:
            continue
        out.extend(lines(cut.intersection(here)))
        todo.extend(part for part in parts)
    return out


def strips(tract: Polygon, rng: np.random.Generator) -> list[LineString]:
    """Return the bunds between the strips of a tract of paddy: nearly parallel, gently bent, uneven."""
    corners = shapely.get_coordinates(tract.minimum_rotated_rectangle)
    d = np.diff(corners, axis=0)[:2]
    lengths = np.hypot(*d.T)
    long = int(np.argmax(lengths))
    along, across = d[long] / lengths[long], d[1 - long] / lengths[1 - long]
    center = corners[:4].mean(axis=0)
    half = lengths[long] / 2
    out: list[LineString] = []
    lean, sag = np.radians(rng.normal(0, 7)), rng.normal(0, 0.04) * lengths[1 - long]
    way = np.array(
        [across[0] * np.cos(lean) - across[1] * np.sin(lean), across[0] * np.sin(lean) + across[1] * np.cos(lean)]
    )
    at = -half + rng.uniform(12, 40)
    reach = lengths[1 - long] / 2 + 40
    while at < half:
        mid = center + along * at
        knots = [mid + way * t * reach + along * (sag * (1 - t * t) + rng.normal(0, 0.9)) for t in (-1, -0.4, 0.2, 1)]
        out.extend(lines(spline(np.array(knots), 24.0).intersection(tract)))
        at += float(np.clip(rng.lognormal(3.72, 0.4), 20, 92))
    if lengths[1 - long] > 125:
        mid = center + across * rng.uniform(-0.08, 0.08) * lengths[1 - long]
        knots = [mid + along * t * (half + 30) + across * rng.normal(0, 2.5) for t in (-1, -0.5, 0, 0.5, 1)]
        out.extend(lines(spline(np.array(knots), 24.0).intersection(tract)))
    return out


def blob(x: float, y: float, radius: float) -> Polygon:
    """Return a pond's outline."""
    rng = chance("pond", x, y)
    t = np.linspace(0, 2 * np.pi, 9)[:-1]
    r = radius * rng.uniform(0.72, 1.2, 8)
    ring = np.column_stack([x + 1.25 * r * np.cos(t), y + 0.8 * r * np.sin(t)])
    return Polygon(closed(ring, 5.0)).buffer(0)


def box(x: float, y: float, width: float, depth: float, turn: float) -> Polygon:
    """Return a public plot's outline: a rectangle out of true."""
    rng = chance("site", x, y)
    base = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.array([width, depth]) / 2
    base = base * rng.uniform(0.9, 1.1, (4, 2))
    a = np.radians(turn)
    rot = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    return Polygon(base @ rot + [x, y])


__all__ = ["blob", "box", "chance", "halve", "row", "sides", "strips"]
