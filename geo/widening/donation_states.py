"""Where each donation stands on a day: its state, and since when, from its dated events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from geo.widening.records import Bools, Donations, Ints

STATES: Final = (
    "identified",
    "approached",
    "agreed",
    "surveyed",
    "signed",
    "approved",
    "handed_over",
    "recorded",
    "declined",
    "withdrawn",
)
"""States in their order; of two events on one day the later in this order holds."""
SIGNED: Final = STATES.index("signed")
HANDED_OVER: Final = STATES.index("handed_over")
LAST_LIVE: Final = STATES.index("recorded")
LEVELS: Final = {"signed": SIGNED, "handed_over": HANDED_OVER}
"""Levels at which land counts as given, with the lowest state of each."""
NO_STATE: Final = -1
NO_DAY: Final = -1


@dataclass(frozen=True, slots=True)
class Course:
    """Where each donation stands on a day.

    Attributes
    ----------
    state
        Position in `STATES`, `NO_STATE` before the first event.
    since
        Day of the event that gave the state.
    level_day
        For each of `LEVELS` the first day on which the donation had it, `NO_DAY` when not up to the day.
    """

    state: Ints
    since: Ints
    level_day: dict[str, Ints]

    @property
    def rank(self) -> Ints:
        """Rank of the state: live states count up from 0, declined and withdrawn stand below all at -1."""
        return np.where(self.state > LAST_LIVE, -1, self.state)

    def of(self, rows: Ints) -> Course:
        """Return the course of some of the donations."""
        return Course(self.state[rows], self.since[rows], {level: day[rows] for level, day in self.level_day.items()})

    def given(self, level: str) -> Bools:
        """Return which donations are given at a level of `LEVELS`."""
        return np.asarray((self.state >= LEVELS[level]) & (self.state <= LAST_LIVE))


def course_on(donations: Donations, day: int) -> Course:
    """Return where donations stand at the end of a day.

    The state is that of the latest event up to and with the day, of two on one day the later in `STATES`. Rows that are
    not valid on the day have none.
    """
    count = len(donations.number)
    valid = (donations.first <= day) & (day < donations.end)
    happened = (donations.event_day <= day) & valid[donations.event_of]
    of, state, when = (column[happened] for column in (donations.event_of, donations.event_state, donations.event_day))
    order = np.lexsort((state, when, of))
    of, state, when = of[order], state[order], when[order]
    # The state at the end of each day that has an event is that of the day's last.
    closes_day = np.append((of[1:] != of[:-1]) | (when[1:] != when[:-1]), True)[: len(of)]
    of, state, when = of[closes_day], state[closes_day], when[closes_day]
    latest = np.append(of[1:] != of[:-1], True)[: len(of)]
    states = np.full(count, NO_STATE, dtype=np.int64)
    since = np.full(count, NO_DAY, dtype=np.int64)
    states[of[latest]], since[of[latest]] = state[latest], when[latest]
    level_day: dict[str, Ints] = {}
    for level, lowest in LEVELS.items():
        reached = (state >= lowest) & (state <= LAST_LIVE)
        first = np.full(count, NO_DAY, dtype=np.int64)
        # Backwards, so that the earliest of a donation is written last.
        first[of[reached][::-1]] = when[reached][::-1]
        level_day[level] = first
    return Course(states, since, level_day)
