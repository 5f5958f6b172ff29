"""Corridors: all land under a segment's transects, with mitres at its bends; and what of it is the segment's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.edges import cross
from geo.widening.nodes import Bend
from geo.widening.precedence import first_come
from geo.widening.ribbons import Flank, fit_neighbours, trimmed, union_of_ribbons
from geo.widening.tolerances import MITRE_LIMIT, STRAIGHT

if TYPE_CHECKING:
    from geo.widening.centrelines import Centrelines, Pieces
    from geo.widening.records import Bools, Floats, Ints, Shapes


class CorridorParts(NamedTuple):
    """What corridors consist of: the land under the transects of each straight piece, and mitres at bends.

    Attributes
    ----------
    land, segment
        Polygons, and the row of the segment of each.
    fits
        Whether a part has its corners in common with the parts beside it. A mitre at a node may not: it can be
        narrower than the roads whose gap it closes.
    """

    land: Shapes
    segment: Ints
    fits: Bools


def corridor_parts(lines: Centrelines, node_bends: list[Bend]) -> CorridorParts:
    """Return what corridors consist of.

    Flat at the ends; at each bend, on the outer side, the mitre of the smaller of the two half-widths that meet.
    """
    bends = [*inner_bends(lines.pieces), *node_bends]
    of_bends = np.array([bend.segment for bend in bends], dtype=np.int64)
    segment = np.concatenate([lines.pieces.segment, of_bends])
    fits = np.arange(len(segment)) < len(segment) - len(node_bends)
    return CorridorParts(np.concatenate([transect_quads(lines.pieces), mitres(bends)]), segment, fits)


def corridors(lines: Centrelines, parts: CorridorParts) -> Shapes:
    """Return the whole corridor of each segment, overlaps with others included."""
    pieces = lines.pieces
    near, far = _tips(pieces)
    joint, _ = turns(pieces)
    sides = [trimmed(Flank(pieces.start, pieces.end, near[:, side], far[:, side]), joint) for side in (0, 1)]
    (left, left_regular), (right, right_regular) = sides
    ring = [left.foot0, left.tip0, left.tip1, left.foot1, right.tip1, right.tip0]
    land = parts.land.copy()
    if len(pieces):
        land[: len(pieces)] = shapely.polygons(np.stack(ring, axis=1))
    fits = parts.fits.copy()
    fits[: len(pieces)] = fit_neighbours(joint, left_regular & right_regular, len(pieces))
    return union_of_ribbons(parts.segment, land, parts.land, fits, len(lines))


def own_parts(whole: Shapes) -> Shapes:
    """Return each corridor less those that come before it: where they overlap, land belongs to the first."""
    return first_come(whole, np.arange(len(whole)))


def transect_quads(pieces: Pieces) -> Shapes:
    """Return the land under the transects of each piece, both sides."""
    if not len(pieces):
        return np.empty(0, dtype=object)
    near, far = _tips(pieces)
    return np.asarray(shapely.polygons(np.stack([near[:, 0], near[:, 1], far[:, 1], far[:, 0]], axis=1)))


def _tips(pieces: Pieces) -> tuple[Floats, Floats]:
    """Return the tips of the first and of the last transects of pieces: (piece, side, x and y)."""
    left = pieces.left
    near = np.stack([pieces.start + left * pieces.width0[:, :1], pieces.start - left * pieces.width0[:, 1:]], axis=1)
    far = np.stack([pieces.end + left * pieces.width1[:, :1], pieces.end - left * pieces.width1[:, 1:]], axis=1)
    # Over a vertex that bends nothing the corners are the same, so that no hair of land is left between.
    here, turn = turns(pieces)
    straight = here[np.abs(turn) <= STRAIGHT]
    same = (pieces.width1[straight] == pieces.width0[straight + 1])[:, :, None]
    near[straight + 1] = np.where(same, far[straight], near[straight + 1])
    return near, far


def turns(pieces: Pieces) -> tuple[Ints, Floats]:
    """Return the pieces that another of their segment follows, and by how many radians that one turns left."""
    here = np.flatnonzero(pieces.segment[1:] == pieces.segment[:-1])
    arriving, leaving = pieces.along[here], pieces.along[here + 1]
    return here, np.arctan2(cross(arriving, leaving), (arriving * leaving).sum(axis=1))


def inner_bends(pieces: Pieces) -> list[Bend]:
    """Return the bends between the pieces of each segment, each with the right side as the outer one."""
    here, turn = turns(pieces)
    arriving, leaving = pieces.along[here], pieces.along[here + 1]
    offsets = np.minimum(pieces.width1[here], pieces.width0[here + 1])
    bends = []
    for row in np.flatnonzero(np.abs(turn) > STRAIGHT):
        piece = here[row]
        to_left = turn[row] > 0
        # A turn to the right has its outer side left; walked the other way round, that is right.
        bends.append(
            Bend(
                segment=int(pieces.segment[piece]),
                point=pieces.end[piece],
                arriving=arriving[row] if to_left else -leaving[row],
                leaving=leaving[row] if to_left else -arriving[row],
                offset=float(offsets[row, 1 if to_left else 0]),
            )
        )
    return bends


def mitres(bends: list[Bend]) -> Shapes:
    """Return the land of the mitres on the right of bends, cut off square to the bisector at the mitre limit."""
    if not bends:
        return np.empty(0, dtype=object)
    point = np.array([bend.point for bend in bends])
    arriving = np.array([bend.arriving for bend in bends])
    leaving = np.array([bend.leaving for bend in bends])
    offset = np.array([bend.offset for bend in bends])[:, None]
    # Half the turn; with it the mitre's tip stands offset / cos(half) from the vertex.
    half = np.arccos(np.clip((arriving * leaving).sum(axis=1), -1.0, 1.0))[:, None] / 2
    sharp = np.cos(half) * MITRE_LIMIT < 1.0
    reach = np.where(sharp, (MITRE_LIMIT - np.cos(half)) / np.sin(half), np.tan(half)) * offset
    edge_in = point + _right(arriving) * offset
    edge_out = point + _right(leaving) * offset
    tip = edge_in + arriving * reach
    ring = np.stack([point, edge_in, tip, np.where(sharp, edge_out - leaving * reach, tip), edge_out], axis=1)
    return np.asarray(shapely.polygons(ring))


def _right(direction: Floats) -> Floats:
    return np.column_stack([direction[:, 1], -direction[:, 0]])
