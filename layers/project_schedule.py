"""A project against its plan: how late it begins, ends or will end, and how far it should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A project's planned and real days; None for not known, or not yet."""

    plan_from: date | None = None
    plan_to: date | None = None
    real_from: date | None = None
    real_to: date | None = None

    def on(self, day: date) -> Schedule:
        """Return what was known on a day: what is real only from its day on."""
        return Schedule(
            plan_from=self.plan_from,
            plan_to=self.plan_to,
            real_from=_past(self.real_from, day),
            real_to=_past(self.real_to, day),
        )


@dataclass(frozen=True, slots=True)
class Delay:
    """A project's delay on a day.

    Attributes
    ----------
    state
        `planned`, `running` or `done`.
    start_days, end_days
        Days after the plan of its start and end; negative for before. Of what has not happened, the days by which the
        planned day has passed, None as long as it has not.
    expected_percent
        How far it should be, evenly from its planned start to its planned end; None without a plan.
    """

    state: str
    start_days: int | None
    end_days: int | None
    expected_percent: float | None


def delay(schedule: Schedule, day: date) -> Delay:
    """Return a project's delay on a day.

    Examples
    --------
    >>> from datetime import date
    >>> delay(Schedule(plan_from=date(2023, 3, 1), plan_to=date(2023, 3, 31), real_from=date(2023, 3, 4)),
    ...       date(2023, 4, 2))
    Delay(state='running', start_days=3, end_days=2, expected_percent=100.0)
    """
    known = schedule.on(day)
    state = "done" if known.real_to else "running" if known.real_from else "planned"
    return Delay(
        state,
        _late(known.plan_from, known.real_from, day),
        _late(known.plan_to, known.real_to, day),
        _expected(known.plan_from, known.plan_to, day),
    )


def _late(plan: date | None, real: date | None, day: date) -> int | None:
    if plan is None:
        return None
    if real is not None:
        return (real - plan).days
    return (day - plan).days if day > plan else None


def _expected(first: date | None, last: date | None, day: date) -> float | None:
    if first is None or last is None:
        return None
    if day >= last:
        return 100.0
    return round(100 * max((day - first).days, 0) / max((last - first).days, 1), 1)


def _past(real: date | None, day: date) -> date | None:
    return real if real is not None and real <= day else None
