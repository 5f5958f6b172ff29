"""`/api/roads/{code}`: a road with its projects, its clearance zones and what blocks it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from api import parameters
from api.answers import roads as kinds
from api.description import answers
from api.figures import figure_of
from api.principal import ThePrincipal
from api.service import TheService
from api.telling import On, read, tell, told_day, told_to
from layers.road_summary import road_summary
from layers.widening_refusals import NoSuchRoad

router = APIRouter(prefix="/api/roads", tags=["widening"])


@router.get("/{code}", dependencies=[parameters.NOT_OLDER_THAN], responses=answers(kinds.Road))
async def road(code: str, request: Request, service: TheService, principal: ThePrincipal, on: On = None) -> Response:
    """Answer a road with its projects and zones on a day, and which zones of its strip are not handed over."""
    parameters.only_known(request.query_params, {"on", "change", "lang"})
    day, audience = told_day(service, principal, on), told_to(principal)
    figure = await figure_of(service, principal, code, day, ["shapes"])
    # A road that is refused, or not valid on the day, has no strip.
    strip = figure["shapes"]["strip"] if figure and "shapes" in figure else None

    def work(connection: Connection) -> dict[str, Any] | None:
        return road_summary(connection, audience, code, day, strip, service.settings.srid)

    body = await read(service, audience, work)
    if body is None:
        raise NoSuchRoad(code=code)
    return tell(request, principal, {"on": day, **body})
