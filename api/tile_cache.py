"""Finished tiles, kept while nothing touches them: least recently used out first, counted by bytes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple

from api.conditional import etag_of
from api.freshness import Freshness
from api.generations import Tile

_OVERHEAD_BYTES = 600
"""What an entry costs beside its content: key, etag and the places in dictionaries."""


class TileKey(NamedTuple):
    """What makes two requests ask for the same tile.

    Attributes
    ----------
    audience
        For whom: caches are keyed by role.
    layer
        Its layer.
    tile
        Zoom, column, row.
    days
        The day, resolved, or another text that stands for the days shown.
    """

    audience: str
    layer: str
    tile: Tile
    days: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished tile.

    Attributes
    ----------
    content
        Its bytes.
    etag
        Hash of the bytes, so it is right across workers and restarts.
    generation
        Count of changes at the start of its rendering.
    """

    content: bytes
    etag: str
    generation: int


def rendered(content: bytes, generation: int = 0) -> Rendered:
    """Return a tile with its ETag."""
    return Rendered(content, etag_of(content), generation)


class TileCache:
    """Keeps tiles, and renders each only once at a time.

    Parameters
    ----------
    freshness
        Tells which are still good.
    most_bytes
        Size of all that is kept.
    """

    def __init__(self, freshness: Freshness, most_bytes: int) -> None:
        self._freshness = freshness
        self._most = most_bytes
        self._size = 0
        self._kept: OrderedDict[TileKey, Rendered] = OrderedDict()
        self._running: dict[TileKey, tuple[int, asyncio.Future[Rendered | None]]] = {}

    def get(self, key: TileKey) -> Rendered | None:
        """Return a kept tile, if it is still good."""
        kept = self._kept.get(key)
        if kept is None or not self._freshness.lives():
            return None
        if self._freshness.generations.of(key.layer, key.tile) > kept.generation:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return kept

    async def render(self, key: TileKey, work: Callable[[], Awaitable[bytes]]) -> Rendered:
        """Return a tile that shows at least what is known now; who asks meanwhile waits for the same rendering.

        Parameters
        ----------
        key
            What is asked.
        work
            Renders it.
        """
        while (running := self._running.get(key)) is not None and self._good(key, running[0]):
            # Who goes away doesn't take the tile from the others who wait for it.
            tile = await asyncio.shield(running[1])
            if tile is not None:
                return tile
        generation = self._freshness.generations.count
        finished: asyncio.Future[Rendered | None] = asyncio.get_running_loop().create_future()
        self._running[key] = generation, finished
        tile = None
        try:
            tile = rendered(await work(), generation)
        except Exception as error:
            finished.set_exception(error)
            finished.exception()  # those who wait are told; nobody may be left
            raise
        finally:
            if not finished.done():
                finished.set_result(tile)  # None where this request was cut short: one of those who wait goes on
            if self._running.get(key) == (generation, finished):
                del self._running[key]
        if self._good(key, generation):
            self._keep(key, tile)
        return tile

    def _good(self, key: TileKey, generation: int) -> bool:
        return self._freshness.lives() and self._freshness.generations.of(key.layer, key.tile) <= generation

    def _keep(self, key: TileKey, tile: Rendered) -> None:
        self._drop(key)
        self._kept[key] = tile
        self._size += len(tile.content) + _OVERHEAD_BYTES
        while self._size > self._most and self._kept:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: TileKey) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._size -= len(gone.content) + _OVERHEAD_BYTES
