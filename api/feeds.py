"""`/changes.atom` and `/roads/{code}/changes.atom`: what changed, for whoever follows it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from api import parameters
from api.public_pages import file, public_read, reader_of
from api.service import TheService
from layers.public_changes import public_changes
from layers.public_names import road_names
from layers.public_road import NotThatDay, public_road
from layers.widening_refusals import NoSuchRoad
from maps.atom import MEDIA_TYPE, feed
from maps.public_pages import road_path

router = APIRouter(include_in_schema=False)


@router.get("/changes.atom")
async def of_the_town(request: Request, service: TheService) -> Response:
    """Answer what changed in the whole town."""
    parameters.only_known(request.query_params, {"lang"})
    today = service.today()
    reader = reader_of(request, service, "/changes.atom", today.isoformat())
    changes = await public_read(service, lambda connection: public_changes(connection, today))
    return file(request, feed(reader, changes, service.settings.commune), MEDIA_TYPE)


@router.get("/roads/{code}/changes.atom")
async def of_a_road(code: str, request: Request, service: TheService) -> Response:
    """Answer what changed on a road, in the zones over its land and in its projects."""
    parameters.only_known(request.query_params, {"lang"})
    today, settings = service.today(), service.settings
    reader = reader_of(request, service, road_path(code, "/changes.atom"), today.isoformat())

    def work(connection: Connection) -> bytes:
        name = road_names(connection).get(code)
        if name is None:
            raise NoSuchRoad(code=code)
        try:
            road = public_road(connection, code, reader.on, settings.srid)
            zones = [zone["zone_no"] for zone in road.zones]
            projects = [project["code"] for project in road.projects]
        except NotThatDay:
            zones, projects = [], []
        changes = public_changes(connection, today, code, zones, projects)
        return feed(reader, changes, settings.commune, (code, name))

    return file(request, await public_read(service, work), MEDIA_TYPE)
