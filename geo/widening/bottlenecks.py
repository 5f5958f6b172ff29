"""Bottlenecks: where a road is still too narrow, by how much, and whose land is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.widening.broken_lines import SAME_PLACE_M
from geo.widening.common_area import common_areas
from geo.widening.overlay import sum_by
from geo.widening.ribbons import Flank, fit_neighbours, land_of_flank, trimmed, union_of_ribbons
from geo.widening.runs import spread
from geo.widening.tolerances import BLOCKED_LAND_M2, EVEN_M, JOIN_GAP_M, SAME_VERTEX_M

if TYPE_CHECKING:
    from geo.widening.blocking import BlockingLand
    from geo.widening.centrelines import Pieces
    from geo.widening.profile import Profile
    from geo.widening.records import Floats, Ints, Parcels, Shapes


@dataclass(frozen=True, slots=True)
class Bottlenecks:
    """Runs of one side that are too narrow, in order of segment, start and side (left first).

    Attributes
    ----------
    segment, side
        Row of the segment; 0 for left, 1 for right.
    from_m, to_m
        Chainage of the ends.
    missing
        Largest lack of width in metres.
    missing_area
        Lack of width from end to end where there is meaning, m².
    """

    segment: Ints
    side: Ints
    from_m: Floats
    to_m: Floats
    missing: Floats
    missing_area: Floats

    def __len__(self) -> int:
        """Return the number of bottlenecks."""
        return len(self.segment)


@dataclass(frozen=True, slots=True)
class Blockers:
    """Parcels with blocking land on the ground of bottlenecks: of one bottleneck the most land first.

    Attributes
    ----------
    bottleneck, parcel
        Rows of both.
    area
        m² of blocking land.
    """

    bottleneck: Ints
    parcel: Ints
    area: Floats


def bottlenecks(profile: Profile, series: str) -> Bottlenecks:
    """Return where a half-width of `series` lacks more than tau to its target.

    Runs shorter than a vertex's tolerance count for nothing; those nearer than the join gap are one.
    """
    lows, highs = profile.lacking(profile.free[series])
    measured = ~np.isnan(profile.free[series][:, :, 0])
    found: list[Floats] = []
    for side in (0, 1):
        low, high = lows[:, side], highs[:, side]
        kept = profile.meaning[:, side] & measured[:, side] & (high > low)
        ends = profile.s0[kept, None] + np.column_stack([low, high])[kept] * profile.length[kept, None]
        found.append(np.column_stack([profile.segment[kept], np.full(len(ends), side), ends]))
    spans = np.concatenate(found)
    spans = spans[np.lexsort((spans[:, 2], spans[:, 1], spans[:, 0]))]
    runs = _joined(spans, SAME_PLACE_M)
    runs = runs[runs[:, 3] - runs[:, 2] >= SAME_VERTEX_M]
    runs = _joined(runs, JOIN_GAP_M + EVEN_M)
    runs = runs[np.lexsort((runs[:, 1], runs[:, 2], runs[:, 0]))]
    segments, sides = runs[:, :2].astype(np.int64).T
    missing, area = _lacks(profile, series, segments, sides, runs[:, 2], runs[:, 3])
    return Bottlenecks(segments, sides, runs[:, 2], runs[:, 3], missing, area)


def blockers(found: Bottlenecks, blocking: BlockingLand, level: str, pieces: Pieces, parcels: Parcels) -> Blockers:
    """Return whose land in the way at a level is on the ground that bottlenecks' transects sweep from end to end."""
    standing = blocking.at[level]
    shared = common_areas(_swept(found, pieces), blocking.land[standing])
    kept = shared.area > BLOCKED_LAND_M2
    bottleneck, parcel, area = shared.one[kept], blocking.parcel[standing][shared.other[kept]], shared.area[kept]
    order = np.lexsort((parcels.number[parcel], parcels.sheet[parcel], -area, bottleneck))
    return Blockers(bottleneck[order], parcel[order], area[order])


def _joined(runs: Floats, gap: float) -> Floats:
    """Return runs (segment, side, from, to), in order, joined over gaps of one side up to that length."""
    if not len(runs):
        return runs.reshape(0, 4)
    same = (runs[1:, 0] == runs[:-1, 0]) & (runs[1:, 1] == runs[:-1, 1])
    first = np.append(True, ~same | (runs[1:, 2] - runs[:-1, 3] > gap))
    last = np.append(np.flatnonzero(first)[1:] - 1, len(runs) - 1)
    return np.column_stack([runs[first, :3], runs[last, 3]])


def _lacks(
    profile: Profile, series: str, segment: Ints, side: Ints, from_m: Floats, to_m: Floats
) -> tuple[Floats, Floats]:
    """Return the largest lack of width of runs, and its integral, both where there is meaning."""
    # On one axis, so that all runs are found among all intervals at once.
    apart = float(profile.s1.max(initial=0.0)) + 1.0
    x0, x1 = apart * profile.segment + profile.s0, apart * profile.segment + profile.s1
    low, high = apart * segment + from_m, apart * segment + to_m
    first, last = np.searchsorted(x1, low, side="right"), np.searchsorted(x0, high, side="left")
    run, interval = spread(first, np.maximum(last - first, 0))
    lacks = profile.target - profile.free[series]
    lasts = np.stack([profile.lasts(lacks[:, side], profile.meaning[:, side]) for side in (0, 1)], axis=1)
    lack = lacks[interval, side[run]]
    start, end = np.maximum(x0[interval], low[run]), np.minimum(x1[interval], high[run])
    span = x1[interval] - x0[interval]
    slope = (lack[:, 1] - lack[:, 0]) / span
    at_start, at_end = lack[:, 0] + slope * (start - x0[interval]), lack[:, 0] + slope * (end - x0[interval])
    known = profile.meaning[interval, side[run]] & ~np.isnan(at_start)
    most, area = np.maximum(at_start, at_end), (at_start + at_end) / 2 * (end - start)
    lasting = known & lasts[interval, side[run]]
    largest = np.zeros(len(segment))
    np.maximum.at(largest, run[lasting], most[lasting])
    return largest, sum_by(run[known], area[known], len(segment))


def _swept(found: Bottlenecks, pieces: Pieces) -> Shapes:
    """Return the ground swept by the transects of each bottleneck from end to end."""
    first = np.searchsorted(pieces.segment, found.segment, side="left")
    run, piece = spread(first, np.searchsorted(pieces.segment, found.segment, side="right") - first)
    start = np.maximum(pieces.s0[piece], found.from_m[run])
    end = np.minimum(pieces.s1[piece], found.to_m[run])
    kept = end > start
    run, piece, start, end = run[kept], piece[kept], start[kept], end[kept]
    side = found.side[run]
    sideways = pieces.left[piece] * np.where(side == 0, 1.0, -1.0)[:, None]
    span = pieces.s1[piece] - pieces.s0[piece]
    feet, tips = [], []
    for s in (start, end):
        share = ((s - pieces.s0[piece]) / span)[:, None]
        feet.append(pieces.start[piece] + (pieces.end[piece] - pieces.start[piece]) * share)
        width0, width1 = (width[piece, side][:, None] for width in (pieces.width0, pieces.width1))
        tips.append(feet[-1] + sideways * (width0 + (width1 - width0) * share))
    flank = Flank(*feet, *tips)
    joint = np.flatnonzero(run[1:] == run[:-1])
    apart, regular = trimmed(flank, joint)
    fits = fit_neighbours(joint, regular, len(run))
    return union_of_ribbons(run, land_of_flank(apart), land_of_flank(flank), fits, len(found))
