"""Constant answers: what HTTP alone costs, in the service's own application and on the bare framework."""

from __future__ import annotations

import os

from fastapi import APIRouter, FastAPI, Request, Response

from api.application import from_environment
from api.by_hand import ByHand, add_routes

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"


async def constant(_request: Request) -> Response:
    """Answer as many bytes as the environment says."""
    return Response(_CONTENT, media_type=MEDIA_TYPE)


_CONTENT = os.urandom(int(os.environ.get("CONSTANT_BYTES", "0")))


def in_the_service() -> FastAPI:
    """Return the service with one route more, as quick as those of tiles."""
    app = from_environment()
    router = APIRouter(route_class=ByHand)
    router.add_api_route("/constant", constant, response_class=Response)
    add_routes(app, router)
    return app


def bare() -> FastAPI:
    """Return an application with nothing but the route."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/", constant, response_class=Response)
    return app
