"""Names of roads and subdistricts by their codes, as the public reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from layers.road_names import told_apart

if TYPE_CHECKING:
    from datetime import date

_ROADS = text(
    """
    SELECT code, name FROM (
        SELECT DISTINCT ON (code) code, coalesce(name, code) AS name FROM public_map.road_segments
        ORDER BY code, upper_inf(valid) DESC, valid DESC
    ) AS newest
    ORDER BY name COLLATE "vi-x-icu", code
    """
)
_SUBDISTRICTS = text(
    "SELECT sub_no, coalesce(name, sub_no) AS name FROM public_map.subdistricts WHERE valid @> CAST(:on AS date)"
)


def road_names(connection: Connection) -> dict[str, str]:
    """Return the newest name of every road, of whatever day, as Vietnamese sorts them.

    Two of one name are told apart by their codes.
    """
    return told_apart({row.code: row.name for row in connection.execute(_ROADS)})


def subdistrict_names(connection: Connection, on: date) -> dict[str, str]:
    """Return the names of the subdistricts of a day."""
    return {row.sub_no: row.name for row in connection.execute(_SUBDISTRICTS, {"on": on})}
