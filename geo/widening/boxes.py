"""Upright rectangles around edges: which edges can have anything to do with a place at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.runs import spread

if TYPE_CHECKING:
    from geo.widening.edges import Edges
    from geo.widening.records import Floats, Ints, Shapes

APART_M = 1e-6
"""Rectangles that are farther apart than this have nothing in common, whatever rounding does."""
RUN = 8
"""So many edges of a shape, one after the other, are looked at as one before each is."""


class Boxes(NamedTuple):
    """Upright rectangles by their south-west and north-east corners, each of shape (n, 2)."""

    low: Floats
    high: Floats

    @classmethod
    def of_lines(cls, start: Floats, end: Floats) -> Boxes:
        """Return one around each straight line, by its ends."""
        return cls(np.minimum(start, end), np.maximum(start, end))

    @classmethod
    def of_edges(cls, edges: Edges) -> Boxes:
        """Return one around each edge."""
        return cls.of_lines(edges.start, edges.end)

    @classmethod
    def of_shapes(cls, shapes: Shapes) -> Boxes:
        """Return one around each shape."""
        bounds = shapely.bounds(shapes)
        return cls(bounds[:, :2], bounds[:, 2:])

    def around(self, starts: Ints) -> Boxes:
        """Return one around each run of rectangles; a run goes from its start to the next one's."""
        if not len(starts):
            return self
        return Boxes(np.minimum.reduceat(self.low, starts), np.maximum.reduceat(self.high, starts))

    def meet(self, rows: Ints, others: Boxes, other_rows: Ints, apart: float = APART_M) -> Ints:
        """Return which pairs of rectangles are no farther apart than some metres."""
        met = np.arange(len(rows))
        for axis in (0, 1):
            one, other = rows[met], other_rows[met]
            near = self.low[:, axis][one] <= others.high[:, axis][other] + apart
            near &= others.low[:, axis][other] <= self.high[:, axis][one] + apart
            met = met[near]
        return met


def edges_near(edges: Edges, shape: Ints, boxes: Boxes, box: Ints) -> tuple[Ints, Ints]:
    """Return the edges of shapes that are not apart from rectangles.

    Parameters
    ----------
    edges, shape
        Edges of all shapes; rows of some of them, shape (n,).
    boxes, box
        Rectangles; the row of the one that each of those shapes is looked at in, shape (n,).

    Returns
    -------
    pair, edge : ndarray
        Of each edge the pair of shape and rectangle, 0 to n - 1, in order, and its row.
    """
    around = Boxes.of_edges(edges)
    runs = -(-edges.count // RUN)
    of, number = spread(np.zeros_like(runs), runs)
    starts = edges.first[of] + number * RUN
    ends = np.append(starts[1:], len(edges.start))
    pair, run = spread((np.cumsum(runs) - runs)[shape], runs[shape])
    met = boxes.meet(box[pair], around.around(starts), run)
    pair, run = pair[met], run[met]
    place, edge = spread(starts[run], (ends - starts)[run])
    pair = pair[place]
    met = boxes.meet(box[pair], around, edge)
    return pair[met], edge[met]
