"""Smooth lines and smooth chance: splines, wavy offsets, value noise. All lengths in metres."""

# ruff: noqa: PLR2004 - measures and odds of an invented town are plain numbers where they act

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon

SEED = 15271
"""The one seed of the town (its administrative code)."""

GRID = 0.001
"""Coordinates are whole millimetres, as cadastral files have them."""

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

Array = NDArray[np.float64]


def chance(*names: object) -> np.random.Generator:
    """Return a generator of random numbers of its own for a thing, so that one change doesn't ripple on.

    Examples
    --------
    >>> chance("a").random() == chance("a").random() != chance("b").random()
    True
    """
    return np.random.default_rng([SEED, zlib.crc32("/".join(map(str, names)).encode())])


def spline(points: Array | Sequence[tuple[float, float]], step: float = 4.0) -> LineString:
    """Return a centripetal Catmull-Rom spline through points, a vertex about every `step` metres.

    Source: Catmull and Rom (1974); centripetal knots after Yuksel, Schaefer and Keyser (2011).
    """
    given = np.asarray(points, dtype=float)
    p = np.vstack([2 * given[0] - given[1], given, 2 * given[-1] - given[-2]])
    out = [given[:1]]
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        t0 = 0.0
        t1 = t0 + np.hypot(*(b - a)) ** 0.5
        t2 = t1 + np.hypot(*(c - b)) ** 0.5
        t3 = t2 + np.hypot(*(d - c)) ** 0.5
        count = max(2, round(float(np.hypot(*(c - b))) / step))
        t = np.linspace(t1, t2, count + 1)[1:, None]
        a1 = (t1 - t) / (t1 - t0) * a + (t - t0) / (t1 - t0) * b
        a2 = (t2 - t) / (t2 - t1) * b + (t - t1) / (t2 - t1) * c
        a3 = (t3 - t) / (t3 - t2) * c + (t - t2) / (t3 - t2) * d
        b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
        b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
        out.append((t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2)
    return LineString(np.round(np.vstack(out), 3))


def closed(points: Array | Sequence[tuple[float, float]], step: float = 8.0) -> Array:
    """Return the vertices of a smooth ring through points, the first repeated at the end."""
    given = np.asarray(points, dtype=float)
    xy = shapely.get_coordinates(spline(np.vstack([given[-2:], given, given[:3]]), step))
    first, last = np.flatnonzero(np.abs(xy - given[0]).max(axis=1) < 0.002)[:2]  # rounded
    return xy[first : last + 1]


def noise(s: Array, wave: float, rng: np.random.Generator) -> Array:
    """Return smooth noise from -1 to 1 at chainages `s`, with knots every `wave` metres."""
    knots = rng.uniform(-1, 1, int(np.max(s) / wave) + 3)
    at = s / wave
    low = at.astype(int)
    f = at - low
    f = f * f * (3 - 2 * f)
    return np.asarray(knots[low] * (1 - f) + knots[low + 1] * f)


def chainages(line: LineString) -> Array:
    """Return the chainage of each vertex."""
    xy = shapely.get_coordinates(line)
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])


def normals(xy: Array) -> tuple[Array, Array]:
    """Return unit normals to the left at each vertex, and the factor that keeps a mitred offset parallel."""
    d = np.diff(xy, axis=0)
    d = d / np.hypot(d[:, 0], d[:, 1])[:, None]
    n = np.column_stack([-d[:, 1], d[:, 0]])
    both = np.vstack([n[:1], n[:-1] + n[1:], n[-1:]])
    unit = both / np.hypot(both[:, 0], both[:, 1])[:, None]
    first = np.vstack([n[:1], n])
    return unit, 1 / np.clip((unit * first).sum(axis=1), 0.5, 1)


def edges(line: LineString, left: Array, right: Array) -> tuple[LineString, LineString]:
    """Return the two edge lines at half-widths given per vertex, both running with the line."""
    xy = shapely.get_coordinates(line)
    unit, mitre = normals(xy)
    one = xy + unit * (left * mitre)[:, None]
    two = xy - unit * (right * mitre)[:, None]
    return LineString(np.round(one, 3)), LineString(np.round(two, 3))


def surface(line: LineString, left: Array, right: Array) -> Polygon:
    """Return the polygon between the two edge lines of a centreline."""
    one, two = edges(line, left, right)
    ring = np.vstack([shapely.get_coordinates(one), shapely.get_coordinates(two)[::-1]])
    return largest(shapely.make_valid(Polygon(ring)))


def largest(shape: BaseGeometry) -> Polygon:
    """Return the largest polygon of a shape, an empty one where it has none."""
    return max(polygons(shape), key=lambda part: part.area, default=Polygon())


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """Return the polygons of any shape."""
    return [part for part in shapely.get_parts(shape, return_index=False) for part in _flat(part)]


def _flat(part: BaseGeometry) -> list[Polygon]:
    if isinstance(part, Polygon):
        return [] if part.is_empty else [part]
    return polygons(part) if hasattr(part, "geoms") else []


def lines(shape: BaseGeometry) -> list[LineString]:
    """Return the lines of any shape, rings as lines."""
    out: list[LineString] = []
    for part in shapely.get_parts(shape):
        if isinstance(part, LineString):
            if part.length > 0:
                out.append(LineString(part.coords))
        elif hasattr(part, "geoms"):
            out.extend(lines(part))
    return out


def with_vertex(line: LineString, point: Point) -> LineString:
    """Return the line with a vertex put in at a point that lies on it to a millimetre or so."""
    s = chainages(line)
    at = line.project(point)
    xy = shapely.get_coordinates(line)
    near = int(np.argmin(np.abs(s - at)))
    here = np.round([[point.x, point.y]], 3)
    if abs(s[near] - at) < 1.0:
        if 0 < near < len(xy) - 1:
            xy = xy.copy()
            xy[near] = here
            return LineString(xy)
        return line
    k = int(np.searchsorted(s, at))
    return LineString(np.vstack([xy[:k], here, xy[k:]]))


def part_between(line: LineString, start: float, end: float) -> LineString:
    """Return the part of a line between two chainages, on whole millimetres."""
    part = shapely.ops.substring(line, start, end)
    xy = np.round(shapely.get_coordinates(part), 3)
    keep = np.concatenate([[True], np.hypot(*np.diff(xy, axis=0).T) > 0.01])  # no double vertices
    return LineString(xy[keep])
