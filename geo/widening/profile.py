"""The width profile: what holds along each segment, metre by metre, exact on its linear pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.widening.broken_lines import NOBODY, SAME_PLACE_M, SAME_VALUE_M, BrokenLine, lowest, within, without_spikes
from geo.widening.donation_states import LEVELS
from geo.widening.overlay import sum_by
from geo.widening.tolerances import EVEN_M, SAME_VERTEX_M, TAU_M

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.widening.centrelines import Pieces
    from geo.widening.meaning import Meaningless
    from geo.widening.records import Bools, Floats, Ints
    from geo.widening.transects import Axis, Strokes

BUILT: Final = "built"
SERIES: Final = (*LEVELS, BUILT)
"""What a half-width is measured to: land that is not given at a level, or the end of the built road."""
LEAST_LACK_M: Final = 1e-9
"""A half-width that lacks tau and no more lacks nothing."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Half-widths along segments; in each interval all of them are linear.

    Attributes
    ----------
    segment
        Row of the segment of each interval, in order, shape (n,).
    s0, s1
        Ends of the intervals, metres of chainage.
    target
        Target half-widths: (interval, side, end).
    meaning
        Whether a side has a meaning there: (interval, side).
    free
        For each of `SERIES` the half-widths: (interval, side, end); NaN where nothing was surveyed.
    first
        Number of the parcel that the transect would meet first had nobody given anything, -1 for none:
        (interval, side).
    depth
        How far in the target that parcel stands: (interval, side, end).
    """

    segment: Ints
    s0: Floats
    s1: Floats
    target: Floats
    meaning: Bools
    free: Mapping[str, Floats]
    first: Ints
    depth: Floats

    @property
    def length(self) -> Floats:
        """Lengths of the intervals in metres."""
        return np.asarray(self.s1 - self.s0)

    @property
    def both(self) -> Bools:
        """Where both sides have meaning."""
        return self.meaning[:, 0] & self.meaning[:, 1]

    def spare(self, half_widths: Floats) -> Floats:
        """Return by how much half-widths are more than what counts as at target: (interval, side, end).

        Along a shore that lacks tau and no more, rounding would have the say; only ends are evened, so that a slope
        passes where it passes.
        """
        spare = np.asarray(np.nan_to_num(half_widths, nan=-np.inf) - self.target + TAU_M, dtype=np.float64)
        spare[np.abs(spare) <= EVEN_M] = 0.0
        return spare

    def lacking(self, half_widths: Floats) -> tuple[Floats, Floats]:
        """Return the part of each interval and side, as shares of it from and to, in which more than tau is lacking."""
        lack = -self.spare(half_widths) - LEAST_LACK_M
        return where_positive(lack[..., 0], lack[..., 1])

    def lasts(self, values: Floats, counts: Bools) -> Bools:
        """Return which values (interval, end) hold for more than a vertex's tolerance from jump to jump.

        Where `counts` (interval) ends, that is a jump as well.
        """
        jump = np.abs(values[:-1, 1] - values[1:, 0]) > SAME_VALUE_M
        breaks = jump | (counts[:-1] != counts[1:]) | (self.segment[:-1] != self.segment[1:])
        run = np.cumsum(np.append(False, breaks))[: len(values)]
        return np.asarray(sum_by(run, self.length, len(run))[run] >= SAME_VERTEX_M)

    def at_target(self, series: str) -> tuple[Floats, Floats]:
        """Return the part of each interval, as shares of it from and to, in which both sides are at target."""
        spare = self.spare(self.free[series])
        low, high = where_positive(spare[..., 0], spare[..., 1])
        return low.max(axis=1), np.maximum(high.min(axis=1), low.max(axis=1))


def target_lines(pieces: Pieces, axis: Axis) -> BrokenLine:
    """Return the target half-widths over the axis."""
    origin = np.concatenate([axis.origin[2 * pieces.segment + side] for side in (0, 1)])
    x0, x1 = origin + np.tile(pieces.s0, 2), origin + np.tile(pieces.s1, 2)
    y0, y1 = pieces.width0.T.ravel(), pieces.width1.T.ravel()
    order = np.argsort(x0, kind="stable")
    return BrokenLine(x0[order], x1[order], y0[order], y1[order], np.full(len(order), NOBODY, dtype=np.int64))


def profile(
    axis: Axis,
    target: BrokenLine,
    in_the_way: Mapping[str, Strokes],
    untouched: Strokes,
    built_ends: Strokes,
    surveyed: Bools,
    meaningless: Meaningless,
) -> Profile:
    """Compose the profile of all segments.

    Parameters
    ----------
    axis, target
        The axis, and the target half-widths over it.
    in_the_way
        For each of `LEVELS` the strokes that blocking land shows to the transects.
    untouched
        Those of blocking land had nobody given anything, owned by parcels.
    built_ends
        Strokes at which the built road ends.
    surveyed
        Whether each segment has a survey or an as-built surface, shape (segments,).
    meaningless
        Where sides have no meaning.
    """
    # Levels between which nothing was given show the same strokes, and are worked out once.
    strokes = {**in_the_way, BUILT: built_ends}
    different = {id(one): one for one in (*strokes.values(), untouched)}
    lines = {key: without_spikes(lowest(one, target)) for key, one in different.items()}
    segment, s0, s1 = _intervals(axis, [*lines.values(), target], meaningless)
    left, right = axis.origin[2 * segment], axis.origin[2 * segment + 1]

    def both_sides(line: BrokenLine) -> tuple[Floats, Ints]:
        sides = [line.at(origin + s0, origin + s1) for origin in (left, right)]
        values = np.stack([np.stack(side[:2], axis=1) for side in sides], axis=1)
        return values, np.stack([side[2] for side in sides], axis=1)

    found = {key: both_sides(line) for key, line in lines.items()}
    free = {series: found[id(strokes[series])][0] for series in SERIES}
    free[BUILT][~surveyed[segment]] = np.nan
    depth, first = found[id(untouched)]
    meaning = np.stack(
        [
            ~within(*meaningless.of_side, origin + s0, origin + s1)
            & ~within(*meaningless.junctions, left + s0, left + s1)
            for origin in (left, right)
        ],
        axis=1,
    )
    return Profile(segment, s0, s1, both_sides(target)[0], meaning, free, first, depth)


def _intervals(axis: Axis, lines: list[BrokenLine], meaningless: Meaningless) -> tuple[Ints, Floats, Floats]:
    """Return segments and chainage of the intervals between all places where anything bends or jumps."""
    x = np.concatenate([*(_ends(line) for line in lines), *meaningless.junctions, *meaningless.of_side])
    # Two places near an end of a side may stand just outside of it.
    side = np.clip(np.searchsorted(axis.origin - 1.0, x, side="right") - 1, 0, None)
    s = np.clip(x - axis.origin[side], 0.0, axis.length[side])
    segment = side // 2
    order = np.lexsort((s, segment))
    segment, s = segment[order], s[order]
    first = np.append(True, (segment[1:] != segment[:-1]) | (np.diff(s) > SAME_PLACE_M))
    segment, s = segment[first[: len(s)]], s[first[: len(s)]]
    follows = segment[1:] == segment[:-1]
    # The last place of a side is its very end.
    end = np.where(np.append(follows[1:], False), s[1:], axis.length[2 * segment[1:]])
    return segment[:-1][follows], s[:-1][follows], end[follows]


def _ends(line: BrokenLine) -> Floats:
    """Return where the pieces of a line begin and end, each such place once where one follows the other."""
    last = np.append(line.x1[:-1] != line.x0[1:], True)[: len(line.x1)]
    return np.concatenate([line.x0, line.x1[last]])


def where_positive(at_start: Floats, at_end: Floats) -> tuple[Floats, Floats]:
    """Return from which to which share of an interval a linear value is at least 0; from 1 to 0 for nowhere."""
    with np.errstate(divide="ignore", invalid="ignore"):
        zero = at_start / (at_start - at_end)
    low = np.where(at_start >= 0, 0.0, np.where(at_end >= 0, zero, 1.0))
    high = np.where(at_end >= 0, 1.0, np.where(at_start >= 0, zero, 0.0))
    return low, high


def junction_intervals(meaningless: Meaningless, axis: Axis, segment: int) -> Floats:
    """Return the intervals of a segment that are junctions, rows (from, to) in metres of chainage."""
    low, high = meaningless.junctions
    origin = axis.origin[2 * segment]
    mine = (low >= origin - SAME_VERTEX_M) & (high <= origin + axis.length[2 * segment] + SAME_VERTEX_M)
    return np.asarray(np.column_stack([low[mine], high[mine]]) - origin)
