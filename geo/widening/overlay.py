"""Overlays of many shapes at once: what they share, and what is left of them.

Where edges run along each other but for their last digits, as those of a strip do along what it was cut with, GEOS 3.14
now and then takes a whole piece for inside that is outside, or loses one: in about one of ten thousand overlays. So a
point of each piece is looked at and areas are added up, and what is wrong is laid over again on a grid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geo.widening.common_area import common_areas
from geo.widening.polygons import parts_of
from geo.widening.splicing import splice

GRID_M = 1e-7
"""Grid on which an overlay is done again: finer than anything that counts, coarser than rounding."""
SPECK_M2 = 1e-6
"""Pieces under this are not looked at: a point of them may be outside by rounding, and they count for nothing."""

SAME_AREA = 1e-9
"""What areas may differ by rounding, as a share."""

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.widening.records import Bools, Floats, Ints, Shapes


class Shared(NamedTuple):
    """Common land of pairs of shapes: rows of the one and of the other, the land and its area in m²."""

    one: Ints
    other: Ints
    land: Shapes
    area: Floats

    def where(self, rows: Bools) -> Shared:
        """Return some of the pairs."""
        return Shared(self.one[rows], self.other[rows], self.land[rows], self.area[rows])


def divided_land(ones: Shapes, others: Shapes) -> tuple[Shared, Shapes]:
    """Return the common land of all pairs that have some, and what others that don't overlap leave of the ones."""
    one, other = shapely.STRtree(others).query(ones, predicate="intersects")
    taken, left = np.empty(len(one), dtype=object), ones.copy()
    _, first = np.unique(one, return_index=True)
    row, common, rest = splice(ones[one[first]], others, other[first])
    taken[first[row]], left[one[first[row]]] = common, rest
    undivided = np.flatnonzero(shapely.is_missing(taken))
    taken[undivided], left = divide(left, one[undivided], others[other[undivided]])
    return _that_have_some(one, other, taken), left


def _that_have_some(one: Ints, other: Ints, land: Shapes) -> Shared:
    area = shapely.area(land)
    some = area > 0
    return Shared(one[some], other[some], land[some], area[some])


def common_land(ones: Shapes, others: Shapes) -> Shapes:
    """Return the common land of pairs, row by row."""
    land = _overlay(shapely.intersection, ones, others)
    of, point = _looked_at(land)
    right = shapely.intersects(ones[of], point) & shapely.intersects(others[of], point)
    # Of two shapes that share land some must have been found, and no more than there is.
    area = shapely.area(land)
    nothing = np.flatnonzero(area <= SPECK_M2)
    lost = nothing[share_land(ones[nothing], others[nothing])]
    smaller = np.minimum(shapely.area(ones), shapely.area(others))
    too_much = np.flatnonzero(area > smaller * (1 + SAME_AREA) + SPECK_M2)
    wrong = np.concatenate([of[~right], lost, too_much, _with_stray_holes(land)])
    return _again(shapely.intersection, land, ones, others, wrong)


def split_land(shapes: Shapes, cutters: Shapes) -> tuple[Shapes, Shapes]:
    """Return the common land of shapes and cutters, and shapes less cutters, row by row."""
    common, left = _overlay(shapely.intersection, shapes, cutters), _overlay(shapely.difference, shapes, cutters)
    area = shapely.area(shapes)
    uneven = np.abs(shapely.area(common) + shapely.area(left) - area) > SPECK_M2 + area * SAME_AREA
    of_common, inside = _looked_at(common)
    of_left, outside = _looked_at(left)
    # A point in a piece of the one or the other tells which side of the cutter it is on, and if it is in the shape:
    # a hole that GEOS has given the one or the other may lie beside both.
    astray = ~shapely.intersects(cutters[of_common], inside) | ~shapely.intersects(shapes[of_common], inside)
    misplaced = of_common[astray]
    left_over = of_left[shapely.intersects(cutters[of_left], outside) | ~shapely.intersects(shapes[of_left], outside)]
    wrong = np.concatenate([np.flatnonzero(uneven), misplaced, left_over])
    return (
        _again(shapely.intersection, common, shapes, cutters, wrong),
        _again(shapely.difference, left, shapes, cutters, wrong),
    )


def rest_of_land(shapes: Shapes, cutters: Shapes, common: Floats) -> Shapes:
    """Return shapes less cutters, row by row, that are known to have so many m² in common."""
    left = _overlay(shapely.difference, shapes, cutters)
    area = shapely.area(shapes)
    uneven = np.abs(common + shapely.area(left) - area) > SPECK_M2 + area * SAME_AREA
    return _again(shapely.difference, left, shapes, cutters, np.flatnonzero(uneven))


def joined_land(ones: Shapes, others: Shapes) -> Shapes:
    """Return the union of pairs, row by row."""
    land = _overlay(shapely.union, ones, others)
    lost = [of[~shapely.intersects(land[of], point)] for of, point in (_looked_at(ones), _looked_at(others))]
    too_large = np.flatnonzero(shapely.area(land) > shapely.area(ones) + shapely.area(others) + SPECK_M2)
    return _again(shapely.union, land, ones, others, np.concatenate([*lost, too_large]))


def _overlay(operation: Callable[..., Any], ones: Shapes, others: Shapes) -> Shapes:
    try:
        return areal(operation(ones, others))
    except shapely.GEOSException:
        return areal(operation(ones, others, grid_size=GRID_M))


def _again(operation: Callable[..., Any], land: Shapes, ones: Shapes, others: Shapes, wrong: Ints) -> Shapes:
    """Return land whose wrong rows are laid over again on a grid."""
    if not len(wrong):
        return land
    rows, land = np.unique(wrong), land.copy()
    land[rows] = areal(operation(ones[rows], others[rows], grid_size=GRID_M))
    return land


def _looked_at(land: Shapes) -> tuple[Ints, Shapes]:
    """Return a point in each piece of shapes, specks aside, with the row of its shape."""
    piece, of = parts_of(land)
    big = shapely.area(piece) > SPECK_M2
    return of[big], shapely.point_on_surface(piece[big])


def _with_stray_holes(land: Shapes) -> Ints:
    """Return the rows of polygons that have a hole somewhere else."""
    holed = np.flatnonzero(shapely.get_num_interior_rings(land) > 0)
    return holed[~shapely.is_valid(land[holed])]


def share_land(ones: Shapes, others: Shapes) -> Bools:
    """Return which pairs, row by row, have land in common and not only an edge."""
    return np.asarray(shapely.relate_pattern(ones, others, "T********"), dtype=bool)


def difference_near(shapes: Shapes, cutters: Shapes) -> Shapes:
    """Return each shape less all the cutters that don't overlap each other and have land in common with it."""
    common = common_areas(shapes, cutters)
    some = common.where(common.area > SPECK_M2)
    return less_known(shapes, some.one, cutters[some.other], some.area)


def less_known(shapes: Shapes, rows: Ints, cutters: Shapes, common: Floats) -> Shapes:
    """Return shapes less cutters that don't overlap, each with the row it is taken from and their m² in common."""
    left = shapes.copy()
    for now in _turns(rows):
        left[rows[now]] = rest_of_land(left[rows[now]], cutters[now], common[now])
    return left


def difference_from(shapes: Shapes, rows: Ints, cutters: Shapes) -> Shapes:
    """Return shapes less the cutters of their rows.

    Parameters
    ----------
    shapes
        Polygons or MultiPolygons, shape (n,).
    rows, cutters
        For each cutter the row of the shape that it is taken from, shape (m,).
    """
    return divide(shapes, rows, cutters)[1]


def divide(shapes: Shapes, rows: Ints, cutters: Shapes) -> tuple[Shapes, Shapes]:
    """Return what cutters that don't overlap take of the shapes of their rows, and what is left of all shapes."""
    left, taken = shapes.copy(), np.full(len(rows), shapely.Polygon(), dtype=object)
    for now in _turns(rows):
        taken[now], left[rows[now]] = split_land(left[rows[now]], cutters[now])
    return taken, left


def _turns(rows: Ints) -> Iterator[Ints]:
    """Yield places in which each row stands once: one cutter after the other is quicker than their union at once."""
    order = np.argsort(rows, kind="stable")
    first = np.append(True, rows[order][1:] != rows[order][:-1])[: len(rows)]
    turn = np.arange(len(rows)) - np.flatnonzero(first)[np.cumsum(first) - 1]
    for place in range(int(turn.max(initial=-1)) + 1):
        yield order[turn == place]


def union_by(group: Ints, shapes: Shapes) -> tuple[Ints, Shapes]:
    """Return the groups that there are, in order, and the union of the shapes of each."""
    order = np.argsort(group, kind="stable")
    groups, starts, counts = np.unique(group[order], return_index=True, return_counts=True)
    unions = shapes[order[starts]]
    several = np.flatnonzero(counts > 1)
    members = {row: shapes[order[starts[row] : starts[row] + counts[row]]] for row in several.tolist()}
    for row, joined in members.items():
        unions[row] = shapely.union_all(joined)
    # A union holds each of its members and is no more than all of them.
    of, point = _looked_at(shapes[order])
    place = np.repeat(np.arange(len(groups)), counts)[of]
    lost = ~shapely.intersects(unions[place], point)
    too_large = shapely.area(unions) > np.add.reduceat(shapely.area(shapes[order]), starts) + SPECK_M2
    for wrong in np.intersect1d(several, np.append(place[lost], np.flatnonzero(too_large))).tolist():
        unions[wrong] = shapely.union_all(members[wrong], grid_size=GRID_M)
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
    return np.asarray(np.bincount(group, weights=values, minlength=count), dtype=np.float64)
