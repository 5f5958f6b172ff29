"""Tiles of a town: which there are, and random ones of its middle for a load generator."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.database import engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.box import Box
    from layers.database import Addresses

_HALF_WORLD_M = 20_037_508.342789244
_EXTENT = """
    SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
    FROM (SELECT ST_Extent(display) AS box FROM layers.parcels_states) AS town
"""

Tile = tuple[int, int, int]


def extent(to: Addresses) -> Box:
    """Return west, south, east and north of a town, EPSG:3857."""
    with engine(to.owner).connect() as connection:
        west, south, east, north = connection.exec_driver_sql(_EXTENT).one()
    return west, south, east, north


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of tiles of one zoom."""

    zoom: int
    west: int
    east: int
    north: int
    south: int

    def __iter__(self) -> Iterator[Tile]:
        """Give every tile."""
        for x in range(self.west, self.east + 1):
            for y in range(self.north, self.south + 1):
                yield self.zoom, x, y

    def random(self, count: int, seed: int) -> list[Tile]:
        """Return random tiles."""
        drawn = random.Random(seed)
        return [
            (self.zoom, drawn.randint(self.west, self.east), drawn.randint(self.north, self.south))
            for _ in range(count)
        ]


def tiles_of(box: Box, zoom: int) -> Block:
    """Return the tiles that meet a rectangle."""
    size = 2 * _HALF_WORLD_M / 2**zoom
    west, south, east, north = box
    return Block(
        zoom,
        int((west + _HALF_WORLD_M) / size),
        int((east + _HALF_WORLD_M) / size),
        int((_HALF_WORLD_M - north) / size),
        int((_HALF_WORLD_M - south) / size),
    )


def middle(box: Box) -> Box:
    """Return the middle half of a rectangle, each way: all town, no edge."""
    west, south, east, north = box
    x, y = (east - west) / 4, (north - south) / 4
    return west + x, south + y, east - x, north - y
