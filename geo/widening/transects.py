"""Land seen along transects: its boundaries in the frame of the centreline, where x is the chainage and y the distance.

One long axis holds all sides of all segments, so that a town's transects are cut at once: the left side of a segment,
then its right, then the next segment's, with a gap between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.boxes import Boxes, edges_near
from geo.widening.edges import edges_of
from geo.widening.tolerances import TOUCH_M

if TYPE_CHECKING:
    from geo.widening.centrelines import Centrelines, Pieces
    from geo.widening.records import Bools, Floats, Ints, Shapes

FLAT_M = 1e-9
"""Boundaries that cover less of the axis run along a transect and are never met by one."""
GAP_M = 10.0
"""Room between two sides on the axis."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Where each side of each segment lies on the long axis; sides are numbered 2·segment for left, +1 for right.

    Attributes
    ----------
    origin
        Where chainage 0 of each side stands, shape (2n,).
    length
        Length of each side, shape (2n,).
    """

    origin: Floats
    length: Floats

    @classmethod
    def of(cls, lines: Centrelines) -> Axis:
        """Lay out the sides of segments."""
        length = np.repeat(lines.length, 2)
        return cls(np.concatenate([[0.0], np.cumsum(length + GAP_M)])[:-1], length)


class Strokes(NamedTuple):
    """Straight strokes over the axis: from (x0, y0) to (x1, y1), x0 < x1, and the number of what each belongs to."""

    x0: Floats
    x1: Floats
    y0: Floats
    y1: Floats
    owner: Ints

    def where(self, rows: Bools | Ints) -> Strokes:
        """Return some of the strokes."""
        return Strokes(self.x0[rows], self.x1[rows], self.y0[rows], self.y1[rows], self.owner[rows])


def join(several: list[Strokes]) -> Strokes:
    """Return all strokes of several."""
    return Strokes(
        np.concatenate([strokes.x0 for strokes in several]),
        np.concatenate([strokes.x1 for strokes in several]),
        np.concatenate([strokes.y0 for strokes in several]),
        np.concatenate([strokes.y1 for strokes in several]),
        np.concatenate([strokes.owner for strokes in several]),
    )


def ways_in(shapes: Shapes, quads: shapely.STRtree, pieces: Pieces, axis: Axis) -> Strokes:
    """Return where transects enter shapes, or start inside; strokes carry the row of the shape.

    Parameters
    ----------
    shapes
        Polygons or MultiPolygons.
    quads
        Tree of the land under the transects of each piece (`corridors.transect_quads`).
    pieces, axis
        The pieces, and where they lie on the axis.
    """
    shape, piece = quads.query(shapes, predicate="intersects")
    rows = np.arange(len(shapes))
    inside = _inside(shapes, rows, shape, piece, pieces, axis)
    return join([*_met(shapes, rows, shape, quads, piece, pieces, axis, out=False), inside])


def ways_out(
    shapes: Shapes, segment: Ints, quads: shapely.STRtree, pieces: Pieces, axis: Axis
) -> tuple[Strokes, Strokes]:
    """Return where transects of a segment leave its shape, and where they start inside; for the rest see `ways_in`."""
    shape, piece = quads.query(shapes, predicate="intersects")
    mine = pieces.segment[piece] == segment[shape]
    shape, piece = shape[mine], piece[mine]
    inside = _inside(shapes, segment, shape, piece, pieces, axis)
    return join(_met(shapes, segment, shape, quads, piece, pieces, axis, out=True)), inside


def _met(
    shapes: Shapes,
    owner: Ints,
    shape: Ints,
    quads: shapely.STRtree,
    piece: Ints,
    pieces: Pieces,
    axis: Axis,
    *,
    out: bool,
) -> list[Strokes]:
    """Return where the transects of pieces enter or leave shapes, for each side."""
    # Directed with their land on the left.
    edges = edges_of(shapely.orient_polygons(shapes))
    pair, edge = edges_near(edges, shape, Boxes.of_shapes(quads.geometries), piece)
    piece, owner = piece[pair], owner[shape[pair]]
    x0, y0 = into_frame(edges.start[edge], piece, pieces)
    x1, y1 = into_frame(edges.end[edge], piece, pieces)
    return [_to_side((x0, x1, y0, y1), owner, piece, side, pieces, axis, out=out) for side in (0, 1)]


def into_frame(point: Floats, piece: Ints, pieces: Pieces) -> tuple[Floats, Floats]:
    """Return chainage and distance to the left of points, as seen from their pieces."""
    offset = point - pieces.start[piece]
    along = pieces.along[piece]
    ahead = (offset * along).sum(axis=1) + pieces.s0[piece]
    return ahead, offset[:, 1] * along[:, 0] - offset[:, 0] * along[:, 1]


def clip_to_transects(strokes: Strokes, piece: Ints, side: int, pieces: Pieces) -> tuple[Strokes, Ints]:
    """Return what of strokes, in chainage and distance, lies between the centreline and the target of their pieces.

    Returns
    -------
    strokes : Strokes
        Those of which something is left.
    piece : ndarray
        Their pieces.
    """
    low, high = np.maximum(strokes.x0, pieces.s0[piece]), np.minimum(strokes.x1, pieces.s1[piece])
    slope = (strokes.y1 - strokes.y0) / (strokes.x1 - strokes.x0)
    ramp = (pieces.width1[piece, side] - pieces.width0[piece, side]) / (pieces.s1[piece] - pieces.s0[piece])
    at_low = strokes.y0 + slope * (low - strokes.x0)
    below_target = pieces.width0[piece, side] + ramp * (low - pieces.s0[piece]) - at_low
    start, end = low.copy(), high.copy()
    for value, rise in ((at_low, slope), (below_target, ramp - slope)):
        with np.errstate(divide="ignore", invalid="ignore"):
            zero = low - value / rise
        start = np.where(rise > 0, np.maximum(start, zero), start)
        end = np.where(rise < 0, np.minimum(end, zero), end)
        end = np.where((rise == 0) & (value < 0), -np.inf, end)
    kept = end - start > FLAT_M
    low, start, end, at_low, slope = low[kept], start[kept], end[kept], at_low[kept], slope[kept]
    return (
        Strokes(start, end, at_low + slope * (start - low), at_low + slope * (end - low), strokes.owner[kept]),
        piece[kept],
    )


def to_strokes(frame: tuple[Floats, Floats, Floats, Floats], side: int, owner: Ints) -> tuple[Strokes, Bools]:
    """Return lines (x0, x1, y0, y1) of the frame as strokes seen from a side, and which of them run ahead."""
    x0, x1, y0, y1 = frame
    ahead = x1 > x0
    sign = 1.0 if side == 0 else -1.0
    strokes = Strokes(
        np.where(ahead, x0, x1),
        np.where(ahead, x1, x0),
        sign * np.where(ahead, y0, y1),
        sign * np.where(ahead, y1, y0),
        owner,
    )
    return strokes, ahead


def on_axis(strokes: Strokes, piece: Ints, side: int, pieces: Pieces, axis: Axis) -> Strokes:
    """Return strokes moved from the chainage of their segments to the axis."""
    origin = axis.origin[2 * pieces.segment[piece] + side]
    return strokes._replace(x0=strokes.x0 + origin, x1=strokes.x1 + origin)


def _to_side(
    frame: tuple[Floats, Floats, Floats, Floats],
    owner: Ints,
    piece: Ints,
    side: int,
    pieces: Pieces,
    axis: Axis,
    *,
    out: bool,
) -> Strokes:
    """Return where transects of one side enter land over edges (x0, x1, y0, y1), or where they leave it."""
    x0, x1, y0, y1 = frame
    # Land is to the left of its edges: going left one enters over an edge that runs ahead, going right over the others.
    rows = np.flatnonzero(x1 - x0 > FLAT_M if (side == 0) != out else x0 - x1 > FLAT_M)
    strokes, _ = to_strokes((x0[rows], x1[rows], y0[rows], y1[rows]), side, owner[rows])
    clipped, clipped_piece = clip_to_transects(strokes, piece[rows], side, pieces)
    return on_axis(clipped, clipped_piece, side, pieces, axis)


def _inside(shapes: Shapes, owner: Ints, shape: Ints, piece: Ints, pieces: Pieces, axis: Axis) -> Strokes:
    """Return where transects start inside land: where the centreline, moved a touch to their side, lies in it."""
    close = Boxes.of_shapes(shapes).meet(shape, Boxes.of_lines(pieces.start, pieces.end), piece, 2 * TOUCH_M)
    shape, piece = shape[close], piece[close]
    shapely.prepare(shapes[shape])
    near = shapely.dwithin(shapes[shape], pieces.line[piece], 2 * TOUCH_M)
    shape, piece = shape[near], piece[near]
    ends = np.stack([pieces.start[piece], pieces.end[piece]], axis=1)
    found = []
    for side, sign in ((0, 1.0), (1, -1.0)):
        moved = np.asarray(shapely.linestrings(ends + (sign * TOUCH_M * pieces.left[piece])[:, None, :]))
        partly = ~shapely.covers(shapes[shape], moved)
        moved[partly] = shapely.intersection(moved[partly], shapes[shape[partly]])
        cut, of = shapely.get_parts(moved, return_index=True)
        points, part = shapely.get_coordinates(cut, return_index=True)
        x, _ = into_frame(points, piece[of[part]], pieces)
        first = np.flatnonzero(np.append(True, part[1:] != part[:-1])) if len(part) else np.empty(0, dtype=np.int64)
        low, high = (np.minimum.reduceat(x, first), np.maximum.reduceat(x, first)) if len(first) else (x, x)
        of = of[part[first]]
        level = np.zeros(len(low))
        strokes = Strokes(low, high, level, level, owner[shape[of]])
        found.append(on_axis(strokes, piece[of], side, pieces, axis))
    # What it holds beside the shapes would stay in memory with them.
    shapely.destroy_prepared(shapes)
    inside = join(found)
    return inside.where(inside.x1 - inside.x0 > FLAT_M)
