"""Land that several claim counts once: for the first of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.widening.common_area import common_area
from geo.widening.overlay import SPECK_M2, difference_from

if TYPE_CHECKING:
    from geo.widening.records import Ints, Shapes


def first_come(shapes: Shapes, place: Ints, wanted: Ints | None = None, tree: shapely.STRtree | None = None) -> Shapes:
    """Return shapes less those that come before them.

    Parameters
    ----------
    shapes
        Polygons or MultiPolygons.
    place
        Place of each shape, the smallest first; of two with one place the earlier row.
    wanted
        Rows to return; by default all, in their order.
    tree
        All shapes, where there is a tree of them.
    """
    rows = np.arange(len(shapes)) if wanted is None else wanted
    if not len(rows):
        return shapes[rows]
    bounds = shapely.bounds(shapes)
    later, earlier = (tree or shapely.STRtree(shapes)).query(shapely.box(*bounds[rows].T))
    turn = np.lexsort((np.arange(len(shapes)), place))
    turn[turn.copy()] = np.arange(len(shapes))
    # Bounds that only touch hold no common land.
    low, high = (
        np.maximum(bounds[rows[later], :2], bounds[earlier, :2]),
        np.minimum(bounds[rows[later], 2:], bounds[earlier, 2:]),
    )
    claimed = (turn[earlier] < turn[rows[later]]) & (low < high).all(axis=1)
    later, earlier = later[claimed], earlier[claimed]
    shared = common_area(shapes, shapes, rows[later], earlier) > SPECK_M2
    return difference_from(shapes[rows], later[shared], shapes[earlier[shared]])
