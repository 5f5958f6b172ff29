"""Today, as the town counts it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from layers.local_time import LOCAL

Clock = Callable[[], date]


def today() -> date:
    """Return the day in Viet Nam."""
    return datetime.now(LOCAL).date()
