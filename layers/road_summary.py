"""A road's projects and zones, and what blocks it: zones over its required strip are found by geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from layers.project_record import relations

if TYPE_CHECKING:
    from datetime import date

    from layers.readable import Audience

LEAST_M2 = 1.0
"""Less than this of a zone over a strip is two drawings that touch."""

_ROAD = """
    SELECT code, name, project, subdist, class, surface, decision FROM {road_segments} AS r
    WHERE code = :code AND valid @> CAST(:on AS date)
"""
_ZONES = """
    SELECT zone_no, name, project, state, on_strip_m2
    FROM (
        SELECT z.zone_no, z.name, z.project, z.state, ST_Area(ST_Intersection(z.geom, s.strip)) AS on_strip_m2
        FROM {clearance_zones} AS z
        CROSS JOIN (SELECT ST_GeomFromWKB(decode(:strip, 'hex'), :srid) AS strip) AS s
        WHERE z.valid @> CAST(:on AS date) AND z.geom && s.strip
    ) AS over
    WHERE on_strip_m2 >= :least ORDER BY zone_no
"""
_PROJECTS = """
    SELECT code, name, kind, contractor, investor, plan_from, plan_to,
        CASE WHEN real_from <= :on THEN real_from END AS real_from,
        CASE WHEN real_to <= :on THEN real_to END AS real_to,
        reading.percent, reading.read_on
    FROM {projects} AS p
    LEFT JOIN LATERAL (
        SELECT r.percent::float8 AS percent, r.read_on FROM {progress_readings} AS r
        WHERE r.project = p.code AND r.read_on <= :on AND upper_inf(r.valid) ORDER BY r.read_on DESC LIMIT 1
    ) AS reading ON true
    WHERE code = ANY (:codes) AND valid @> CAST(:on AS date) ORDER BY code
"""


def road_summary(
    connection: Connection, audience: Audience, code: str, on: date, strip: str | None, srid: int
) -> dict[str, Any] | None:
    """Return a road with its projects, its zones and what blocks it, on a day; None where there is no such road.

    Parameters
    ----------
    connection
        Of the audience's role.
    audience, code, on
        Who asks, for which road, and of which day.
    strip
        Its required strip as WKB in hexadecimal, in the project's zone; None where it is not known.
    srid
        EPSG code of that zone.
    """
    told = relations(audience)
    road = connection.execute(text(_ROAD.format(**told)), {"code": code, "on": on}).mappings().one_or_none()
    if road is None:
        return None
    zones: list[dict[str, Any]] = []
    if strip is not None:
        asked = {"on": on, "strip": strip, "srid": srid, "least": LEAST_M2}
        found = connection.execute(text(_ZONES.format(**told)), asked).mappings()
        zones = [{**row, "on_strip_m2": round(row["on_strip_m2"])} for row in found]
    codes = {road["project"], *(zone["project"] for zone in zones)} - {None}
    projects = connection.execute(text(_PROJECTS.format(**told)), {"on": on, "codes": sorted(codes)}).mappings()
    return {
        **road,
        "projects": [dict(row) for row in projects],
        "zones": zones,
        "blocks": [zone["zone_no"] for zone in zones if zone["state"] != "done"],
    }
