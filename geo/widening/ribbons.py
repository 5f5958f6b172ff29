"""Land along runs of straight pieces: trimmed where neighbours overlap at inner bends, it joins without overlay."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.widening.edges import cross
from geo.widening.overlay import SPECK_M2, union_by

if TYPE_CHECKING:
    from geo.widening.records import Bools, Floats, Ints, Shapes

SAME_POINT_M = 1e-8
"""Corners nearer than this are one: what is computed from both sides of a vertex differs by rounding alone."""


class Flank(NamedTuple):
    """Land under the transects of one side of pieces: the feet and tips of the first and last of each, shape (n, 2)."""

    foot0: Floats
    foot1: Floats
    tip0: Floats
    tip1: Floats


def land_of_flank(flank: Flank) -> Shapes:
    """Return the land as polygons."""
    if not len(flank.foot0):
        return np.empty(0, dtype=object)
    ring = [flank.foot0, flank.tip0, flank.tip1, flank.foot1]
    return np.asarray(shapely.polygons(np.stack(ring, axis=1)))


def trimmed(flank: Flank, joint: Ints) -> tuple[Flank, Bools]:
    """Trim the land of neighbouring pieces at inner bends to where their edges meet.

    Parameters
    ----------
    flank
        The pieces.
    joint
        Rows that the next row goes on from: its first foot is their last.

    Returns
    -------
    flank : Flank
        The land; neighbours have the corners of a common edge in common.
    regular : ndarray
        Whether at each joint the land of both is the same as it was. It is not where a piece is too short for its bend.
    """
    foot0, foot1, tip0, tip1 = (points.copy() for points in flank)
    foot0[joint + 1] = vertex = foot1[joint]
    here, after = tip1[joint], tip0[joint + 1]
    same = np.hypot(*(here - after).T) < SAME_POINT_M
    tip0[joint[same] + 1] = here[same]
    ahead = foot1 - foot0
    inner = ~same & (((here - vertex) * ahead[joint + 1]).sum(axis=1) > 0)
    row, edge = joint[inner], tip1 - tip0
    # How far along the edges of the one and of the other they meet.
    between = tip0[row + 1] - tip0[row]
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = (cross(between, edge[row + side]) / cross(edge[row], edge[row + 1]) for side in (1, 0))
        meet = tip0[row] + edge[row] * one[:, None]
    # What is trimmed of each lies in the other, on the same side: the bend is none of more than a right angle.
    fits = (one > 0) & (one < 1) & (other > 0) & (other < 1) & ((ahead[row] * ahead[row + 1]).sum(axis=1) > 0)
    fits &= _is_over(tip1[row], row + 1, Flank(foot0, foot1, tip0, tip1))
    fits &= _is_over(tip0[row + 1], row, Flank(foot0, foot1, tip0, tip1))
    # Trimmed at both ends an edge must not turn round.
    low, high = np.zeros(len(edge)), np.ones(len(edge))
    high[row], low[row + 1] = one, other
    regular = np.ones(len(joint), dtype=bool)
    regular[inner] = fits
    regular &= (low < high)[joint] & (low < high)[joint + 1]
    tip1[row[fits]] = tip0[row[fits] + 1] = meet[fits]
    return Flank(foot0, foot1, tip0, tip1), regular


def fit_neighbours(joint: Ints, regular: Bools, count: int) -> Bools:
    """Return which of so many pieces have none but regular joints, as `trimmed` has found them."""
    fits = np.ones(count, dtype=bool)
    fits[joint[~regular]] = fits[joint[~regular] + 1] = False
    return fits


def union_of_ribbons(group: Ints, trimmed_land: Shapes, land: Shapes, fits: Bools, count: int) -> Shapes:
    """Return the union of each group of pieces' land.

    Parameters
    ----------
    group, count
        Group of each piece, and how many there are; some may have no piece.
    trimmed_land, land
        The land trimmed, whose corners match, and as it was.
    fits
        Pieces that are trimmed so that they fit their neighbours; others, and land that meets itself farther on, are
        left to an overlay.
    """
    whole = np.full(count, shapely.Polygon(), dtype=object)
    order = np.argsort(group, kind="stable")
    members = order[fits[order]]
    bounds = np.searchsorted(group[members], np.arange(count + 1))
    for row in np.flatnonzero(np.diff(bounds)).tolist():
        try:
            whole[row] = shapely.coverage_union_all(trimmed_land[members[bounds[row] : bounds[row + 1]]])
        except shapely.GEOSException:
            continue
    total = np.bincount(group[members], weights=shapely.area(trimmed_land[members]), minlength=count)
    alike = shapely.is_valid(whole) & (np.abs(shapely.area(whole) - total) < SPECK_M2)
    rest = ~fits | ~alike[group]
    begun = np.intersect1d(group[rest], np.flatnonzero(alike & (total > 0)))
    rows, joined = union_by(np.concatenate([begun, group[rest]]), np.concatenate([whole[begun], land[rest]]))
    whole[rows] = joined
    return whole


def _is_over(point: Floats, row: Ints, flank: Flank) -> Bools:
    """Return which points lie between the first and the last transect of pieces, no farther out than their edge."""
    ahead, edge = (flank.foot1 - flank.foot0)[row], (flank.tip1 - flank.tip0)[row]
    along = ((point - flank.foot0[row]) * ahead).sum(axis=1)
    outside = cross(edge, point - flank.tip0[row]) * cross(edge, flank.foot0[row] - flank.tip0[row]) < 0
    return np.asarray((along >= 0) & (along <= (ahead * ahead).sum(axis=1)) & ~outside)
