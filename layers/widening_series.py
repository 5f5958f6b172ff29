"""The days of a series: ends of months, or of the campaign's phases, and how its rows are made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from layers.public_days import month_end

if TYPE_CHECKING:
    from collections.abc import Iterable

BY: Final = ("month", "phase")
MOST_DAYS: Final = 240
"""Twenty years of months."""


def series_days(first: date, last: date, phase_ends: Iterable[date] | None = None) -> list[date]:
    """Return the days of a series between two days, both in: ends of months, or those of phases that are given.

    The last day itself closes a series of months, so that one up to today tells of today; before the first it is none.

    Examples
    --------
    >>> [str(day) for day in series_days(date(2023, 1, 15), date(2023, 3, 10))]
    ['2023-01-31', '2023-02-28', '2023-03-10']
    """
    if phase_ends is not None:
        return sorted({end for end in phase_ends if first <= end <= last})
    days = []
    day = month_end(first)
    while day < last:
        days.append(day)
        day = month_end(day + timedelta(days=1))
    return [*days, last] if first <= last else []
