"""What the campaign asks of the roads' figures: sums of subdistricts, and the days that it is summed up from."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, text

from layers.database import engine
from layers.standing import newest_change
from layers.widening_divisions import Divisions
from layers.widening_figures import KEPT, figures, parts_of_figures
from layers.widening_progress import PARTS, progress_over

if TYPE_CHECKING:
    from datetime import date

_LEFT = text(
    f"""
    SELECT r.code FROM layers.road_segments AS r
    WHERE NOT EXISTS ({KEPT.format(what="true", code="r.code", day=":day")}) ORDER BY r.code
    """
)
_PHASES_BEGUN = text(
    """
    SELECT from_date, to_date, today
    FROM layers.campaign_phases_states
    CROSS JOIN (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS today) AS t
    WHERE valid @> today AND from_date <= today AND to_date IS NOT NULL
    """
)
_DAYS_IN_MEMORY = 32


def sums_of_subdistricts(url: URL, connection: Connection, day: date) -> list[dict[str, Any]]:
    """Return the rows of progress by subdistrict on a day, worked out where they are not kept.

    Parameters
    ----------
    url
        Address of the database, as the officer.
    connection
        The same.
    day
        The day.
    """
    return list(_sums(url, day, newest_change(connection)))


def keep_campaign(url: URL) -> None:
    """Work out and keep the figures of the days that today's campaign is summed up from, those that are not kept.

    Parameters
    ----------
    url
        Address of the database, as the officer.
    """
    to = engine(url)
    with to.connect() as connection:
        days = _days(connection)
    for day in sorted(days):
        # What is worked out for one day may hold on the next as well.
        with to.connect() as connection:
            left = connection.scalars(_LEFT, {"day": day}).all()
        if left:
            figures(to, day.toordinal(), left)


def _days(connection: Connection) -> set[date]:
    """Return the days before the phases that have begun, and their last days up to now."""
    days = set()
    for phase in connection.execute(_PHASES_BEGUN):
        days |= {phase.from_date - timedelta(days=1), min(phase.to_date, phase.today)}
    return days


@lru_cache(maxsize=1)
def _known(url: URL, change: int) -> dict[date, list[dict[str, Any]]]:  # noqa: ARG001  with any change it is other sums
    """Return what is known of days since a change; the same each time, to be added to."""
    return {}


def _sums(url: URL, day: date, change: int) -> list[dict[str, Any]]:
    known = _known(url, change)
    rows = known.get(day)
    if rows is None:
        with engine(url).connect() as connection:
            # Where households live takes longest, and is found for all days that are asked for next at once.
            kept = {one for one in _days(connection) if connection.scalar(_LEFT, {"day": one}) is None}
            days = {one.toordinal(): one for one in {day, *kept}}
            found = {one: parts_of_figures(connection, one, PARTS["subdistrict"]) for one in days}
            told = progress_over(Divisions(connection), found, "subdistrict")
        if len(known) > _DAYS_IN_MEMORY:
            known.clear()
        known.update({days[one]: listed for one, listed in told.items()})
        rows = told[day.toordinal()]
    return rows
