"""Where a width has no meaning: in a junction, and where a transect crosses another piece of its own road."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.broken_lines import united
from geo.widening.tolerances import TOUCH_M
from geo.widening.transects import FLAT_M, Axis, Strokes, clip_to_transects, into_frame, on_axis, to_strokes

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from geo.widening.centrelines import Centrelines, Pieces
    from geo.widening.corridors import CorridorParts
    from geo.widening.records import Bools, Floats, Ints

Intervals = tuple["Floats", "Floats"]


class Meaningless(NamedTuple):
    """Intervals of the axis without meaning, in order.

    Attributes
    ----------
    junctions
        Where a centreline lies in a corridor that comes before it; they stand on the left sides and hold for both.
    of_side
        Where the transects of one side cross another piece of the same road.
    """

    junctions: Intervals
    of_side: Intervals


def meaningless(
    pieces: Pieces,
    quads: shapely.STRtree,
    lines: Centrelines,
    parts: CorridorParts,
    partners: AbstractSet[tuple[int, int]],
    axis: Axis,
) -> Meaningless:
    """Return where widths have no meaning.

    Parameters
    ----------
    pieces, quads
        The pieces that are looked at, and a tree of the land under the transects of each.
    lines, parts
        All segments in order of priority, and what their corridors consist of.
    partners
        Pairs of segments that are one road, both ways.
    axis
        The axis of all sides.
    """
    return Meaningless(_junctions(pieces, parts, partners, axis), _crossed(pieces, quads, lines.pieces, partners, axis))


def _junctions(pieces: Pieces, parts: CorridorParts, partners: AbstractSet[tuple[int, int]], axis: Axis) -> Intervals:
    strokes = pieces.line
    piece, part = shapely.STRtree(parts.land).query(strokes, predicate="intersects")
    segment, other = pieces.segment[piece], parts.segment[part]
    foreign = (other < segment) & ~_are_partners(segment, other, partners)
    piece, part = piece[foreign], part[foreign]
    # A street that meets two segments of a road in a T runs along the edge of both their corridors: that is inside.
    ground = shapely.buffer(parts.land[part], TOUCH_M, join_style="mitre")
    cut, of = shapely.get_parts(shapely.intersection(strokes[piece], ground), return_index=True)
    lying = shapely.length(cut) > FLAT_M
    cut, piece = cut[lying], piece[of[lying]]
    ends = shapely.get_coordinates([shapely.get_point(cut, 0), shapely.get_point(cut, -1)]).reshape(2, -1, 2)
    x = np.stack([into_frame(points, piece, pieces)[0] for points in ends])
    origin = axis.origin[2 * pieces.segment[piece]]
    return united(x.min(axis=0) + origin, x.max(axis=0) + origin)


def _crossed(
    pieces: Pieces, quads: shapely.STRtree, others: Pieces, partners: AbstractSet[tuple[int, int]], axis: Axis
) -> Intervals:
    """Return where other pieces of the same road lie strictly between the centreline and the target."""
    other, piece = quads.query(others.line, predicate="intersects")
    one, two = pieces.segment[piece], others.segment[other]
    itself = (one == two) & (pieces.s0[piece] == others.s0[other])
    same_road = ~itself & ((one == two) | _are_partners(one, two, partners))
    other, piece = other[same_road], piece[same_road]
    x0, y0 = into_frame(others.start[other], piece, pieces)
    x1, y1 = into_frame(others.end[other], piece, pieces)
    found: list[Strokes] = []
    for side in (0, 1):
        strokes, _ = to_strokes((x0, x1, y0, y1), side, other)
        rows = np.flatnonzero(np.abs(x1 - x0) > FLAT_M)
        clipped, of = clip_to_transects(strokes.where(rows), piece[rows], side, pieces)
        # A piece that lies on the centreline or on the target all along crosses nothing.
        middle = (clipped.y0 + clipped.y1) / 2
        span = (clipped.x0 + clipped.x1) / 2 - pieces.s0[of]
        target = (
            pieces.width0[of, side] + (pieces.width1 - pieces.width0)[of, side] * span / (pieces.s1 - pieces.s0)[of]
        )
        between = (middle > TOUCH_M) & (middle < target - TOUCH_M)
        found.append(on_axis(clipped.where(between), of[between], side, pieces, axis))
    return united(np.concatenate([strokes.x0 for strokes in found]), np.concatenate([strokes.x1 for strokes in found]))


def _are_partners(one: Ints, other: Ints, partners: AbstractSet[tuple[int, int]]) -> Bools:
    """Return which pairs of segments are one road."""
    known = np.array(sorted(partners), dtype=np.int64).reshape(-1, 2)
    size = int(max(one.max(initial=0), other.max(initial=0), known.max(initial=0))) + 1
    return np.isin(one * size + other, known[:, 0] * size + known[:, 1])
