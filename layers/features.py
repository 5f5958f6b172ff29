"""Features as GeoJSON, made in the database: one statement answers a page, and Python passes the bytes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layers.declaration import Kind
from layers.groundwork import MISSING_ZONES
from layers.tables import DISPLAY_SRID
from layers.valid_time import holds

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from geo.box import Box
    from layers.declaration import Column
    from layers.readable import Collection

SQL_TYPES = {
    Kind.TEXT: "text",
    Kind.INTEGER: "bigint",
    Kind.DECIMAL: "numeric",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
}
NO_START = ".."
"""Stands for the start of a period that has none, in the id of a feature and in the key of a page."""


@dataclass(frozen=True, slots=True)
class Projection:
    """The coordinates that are asked for.

    Attributes
    ----------
    srid
        EPSG code.
    north_first
        Whether the CRS has its northern axis first.
    digits
        Digits after the point that a millimetre needs.
    """

    srid: int
    north_first: bool
    digits: int


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are asked for, both included; None is open. A single day gives each thing's state of that day."""

    first: date | None
    last: date | None
    single: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page stopped: the last feature's id and the first day of its period (None for open)."""

    id: UUID
    first: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is asked of a collection.

    Attributes
    ----------
    days
        The days.
    boxes
        Rectangles in EPSG:3857 (two where one crosses the antimeridian), None for everywhere.
    exact
        A rectangle of another system with its EPSG code, where the ones of EPSG:3857 are only around it or not known.
    filters
        Columns and the values that they must have.
    fid
        Number of a feature in tiles.
    after
        Where the page before stopped.
    limit
        Most features of a page.
    change
        Number of the change as of which to read, None for now.
    geometry
        Whether the features' geometry is asked for.
    projection
        Coordinates that are asked for.
    """

    days: Days
    boxes: tuple[Box, ...] | None = None
    exact: tuple[int, Box] | None = None
    filters: tuple[tuple[Column, Any], ...] = ()
    fid: int | None = None
    after: Key | None = None
    limit: int = 1000
    change: int | None = None
    geometry: bool = True
    projection: Projection


@dataclass(slots=True)
class Statement:
    """SQL with its bound values."""

    sql: str = ""
    values: list[Any] = field(default_factory=list)

    def bind(self, value: Any, kind: str) -> str:
        """Bind a value and return its placeholder."""
        self.values.append(value)
        return f"${len(self.values)}::{kind}"


def page_statement(collection: Collection, selection: Selection) -> Statement:
    """Return the statement of one page: its features (bytes), how many, whether there are more, and the last key.

    The planner should walk the primary key for a whole layer, and the GiST index on `display` for a rectangle.
    Rows come by id and first day, so that a page goes on where the one before stopped: what is written meanwhile
    can neither make a page lose a feature nor repeat one.
    """
    statement = Statement()
    limit = statement.bind(selection.limit, "bigint")
    relation = _relation(statement, collection, selection)
    conditions = _conditions(statement, collection, selection)
    statement.sql = f"""
        SELECT
            convert_to(coalesce(string_agg(feature, E',\\n') FILTER (WHERE place <= {limit}), ''), 'UTF8') AS features,
            count(*) FILTER (WHERE place <= {limit}) AS number,
            count(*) > {limit} AS more,
            max(id || '@' || coalesce(lower(valid)::text, '{NO_START}')) FILTER (WHERE place = {limit}) AS last
        FROM (
            SELECT {_feature(statement, collection, selection)} AS feature, f.id, f.valid,
                row_number() OVER (ORDER BY f.id, f.valid) AS place
            FROM (
                SELECT f.* FROM {relation} AS f
                WHERE {" AND ".join(conditions)}
                ORDER BY f.id, f.valid
                LIMIT {limit} + 1
            ) AS f
        ) AS page
    """  # identifiers of our own declarations, values are bound
    return statement


def feature_statement(collection: Collection, identifier: UUID, selection: Selection) -> Statement:
    """Return the statement of one feature: its GeoJSON (bytes), the first day of its period, its row's version."""
    statement = Statement()
    relation = _relation(statement, collection, selection)
    conditions = [f"f.id = {statement.bind(identifier, 'uuid')}", *_conditions(statement, collection, selection)]
    versioned = collection.audience != "public" and selection.change is None
    version = f"(SELECT version FROM layers.{collection.name} AS i WHERE i.id = f.id)" if versioned else "NULL::int"
    statement.sql = f"""
        SELECT convert_to({_feature(statement, collection, selection)}, 'UTF8') AS feature,
            lower(f.valid) AS first, {version} AS version
        FROM {relation} AS f
        WHERE {" AND ".join(conditions)}
        ORDER BY f.valid LIMIT 1
    """  # identifiers of our own declarations, values are bound
    return statement


def extent_statement(collection: Collection) -> str:
    """Return the statement of the rectangle around all features of all days, in degrees."""
    return f"""
        SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
        FROM (
            SELECT ST_Transform(ST_SetSRID(ST_Extent(f.display)::geometry, {DISPLAY_SRID}), 4326) AS box
            FROM {collection.relation()} AS f
        ) AS around
    """


def _relation(statement: Statement, collection: Collection, selection: Selection) -> str:
    if selection.change is None:
        return collection.relation()
    return collection.relation(statement.bind(selection.change, "bigint"))


def _conditions(statement: Statement, collection: Collection, selection: Selection) -> list[str]:
    days = selection.days
    if days.single:
        conditions = [holds(f"f.valid @> {statement.bind(days.first, 'date')}")]
    else:
        first, last = statement.bind(days.first, "date"), statement.bind(days.last, "date")
        conditions = [holds(f"f.valid && daterange({first}, {last}, '[]')")]
    conditions += _placed(statement, selection) if collection.geometry else _placeless(selection)
    conditions += [
        f'f."{column.name}" = {statement.bind(value, SQL_TYPES[column.kind])}' for column, value in selection.filters
    ]
    if selection.fid is not None:
        conditions.append(_numbered(statement, selection.fid))
    if selection.after is not None:
        conditions.append(_after(statement, selection.after, single=days.single))
    return conditions


def _placed(statement: Statement, selection: Selection) -> list[str]:
    conditions = []
    if selection.boxes is not None:
        met = " OR ".join(
            f"ST_Intersects(f.display, {_envelope(statement, box, DISPLAY_SRID)})" for box in selection.boxes
        )
        conditions.append(f"({met})")
    if selection.exact is not None:
        srid, box = selection.exact
        shape = _transformed(statement, srid)
        conditions.append(f"ST_Intersects({shape}, {_envelope(statement, box, srid)})")
    return conditions


def _placeless(selection: Selection) -> list[str]:
    return [] if selection.boxes is None and selection.exact is None else ["false"]


def _envelope(statement: Statement, box: Box, srid: int) -> str:
    corners = ", ".join(statement.bind(value, "float8") for value in box)
    return f"ST_MakeEnvelope({corners}, {statement.bind(srid, 'int')})"


def _numbered(statement: Statement, fid: int) -> str:
    """Return the condition on the number in tiles: ids of one number lie together, so the primary key finds them."""
    digits = f"{fid:013x}"[:12]
    low = statement.bind(digits + "0" * 20, "uuid")
    high = statement.bind(digits + "f" * 20, "uuid")
    return f"f.id BETWEEN {low} AND {high} AND f.fid = {statement.bind(fid, 'bigint')}"


def _after(statement: Statement, key: Key, *, single: bool) -> str:
    identifier = statement.bind(key.id, "uuid")
    if single:
        return f"f.id > {identifier}"
    first = f"coalesce({statement.bind(key.first, 'date')}, '-infinity')"
    return f"f.id >= {identifier} AND (f.id > {identifier} OR coalesce(lower(f.valid), '-infinity') > {first})"


def _transformed(statement: Statement, srid: int) -> str:
    """Return the SQL of a row's shape in another system.

    By name where the server's table lacks the number: ten times slower, as PostGIS keeps the way between two systems by
    their numbers alone.
    """
    number = statement.bind(srid, "int")
    by_number = f"ST_Transform(f.geom, {number})"
    if srid not in MISSING_ZONES:
        return by_number
    by_name = f"ST_Transform(f.geom, 'EPSG:' || ST_SRID(f.geom), 'EPSG:' || {number})"
    known = f"EXISTS (SELECT FROM public.spatial_ref_sys WHERE srid = {number})"
    return f"CASE WHEN {known} THEN {by_number} ELSE ST_SetSRID({by_name}, {number}) END"


def _feature(statement: Statement, collection: Collection, selection: Selection) -> str:
    """Return the SQL of a feature's text. Properties keep the order of the declaration."""
    if collection.geometry and selection.geometry:
        projection = selection.projection
        shape = _transformed(statement, projection.srid)
        if projection.north_first:
            shape = f"ST_FlipCoordinates({shape})"
        geometry = f"coalesce(ST_AsGeoJSON({shape}, {projection.digits:d}, 0), 'null')"
    else:
        geometry = "'null'"
    pairs = [f"'{column.name}', f.\"{column.name}\"" for column in collection.columns]
    if collection.dated:
        pairs += ["'from_date', lower(f.valid)", "'to_date', upper(f.valid)"]
    start = "" if selection.days.single else f" || '@' || coalesce(lower(f.valid)::text, '{NO_START}')"
    return (
        f"""'{{"type":"Feature","id":"' || f.id{start} || '","geometry":' || {geometry}"""
        f""" || ',"properties":' || json_build_object({", ".join(pairs)}) || '}}'"""
    )
