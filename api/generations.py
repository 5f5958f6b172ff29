"""When each tile was last touched: a counter for each touched cell and all of its ancestors."""

from __future__ import annotations

from collections.abc import Collection
from math import ceil

CELL_ZOOM = 17
"""Zoom of the cells that a change names."""
_MOST = 500_000
"""Touched tiles that are remembered; more, and the whole layer counts as touched."""

Tile = tuple[int, int, int]
"""Zoom, column, row."""


class Generations:
    """Counts changes, and knows for each tile the last that touched it.

    A tile that was rendered when the counter stood at g is good while `of(tile) <= g`.
    """

    def __init__(self) -> None:
        self.count = 0
        self._everything = 0
        self._layers: dict[str, int] = {}
        self._tiles: dict[str, dict[Tile, int]] = {}

    def of(self, layer: str, tile: Tile) -> int:
        """Return the count at the last change that touched a tile, at zooms over 17 its ancestor."""
        zoom, x, y = tile
        if zoom > CELL_ZOOM:
            tile = (CELL_ZOOM, x >> (zoom - CELL_ZOOM), y >> (zoom - CELL_ZOOM))
        touched = self._tiles.get(layer)
        return max(self._everything, self._layers.get(layer, 0), touched.get(tile, 0) if touched is not None else 0)

    def touch_everything(self) -> None:
        """Make all tiles of all layers stale."""
        self.count += 1
        self._everything = self.count
        self._layers.clear()
        self._tiles.clear()

    def touch_layer(self, layer: str) -> None:
        """Make all tiles of a layer stale."""
        self.count += 1
        self._layers[layer] = self.count
        self._tiles.pop(layer, None)

    def touch(self, layer: str, cells: Collection[tuple[int, int]]) -> None:
        """Make the tiles stale that show anything of some cells of zoom 17.

        Cells come widened by the buffer of a z17 tile. A tile k zooms lower reaches 2^k/64 cells over its edge.
        """
        self.count += 1
        touched = self._tiles.setdefault(layer, {})
        for zoom in range(CELL_ZOOM + 1):
            shift = CELL_ZOOM - zoom
            reach = ceil(2**shift / 64) if shift else 0
            reached = {
                (zoom, column, row)
                for x, y in cells
                for column in range((x - reach) >> shift, ((x + reach) >> shift) + 1)
                for row in range((y - reach) >> shift, ((y + reach) >> shift) + 1)
            }
            touched.update(dict.fromkeys(reached, self.count))
        if len(touched) > _MOST:
            self.touch_layer(layer)
