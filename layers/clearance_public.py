"""Site clearance as the public is answered: projects, zones and whole percents, out of `public_map` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, TextClause, text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_PROJECTS = text("SELECT code, name FROM public_map.projects WHERE valid @> CAST(:on AS date) ORDER BY code")
_STEPS = text(
    """
    SELECT project, step::integer AS step, day FROM public_map.project_steps
    WHERE day <= :on AND upper_inf(valid) ORDER BY step::integer
    """
)
_ZONES = text(
    """
    SELECT project, zone_no, name, state FROM public_map.clearance_zones
    WHERE valid @> CAST(:on AS date) ORDER BY zone_no
    """
)
_SHARES = text(
    """
    SELECT project, households, of_households, of_area FROM public_map.clearance_shares
    WHERE valid @> CAST(:on AS date)
    """
)


def public_clearance(connection: Connection, on: date) -> dict[str, Any]:
    """Return the projects that have zones or legal steps.

    Parameters
    ----------
    connection
        As the public.
    on
        The day. Shares are null where fewer than three households are behind them.
    """
    steps, zones = _by_project(connection, _STEPS, on), _by_project(connection, _ZONES, on)
    shares = _by_project(connection, _SHARES, on)
    projects = [dict(row) for row in connection.execute(_PROJECTS, {"on": on}).mappings()]
    return {
        "on": on.isoformat(),
        "projects": [
            {
                **project,
                "steps": steps.get(project["code"], []),
                "zones": zones.get(project["code"], []),
                "shares": shares.get(project["code"], [None])[0],
            }
            for project in projects
            if project["code"] in zones or project["code"] in steps
        ],
    }


def _by_project(connection: Connection, statement: TextClause, on: date) -> Mapping[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(statement, {"on": on}).mappings():
        fields = dict(row)
        found.setdefault(fields.pop("project"), []).append(fields)
    return found
