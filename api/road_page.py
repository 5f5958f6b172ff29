"""`/api/roads/{code}`: a road with its projects, its clearance zones and what blocks it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, text

from api import parameters
from api.principal import ThePrincipal
from api.service import Service, TheService
from api.telling import On, read, tell, told_day, told_to
from layers.database import engine
from layers.readable import Audience
from layers.road_summary import road_summary
from layers.widening_figures import figures
from layers.widening_refusals import NoSuchRoad

router = APIRouter(prefix="/api/roads", tags=["widening"])

_PUBLIC_FIGURE = text(
    "SELECT answer FROM public_map.road_figures WHERE seg_code = :code AND valid @> CAST(:on AS date)"
)


@router.get("/{code}")
async def road(code: str, request: Request, service: TheService, principal: ThePrincipal, on: On = None) -> Response:
    """Answer a road with its projects and zones on a day, and which zones of its strip are not handed over."""
    parameters.only_known(request.query_params, {"on", "change", "lang"})
    day, audience = told_day(service, principal, on), told_to(principal)

    def work(connection: Connection) -> dict[str, Any] | None:
        strip = _strip(connection, service, audience, code, day)
        return road_summary(connection, audience, code, day, strip, service.settings.srid)

    body = await read(service, audience, work)
    if body is None:
        raise NoSuchRoad(code=code)
    return tell(request, principal, {"on": day, **body})


def _strip(connection: Connection, service: Service, audience: Audience, code: str, day: date) -> str | None:
    """Return a road's required strip as WKB in hexadecimal; None for a road that has none, whatever the reason."""
    if audience is Audience.OFFICE:
        figure = figures(engine(service.addresses.officer), day.toordinal(), [code]).get(code)
    else:
        kept = connection.scalar(_PUBLIC_FIGURE, {"code": code, "on": day})
        figure = json.loads(kept) if isinstance(kept, str) else kept
    if figure is None or "shapes" not in figure:
        return None
    strip: str = figure["shapes"]["strip"]
    return strip
