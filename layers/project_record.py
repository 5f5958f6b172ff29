"""A project on a day: its facts, schedule, readings, zones and roads, for the office or the public."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from layers.clearance_moves import UnknownProject
from layers.project_schedule import Schedule, delay
from layers.readable import Audience, collections

if TYPE_CHECKING:
    from datetime import date

_PROJECT = """
    SELECT code, name, kind, investor, contractor, budget::float8 AS budget, plan_from, plan_to, real_from, real_to
    FROM {projects} AS p WHERE (CAST(:code AS text) IS NULL OR code = :code) AND valid @> CAST(:on AS date)
    ORDER BY code
"""
_READINGS = """
    SELECT read_on, percent::float8 AS percent{more}
    FROM {progress_readings} AS r WHERE project = :code AND read_on <= :on AND upper_inf(valid)
    ORDER BY read_on
"""
_ZONES = """
    SELECT zone_no, name, state FROM {clearance_zones} AS z
    WHERE project = :code AND valid @> CAST(:on AS date) ORDER BY zone_no
"""
_ROADS = """
    SELECT code, name FROM {road_segments} AS r WHERE project = :code AND valid @> CAST(:on AS date) ORDER BY code
"""
_STEPS = """
    SELECT step::integer AS step, day FROM {project_steps} AS s
    WHERE project = :code AND day <= :on AND upper_inf(valid) ORDER BY step::integer
"""


def relations(audience: Audience) -> dict[str, str]:
    """Return what an audience reads of each layer, as SQL."""
    return {name: collection.relation() for name, collection in collections(audience).items()}


def project_answer(connection: Connection, audience: Audience, code: str, on: date) -> dict[str, Any]:
    """Return a project on a day.

    Parameters
    ----------
    connection
        Of the audience's role.
    audience, code, on
        Who asks, for what, and of which day.

    Raises
    ------
    UnknownProject
        When there is none on that day.
    """
    told = relations(audience)
    asked = {"code": code, "on": on}
    row = connection.execute(text(_PROJECT.format(**told)), asked).mappings().one_or_none()
    if row is None:
        raise UnknownProject(project=code)

    def rows(statement: str, **more: str) -> list[dict[str, Any]]:
        return [dict(one) for one in connection.execute(text(statement.format(**told, **more)), asked).mappings()]

    readings = rows(_READINGS, more="" if audience is Audience.PUBLIC else ", note, photo")
    return {
        **_scheduled(dict(row), on),
        "percent": readings[-1]["percent"] if readings else None,
        "readings": readings,
        "steps": rows(_STEPS),
        "zones": rows(_ZONES),
        "roads": rows(_ROADS),
    }


def _scheduled(row: dict[str, Any], on: date) -> dict[str, Any]:
    """Return a project's row with its delay, what is real only from its day on."""
    names = ("plan_from", "plan_to", "real_from", "real_to")
    schedule = Schedule(**{name: row[name] for name in names})
    return {**row, **asdict(schedule.on(on)), "delay": asdict(delay(schedule, on))}
