"""Overlays of many shapes at once: what they share, and what is left of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.widening.records import Bools, Floats, Ints, Shapes


class Shared(NamedTuple):
    """Common land of pairs of shapes: rows of the one and of the other, the land and its area in m²."""

    one: Ints
    other: Ints
    land: Shapes
    area: Floats


def shared_land(ones: Shapes, others: Shapes) -> Shared:
    """Return the common land of all pairs that have some."""
    one, other = shapely.STRtree(others).query(ones, predicate="intersects")
    land = areal(shapely.intersection(ones[one], others[other]))
    area = shapely.area(land)
    some = area > 0
    return Shared(one[some], other[some], land[some], area[some])


def share_land(ones: Shapes, others: Shapes) -> Bools:
    """Return which pairs, row by row, have land in common and not only an edge."""
    return np.asarray(shapely.relate_pattern(ones, others, "T********"), dtype=bool)


def difference_near(shapes: Shapes, cutters: Shapes) -> Shapes:
    """Return each shape less all the cutters that meet it."""
    rows, near = shapely.STRtree(cutters).query(shapes, predicate="intersects")
    return difference_from(shapes, rows, cutters[near])


def difference_from(shapes: Shapes, rows: Ints, cutters: Shapes) -> Shapes:
    """Return shapes less the cutters of their rows.

    Parameters
    ----------
    shapes
        Polygons or MultiPolygons, shape (n,).
    rows, cutters
        For each cutter the row of the shape that it is taken from, shape (m,).
    """
    left = shapes.copy()
    if len(rows):
        cut, cutter = union_by(rows, cutters)
        left[cut] = areal(shapely.difference(shapes[cut], cutter))
    return left


def union_by(group: Ints, shapes: Shapes) -> tuple[Ints, Shapes]:
    """Return the groups that there are, in order, and the union of the shapes of each."""
    order = np.argsort(group, kind="stable")
    groups, starts, counts = np.unique(group[order], return_index=True, return_counts=True)
    unions = shapes[order[starts]]
    for place in np.flatnonzero(counts > 1):
        unions[place] = shapely.union_all(shapes[order[starts[place] : starts[place] + counts[place]]])
    return groups, unions


def areal(shapes: Shapes) -> Shapes:
    """Return the polygons of shapes, without the lines and points that an overlay may leave."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    if len(mixed):
        shapes = shapes.copy()
        for row in mixed:
            shapes[row] = shapely.union_all([part for part in shapes[row].geoms if part.area > 0])
    return shapes


def sum_by(group: Ints, values: Floats, count: int) -> Floats:
    """Return the sum of the values of each of `count` groups."""
    sums = np.zeros(count)
    np.add.at(sums, group, values)
    return sums
