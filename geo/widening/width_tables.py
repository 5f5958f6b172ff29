"""Target half-widths along a centreline as pieces that are linear in the chainage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.widening.tolerances import SAME_VERTEX_M

if TYPE_CHECKING:
    from geo.widening.records import Floats


def cut_widths(table: Floats, vertices: Floats) -> Floats:
    """Return a width table cut to a centreline: linear between rows, constant before the first and after the last.

    Two rows at one chainage are a step; at an end of the line the inner value holds.

    Parameters
    ----------
    table
        Rows (s, left, right) in order of s, at least one.
    vertices
        Chainages of the centreline's vertices, from 0 to its length; a row that is nearer to one than the tolerance of
        a vertex stands there.

    Returns
    -------
    ndarray, shape (n, 6)
        Pieces (from, to, left at from, right at from, left at to, right at to) that fill the line.
    """
    chainage, length = table[:, 0], vertices[-1]
    nearest = vertices[np.abs(vertices - chainage[:, None]).argmin(axis=1)]
    chainage = np.where(np.abs(nearest - chainage) < SAME_VERTEX_M, nearest, chainage)
    chainage = np.concatenate([[min(-1.0, chainage[0] - 1.0)], chainage, [max(length, chainage[-1]) + 1.0]])
    sides = np.vstack([table[:1, 1:], table[:, 1:], table[-1:, 1:]])
    before, after = chainage[:-1], chainage[1:]
    used = (after - before >= SAME_VERTEX_M) & (after > 0.0) & (before < length)
    start, end = np.maximum(before[used], 0.0), np.minimum(after[used], length)
    span = (after - before)[used][:, None]
    low, high = sides[:-1][used], sides[1:][used]
    at_start = low + (high - low) * (start - before[used])[:, None] / span
    at_end = low + (high - low) * (end - before[used])[:, None] / span
    # Two steps nearer than a vertex's tolerance are one.
    start[1:] = end[:-1]
    return np.column_stack([start, end, at_start, at_end])


def total_width(pieces: Floats) -> float:
    """Return the largest left + right anywhere on the segment, in metres."""
    return float(max((pieces[:, 2] + pieces[:, 3]).max(), (pieces[:, 4] + pieces[:, 5]).max()))
