"""Parts and rings of shapes, most of which are one polygon without holes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.widening.records import Ints, Shapes


def parts_of(shapes: Shapes) -> tuple[Shapes, Ints]:
    """Return the parts of shapes, in order, and the row of the shape of each.

    A Polygon is taken as it is: `shapely.get_parts` makes a copy of it, which costs as much as a small overlay.
    """
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    if single.all():
        return shapes, np.arange(len(shapes))
    several = np.flatnonzero(~single)
    part, of = shapely.get_parts(shapes[several], return_index=True)
    return _in_order(shapes[single], np.flatnonzero(single), part, several[of])


def rings_of(shapes: Shapes) -> tuple[Shapes, Ints]:
    """Return shapes of one ring each, in order, and the row of the shape that each is of."""
    polygon, of = parts_of(shapes)
    # A polygon without holes has the coordinates of its one ring; lines that an overlay has left have none.
    whole = (shapely.get_type_id(polygon) == shapely.GeometryType.POLYGON) & (
        shapely.get_num_interior_rings(polygon) == 0
    )
    if whole.all():
        return polygon, of
    ring, place = shapely.get_rings(polygon[~whole], return_index=True)
    return _in_order(polygon[whole], of[whole], ring, of[~whole][place])


def _in_order(some: Shapes, rows: Ints, others: Shapes, other_rows: Ints) -> tuple[Shapes, Ints]:
    row = np.concatenate([rows, other_rows])
    order = np.argsort(row, kind="stable")
    return np.concatenate([some, others])[order], row[order]
