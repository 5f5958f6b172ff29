"""What of donations' courses may be shown to everybody: moves that several households made alike.

A road's sums by state would tell of one household when it alone moved from one state to another. So a donation is shown
in the state that it had before, until at least three households made the same move in the same sums and none of them
gives half of the land that moved.

Who asks before and after each entry of the office would see one household move even so, if whatever happened in a month
were shown together: the fourth as soon as it is typed in. So moves are gone through as they were recorded: what is
announced stays, and who comes later, with whatever day, waits for the next three.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

from geo.in_company import in_company
from geo.recorded_course import RecordedCourse, recorded_steps
from geo.widening.donation_states import HANDED_OVER, LAST_LIVE, LEVELS, NO_DAY, NO_STATE, SIGNED, STATES, Course

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from geo.recorded_course import Entry
    from geo.widening.records import Bools, Floats, Ints, Texts

    CompanyOf: TypeAlias = Callable[[int, int, list[int]], Hashable]
    """Of which sums a donation is part, by its row, a month's end and its first days of levels; None without a road."""

SHOWN_AS: Final = np.array(
    [NO_STATE] * SIGNED
    + [SIGNED] * (HANDED_OVER - SIGNED)
    + [HANDED_OVER] * (STATES.index("recorded") + 1 - HANDED_OVER)
    + [NO_STATE] * 2
    # Before the first event; an index of -1 finds it.
    + [NO_STATE]
)
"""State that each state is shown as: the first of its level; before `signed`, declined and withdrawn as none.

Those who were grouped when they were talked to would hold one another back when they sign.
"""


class Announcement(NamedTuple):
    """Donations that are shown in another state from the end of a month on, all in the same.

    Attributes
    ----------
    day, rows, state
        Ordinal of the end of the month, which donations, and the state's position in `STATES`.
    level_days
        First days of `LEVELS` (second axis) that are told of each, `NO_DAY` for none.
    """

    day: int
    rows: Ints
    state: int
    level_days: Ints


def companies(road: Texts, roads: Bools) -> list[bytes | None]:
    """Return which roads each donation is part of the sums of, None for one that is filed under no road.

    Parameters
    ----------
    road
        Road that each donation is filed under, shape (n,).
    roads
        Which donations (first axis) the corridors of which roads (second axis) may reach.
    """
    packed = np.packbits(roads, axis=1)
    return [f"{code}/".encode() + part.tobytes() if code else None for code, part in zip(road, packed, strict=True)]


def nowhere(count: int) -> Course:
    """Return the course of so many donations of which nothing was announced yet."""
    none = np.full(count, NO_STATE, dtype=np.int64)
    return Course(none, np.zeros_like(none), {level: np.full_like(none, NO_DAY) for level in LEVELS})


def shown_after(shown: Course, told: Announcement) -> Course:
    """Return where donations are shown to stand after an announcement."""
    state, level_day = shown.state.copy(), {level: days.copy() for level, days in shown.level_day.items()}
    state[told.rows] = told.state
    for days, announced in zip(level_day.values(), told.level_days.T, strict=True):
        days[told.rows] = announced
    return Course(state, shown.since, level_day)


def announcements(entries: Iterable[Entry], company_of: CompanyOf, household: Ints, area: Floats) -> list[Announcement]:
    """Return what is announced of donations, in the order in which it was: nothing later changes what was before.

    Parameters
    ----------
    entries
        What was recorded of donations.
    company_of
        Which donations are part of the same sums.
    household, area
        Who gives each donation, and its m².
    """
    announcer = _Announcer(company_of, household, area)
    return [found for month, written in recorded_steps(entries) for found in announcer.told(month, written)]


class _Move(NamedTuple):
    """From which shown state donations wait to be shown in which other, and with whom.

    Those that were announced together, told by a number, go on together: sums of two groups that share some households
    would differ by the others.
    """

    company: Hashable
    together: int
    before: int
    after: int


class _Announcer:
    """Goes through what was recorded, and knows what of it was announced."""

    def __init__(self, company_of: CompanyOf, household: Ints, area: Floats) -> None:
        self._company_of, self._household, self._area = company_of, household, area
        self._courses: defaultdict[int, RecordedCourse] = defaultdict(RecordedCourse)
        self._state = np.full(len(area), NO_STATE, dtype=np.int64)
        self._level_days = np.full((len(area), len(LEVELS)), NO_DAY, dtype=np.int64)
        self._announced = np.zeros(len(area), dtype=np.int64)
        self._together = np.zeros(len(area), dtype=np.int64)
        self._groups = 0
        self._move_of: dict[int, _Move] = {}
        self._waiting: defaultdict[_Move, dict[int, int]] = defaultdict(dict)

    def told(self, month: int, written: list[Entry]) -> Iterator[Announcement]:
        """Take what became known at once; give what can be announced by then."""
        for entry in written:
            self._courses[entry.row].write(entry)
        touched: dict[_Move, None] = {}
        for row in dict.fromkeys(entry.row for entry in written):
            touched |= dict.fromkeys(self._await(row, month))
        for move in touched:
            rows = np.array(sorted(self._waiting[move]), dtype=np.int64)
            if self._may_go(rows, move.together):
                yield self._announce(rows, move)

    def _await(self, row: int, month: int) -> list[_Move]:
        """Have a donation wait with those that made the same move; return the moves with which that may be enough."""
        before = self._move_of.pop(row, None)
        since = self._waiting[before].pop(row) if before else 0
        company = self._company_of(row, month, self._days_of(row))
        after = int(SHOWN_AS[self._courses[row].state])
        move = _Move(company, int(self._together[row]), int(self._state[row]), after)
        if company is None or move.after == move.before:
            return [before] if before else []
        self._move_of[row] = move
        self._waiting[move][row] = since if move == before else max(since, month)
        return [before, move] if before else [move]

    def _days_of(self, row: int) -> list[int]:
        """Return the first days of levels to tell of a donation: what was told once, else as they are known."""
        course = self._courses[row]
        known = [course.first_day(lowest, LAST_LIVE) for lowest in LEVELS.values()]
        told = self._level_days[row].tolist()
        return [one if one != NO_DAY else now for one, now in zip(told, known, strict=True)]

    def _may_go(self, rows: Ints, together: int) -> bool:
        """Return whether donations are in company, and those too that they leave behind."""
        left = np.setdiff1d(np.flatnonzero(self._together == together), rows) if together else rows[:0]
        return self._in_company(rows) and (not len(left) or self._in_company(left))

    def _in_company(self, rows: Ints) -> bool:
        return in_company(self._area[rows], self._household[rows])

    def _announce(self, rows: Ints, move: _Move) -> Announcement:
        # Not before what was announced of any of them last.
        day = max(*self._waiting.pop(move).values(), int(self._announced[rows].max()))
        self._groups += 1
        self._state[rows], self._announced[rows], self._together[rows] = move.after, day, self._groups
        days = np.array([self._days_of(row) for row in rows.tolist()], dtype=np.int64)
        given = np.array([lowest <= move.after <= LAST_LIVE for lowest in LEVELS.values()])
        self._level_days[rows] = np.where(given, days, NO_DAY)
        for row in rows.tolist():
            del self._move_of[row]
        return Announcement(day, rows, move.after, self._level_days[rows])
