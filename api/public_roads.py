"""`/roads`: the list of roads, the page of each, its pictures and its map; `/embed/roads/{code}` for others' pages."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from api import parameters
from api.problems import language
from api.public_pages import file, page, public_read, reader_of
from api.security import frameable
from api.service import TheService
from api.telling import On
from layers.public_road import NotThatDay, PublicRoad, public_road, public_roads
from layers.road_surroundings import road_surroundings
from layers.widening_refusals import NoSuchRoad
from maps.colours import Theme
from maps.long_section import chainage, long_section
from maps.public_pages import Reader, road_path
from maps.road_map import road_map_script
from maps.road_page import embedded_road, no_road_that_day, road_page, roads_page
from maps.road_search import found_roads
from maps.social_picture import social_picture

router = APIRouter(include_in_schema=False)

SVG, PNG, SCRIPT = "image/svg+xml", "image/png", "text/javascript; charset=utf-8"
Typed = Annotated[str, Query(max_length=200)]


@router.get("/roads")
async def roads(request: Request, service: TheService, on: On = None, q: Typed = "") -> Response:
    """Answer the list of roads, or those that were searched for; one that alone is found is opened."""
    parameters.only_known(request.query_params, {"on", "q", "lang"})
    reader = reader_of(request, service, "/roads", on)
    found = await public_read(service, lambda connection: public_roads(connection, reader.on))
    shown = found_roads(found, q) if q.strip() else found
    return page(request, roads_page(reader, shown, q.strip()))


@router.get("/roads/{code}")
async def road(code: str, request: Request, service: TheService, on: On = None) -> Response:
    """Answer the page of a road."""
    parameters.only_known(request.query_params, {"on", "lang"})
    reader = reader_of(request, service, road_path(code), on)
    try:
        found = await _road(service, code, reader)
    except NoSuchRoad:
        listed = await public_read(service, lambda connection: public_roads(connection, reader.on))
        elsewhere = reader_of(request, service, "/roads", on)
        return page(request, roads_page(elsewhere, listed, missing=code), HTTPStatus.NOT_FOUND)
    except NotThatDay as other:
        html = no_road_that_day(reader, other.name, other.first, other.until)
        return page(request, html, HTTPStatus.NOT_FOUND)
    return page(request, road_page(reader, found))


@router.get("/embed/roads/{code}")
async def embedded(code: str, request: Request, service: TheService, on: On = None) -> Response:
    """Answer the small page of a road, which any site may frame."""
    parameters.only_known(request.query_params, {"on", "lang"})
    reader = reader_of(request, service, road_path(code), on)
    found = await _existing(service, code, reader)
    return frameable(page(request, embedded_road(reader, found), remember=False))


@router.get("/roads/{code}/section.svg")
async def section(code: str, request: Request, service: TheService, on: On = None, theme: Theme = "light") -> Response:
    """Answer a road's long section in public form, its letters as outlines: a picture in a page has no typeface."""
    parameters.only_known(request.query_params, {"on", "theme", "lang"})
    reader = reader_of(request, service, road_path(code), on)
    found = await _existing(service, code, reader)
    width = found.widening["target_width_m"] if found.widening else None
    told = {"on": reader.said.isoformat(), "cells": found.cells, "target_width_m": width}
    how: dict[str, Any] = {"language": reader.language, "theme": theme, "outlined": True}
    drawn = await run_in_threadpool(long_section, told, found.name, **how)
    return file(request, drawn.encode(), SVG)


@router.get("/roads/{code}/picture.png")
async def picture(code: str, request: Request, service: TheService, on: On = None) -> Response:
    """Answer the picture that others show where somebody posts a road's address."""
    parameters.only_known(request.query_params, {"on", "lang"})
    reader = reader_of(request, service, road_path(code), on)
    found = await _existing(service, code, reader)
    return file(request, await run_in_threadpool(social_picture, reader, found), PNG)


@router.get("/roads/{code}/map.js")
async def map_script(code: str, request: Request, service: TheService, on: On = None) -> Response:
    """Answer the script of a road's small map."""
    parameters.only_known(request.query_params, {"on", "lang"})
    reader = reader_of(request, service, road_path(code), on)
    await _existing(service, code, reader)
    srid = service.settings.srid
    features, bounds = await public_read(
        service, lambda connection: road_surroundings(connection, code, reader.on, srid)
    )
    for feature in features:
        if "metres" in feature["properties"]:
            feature["properties"]["words"] = chainage(feature["properties"].pop("metres"))
    drawn = {"type": "FeatureCollection", "features": features}
    return file(request, road_map_script(language(request), drawn, bounds).encode(), SCRIPT)


async def _road(service: TheService, code: str, reader: Reader) -> PublicRoad:
    def work(connection: Connection) -> PublicRoad:
        return public_road(connection, code, reader.on, service.settings.srid)

    return await public_read(service, work)


async def _existing(service: TheService, code: str, reader: Reader) -> PublicRoad:
    """Return a road on the reader's day; a road of other days is not there."""
    try:
        return await _road(service, code, reader)
    except NotThatDay as other:
        raise NoSuchRoad(code=code) from other
