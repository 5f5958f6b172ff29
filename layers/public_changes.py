"""What changed on the roads, out of the public form alone: entries of a feed.

A month is told of once it is over. Roads move in company (docs/decisions/008), so an entry is the difference of two
public figures; zones tell their public states, projects their readings. Each entry has an id of its own that stays,
however often it is worked out again.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import Connection, text

from layers.widening_public import public_sums

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Kind = Literal["road", "zone", "project"]

NAMESPACE: Final = uuid.UUID("2f7b0a7e-9f0b-5b53-9d3a-6a1c5a0c2d41")
"""Of the ids of entries: never to be changed, or all feeds tell everything anew."""
MOST: Final = 100
"""Entries that a feed has at most, the newest ones."""

_ROADS = text(
    """
    SELECT f.seg_code AS code, lower(f.valid) AS day, f.answer, r.name
    FROM public_map.road_figures AS f
    LEFT JOIN LATERAL (
        SELECT name FROM public_map.road_segments WHERE code = f.seg_code
        ORDER BY upper_inf(valid) DESC, valid DESC LIMIT 1
    ) AS r ON true
    WHERE (CAST(:code AS text) IS NULL OR f.seg_code = :code) AND (lower_inf(f.valid) OR lower(f.valid) < :today)
    ORDER BY f.seg_code, lower(f.valid) NULLS FIRST
    """
)
_ZONES = text(
    """
    SELECT zone_no AS code, name, lower(valid) AS day, state,
        lag(state) OVER (PARTITION BY zone_no ORDER BY lower(valid) NULLS FIRST) AS before
    FROM public_map.clearance_zones ORDER BY zone_no, lower(valid) NULLS FIRST
    """
)
_READINGS = text(
    """
    SELECT r.project AS code, p.name, r.read_on AS day, r.percent::float8 AS percent
    FROM public_map.progress_readings AS r
    LEFT JOIN LATERAL (
        SELECT name FROM public_map.projects WHERE code = r.project ORDER BY upper_inf(valid) DESC, valid DESC LIMIT 1
    ) AS p ON true
    WHERE upper_inf(r.valid) AND r.read_on < :today ORDER BY r.project, r.read_on
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed on a day.

    Attributes
    ----------
    kind, code, name
        Of what: a road, a zone of site clearance, a project.
    day
        Since when it is so: for roads the last of a month.
    before, after
        What was told before and what is told since: for roads metres wide enough and m² by level, for zones the
        state, for projects percents. What was not told is left out.
    """

    kind: Kind
    code: str
    name: str
    day: date
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def id(self, commune: str) -> uuid.UUID:
        """Return the entry's id, the same whenever it is worked out.

        Parameters
        ----------
        commune
            Code of the commune, so that two towns' entries differ.
        """
        return uuid.uuid5(NAMESPACE, f"{commune}/{self.kind}/{self.code}/{self.day.isoformat()}")


def feed_id(commune: str, code: str | None) -> uuid.UUID:
    """Return the id of a feed: of a road, or of the whole town."""
    return uuid.uuid5(NAMESPACE, f"{commune}/feed" if code is None else f"{commune}/feed/{code}")


def public_changes(
    connection: Connection,
    today: date,
    code: str | None = None,
    zones: Iterable[str] = (),
    projects: Iterable[str] = (),
) -> list[Change]:
    """Return what changed before a day, the newest first.

    Parameters
    ----------
    connection
        As the public.
    today
        The day: a month that it lies in is not over.
    code
        Of the road that alone is wanted; None for the whole town.
    zones, projects
        Those that belong to that road.
    """
    road, wanted_zones, wanted_projects = code, set(zones), set(projects)
    found = _of_roads(connection, today, road)
    found += [one for one in _of_zones(connection, today) if road is None or one.code in wanted_zones]
    found += [one for one in _of_projects(connection, today) if road is None or one.code in wanted_projects]
    return sorted(found, key=lambda one: (-one.day.toordinal(), one.kind, one.code))[:MOST]


def _of_roads(connection: Connection, today: date, code: str | None) -> list[Change]:
    found: list[Change] = []
    last: dict[str, dict[str, float]] = {}
    for row in connection.execute(_ROADS, {"code": code, "today": today}):
        sums = public_sums(row.answer)
        if sums is None:
            continue
        after = {name: round(value) for name, value in sums.items()}
        before = last.get(row.code)
        last[row.code] = after
        if (
            row.day is None
            or after == before
            or (before is None and not (after["handed_over_m2"] or after["signed_m2"]))
        ):
            continue
        found.append(
            Change(kind="road", code=row.code, name=row.name or row.code, day=row.day, before=before or {}, after=after)
        )
    return found


def _of_zones(connection: Connection, today: date) -> list[Change]:
    return [
        Change(
            kind="zone",
            code=row.code,
            name=row.name or row.code,
            day=row.day,
            before={"state": row.before} if row.before else {},
            after={"state": row.state},
        )
        for row in connection.execute(_ZONES)
        if row.day is not None and row.day < today and row.state and row.state != row.before
    ]


def _of_projects(connection: Connection, today: date) -> list[Change]:
    found: list[Change] = []
    last: dict[str, float] = {}
    for row in connection.execute(_READINGS, {"today": today}):
        before = last.get(row.code)
        last[row.code] = row.percent
        if row.percent != before:
            told = {} if before is None else {"percent": before}
            found.append(
                Change(
                    kind="project",
                    code=row.code,
                    name=row.name or row.code,
                    day=row.day,
                    before=told,
                    after={"percent": row.percent},
                )
            )
    return found
