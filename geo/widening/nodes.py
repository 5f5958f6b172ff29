"""Where ends of segments meet: which two are one road, and which gaps between arms a mitre closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.widening.tolerances import STRAIGHT

if TYPE_CHECKING:
    from geo.widening.centrelines import Centrelines
    from geo.widening.records import Floats


@dataclass(frozen=True, slots=True)
class Bend:
    """Two straight pieces that meet at a point, with the outer side's offset; see `corridors.mitres`.

    Attributes
    ----------
    segment
        Row of the segment whose corridor the mitre belongs to.
    point
        Where they meet.
    arriving, leaving
        Unit vectors of travel before and after the point.
    offset
        The smaller of the two half-widths on the outer side, metres.
    """

    segment: int
    point: Floats
    arriving: Floats
    leaving: Floats
    offset: float


@dataclass(frozen=True, slots=True)
class _Arm:
    """One end of a segment, seen from its node."""

    segment: int
    outward: Floats
    left: float
    right: float


def join_nodes(lines: Centrelines) -> tuple[set[tuple[int, int]], list[Bend]]:
    """Return which segments are partners, and the bends of nodes whose outer side a mitre closes.

    The gaps of more than 180° between neighbouring arms are looked for among the first two arms in priority, then
    again with each further arm.

    Returns
    -------
    partners : set of (int, int)
        Rows of segments, each pair both ways.
    bends : list of Bend
        Each with the right side as the outer one.
    """
    partners: set[tuple[int, int]] = set()
    bends: list[Bend] = []
    for arms, point in _nodes(lines):
        first, second = arms[0].segment, arms[1].segment
        partners |= {(first, second), (second, first)}
        for count in range(2, len(arms) + 1):
            bends += _open_gaps(arms[:count], point)
    return partners, bends


def _nodes(lines: Centrelines) -> list[tuple[list[_Arm], Floats]]:
    """Return the arms of each node in order of priority, and its point; of nodes with two arms or more."""
    pieces = lines.pieces
    first = np.searchsorted(pieces.segment, np.arange(len(lines)), side="left")
    last = np.searchsorted(pieces.segment, np.arange(len(lines)), side="right") - 1
    numbers, counts = np.unique(lines.node, return_counts=True)
    shared = set(numbers[counts > 1].tolist())
    nodes: dict[int, tuple[list[_Arm], Floats]] = {}
    for row, ends in enumerate(lines.node.tolist()):
        for at_end, node in enumerate(ends):
            if node not in shared:
                continue
            if at_end:
                piece = last[row]
                right, left = pieces.width1[piece]
                arm = _Arm(row, -pieces.along[piece], left, right)
                point = pieces.end[piece]
            else:
                piece = first[row]
                left, right = pieces.width0[piece]
                arm = _Arm(row, pieces.along[piece], left, right)
                point = pieces.start[piece]
            nodes.setdefault(node, ([], point))[0].append(arm)
    return list(nodes.values())


def _open_gaps(arms: list[_Arm], point: Floats) -> list[Bend]:
    """Return the bend of the gap of more than 180° between neighbours around a node, when there is one."""
    bearings = np.array([np.arctan2(arm.outward[1], arm.outward[0]) for arm in arms])
    around = np.argsort(bearings, kind="stable")
    bends = []
    for here, after in zip(around, np.roll(around, -1), strict=True):
        gap = (bearings[after] - bearings[here]) % (2 * np.pi)
        if gap > np.pi + STRAIGHT:
            # Counter-clockwise from one arm to the next: left of the first, right of the second; who comes in by
            # the first and goes out by the second has the gap to the right.
            one, other = arms[here], arms[after]
            bends.append(
                Bend(
                    segment=min(one.segment, other.segment),
                    point=point,
                    arriving=-one.outward,
                    leaving=other.outward,
                    offset=min(one.left, other.right),
                )
            )
    return bends
