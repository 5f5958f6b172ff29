"""`/campaign` and `/thanks`: how far the campaign is, and who is thanked by consent, as pages for everybody."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from api import parameters
from api.campaign import by_subdistrict
from api.public_pages import page, public_read, reader_of
from api.service import TheService
from api.telling import On
from layers.campaign_report import campaign_answer
from layers.public_names import road_names, subdistrict_names
from layers.readable import Audience
from layers.thanks import thanks
from maps.campaign_page import campaign_page, thanks_page

router = APIRouter(include_in_schema=False)

Code = Annotated[str, Query(max_length=200)]


@router.get("/campaign")
async def campaign(request: Request, service: TheService, on: On = None) -> Response:
    """Answer the campaign's page."""
    parameters.only_known(request.query_params, {"on", "lang"})
    reader = reader_of(request, service, "/campaign", on)

    def work(connection: Connection) -> str:
        sums = by_subdistrict(connection, service, Audience.PUBLIC)
        told: dict[str, Any] = campaign_answer(connection, Audience.PUBLIC, reader.on, sums)
        subdistricts, roads = subdistrict_names(connection, reader.on), road_names(connection)
        return campaign_page(reader, told, subdistricts, roads)

    return page(request, await public_read(service, work))


@router.get("/thanks")
async def roll(request: Request, service: TheService, on: On = None, road: Code = "") -> Response:
    """Answer the thank-you roll: asked for anew each time, so that who withdraws a consent is off it at once."""
    parameters.only_known(request.query_params, {"on", "road", "lang"})
    reader = reader_of(request, service, "/thanks", on)

    def work(connection: Connection) -> str:
        return thanks_page(reader, thanks(connection, reader.on), road_names(connection), road)

    return page(request, await public_read(service, work))
