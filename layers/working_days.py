"""Days as law counts them: calendar days, and working days around weekends, holidays and days worked instead.

The day on which a term begins is not counted, and a term whose last day is a day off ends on the next working day
(Civil Code 2015, articles 147.2 and 148.5). Holidays, and Saturdays that are worked to make up for a day off in
between, are rows of `reference.public_holidays`: the Government fixes both anew each year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from collections.abc import Iterable

SATURDAY = 5
_DAY = timedelta(days=1)
_HOLIDAYS = text("SELECT lower(valid) AS first, upper(valid) AS until, works FROM reference.public_holidays")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and days worked that weekdays do not tell.

    Attributes
    ----------
    off
        Holidays.
    worked
        Days of a weekend that are worked.
    """

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Return whether offices work on a day."""
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.off)

    def working_days_after(self, day: date, count: int) -> date:
        """Return the last of so many working days after a day.

        Examples
        --------
        >>> Calendar().working_days_after(date(2023, 3, 10), 1)  # a Friday
        datetime.date(2023, 3, 13)
        """
        while count > 0:
            day += _DAY
            count -= self.works(day)
        return day

    def end_of_days(self, day: date, count: int) -> date:
        """Return the last day of a term of calendar days after a day; one that is off gives way to the next worked.

        Examples
        --------
        >>> Calendar().end_of_days(date(2023, 3, 10), 1)
        datetime.date(2023, 3, 13)
        """
        end = day + timedelta(days=count)
        while not self.works(end):
            end += _DAY
        return end


def calendar_of(rows: Iterable[tuple[date, date, bool]]) -> Calendar:
    """Return the calendar of periods, each from its first day to the day after its last, off or worked."""
    off: set[date] = set()
    worked: set[date] = set()
    for first, until, works in rows:
        days = {first + timedelta(days=number) for number in range((until - first).days)}
        (worked if works else off).update(days)
    return Calendar(frozenset(off), frozenset(worked))


def read_calendar(connection: Connection) -> Calendar:
    """Return the office's calendar."""
    return calendar_of((row.first, row.until, bool(row.works)) for row in connection.execute(_HOLIDAYS))
