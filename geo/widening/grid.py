"""Long shapes cut by one grid, so that each overlay is of small shapes and grows with the length of roads alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

from geo.widening.overlay import common_land, difference_from, union_by
from geo.widening.runs import spread

if TYPE_CHECKING:
    from geo.widening.records import Bools, Ints, Shapes

CELL_M: Final = 200.0
"""Side of a cell: streets between two crossings stay in a piece or two, and the work still grows with length alone."""
ORIGIN_M: Final = 13.377
"""Where the grid's lines start: not where a surveyor draws a road along a round coordinate."""


class Cut(NamedTuple):
    """Shapes cut by the grid: the pieces, the row of the shape that each comes from, and its cell (x, y)."""

    land: Shapes
    of: Ints
    cell: Ints

    def where(self, rows: Bools) -> Cut:
        """Return some of the pieces."""
        return Cut(self.land[rows], self.of[rows], self.cell[rows])


def cut_by_grid(shapes: Shapes) -> Cut:
    """Cut polygons into pieces that lie in one cell each."""
    rows = np.flatnonzero(~shapely.is_empty(shapes))
    low, high = np.split(np.floor((shapely.bounds(shapes[rows]) - ORIGIN_M) / CELL_M).astype(np.int64), 2, axis=1)
    spans = high - low + 1
    count = spans.prod(axis=1)
    run, place = spread(np.zeros_like(count), count)
    of, wide = rows[run], spans[run, 0]
    cell = low[run] + np.column_stack([place % wide, place // wide])
    box = shapely.box(*(ORIGIN_M + cell * CELL_M).T, *(ORIGIN_M + (cell + 1) * CELL_M).T)
    shapely.prepare(shapes[rows])
    met = shapely.intersects(shapes[of], box)
    of, cell, box = of[met], cell[met], box[met]
    land = common_land(shapes[of], box)
    some = shapely.area(land) > 0
    return Cut(land, of, cell).where(some)


def union_of_cells(cut: Cut) -> Cut:
    """Return one piece a cell: the union of all shapes' pieces in it; `of` counts the cells."""
    cells, group = np.unique(cut.cell, axis=0, return_inverse=True)
    groups, land = union_by(group.reshape(-1), cut.land)
    return Cut(land, groups, cells)


def less_in_cells(cut: Cut, taken: Cut) -> Shapes:
    """Return the land of pieces less what is taken of their cells; `taken` holds one piece a cell."""
    if not len(taken.land) or not len(cut.land):
        return cut.land
    both = np.concatenate([taken.cell, cut.cell])
    _, number = np.unique(both, axis=0, return_inverse=True)
    number = number.reshape(-1)
    taken_in = np.full(number.max() + 1, -1, dtype=np.int64)
    taken_in[number[: len(taken.land)]] = np.arange(len(taken.land))
    taker = taken_in[number[len(taken.land) :]]
    rows = np.flatnonzero(taker >= 0)
    return difference_from(cut.land, rows, taken.land[taker[rows]])
