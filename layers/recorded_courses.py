"""What was recorded of donations' courses, and when: events that stand, those that were taken back, and ends."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from geo.recorded_course import Entry
from geo.widening.donation_states import STATES
from layers.public_days import LAST_DAY, month_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.widening.records import Donations
    from layers.widening_records import Reading


def recorded_entries(reading: Reading, donations: Donations) -> Iterator[Entry]:
    """Return what was recorded of each row of donations.

    Parameters
    ----------
    reading
        Of the town as it is now.
    donations
        The rows; each is of a period, and an event before it counts from its first day on.
    """
    numbers = sorted(set(donations.number.tolist()))
    periods = reading.recorded_periods(numbers)
    events: dict[str, list[tuple[int, int, int, int | None]]] = {}
    for event in reading.recorded_events(numbers):
        known = (STATES.index(event.state), event.day, event.change, event.replaced)
        events.setdefault(event.don_no, []).append(known)
    days = zip(donations.number.tolist(), donations.first.tolist(), donations.end.tolist(), strict=True)
    for row, (number, first, end) in enumerate(days):
        begun, ended = periods[number, first].begun, periods[number, first].ended
        for state, day, change, replaced in events.get(number, ()):
            month = _month(max(day, first))
            if month is None or max(day, first) >= end:
                continue
            yield Entry(max(change, begun), month, row, state, day)
            if replaced is not None:
                yield Entry(max(replaced, begun), month, row, state, day, -1)
        last = _month(end)
        if last is not None:
            yield Entry(ended, last, row, None, end)


def _month(day: int) -> int | None:
    """Return the ordinal of the end of a day's month; None for days of which the public is told nothing."""
    return month_end(date.fromordinal(day)).toordinal() if 0 < day <= LAST_DAY.toordinal() else None
