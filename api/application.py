"""The application, assembled: nothing is decided here but what belongs to it."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from api import (
    account,
    agendas,
    campaign,
    campaign_pages,
    clearance,
    documents,
    donations,
    edits,
    feeds,
    field,
    health,
    logs,
    meeting,
    minutes,
    ogc,
    pages,
    presence,
    provider,
    public_roads,
    reviews,
    road_page,
    roads,
    running,
    tiles,
    visits,
    workbench,
)
from api import base_map as base_tiles
from api.body_limit import BodyLimit
from api.by_hand import ByHandFirst
from api.catching_up import CatchingUp
from api.days import Clock, today
from api.description import DescribedApi
from api.extents import Extents
from api.freshness import Freshness
from api.logs import RequestLog
from api.methods import Methods
from api.ogc import writing as feature_writing
from api.pools import Pool
from api.principal import refuse_strangers
from api.problems import add_problems
from api.security import SecurityHeaders
from api.segments import Segments
from api.service import Service
from api.settings import Settings
from api.tile_cache import TileCache
from api.under_path import under_path
from api.version import VERSION
from api.writing import hang_up
from layers.database import Addresses
from layers.readable import Audience
from maps.base_map import base_map

_ROUTERS = (
    health.router,
    donations.router,
    visits.router,
    documents.router,
    minutes.router,
    reviews.router,
    reviews.pages,
    edits.router,
    presence.router,
    roads.router,
    road_page.router,
    clearance.router,
    campaign.router,
    meeting.router,
    meeting.pages,
    agendas.router,
    tiles.router,
    base_tiles.router,
    ogc.router,
    feature_writing.router,
    pages.router,
    public_roads.router,
    campaign_pages.router,
    feeds.router,
    workbench.router,
    field.router,
    account.api,
)


@cache
def _routes() -> list[BaseRoute]:
    """Return the routes of all applications of this process: what the framework reads off them, it reads once."""
    every = APIRouter()
    for router in _ROUTERS:
        every.include_router(router, dependencies=[Depends(refuse_strangers)])
    for door in (account.router, provider.router):
        every.include_router(door)
    return every.routes


def create_app(settings: Settings, addresses: Addresses, clock: Clock = today) -> ASGIApp:
    """Return the application; it may start before its database.

    Parameters
    ----------
    settings
        What the office set.
    addresses
        Of the database, for each role.
    clock
        Tells today.
    """
    pools = {
        Audience.PUBLIC: Pool(addresses.asyncpg(addresses.public), settings.pool_size),
        Audience.OFFICE: Pool(addresses.asyncpg(addresses.officer), settings.pool_size),
        Audience.HEAD: Pool(addresses.asyncpg(addresses.head), settings.pool_size),
    }
    freshness = Freshness(addresses.asyncpg(addresses.direct), pools[Audience.OFFICE])
    service = Service(
        settings=settings,
        addresses=addresses,
        pools=pools,
        freshness=freshness,
        tiles=TileCache(freshness, settings.tile_cache_mb * 1_000_000),
        extents=Extents(freshness),
        pages={},
        today=clock,
    )

    catching_up = CatchingUp(addresses, service.pools[Audience.OFFICE])

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        freshness.start()
        catching_up.start()
        try:
            yield
        finally:
            await catching_up.stop()
            await freshness.stop()
            for pool in service.pools.values():
                await pool.close()
            hang_up()

    # The framework's pages of documentation load scripts from a CDN: `/ogc/api` and `/openapi.json` tell the same.
    app = DescribedApi(
        title="Mở Đường",
        description="How wide each road is, whose land is still in the way, and what of it is given.",
        version=VERSION,
        license_info={"name": "MIT"},
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        telemetry={"tracing": False, "metrics": False, "logs": False},  # asked anew for each request
    )
    app.state.service = service
    add_problems(app)
    app.add_exception_handler(account.SignInFirst, account.to_the_door)
    for router in (tiles.by_hand, ogc.by_hand):
        app.router.routes.extend(router.routes)  # `ByHandFirst` finds them there, and OpenAPI does
    app.router.routes.extend(_routes())
    under = base_map(settings.base_map_url)
    answers = BodyLimit(Segments(Methods(ByHandFirst(app), app)), settings.body_mb, settings.scan_mb)
    logged = RequestLog(under_path(answers, settings.public_address), settings)
    return SecurityHeaders(logged, base_map_origin=under.origin if under else "")


def from_environment() -> ASGIApp:
    """Return the application of a worker, by the environment's MODUONG_ variables."""
    running.end_with_parent()
    settings = Settings()
    logs.configure(settings)
    app = create_app(settings, settings.addresses(settings.database_url))
    # What is loaded by now stays: a search for garbage that goes through it stops the worker for a quarter of a second.
    gc.freeze()
    return app
