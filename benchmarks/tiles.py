"""Tiles that nothing is kept of: the service against the database's limit, and tipg on the same tables."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import servers
from benchmarks.finding import Finding, Ratio
from benchmarks.grid import Block, Tile, extent, middle, tiles_of
from benchmarks.load import Contender, Load, http, in_turns, sql
from layers.tiles import OVERVIEW_BELOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.database import Addresses

ZOOMS = (13, 14, 15, 16, 17)
_STATEMENT = (Path(__file__).parent / "sql" / "tile.sql").read_text("utf-8")
_PATHS = 20_000
_TIPG = "/collections/layers.parcels_states/tiles/WebMercatorQuad/{}/{}/{}"


def measure_tiles(to: Addresses, load: Load, name: str) -> Iterator[Finding]:
    """Yield for each zoom what the service, the limit and tipg reach on one town.

    tipg runs twice: as it comes, with all attributes, and told to tell one attribute as the public's tiles do.
    """
    town = extent(to)
    with servers.moduong(to, cache=False) as ours, servers.tipg(to) as tipg:
        for zoom in ZOOMS:
            block = tiles_of(middle(town), zoom)
            tiles = block.random(_PATHS, zoom)
            contenders = {
                "service": http(ours, [_path(tile, day) for tile, day in zip(tiles, _days(zoom), strict=True)]),
                "limit": _limit(to, block),
                "tipg tuned": http(tipg, [f"{_TIPG}?properties=land_use".format(*tile) for tile in tiles]),
                "tipg": http(tipg, [_TIPG.format(*tile) for tile in tiles]),
            }
            speeds = in_turns(contenders, load)
            rate = speeds["service"].rate
            overview = zoom < OVERVIEW_BELOW
            ratios = [
                Ratio(
                    "to single parcels, raw" if overview else "to the limit",
                    rate / speeds["limit"].rate,
                    5 if overview else 0.9,
                ),
                Ratio("to tipg", rate / speeds["tipg"].rate, 1.5),
                Ratio("to tipg, tuned", rate / speeds["tipg tuned"].rate),
            ]
            yield Finding(f"Tiles of zoom {zoom}, {name}, nothing kept", ratios, speeds)


def _limit(to: Addresses, block: Block) -> Contender:
    corners = {name: getattr(block, name) for name in ("zoom", "west", "east", "north", "south")}
    return sql(to.libpq(to.owner), _STATEMENT, corners)


def _path(tile: Tile, day: str) -> str:
    return "/tiles/parcels/{}/{}/{}.mvt?on={}".format(*tile, day)


def _days(seed: int) -> list[str]:
    """Return random days: requests for one tile at once would else share one rendering, which the limit can't."""
    drawn = random.Random(seed)
    return [f"{drawn.randint(2000, 2999)}-{drawn.randint(1, 12):02}-{drawn.randint(1, 28):02}" for _ in range(_PATHS)]
