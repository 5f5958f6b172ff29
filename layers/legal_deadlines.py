"""Legal time limits of site clearance, and the warnings before they pass.

What a limit is, from when to when it is law, and how sure that is, are rows of `reference.clearance_limits`. A limit is
that of the law of the day on which its clock began, which is the day of the step that it counts from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.working_days import Calendar

WARN_DAYS = 7
"""Calendar days before the end of a term from which on it is warned of."""

_LIMITS = text(
    """
    SELECT code, step, since_step, days, unit, bound, land, law, label_vi, label_en, note,
        lower(valid) AS first, upper(valid) AS until
    FROM reference.clearance_limits ORDER BY step, since_step, code, lower(valid)
    """
)


class Bound(StrEnum):
    """Whether a step is to be taken within a term, or only after it."""

    WITHIN = "within"
    AFTER = "after"


class Standing(StrEnum):
    """How a step stands to its limit."""

    KEPT = "kept"
    BROKEN = "broken"
    """Taken, but too late or too early."""
    RUNNING = "running"
    NEAR = "near"
    """Not taken, and the term is nearly over."""
    PASSED = "passed"
    """Not taken, and the term is over."""
    WAITING = "waiting"
    """It may not be taken yet."""
    FREE = "free"
    """It may be taken now."""


WARNED = frozenset({Standing.NEAR, Standing.PASSED, Standing.BROKEN})
"""Standings that somebody must be told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A legal time limit.

    Attributes
    ----------
    code
        Of its row.
    step, since_step
        The step that is limited, and the step from whose day the term counts.
    days, working
        Length of the term, in calendar or in working days.
    bound
        Whether the step is to be taken within it or after it.
    land
        Kind of land that it holds for (`farm`, `other`); empty for all.
    first, until
        Days from which it is law, and from which on no longer; None for open.
    law, label_vi, label_en, note
        For people; the note says how certain it is.
    """

    code: str
    step: int
    since_step: int
    days: int
    working: bool
    bound: Bound
    land: str = ""
    first: date | None = None
    until: date | None = None
    law: str = ""
    label_vi: str = ""
    label_en: str = ""
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Return whether it is law on a day."""
        return (self.first is None or self.first <= day) and (self.until is None or day < self.until)

    def end(self, since: date, calendar: Calendar) -> date:
        """Return the last day of the term, or for what may only come after it the first day after it."""
        last = (calendar.working_days_after if self.working else calendar.end_of_days)(since, self.days)
        return last if self.bound is Bound.WITHIN else last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A limit that applies to a course.

    Attributes
    ----------
    limit
        Which one.
    since
        Day from which its term counts.
    day
        Last day on which the step is in time; for what may only come after the term, the first.
    taken
        Day on which the step was taken, None for not yet.
    standing
        How it stands on the day that was asked for.
    days_left
        Calendar days up to `day`; negative when it has passed, None once the step was taken.
    """

    limit: Limit
    since: date
    day: date
    taken: date | None
    standing: Standing
    days_left: int | None


def deadlines(
    taken: Mapping[int, date],
    limits: Iterable[Limit],
    calendar: Calendar,
    today: date,
    land: str = "",
) -> list[Deadline]:
    """Return the deadlines of a course as they stand on a day, by day.

    Parameters
    ----------
    taken
        Day of each step that was taken; later ones than `today` count as not taken yet.
    limits
        Of all days; those of the law of the day are taken.
    calendar
        Days off.
    today
        The day.
    land
        Kind of the household's land, `farm` or `other`; empty for a project, where only limits of all land apply.
    """
    known = {step: day for step, day in taken.items() if day <= today}
    found = []
    for limit in limits:
        since = known.get(limit.since_step)
        if since is None or limit.land not in {"", land} or not limit.holds_on(since):
            continue
        day, done = limit.end(since, calendar), known.get(limit.step)
        standing = _standing(limit.bound, day, done, today)
        found.append(Deadline(limit, since, day, done, standing, None if done else (day - today).days))
    return sorted(found, key=lambda deadline: (deadline.day, deadline.limit.step, deadline.limit.code))


def _standing(bound: Bound, day: date, taken: date | None, today: date) -> Standing:
    if bound is Bound.AFTER:
        if taken is not None:
            return Standing.KEPT if taken >= day else Standing.BROKEN
        return Standing.FREE if today >= day else Standing.WAITING
    if taken is not None:
        return Standing.KEPT if taken <= day else Standing.BROKEN
    if today > day:
        return Standing.PASSED
    return Standing.NEAR if (day - today).days <= WARN_DAYS else Standing.RUNNING


def read_limits(connection: Connection) -> list[Limit]:
    """Return the limits of all days, as the office's table has them."""
    return [
        Limit(
            code=row.code,
            step=row.step,
            since_step=row.since_step,
            days=row.days,
            working=row.unit == "working",
            bound=Bound(row.bound),
            land=row.land or "",
            first=row.first,
            until=row.until,
            law=row.law or "",
            label_vi=row.label_vi,
            label_en=row.label_en,
            note=row.note or "",
        )
        for row in connection.execute(_LIMITS)
    ]
