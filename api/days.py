"""Today, as the town counts it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Viet Nam's time, without summer time since 1975."""

Clock = Callable[[], date]


def today() -> date:
    """Return the day in Viet Nam."""
    return datetime.now(ZONE).date()
