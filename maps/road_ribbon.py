"""A road's ribbon as a picture inside a page: the road as it is, a lane on each side in the public's states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maps.section_shapes import SIDES, Side, joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, LANE = 720.0, 104.0, 26.0
_HATCH = 13
TOLD_M = 0.5
"""A stretch that is shorter is neither drawn nor put into words: where two lengths of a road differ by a hair."""
_TOP: dict[Side, float] = {"left": 0.0, "right": HEIGHT - LANE}


@dataclass(frozen=True, slots=True)
class Lane:
    """A stretch of one side in one state.

    Attributes
    ----------
    state
        One of the public's three; empty where nothing is told.
    x, y, width
        Of its rectangle, in units of the picture; it is `LANE` high.
    """

    state: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """What the template draws.

    Attributes
    ----------
    lanes
        Of both sides, neighbours of one state as one.
    hatch
        Diagonals over everything, as the `d` of a path.
    states
        Those that occur, in the order of the legend; an empty one for what is not told.
    """

    lanes: list[Lane]
    hatch: str
    states: list[str]


def ribbon(cells: Sequence[Mapping[str, Any]], length_m: float) -> Ribbon:
    """Return the ribbon of a road.

    Parameters
    ----------
    cells
        Of `/api/roads/{code}/profile` in public form.
    length_m
        Of the road.
    """
    scale = WIDTH / length_m if length_m > 0 else 0.0
    lanes = [
        Lane(state or "", round(start * scale, 1), _TOP[side], round((end - start) * scale, 1))
        for side in SIDES
        for state, start, end in joined(cells, side)
        if end - start > TOLD_M
    ]
    occurring = {lane.state for lane in lanes}
    steps = range(0, int(WIDTH + HEIGHT), _HATCH)
    hatch = "".join(f"M{step - HEIGHT:g} {HEIGHT:g}l{HEIGHT:g} {-HEIGHT:g}" for step in steps)
    return Ribbon(lanes, hatch, [state for state in ("handed_over", "signed", "needed", "") if state in occurring])
