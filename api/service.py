"""What every request of one worker shares, and how a request gets hold of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from api.days import Clock
from api.extents import Extents
from api.freshness import Freshness
from api.pools import Pool
from api.settings import Settings
from api.tile_cache import TileCache
from layers.database import Addresses
from layers.readable import Audience
from maps.pages import Page, PageOptions
from maps.words import Language


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a worker.

    Attributes
    ----------
    settings
        What the office set.
    addresses
        Of the database, for each role.
    pools
        Database connections by audience: each has a role of its own.
    freshness
        What is known of changes.
    tiles
        Finished tiles.
    extents
        Where the layers' features lie.
    pages
        Pages that were made, by language and path, with the options that they were made with.
    today
        The clock.
    """

    settings: Settings
    addresses: Addresses
    pools: dict[Audience, Pool]
    freshness: Freshness
    tiles: TileCache
    extents: Extents
    pages: dict[tuple[Language, str], tuple[PageOptions, Page]]
    today: Clock


def service_of(request: Request) -> Service:
    """Return the worker's parts."""
    return cast("Service", request.app.state.service)


TheService = Annotated[Service, Depends(service_of)]
