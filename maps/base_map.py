"""The base map that an office may lay under its own layers; none by default, so that no request leaves the office."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, TileType

OWN_PATH = "/base/{z}/{x}/{y}"
"""Where the service hands out the tiles of a file of the office's own."""

_MEDIA_TYPES = {
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}
_WMTS = {"{TileMatrix}": "{z}", "{TileRow}": "{y}", "{TileCol}": "{x}"}


class BadBaseMap(ValueError):
    """The setting is no base map; its text says what one is."""


@dataclass(frozen=True, slots=True)
class BaseMap:
    """A base map.

    Attributes
    ----------
    tiles
        Address of a tile with `{z}`, `{x}`, `{y}`; a path for a file of the office's own.
    origin
        Scheme and host that the browser has to be allowed; empty for the service itself.
    file
        The office's own file, None for somebody else's server.
    """

    tiles: str
    origin: str = ""
    file: Path | None = None


def base_map(setting: str) -> BaseMap | None:
    """Return the base map that a setting names.

    Parameters
    ----------
    setting
        An XYZ address, a WMTS address (RESTful or key-value, in a Web Mercator matrix set), or a PMTiles file of
        pictures; empty for none.

    Raises
    ------
    BadBaseMap
        When it is none of these.

    Examples
    --------
    >>> base_map("https://maps.example/wmts/roads/webmercator/{TileMatrix}/{TileRow}/{TileCol}.png").tiles
    'https://maps.example/wmts/roads/webmercator/{z}/{y}/{x}.png'
    """
    if not setting:
        return None
    address = urlsplit(setting)
    if address.scheme in {"http", "https"} and address.netloc:
        tiles = re.sub("|".join(map(re.escape, _WMTS)), lambda found: _WMTS[found[0]], setting)
        if set(re.findall(r"\{.*?\}", tiles)) != {"{z}", "{x}", "{y}"}:
            raise BadBaseMap("write {z}, {x} and {y} (or {TileMatrix}, {TileRow}, {TileCol}) once each, and no other")
        return BaseMap(tiles, f"{address.scheme}://{address.netloc}")
    path = Path(setting)
    if path.suffix.lower() == ".pmtiles":
        picture_tiles(path)
        return BaseMap(OWN_PATH, file=path)
    raise BadBaseMap("write https://…/{z}/{x}/{y}.png, a WMTS address, or the path of a .pmtiles file")


@cache
def picture_tiles(path: Path) -> PictureTiles:
    """Return the tiles of a file, opened once.

    Raises
    ------
    BadBaseMap
        When it can't be read, or holds no pictures.
    """
    try:
        with path.open("rb") as file:
            return PictureTiles(file)
    except BadBaseMap:
        raise
    except Exception as error:  # the reader has no errors of its own
        raise BadBaseMap(f"{path} can't be read as PMTiles ({error})") from error


class PictureTiles:
    """Tiles of a PMTiles file (specification version 3) that are pictures.

    Parameters
    ----------
    file
        The file, open; it may be closed afterwards.

    Raises
    ------
    BadBaseMap
        When its tiles are no pictures, or packed.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._reader = Reader(MmapSource(file))
        header = self._reader.header()
        if header["tile_type"] not in _MEDIA_TYPES:
            raise BadBaseMap("the file holds vector tiles: take one of pictures (PNG, JPEG, WebP, AVIF)")
        if header["tile_compression"] not in {Compression.NONE, Compression.UNKNOWN}:
            raise BadBaseMap("the file's pictures are packed: write it again without tile compression")
        self.media_type = _MEDIA_TYPES[header["tile_type"]]

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a picture, None where the file has none."""
        found: bytes | None = self._reader.get(z, x, y)
        return found
