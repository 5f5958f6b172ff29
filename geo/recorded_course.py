"""What was recorded of a donation, entry by entry: where it stood as known after each.

Valid time says what was so on a day, recorded time who could have known. What everybody is shown goes by both: a state
from the end of a month on, and no sooner than enough others were recorded that it is shown with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from geo.widening.donation_states import NO_DAY, NO_STATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Entry(NamedTuple):
    """Something that was recorded of a donation's course: an event, that there was none after all, or its end.

    Attributes
    ----------
    change, recorded
        Number of the change by which it was written, and ordinal of the end of the month in which that was.
    month
        Ordinal of the end of the month in which it happened.
    row
        Which donation.
    state, day
        Position of the event's state in `STATES`, and ordinal of its day; no state for the donation's end.
    written
        1, or -1 where it was taken back.
    """

    change: int
    recorded: int
    month: int
    row: int
    state: int | None
    day: int
    written: int = 1


def _known(entry: Entry) -> tuple[int, int, int]:
    # What is said to happen years ahead, as by a wrong figure in a file, keeps nobody waiting until then.
    return max(entry.recorded, entry.month), entry.change, entry.month


def recorded_steps(entries: Iterable[Entry]) -> Iterator[tuple[int, list[Entry]]]:
    """Return entries in the order in which they were recorded, those that became known together with their month.

    What one change wrote, as a file with the course of years, is gone through month by month; what is still to come
    when it is recorded comes in its month.
    """
    for (_, _, month), written in groupby(sorted(entries, key=_known), key=_known):
        yield month, list(written)


@dataclass(slots=True)
class RecordedCourse:
    """A donation's events as they are known, and whether its end is."""

    _known: dict[tuple[int, int], int] = field(default_factory=dict)
    _ended: bool = False

    def write(self, entry: Entry) -> None:
        """Take an entry."""
        if entry.state is None:
            self._ended = True
        else:
            event = (entry.day, entry.state)
            self._known[event] = self._known.get(event, 0) + entry.written

    @property
    def state(self) -> int:
        """Where it stands: the state of its latest event, of two on one day the later; `NO_STATE` for none."""
        return NO_STATE if self._ended else max(self._standing(), default=(0, NO_STATE))[1]

    def first_day(self, lowest: int, highest: int) -> int:
        """Return the first day at whose end it was in one of the states between two; `NO_DAY` for none."""
        closing = dict(sorted(self._standing()))
        return min((day for day, state in closing.items() if lowest <= state <= highest), default=NO_DAY)

    def _standing(self) -> list[tuple[int, int]]:
        return [event for event, count in self._known.items() if count > 0]
