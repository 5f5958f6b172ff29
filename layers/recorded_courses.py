"""What was recorded of donations' courses, and when: events that stand, those that were taken back, and ends."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import text

from geo.recorded_course import Entry
from geo.widening.donation_states import STATES
from layers.public_days import LAST_DAY, month_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from geo.widening.records import Donations
    from layers.widening_records import Reading


_CHANGES = text(
    "SELECT number, (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day FROM layers.changes WHERE number = ANY (:numbers)"
)


def months_of_changes(connection: Connection, changes: Iterable[int | None]) -> dict[int, int]:
    """Return the ordinal of the end of the month in which each change was made."""
    rows = connection.execute(_CHANGES, {"numbers": sorted({one for one in changes if one is not None})})
    return {row.number: month_end(row.day).toordinal() for row in rows}


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
    periods, recorded_events = reading.recorded_periods(numbers), reading.recorded_events(numbers)
    changes = {number for period in periods.values() for number in (period.begun, period.ended)}
    recorded = months_of_changes(
        reading.connection, changes.union(*({event.change, event.replaced} for event in recorded_events))
    )
    events: dict[str, list[tuple[int, int, int, int | None]]] = {}
    for event in recorded_events:
        known = (STATES.index(event.state), event.day, event.change, event.replaced)
        events.setdefault(event.don_no, []).append(known)
    days = zip(donations.number.tolist(), donations.first.tolist(), donations.end.tolist(), strict=True)
    for row, (number, first, end) in enumerate(days):
        begun, ended = periods[number, first].begun, periods[number, first].ended
        for state, day, change, replaced in events.get(number, ()):
            month = _month(max(day, first))
            if month is None or max(day, first) >= end:
                continue
            yield Entry(max(change, begun), recorded[max(change, begun)], month, row, state, day)
            if replaced is not None:
                yield Entry(max(replaced, begun), recorded[max(replaced, begun)], month, row, state, day, -1)
        last = _month(end)
        if last is not None:
            yield Entry(ended, recorded[ended], last, row, None, end)


def _month(day: int) -> int | None:
    """Return the ordinal of the end of a day's month; None for days of which the public is told nothing."""
    return month_end(date.fromordinal(day)).toordinal() if 0 < day <= LAST_DAY.toordinal() else None
