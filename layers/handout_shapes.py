"""What the map of a hand-out draws, out of `public_map`: features with the days between which they hold, and shapes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import mapping
from sqlalchemy import Connection, text

from geo.crs import WGS_84, transform
from layers.road_summary import LEAST_M2

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

ROAD_DIGITS = 7
"""Digits of a degree of roads, what they need and what they get: a centimetre."""
LAND_DIGITS = 6
"""Of parcels and boundaries, which are paper under them: a decimetre."""
AROUND_M = 25.0
"""How far from what is drawn of the roads parcels are drawn."""

_HELD = "lower(valid) AS from_date, upper(valid) AS to_date, ST_AsBinary(geom) AS geom"
_IN_TIME = "valid && daterange(:first, :last, '[]')"
_LAYERS = {
    "roads": f"""
        SELECT code, name, subdist, {_HELD} FROM public_map.road_segments
        WHERE code = ANY (:codes) AND {_IN_TIME} ORDER BY code, valid
    """,
    "present": f"""
        SELECT kind, {_HELD} FROM public_map.present_roads
        WHERE seg_code = ANY (:codes) AND {_IN_TIME} ORDER BY id, valid
    """,
    "cells": f"""
        SELECT seg_code, state, {_HELD} FROM public_map.donations
        WHERE seg_code = ANY (:codes) AND {_IN_TIME} ORDER BY seg_code, side, from_m, valid
    """,
    "zones": f"""
        SELECT zone_no, name, state, {_HELD} FROM public_map.clearance_zones
        WHERE {_IN_TIME} AND ST_Intersects(geom, ST_GeomFromWKB(:around, :srid)) ORDER BY zone_no, valid
    """,
    "projects": f"""
        SELECT code, name, kind, real_from, real_to, {_HELD} FROM public_map.projects
        WHERE {_IN_TIME} AND (
            ST_Intersects(geom, ST_GeomFromWKB(:around, :srid))
            OR code IN (SELECT project FROM public_map.road_segments WHERE code = ANY (:codes))
        ) ORDER BY code, valid
    """,
    "parcels": f"""
        SELECT coalesce(ground, 'built') AS ground, {_HELD}
        FROM public_map.parcels AS p
        LEFT JOIN (
            -- as the map has it: the first of several uses is what it is coloured by
            SELECT left(code, 3) AS use, min(ground) AS ground FROM public_map.land_uses
            WHERE valid @> CAST(:last AS date) GROUP BY left(code, 3)
        ) AS u ON u.use = left(p.land_use, 3)
        WHERE {_IN_TIME} AND ST_Intersects(geom, ST_GeomFromWKB(:around, :srid)) ORDER BY id, valid
    """,
    "subdistricts": f"""
        SELECT sub_no, name, {_HELD} FROM public_map.subdistricts
        WHERE {_IN_TIME} AND ST_Intersects(geom, ST_GeomFromWKB(:around, :srid)) ORDER BY sub_no, valid
    """,
}
_PAPER = frozenset({"parcels", "subdistricts"})
_ZONES = text(
    f"""
    SELECT DISTINCT ON (zone_no, geom) zone_no, ST_AsBinary(geom) AS geom FROM public_map.clearance_zones
    WHERE {_IN_TIME}
    """
)
_FIGURES = text(
    f"""
    SELECT seg_code, lower(valid) AS first, upper(valid) AS until,
        answer -> 'shapes' AS shapes
    FROM public_map.road_figures
    WHERE seg_code = ANY (:codes) AND {_IN_TIME} AND answer -> 'shapes' IS NOT NULL ORDER BY seg_code, valid
    """
)


@dataclass(slots=True)
class Required:
    """What the engine draws of a road, between two days.

    Attributes
    ----------
    code, kind
        Its road; `corridor`, `strip`, or `present` for what lies between its edge lines.
    drawn
        In the project's zone.
    first, until
        First day, and first day after it; None for always.
    """

    code: str
    kind: str
    drawn: BaseGeometry
    first: date | None
    until: date | None


class Drawings:
    """Features whose geometry is told once, however many of them have it.

    Parameters
    ----------
    srid
        EPSG code of the project's zone, in which geometry is given.
    """

    def __init__(self, srid: int) -> None:
        self._srid = srid
        self._places: dict[tuple[bytes, int], int] = {}

    def shapes(self) -> list[dict[str, Any]]:
        """Return the geometry of all features so far, as GeoJSON in degrees."""
        if not self._places:
            return []
        degrees = transform(shapely.from_wkb([written for written, _ in self._places]), self._srid, WGS_84)
        return [mapping(_rounded(shape, digits)) for shape, (_, digits) in zip(degrees, self._places, strict=True)]

    def required(self, shapes: Iterable[Required]) -> list[dict[str, Any]]:
        """Return what the engine draws, as features."""
        return [
            self._feature({"code": one.code, "kind": one.kind, **_period(one.first, one.until)}, one.drawn, ROAD_DIGITS)
            for one in shapes
        ]

    def layers(
        self, connection: Connection, asked: Mapping[str, Any], required: Iterable[Required]
    ) -> dict[str, list[dict[str, Any]]]:
        """Return features by the name of their layer, those of land and works where they are near to the roads.

        Parameters
        ----------
        connection, asked
            As of `figure_shapes`.
        required
            What is drawn of the roads.
        """
        roads = _rows(connection, "roads", asked)
        drawn = [*(one.drawn for one in required), *(row["geom"] for row in roads)]
        around = shapely.to_wkb(shapely.buffer(shapely.union_all(drawn), AROUND_M))
        where = {**asked, "around": around, "srid": self._srid}
        found = {"roads": roads} | {name: _rows(connection, name, where) for name in _LAYERS if name != "roads"}
        return {
            name: [self._of_row(row, LAND_DIGITS if name in _PAPER else ROAD_DIGITS) for row in rows]
            for name, rows in found.items()
        }

    def _of_row(self, row: dict[str, Any], digits: int) -> dict[str, Any]:
        shape = row.pop("geom")
        return self._feature({name: _told(value) for name, value in row.items()}, shape, digits)

    def _feature(self, properties: dict[str, Any], shape: BaseGeometry, digits: int) -> dict[str, Any]:
        key = (shapely.to_wkb(shape), digits)
        return {"properties": properties, "shape": self._places.setdefault(key, len(self._places))}


def figure_shapes(connection: Connection, asked: Mapping[str, Any]) -> list[Required]:
    """Return what the engine draws of roads; what stays the same from one interval of days to the next is one.

    Parameters
    ----------
    connection
        Of the public's role.
    asked
        `codes` of the roads, `first` and `last` day.
    """
    shapes: list[Required] = []
    last: dict[tuple[str, str], tuple[str, Required]] = {}
    for row in connection.execute(_FIGURES, asked):
        for kind, written in row.shapes.items():
            before = last.get((row.seg_code, kind))
            if before and before[0] == written and before[1].until == row.first:
                before[1].until = row.until
                continue
            shape = Required(row.seg_code, kind, shapely.from_wkb(written), row.first, row.until)
            last[row.seg_code, kind] = (written, shape)
            shapes.append(shape)
    return shapes


def blocked_by(connection: Connection, asked: Mapping[str, Any], required: Iterable[Required]) -> list[dict[str, Any]]:
    """Return which zones lie over which roads' required strips, and between which days; their states tell the rest.

    Parameters
    ----------
    connection, asked
        As of `figure_shapes`.
    required
        What is drawn of the roads.
    """
    strips = [one for one in required if one.kind == "strip"]
    zones = connection.execute(_ZONES, asked).all()
    if not strips or not zones:
        return []
    grounds = shapely.from_wkb([bytes(zone.geom) for zone in zones])
    needed = np.array([strip.drawn for strip in strips])
    strip_of, zone_of = shapely.STRtree(grounds).query(needed, predicate="intersects")
    over = shapely.area(shapely.intersection(needed[strip_of], grounds[zone_of])) >= LEAST_M2
    return [
        {
            "code": strips[strip].code,
            "zone_no": zones[zone].zone_no,
            **_period(strips[strip].first, strips[strip].until),
        }
        for strip, zone in zip(strip_of[over], zone_of[over], strict=True)
    ]


def _rows(connection: Connection, name: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a layer that are drawn, with their geometry in the project's zone."""
    rows = [dict(row) for row in connection.execute(text(_LAYERS[name]), dict(asked)).mappings() if row["geom"]]
    for row, shape in zip(rows, shapely.from_wkb([bytes(row["geom"]) for row in rows]), strict=True):
        row["geom"] = shape
    return rows


def _rounded(shape: BaseGeometry, digits: int) -> BaseGeometry:
    return shapely.transform(shape, lambda points: points.round(digits))


def _period(first: date | None, until: date | None) -> dict[str, str | None]:
    return {"from_date": _told(first), "to_date": _told(until)}


def _told(value: date | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
