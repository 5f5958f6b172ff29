"""Constant answers: what HTTP alone costs, in the service's own application and on the bare framework."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response

from api import tiles
from api.application import from_environment

if TYPE_CHECKING:
    from starlette.types import ASGIApp

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"


async def constant(_request: Request) -> Response:
    """Answer as many bytes as the environment says."""
    return Response(_CONTENT, media_type=MEDIA_TYPE)


_CONTENT = os.urandom(int(os.environ.get("CONSTANT_BYTES", "0")))


def in_the_service() -> ASGIApp:
    """Return the service with one route more, as quick as those of tiles and beside them."""
    tiles.by_hand.add_api_route("/constant", constant, response_class=Response)
    return from_environment()


def bare() -> FastAPI:
    """Return an application with nothing but the route."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/", constant, response_class=Response)
    return app
