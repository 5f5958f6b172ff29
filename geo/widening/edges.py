"""Edges of polygons as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widening.polygons import rings_of
from geo.widening.runs import spread

if TYPE_CHECKING:
    from geo.widening.records import Bools, Floats, Ints, Shapes

MOST_VERTICES = 100
"""Of shapes with more, GEOS finds the clearance sooner than a look at every vertex and edge."""
AT_ONCE = 1000
"""So many shapes are looked at at once, lest their pairs of vertices and edges fill the memory."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Directed edges of polygons; those of one ring follow each other, those of one shape stand together.

    Attributes
    ----------
    start, end
        Their ends, shape (n, 2).
    ring
        Number of the ring of each.
    first, count
        First edge of each shape, and how many it has.
    """

    start: Floats
    end: Floats
    ring: Ints
    first: Ints
    count: Ints


def edges_of(shapes: Shapes) -> Edges:
    """Return the edges of Polygons or MultiPolygons."""
    rings, of = rings_of(shapes)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    ring = ring[1:][inside]
    count = np.bincount(of[ring], minlength=len(shapes))
    return Edges(points[:-1][inside], points[1:][inside], ring, np.cumsum(count) - count, count)


def cross(one: Floats, other: Floats) -> Floats:
    """Return the cross products of vectors, row by row: positive where the other turns left of the one."""
    return np.asarray(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])


def are_clear(shapes: Shapes, distance: float) -> Bools:
    """Return which shapes have no vertex nearer than a distance in metres to another, or to an edge of another."""
    clear = np.ones(len(shapes), dtype=bool)
    many = shapely.get_num_coordinates(shapes) > MOST_VERTICES
    clear[many] = shapely.minimum_clearance(shapes[many]) >= distance
    few = np.flatnonzero(~many)
    for begin in range(0, len(few), AT_ONCE):
        rows = few[begin : begin + AT_ONCE]
        clear[rows[_shapes_of_near(edges_of(shapes[rows]), distance)]] = False
    return clear


def _shapes_of_near(edges: Edges, distance: float) -> Ints:
    """Return the shapes of vertices that are nearer than a distance to what doesn't end there."""
    low = np.minimum(edges.start, edges.end) - distance
    high = np.maximum(edges.start, edges.end) + distance
    of = np.repeat(np.arange(len(edges.count)), edges.count)
    vertex, edge = spread(edges.first[of], edges.count[of])
    for place, lowest, highest in zip(
        *(np.ascontiguousarray(axis.T) for axis in (edges.start, low, high)), strict=True
    ):
        at = place[vertex]
        near = np.flatnonzero((at > lowest[edge]) & (at < highest[edge]))
        vertex, edge = vertex[near], edge[near]
    point, start, end = edges.start[vertex], edges.start[edge], edges.end[edge]
    # A vertex that is there twice has an edge of no length; the edges beside it tell how near it is.
    another = (point != start).any(axis=1) & (point != end).any(axis=1) & (start != end).any(axis=1)
    vertex, point, start, end = vertex[another], point[another], start[another], end[another]
    along = end - start
    share = np.clip(((point - start) * along).sum(axis=1) / (along * along).sum(axis=1), 0.0, 1.0)
    apart = np.hypot(*(point - start - along * share[:, None]).T)
    return np.asarray(of[vertex[apart < distance]])
