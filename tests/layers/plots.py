"""Plots of a street, read and edited by their numbers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import shapely
from shapely import LineString, MultiPolygon
from sqlalchemy import text

from layers import editing
from layers.catalogue import LAYERS
from layers.editing import Edit, Merge, MoveBoundary, Split, When
from tests.scenes import DEPTH_M, PLOT_M, ROAD_M, SOUTH, WEST

ON = date(2023, 9, 1)
FROM = When(ON)
WRONG = When(ON, correction=True)
NEAR, FAR = SOUTH + ROAD_M, SOUTH + ROAD_M + DEPTH_M
CORNER = (WEST + PLOT_M, NEAR)
"""Where plots 10 and 11 meet at the road; the other end of their common boundary is at `FAR`."""


def id_of(connection, name: str, layer: str = "parcels") -> UUID:
    column = LAYERS[layer].key[-1]
    found = connection.execute(text(f"SELECT id FROM layers.{layer} WHERE {column} = :name"), {"name": name})
    identifier = found.scalar_one()
    connection.rollback()
    return identifier


def version_of(connection, identifier: UUID, layer: str = "parcels") -> int:
    version = connection.execute(text(f"SELECT version FROM layers.{layer} WHERE id = :id"), {"id": identifier})
    found = version.scalar_one()
    connection.rollback()
    return found


def apply(connection, *operations, when: When = FROM, acknowledged=()) -> Edit:
    return editing.apply(connection, operations, when=when, who="an", reason="as measured", acknowledged=acknowledged)


def shapes(connection, on: date = ON) -> dict[str, MultiPolygon]:
    rows = connection.execute(
        text("SELECT parcel, ST_AsBinary(geom) FROM layers.parcels_states WHERE valid @> cast(:on AS date)"), {"on": on}
    ).all()
    connection.rollback()
    return {number: shapely.from_wkb(bytes(shape)) for number, shape in rows}


def row(connection, layer: str, name: str, on: date = ON) -> dict | None:
    key = LAYERS[layer].key[-1]
    found = connection.execute(
        text(f"SELECT * FROM layers.{layer}_states WHERE {key} = :name AND valid @> cast(:on AS date)"),
        {"name": name, "on": on},
    ).mappings()
    state = found.one_or_none()
    connection.rollback()
    return dict(state) if state else None


def split(connection, name: str = "11", y: float = SOUTH + 20, **more) -> Split:
    line = LineString([(WEST + 200, y), (WEST - 10, y)])
    return Split(layer="parcels", id=id_of(connection, name), version=1, cut=line, **more)


def merge(connection, *names: str) -> Merge:
    ids = tuple(id_of(connection, name) for name in names)
    return Merge(layer="parcels", ids=ids, versions=tuple(version_of(connection, one) for one in ids))


def move(connection, *names: str, by: float = 1.0) -> MoveBoundary:
    ids = tuple(id_of(connection, name) for name in names)
    ends = ((CORNER[0], NEAR), (CORNER[0], FAR))
    to = tuple((x + by, y) for x, y in ends)
    return MoveBoundary(
        layer="parcels", ids=ids, versions=tuple(version_of(connection, one) for one in ids), origin=ends, to=to
    )


def covered_once(connection, on: date = ON) -> None:
    found = list(shapes(connection, on).values())
    assert shapely.coverage_is_valid(found, gap_width=0.001)
