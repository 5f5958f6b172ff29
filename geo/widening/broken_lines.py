"""Functions of the chainage that are linear in pieces and may jump: the lowest of strokes, and what is read off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.widening.runs import spread
from geo.widening.tolerances import SAME_VERTEX_M

if TYPE_CHECKING:
    from geo.widening.records import Bools, Floats, Ints
    from geo.widening.transects import Strokes

NOBODY = -1
SAME_PLACE_M = 1e-6
"""Ends of strokes nearer than this stand at one place."""
SAME_VALUE_M = 1e-6
"""Values nearer than this are no jump."""
SAME_SLOPE = 1e-3
"""Slopes that differ by less, as a share, are of one face."""


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A function over the axis, in pieces that follow each other; nothing is said between two sides.

    Attributes
    ----------
    x0, x1
        Ends of the pieces on the axis.
    y0, y1
        Values just inside the ends.
    owner
        Number of what gives the value of each piece.
    """

    x0: Floats
    x1: Floats
    y0: Floats
    y1: Floats
    owner: Ints

    def ordered(self) -> BrokenLine:
        """Return the function with its pieces in order."""
        order = np.argsort(self.x0, kind="stable")
        return BrokenLine(self.x0[order], self.x1[order], self.y0[order], self.y1[order], self.owner[order])

    def at(self, cuts_low: Floats, cuts_high: Floats) -> tuple[Floats, Floats, Ints]:
        """Return the values just inside the ends of narrower pieces, and their owners."""
        piece = np.searchsorted(self.x0, (cuts_low + cuts_high) / 2, side="right") - 1
        x0, x1, y0, y1 = self.x0[piece], self.x1[piece], self.y0[piece], self.y1[piece]
        slope = (y1 - y0) / (x1 - x0)
        low, high = (y0 + slope * (np.clip(cuts, x0, x1) - x0) for cuts in (cuts_low, cuts_high))
        return low, high, self.owner[piece]


def lowest(strokes: Strokes, over: BrokenLine) -> BrokenLine:
    """Return the lowest of strokes, and of `over` where none is lower.

    Parameters
    ----------
    strokes
        Strokes that do not cross each other and lie nowhere above `over`; they may touch and lie over one another.
    over
        What holds where there is no stroke; its pieces say where the function is defined.
    """
    if not len(over.x0):
        return over
    places = np.concatenate([over.x0, over.x1, strokes.x0, strokes.x1])
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    starts = np.append(True, np.diff(ordered) > SAME_PLACE_M)
    number = np.empty(len(places), dtype=np.int64)
    number[order] = np.cumsum(starts) - 1
    place = ordered[starts]
    over_from, over_to, from_, to = np.split(number, np.cumsum([len(over.x0), len(over.x1), len(strokes.x0)]))
    all_from, all_to = np.concatenate([over_from, from_]), np.concatenate([over_to, to])
    x0, x1 = np.concatenate([over.x0, strokes.x0]), np.concatenate([over.x1, strokes.x1])
    y0, y1 = np.concatenate([over.y0, strokes.y0]), np.concatenate([over.y1, strokes.y1])
    owner = np.concatenate([over.owner, strokes.owner])
    stroke, gap = spread(all_from, np.maximum(all_to - all_from, 0))
    middle = (place[gap] + place[gap + 1]) / 2
    height = y0[stroke] + (y1 - y0)[stroke] * np.clip((middle - x0[stroke]) / (x1 - x0)[stroke], 0.0, 1.0)
    # Of equal heights a stroke comes before what lies over it.
    best = np.lexsort((stroke < len(over.x0), height, gap))
    best = best[np.append(True, gap[best][1:] != gap[best][:-1])]
    gap, stroke = gap[best], stroke[best]
    slope = (y1 - y0)[stroke] / (x1 - x0)[stroke]
    span = (x0[stroke], x1[stroke])
    low, high = place[gap], place[gap + 1]
    return BrokenLine(
        low,
        high,
        y0[stroke] + slope * (np.clip(low, *span) - span[0]),
        y0[stroke] + slope * (np.clip(high, *span) - span[0]),
        owner[stroke],
    )


def without_spikes(line: BrokenLine) -> BrokenLine:
    """Return the function without values between two jumps that are shorter than a vertex's tolerance.

    A face that a transect of that tolerance passes from end to end is a jump.
    """
    if not len(line.x0):
        return line
    span, rise = line.x1 - line.x0, line.y1 - line.y0
    slope = rise / span
    # A piece may be but a part of a face: it goes on as long as the slope is the same.
    bends = np.abs(np.diff(slope)) > SAME_SLOPE * (1.0 + np.abs(slope[1:]))
    face = _numbered(_jumps(line) | bends)
    steep = (np.bincount(face, span) < SAME_VERTEX_M) & (np.abs(np.bincount(face, rise)) > SAME_VERTEX_M)
    line = _only(line, ~steep[face])
    run = _numbered(_jumps(line))
    return _only(line, (np.bincount(run, line.x1 - line.x0) >= SAME_VERTEX_M)[run])


def _jumps(line: BrokenLine) -> Bools:
    """Return after which pieces, but the last, the value jumps or another side begins."""
    return np.asarray(np.abs(line.y1[:-1] - line.y0[1:]) > SAME_VALUE_M) | _apart(line)


def _numbered(ends: Bools) -> Ints:
    """Return the number of the run of each piece; `ends` tells after which pieces, but the last, one ends."""
    return np.cumsum(np.append(False, ends))


def _only(line: BrokenLine, kept: Bools) -> BrokenLine:
    """Return the function by some of its pieces, drawn out over the others; each side must keep one."""
    if kept.all():
        return line
    apart = _apart(line)
    starts, ends = line.x0[np.append(True, apart)], line.x1[np.append(apart, True)]
    side = np.concatenate([[0], np.cumsum(apart)])[kept]
    x0, x1, y0, y1, owner = (column[kept] for column in (line.x0, line.x1, line.y0, line.y1, line.owner))
    first, last = np.append(True, side[1:] != side[:-1]), np.append(side[1:] != side[:-1], True)
    low, high = x0.copy(), x1.copy()
    low[first], high[last] = starts, ends
    # From both sides, so that it is the same whichever way one goes.
    middle = (x1[:-1] + x0[1:]) / 2
    low[1:] = np.where(first[1:], low[1:], middle)
    high[:-1] = np.where(last[:-1], high[:-1], middle)
    # A steep piece goes on level: drawn out as it is, it would have other values where it was right.
    slope = np.abs((y1 - y0) / (x1 - x0))
    before, after = slope * (x0 - low) > SAME_VERTEX_M, slope * (high - x1) > SAME_VERTEX_M
    pieces = BrokenLine(
        np.concatenate([np.where(before, x0, low), low[before], x1[after]]),
        np.concatenate([np.where(after, x1, high), x0[before], high[after]]),
        np.concatenate([y0, y0[before], y1[after]]),
        np.concatenate([y1, y0[before], y1[after]]),
        np.concatenate([owner, owner[before], owner[after]]),
    )
    return pieces.ordered() if before.any() or after.any() else pieces


def _apart(line: BrokenLine) -> Bools:
    """Return after which pieces, but the last, another side begins."""
    return np.asarray(line.x0[1:] - line.x1[:-1] > SAME_PLACE_M)


def united(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return the union of intervals; gaps and then intervals shorter than a vertex's tolerance count for nothing."""
    if not len(low):
        return low, high
    order = np.argsort(low, kind="stable")
    low, reach = low[order], np.maximum.accumulate(high[order])
    first = np.append(True, low[1:] - reach[:-1] >= SAME_VERTEX_M)
    low, high = low[first], reach[np.append(np.flatnonzero(first)[1:] - 1, len(reach) - 1)]
    kept = high - low >= SAME_VERTEX_M
    return low[kept], high[kept]


def within(low: Floats, high: Floats, cuts_low: Floats, cuts_high: Floats) -> Bools:
    """Return which narrow pieces lie in one of the intervals, which are in order and apart."""
    middle = (cuts_low + cuts_high) / 2
    place = np.searchsorted(low, middle, side="right") - 1
    inside = np.zeros(len(middle), dtype=bool)
    some = place >= 0
    inside[some] = middle[some] < high[place[some]]
    return inside
