"""Where the features of a collection lie: asked once, and again when anything was changed."""

from __future__ import annotations

from api.freshness import Freshness
from api.pools import Pool
from geo.box import Box
from layers.features import extent_statement
from layers.readable import Audience, Collection


class Extents:
    """Keeps the extents of collections: to find one, the database has to read the box of every row.

    Parameters
    ----------
    freshness
        Tells the number of the newest change.
    """

    def __init__(self, freshness: Freshness) -> None:
        self._freshness = freshness
        self._kept: dict[tuple[Audience, str], tuple[int, Box | None]] = {}

    async def of(self, collection: Collection, pool: Pool) -> Box | None:
        """Return the rectangle around all features of all days, in degrees; None where there are none."""
        if not collection.geometry:
            return None
        if collection.audience is Audience.HEAD:
            return None  # each has another, which is of no use to anybody else
        key, change = (collection.audience, collection.name), self._freshness.seen
        kept = self._kept.get(key)
        if kept is not None and kept[0] == change and self._freshness.lives():
            return kept[1]
        row = await pool.row(extent_statement(collection))
        found = None if row is None or row["west"] is None else (row["west"], row["south"], row["east"], row["north"])
        self._kept[key] = (change, found)
        return found
