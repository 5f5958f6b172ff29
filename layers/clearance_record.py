"""What the office knows of site clearance on a day: projects, zones and households with their steps and deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, TextClause, text

from layers.clearance_course import following
from layers.errors import Refusal, _
from layers.legal_deadlines import Deadline, deadlines, read_limits
from layers.working_days import read_calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from layers.legal_deadlines import Limit
    from layers.working_days import Calendar

WHOLE = 0.99
"""Share of a household's parcels from which on they are recovered as a whole."""

_HOUSEHOLDS = text(
    """
    SELECT h.id, i.version, h.zone_no, h.owner, p.name, h.land_kind, h.plan_m2::float8 AS plan_m2,
        h.comp_vnd::float8 AS comp_vnd, ST_Area(h.geom) AS area_m2, c.state, z.project,
        (
            SELECT sum(ST_Area(l.geom)) FROM layers.parcels_states AS l
            WHERE l.owner = h.owner AND l.valid @> cast(:on AS date)
            AND l.geom && h.geom AND ST_Relate(l.geom, h.geom, 'T********')
        ) AS parcels_m2
    FROM layers.clearance_households_states AS h
    JOIN layers.clearance_households AS i USING (id)
    JOIN derived.household_courses AS c
        ON (c.zone_no, c.owner) = (h.zone_no, h.owner) AND c.valid @> cast(:on AS date)
    LEFT JOIN layers.clearance_zones_states AS z ON z.zone_no = h.zone_no AND z.valid @> cast(:on AS date)
    LEFT JOIN layers.parties_states AS p ON p.code = h.owner AND p.valid @> cast(:on AS date)
    WHERE h.valid @> cast(:on AS date) AND (cast(:zone AS text) IS NULL OR h.zone_no = :zone)
    ORDER BY h.zone_no, h.owner
    """
)
_HOUSEHOLD_STEPS = text(
    """
    SELECT s.zone_no, s.owner, s.step::integer AS number, s.day, s.paper, s.paper_no, s.paper_date, s.sha256,
        c.who, c.at, c.reason, CASE WHEN c.kind = 'import' THEN 'import' ELSE 'program' END AS source
    FROM layers.household_steps_states AS s JOIN layers.changes AS c ON c.number = s.change
    WHERE s.day <= :on AND upper_inf(s.valid) AND (cast(:zone AS text) IS NULL OR s.zone_no = :zone)
    ORDER BY s.day, s.step::integer
    """
)
_PROJECT_STEPS = text(
    """
    SELECT s.project, s.step::integer AS number, s.day, s.paper, s.paper_no, s.paper_date, s.sha256,
        c.who, c.at, c.reason, CASE WHEN c.kind = 'import' THEN 'import' ELSE 'program' END AS source
    FROM layers.project_steps_states AS s JOIN layers.changes AS c ON c.number = s.change
    WHERE s.day <= :on AND upper_inf(s.valid) ORDER BY s.day, s.step::integer
    """
)
_ZONES = text(
    """
    SELECT z.zone_no, z.name, z.project, z.decision, ST_Area(z.geom) AS area_m2,
        CASE WHEN c.state IS NULL OR (c.households = 0 AND z.state = 'done') THEN z.state ELSE c.state END AS state
    FROM layers.clearance_zones_states AS z
    LEFT JOIN derived.zone_courses AS c ON c.zone_no = z.zone_no AND c.valid @> cast(:on AS date)
    WHERE z.valid @> cast(:on AS date) ORDER BY z.zone_no
    """
)
_OBSTACLES = text(
    """
    SELECT o.obst_no, o.zone_no, o.owner, o.kind, o.note, o.resp, o.since, o.due
    FROM layers.obstacles_states AS o
    WHERE o.since <= :on AND (o.solved IS NULL OR o.solved > :on) AND upper_inf(o.valid)
    ORDER BY o.due NULLS FIRST, o.obst_no
    """
)
_PROJECTS = text("SELECT code, name FROM layers.projects_states WHERE valid @> cast(:on AS date) ORDER BY code")


class UnknownHousehold(Refusal):
    """The zone has no such household."""

    detail = _("Zone {zone} has no household “{owner}”: look it up in /api/clearance/{zone}.")


class UnknownZone(Refusal):
    """There is no such zone on that day."""

    detail = _("There is no site-clearance zone “{zone}” on that day: /api/clearance lists them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that was taken; `source` is `import` for history, which needed no paper, or `program`."""

    number: int
    day: date
    paper: str | None
    paper_no: str | None
    paper_date: date | None
    sha256: str | None
    who: str
    at: datetime
    reason: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A household of a zone, as the office has it on a day.

    Attributes
    ----------
    id, version
        Of its row.
    zone_no, owner, name, land_kind, plan_m2, comp_vnd
        As the layer has them.
    area_m2
        Of the land that is recovered, measured.
    whole
        Whether it is the whole of its parcels; None where the zone meets none of them.
    state
        What the map shows: one of `clearance.ZONE_STATES`.
    project
        Of its zone.
    taken
        Its own steps, by day.
    before
        Day of each of the project's steps.
    """

    id: UUID
    version: int
    zone_no: str
    owner: str
    name: str | None
    land_kind: str
    plan_m2: float | None
    comp_vnd: float | None
    area_m2: float
    whole: bool | None
    state: str
    project: str | None
    taken: tuple[Taken, ...]
    before: Mapping[int, date]

    @property
    def days(self) -> dict[int, date]:
        """Day of each step that was taken, the project's among them."""
        return {**self.before, **{step.number: step.day for step in self.taken}}


@dataclass(frozen=True, slots=True)
class Clearance:
    """All that is known of site clearance on a day."""

    on: date
    projects: tuple[Mapping[str, Any], ...]
    zones: tuple[Mapping[str, Any], ...]
    households: tuple[Household, ...]
    project_steps: Mapping[str, tuple[Taken, ...]]
    obstacles: tuple[Mapping[str, Any], ...]


def read_clearance(connection: Connection, on: date, zone: str | None = None) -> Clearance:
    """Return site clearance on a day, as the officer reads it.

    Parameters
    ----------
    connection
        As the officer or the owner.
    on
        The day.
    zone
        The only zone whose households are wanted; None for all.
    """
    asked = {"on": on, "zone": zone}
    of_projects: dict[str, list[Taken]] = {}
    for row in connection.execute(_PROJECT_STEPS, {"on": on}).mappings():
        fields = dict(row)
        of_projects.setdefault(fields.pop("project"), []).append(Taken(**fields))
    of_households: dict[tuple[str, str], list[Taken]] = {}
    for row in connection.execute(_HOUSEHOLD_STEPS, asked).mappings():
        fields = dict(row)
        key = (fields.pop("zone_no"), fields.pop("owner"))
        of_households.setdefault(key, []).append(Taken(**fields))
    households = []
    for row in connection.execute(_HOUSEHOLDS, asked).mappings():
        fields = dict(row)
        parcels = fields.pop("parcels_m2")
        households.append(
            Household(
                **fields,
                whole=None if parcels is None else fields["area_m2"] >= WHOLE * parcels,
                taken=tuple(of_households.get((fields["zone_no"], fields["owner"]), ())),
                before={step.number: step.day for step in of_projects.get(fields["project"], ())},
            )
        )
    return Clearance(
        on=on,
        projects=_rows(connection, _PROJECTS, on),
        zones=_rows(connection, _ZONES, on),
        households=tuple(households),
        project_steps={code: tuple(steps) for code, steps in of_projects.items()},
        obstacles=_rows(connection, _OBSTACLES, on),
    )


def read_household(connection: Connection, zone: str, owner: str, on: date) -> Household:
    """Return a household of a zone.

    Raises
    ------
    UnknownHousehold
        When the zone has none of that code on the day.
    """
    found = next((one for one in read_clearance(connection, on, zone).households if one.owner == owner), None)
    if found is None:
        raise UnknownHousehold(zone=zone, owner=owner)
    return found


def _rows(connection: Connection, statement: TextClause, on: date) -> tuple[Mapping[str, Any], ...]:
    return tuple(dict(row) for row in connection.execute(statement, {"on": on}).mappings())


@dataclass(frozen=True, slots=True)
class Clock:
    """What deadlines are told by: the limits of all days, and the calendar."""

    limits: tuple[Limit, ...]
    calendar: Calendar

    def of(self, taken: Mapping[int, date], on: date, land: str = "") -> list[Deadline]:
        """Return a course's deadlines as they stand on a day."""
        return deadlines(taken, self.limits, self.calendar, on, land)


def read_clock(connection: Connection) -> Clock:
    """Return the office's limits and calendar."""
    return Clock(tuple(read_limits(connection)), read_calendar(connection))


def shares(households: Iterable[Household]) -> dict[str, dict[str, Any]]:
    """Return how much is handed over, of the households and of the land: two figures that differ.

    Examples
    --------
    >>> shares([])
    {'households': {'total': 0, 'done': 0, 'percent': None}, 'area_m2': {'total': 0, 'done': 0, 'percent': None}}
    """
    all_of = list(households)
    done = [one for one in all_of if one.state == "done"]
    return {
        "households": _share(len(all_of), len(done)),
        "area_m2": _share(sum(one.area_m2 for one in all_of), sum(one.area_m2 for one in done)),
    }


def _share(total: float, done: float) -> dict[str, Any]:
    return {
        "total": round(total, 1),
        "done": round(done, 1),
        "percent": round(100 * done / total, 1) if total else None,
    }


def next_steps(taken: Iterable[int], *, of_project: bool) -> list[dict[str, Any]]:
    """Return the steps that a course can take next, with the papers that each needs one of."""
    return [
        {"step": step.number, "papers": list(step.papers)}
        for step in following(set(taken))
        if step.of_project == of_project
    ]
