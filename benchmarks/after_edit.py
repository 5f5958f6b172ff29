"""After the edit of one parcel: which tiles answer 304 to who has them, and whether all are right."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

from benchmarks import servers
from benchmarks.finding import Finding, Ratio
from benchmarks.grid import extent, tiles_of
from layers.changes import change
from layers.database import engine
from layers.derived import refresh
from layers.readable import Audience, collections
from layers.tiles import is_overview, overview_statement, tile_statement

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from benchmarks.grid import Tile
    from layers.database import Addresses

ZOOMS = range(13, 19)
DAY = "2023-04-30"
_EDIT = """
    UPDATE layers.parcels_states SET geom = ST_Multi(ST_Scale(geom, ST_MakePoint(0.98, 0.98), ST_Centroid(geom)))
    WHERE id = (
        SELECT id FROM layers.parcels_states
        ORDER BY display <-> (SELECT ST_Centroid(ST_SetSRID(ST_Extent(display), 3857)) FROM layers.parcels_states)
        LIMIT 1
    )
"""


def measure_after_edit(to: Addresses) -> Finding:
    """Return how many of a town's tiles still answer 304 after an edit, and how many are wrong."""
    town = extent(to)
    tiles = [tile for zoom in ZOOMS for tile in tiles_of(town, zoom)]
    with servers.moduong(to) as port:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        seen = {tile: _ask(client, tile, {}) for tile in tiles}
        with engine(to.owner).connect() as connection, change(connection, "benchmarks", "edit", "one parcel") as number:
            connection.exec_driver_sql(_EDIT)
            refresh(connection)
        again = {
            tile: _ask(client, tile, {"If-None-Match": seen[tile][1], "Moduong-Change": str(number)}) for tile in tiles
        }
        client.close()
    with engine(to.public).connect() as connection:
        fresh = {tile: _rendered(connection, tile) for tile in tiles}
    same = {tile for tile in tiles if again[tile][0] == http.client.NOT_MODIFIED}
    shown = {tile: (seen if tile in same else again)[tile][2] for tile in tiles}
    wrong = sum(shown[tile] != fresh[tile] for tile in tiles)
    facts = {"tiles": len(tiles), "changed by the edit": sum(seen[tile][2] != fresh[tile] for tile in tiles)}
    ratios = [
        Ratio("share that answers 304", len(same) / len(tiles), 0.99),
        Ratio("share that is right", 1 - wrong / len(tiles), 1),
    ]
    return Finding("Tiles of zooms 13 to 18 after the edit of one parcel", ratios, facts=facts)


def _ask(client: http.client.HTTPConnection, tile: Tile, headers: dict[str, str]) -> tuple[int, str, bytes]:
    client.request("GET", "/tiles/parcels/{}/{}/{}.mvt?on={}".format(*tile, DAY), headers=headers)
    answer = client.getresponse()
    return answer.status, answer.headers.get("ETag", ""), answer.read()


def _rendered(connection: Connection, tile: Tile) -> bytes:
    """Return a tile straight from the rows."""
    parcels = collections(Audience.PUBLIC)["parcels"]
    overview = is_overview("parcels", tile[0])
    statement = (
        overview_statement(Audience.PUBLIC)
        if overview
        else tile_statement(parcels, all_days=False, recorded=False, numbers=False)
    )
    for place, value in enumerate((*tile, f"date '{DAY}'"), start=1):
        statement = statement.replace(f"${place}", str(value))
    return bytes(connection.exec_driver_sql(statement).scalar() or b"")
