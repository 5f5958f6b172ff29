"""Stations: the profile of one segment as a table, every step and wherever a value bends or jumps."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.widening.broken_lines import SAME_PLACE_M, SAME_VALUE_M
from geo.widening.profile import SERIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.widening.profile import Profile
    from geo.widening.records import Bools, Floats, Ints

SAME_SLOPE = 1e-6
"""Slopes nearer than this are one line."""


class Stations(NamedTuple):
    """Half-widths at stations; at a jump there are two, the limit from before and the one from after.

    Attributes
    ----------
    s
        Chainage in metres, shape (n,).
    target
        Target half-widths (left, right), shape (n, 2).
    meaning
        Whether a side has a meaning, shape (n, 2).
    free
        For each of `SERIES` the half-widths, NaN without meaning or survey, shape (n, 2).
    """

    s: Floats
    target: Floats
    meaning: Bools
    free: Mapping[str, Floats]


def stations(profile: Profile, segment: int, step: float) -> Stations:
    """Return the stations of a segment.

    Parameters
    ----------
    profile
        The profile of all segments.
    segment
        Row of the segment.
    step
        Metres between stations where nothing bends or jumps.
    """
    rows = np.flatnonzero(profile.segment == segment)
    s0, s1 = profile.s0[rows], profile.s1[rows]
    meaning = profile.meaning[rows]
    unknown = np.where(meaning, 0.0, np.nan)[:, :, None]
    columns = [profile.target[rows], *(profile.free[series][rows] + unknown for series in SERIES)]
    columns.append(np.repeat(meaning.astype(float)[:, :, None], 2, axis=2))
    starts, ends = (np.concatenate([column[:, :, end] for column in columns], axis=1) for end in (0, 1))
    table = _table(s0, s1, starts, ends, step)
    values = [table[:, 1 + 2 * place : 3 + 2 * place] for place in range(len(columns))]
    return Stations(table[:, 0], values[0], values[-1] > 0, dict(zip(SERIES, values[1:-1], strict=True)))


def _table(s0: Floats, s1: Floats, starts: Floats, ends: Floats, step: float) -> Floats:
    """Return rows (s, values …) in order of s; `starts` and `ends` are the values at the ends of intervals."""
    slopes = (ends - starts) / (s1 - s0)[:, None]
    jump = _differ(ends[:-1], starts[1:], SAME_VALUE_M)
    bend = _differ(slopes[:-1], slopes[1:], SAME_SLOPE)
    before = np.flatnonzero(np.append(jump | bend, True))
    after = np.flatnonzero(np.append(True, jump))
    fixed_s = np.concatenate([s1[before], s0[after]])
    fixed = np.concatenate([ends[before], starts[after]])
    regular = np.arange(0.0, s1[-1], step)
    place = np.clip(np.searchsorted(np.sort(fixed_s), regular), 1, None)
    in_order = np.append(np.sort(fixed_s), np.inf)
    regular = regular[
        np.minimum(np.abs(in_order[place] - regular), np.abs(in_order[place - 1] - regular)) > SAME_PLACE_M
    ]
    interval: Ints = np.searchsorted(s0, regular, side="right") - 1
    between = starts[interval] + slopes[interval] * (regular - s0[interval])[:, None]
    table = np.column_stack(
        [
            np.concatenate([fixed_s, regular]),
            np.concatenate([fixed, between]),
            # The limit from before comes first.
            np.concatenate([np.zeros(len(before)), np.ones(len(after) + len(regular))]),
        ]
    )
    return table[np.lexsort((table[:, -1], table[:, 0]))][:, :-1]


def _differ(one: Floats, other: Floats, tolerance: float) -> Bools:
    """Return which rows differ in some value, or in where they have one."""
    apart = np.abs(one - other) > tolerance
    return np.asarray((apart | (np.isnan(one) != np.isnan(other))).any(axis=1))
