"""Of which day the public is shown figures, and which day is said of them (docs/decisions/008).

What is public moves at the ends of months alone. What happened in the running month stands at its end, which has not
come: its figures are those of today, and are said to be.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

LONGEST_MONTH = timedelta(days=31)
LAST_DAY = date.max - LONGEST_MONTH
"""No month's end is told of later days."""


def month_end(day: date) -> date:
    """Return the last day of the month of `day`.

    Examples
    --------
    >>> month_end(date(2023, 2, 3))
    datetime.date(2023, 2, 28)
    """
    return day.replace(day=monthrange(day.year, day.month)[1])


def public_day(asked: date, today: date) -> date:
    """Return the day whose figures the public is shown: the end of a day's month; of a day to come the running month's.

    Examples
    --------
    >>> public_day(date(2023, 2, 3), date(2026, 11, 27)), public_day(date(2030, 1, 1), date(2026, 11, 27))
    (datetime.date(2023, 2, 28), datetime.date(2026, 11, 30))
    """
    return month_end(min(asked, today))


def said_day(shown: date, today: date) -> date:
    """Return the day that is said of such figures: no page says one that has not come.

    Examples
    --------
    >>> said_day(date(2023, 2, 28), date(2026, 11, 27)), said_day(date(2026, 11, 30), date(2026, 11, 27))
    (datetime.date(2023, 2, 28), datetime.date(2026, 11, 27))
    """
    return min(shown, today)
