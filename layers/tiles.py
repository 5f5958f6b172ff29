"""Tiles: one statement cuts, encodes and names everything; Python passes the bytes on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from layers.declaration import Column, Kind
from layers.readable import NUMBERED, Audience
from layers.valid_time import holds

if TYPE_CHECKING:
    from layers.readable import Collection

MAX_ZOOM = 18
"""Finest zoom that is served; a map draws finer ones from it."""
OVERVIEW_BELOW = 15
"""Below this zoom parcels give way to blocks dissolved by what the style colours."""
EXTENT = 4096
BUFFER = 64
"""Units of the extent by which a tile reaches beyond its edges, so that outlines don't show them."""

NUMBERS = "parcel_numbers"
NUMBERS_FROM = 17
"""Zoom from which a tile of parcels has their numbers and areas as points, each in one tile alone.

Written on the shapes, the number of a parcel that reaches over a tile's edge would stand on both its parts.
"""

BLOCKS = "parcel_blocks"
_OFFICE_BLOCKS = f"""(
            SELECT id, ground, valid, display FROM derived.{BLOCKS}
            WHERE office OR cell NOT IN (SELECT cell FROM derived.{BLOCKS} WHERE office)
        )"""
"""The office has blocks of its own where the public is not shown what it sees."""
_WORLD_M = 40_075_016.68
"""Width of zoom 0, metres of EPSG:3857."""
_EIGHTH_OF_A_PIXEL = f"ST_Simplify(f.display, {_WORLD_M / 256 / 8} / 2 ^ $1::int)"
"""Blocks are stored as fine as zoom 14 shows them: cutting them costs half as much where less of them can be seen."""

_AS_FINE_AS_SEEN = f"""CASE WHEN $1::int > {OVERVIEW_BELOW} THEN f.display
                    ELSE ST_Simplify(f.display, {_WORLD_M / 2 / EXTENT} / 2 ^ $1::int, true) END"""
"""Up to the first zoom of single parcels points are left out that the tile's grid can't tell from a straight line.

Where two parcels meet a third one's side, each has a point. Left out, half of a town's points and a quarter of a tile's
bytes are gone, and a tile is cut a fifth sooner. Nearer by, leaving them out costs what it saves.
"""

_LAST_DAY = "(upper(f.valid) - date '1970-01-01')"
_FIRST_DAY = "(lower(f.valid) - date '1970-01-01')"


def is_overview(name: str, zoom: int) -> bool:
    """Return whether a tile of the layer shows the overview instead of single features."""
    return name == "parcels" and zoom < OVERVIEW_BELOW


@cache
def overview_statement(audience: Audience) -> str:
    """Return the SQL of an overview tile; its parameters are z, x, y and the day."""
    return _statement(
        _OFFICE_BLOCKS if audience is Audience.OFFICE else "public_map.parcel_blocks",
        BLOCKS,
        ["f.id AS fid", "f.ground"],
        holds("f.valid @> $4::date"),
        _EIGHTH_OF_A_PIXEL,
    )


def tiled_columns(collection: Collection, *, numbers: bool) -> tuple[Column, ...]:
    """Return the columns that tiles carry, without those of parcels' numbers where they are not shown."""
    if numbers or collection.name != "parcels":
        return collection.tiled
    return tuple(column for column in collection.tiled if column.name not in NUMBERED)


@cache
def tile_statement(collection: Collection, *, all_days: bool, recorded: bool, numbers: bool) -> str:
    """Return the SQL of one tile of a collection; its parameters are z, x, y, then the day, then the change.

    Parameters
    ----------
    collection
        What is drawn.
    all_days
        Every period, with its first and last day (days since 1970, the last is out), instead of one day's.
    recorded
        As recorded at a change: the last parameter is its number.
    numbers
        Whether who asks is shown the numbers of parcels.
    """
    attributes = ["f.fid", *(_attribute(column) for column in tiled_columns(collection, numbers=numbers))]
    if collection.timeline:
        attributes += [f"{_FIRST_DAY} AS first", f"{_LAST_DAY} AS last"]
    change = f"${4 if all_days else 5}" if recorded else ""
    relation, when = collection.relation(change), "true" if all_days else holds("f.valid @> $4::date")
    shapes = _statement(relation, collection.name, attributes, when)
    if collection.name != "parcels" or all_days or not numbers:
        return shapes
    return f"SELECT coalesce(({shapes}), '') || coalesce(({_numbers(relation, when)}), '')"


def _numbers(relation: str, when: str) -> str:
    """Return the SQL of the layer of parcels' numbers and areas, without a byte below their zoom.

    Areas are whole tenths of a square metre: a third of the bytes of a float.
    """
    return f"""
        SELECT ST_AsMVT(number, '{NUMBERS}', {EXTENT}, 'shape') FROM (
            SELECT f.parcel, round(ST_Area(f.geom) * 10)::int AS tenths_m2,
                ST_AsMVTGeom(
                    ST_PointOnSurface(f.display),
                    (SELECT ST_TileEnvelope($1::int, $2::int, $3::int)::box2d), {EXTENT}, 0
                ) AS shape
            FROM {relation} AS f
            WHERE $1::int >= {NUMBERS_FROM}
            AND f.display && ST_TileEnvelope($1::int, $2::int, $3::int)
            AND {when}
            AND f.parcel <> ''
            ORDER BY f.fid
            OFFSET 0
        ) AS number
        WHERE shape IS NOT NULL
    """  # identifiers of our own declarations


def _attribute(column: Column) -> str:
    as_text = "::text" if column.kind is Kind.DATE else ""
    return f'f."{column.name}"{as_text} AS "{column.name}"'


def _statement(relation: str, name: str, attributes: list[str], when: str, shape: str = _AS_FINE_AS_SEEN) -> str:
    """Return the SQL of a tile.

    The planner should find rows by the GiST index on `display`, each once. The order makes the bytes, and so the
    ETag, the same whichever way the rows were found. `OFFSET 0` keeps the outer condition out of the inner query:
    pulled in, it would have every shape cut twice, half as much again for a tile. The tile's box is a query of its own,
    answered once: a prepared statement would else make it again for each row.
    """
    return f"""
        SELECT ST_AsMVT(tile, '{name}', {EXTENT}, 'shape', 'fid') FROM (
            SELECT {", ".join(attributes)},
                ST_AsMVTGeom(
                    {shape}, (SELECT ST_TileEnvelope($1::int, $2::int, $3::int)::box2d), {EXTENT}, {BUFFER}
                ) AS shape
            FROM {relation} AS f
            WHERE f.display && ST_TileEnvelope($1::int, $2::int, $3::int, margin => {BUFFER / EXTENT})
            AND {when}
            ORDER BY f.{"id" if name == BLOCKS else "fid, f.valid"}
            OFFSET 0
        ) AS tile
        WHERE shape IS NOT NULL
    """  # identifiers of our own declarations
