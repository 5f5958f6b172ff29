"""What of donations' courses may be shown to everybody: moves that several households made alike.

A road's sums by state would tell of one household when it alone moved from one state to another. So a donation is shown
in the state that it had before, until at least three households made the same move in the same sums and none of them
gives half of the land that moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.in_company import in_company
from geo.widening.donation_states import HANDED_OVER, NO_DAY, NO_STATE, SIGNED, STATES, Course

if TYPE_CHECKING:
    from geo.widening.records import Bools, Floats, Ints, Texts

SHOWN_AS: Final = np.array(
    [0] * SIGNED
    + [SIGNED] * (HANDED_OVER - SIGNED)
    + [HANDED_OVER] * (STATES.index("recorded") + 1 - HANDED_OVER)
    + [NO_STATE] * 2
    # Before the first event; an index of -1 finds it.
    + [NO_STATE]
)
"""State that each state is shown as: the first of its level; declined and withdrawn as none."""


def companies(road: Texts, *sums: Bools | Ints) -> Ints:
    """Return a number for the sums that each donation is part of, -1 for one that is filed under no road.

    Parameters
    ----------
    road
        Road that each donation is filed under, shape (n,).
    sums
        Which donations (first axis) are part of which other sums (second axis): roads, subdistricts, phases.
    """
    _, of_road = np.unique(road, return_inverse=True)
    # Bits, and rows as one value each: NumPy compares rows column by column.
    parts = [np.packbits(part, axis=1) if part.dtype == bool else part for part in (of_road[:, None], *sums)]
    rows = np.column_stack([np.ascontiguousarray(part).view(np.uint8) for part in parts])
    _, company = np.unique(rows.view(np.dtype((np.void, rows.shape[1]))).reshape(-1), return_inverse=True)
    return np.where(road == "", -1, company)


def shown_states(shown: Ints, course: Course, company: Ints, household: Ints, area: Floats) -> Ints:
    """Return the states in which donations are shown after a month, given those before it.

    Parameters
    ----------
    shown
        Positions in `STATES` that were shown before, `NO_STATE` for none, shape (n,).
    course
        Where donations stand at the end of the month.
    company, household, area
        Which donations are part of the same sums (`companies`), who gives each, and its m².
    """
    actual = SHOWN_AS[course.state]
    after = shown.copy()
    moved = np.flatnonzero((actual != shown) & (company >= 0))
    alike = np.column_stack([company[moved], shown[moved], actual[moved]])
    moves, move = np.unique(alike, axis=0, return_inverse=True)
    for group in range(len(moves)):
        rows = moved[move.reshape(-1) == group]
        if in_company(area[rows], household[rows]):
            after[rows] = actual[rows]
    return after


def as_shown(course: Course, shown: Ints) -> Course:
    """Return the course as it is shown: in the shown states, with the days of levels that are shown."""
    told = Course(shown, np.zeros_like(shown), {})
    days = {level: np.where(told.given(level), day, NO_DAY) for level, day in course.level_day.items()}
    return Course(shown, told.since, days)
