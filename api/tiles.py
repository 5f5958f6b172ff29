"""`/tiles`: pictures of a layer as vector tiles, and the TileJSON that describes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import QueryParams

from api import parameters
from api.answers import features as kinds
from api.by_hand import ByHand
from api.conditional import answer
from api.description import answers
from api.errors import NotDrawn, NoTile
from api.generations import Tile
from api.principal import Principal, ThePrincipal, collection_of, principal_of
from api.problems import language
from api.service import Service, TheService, service_of
from api.tile_cache import TileKey, rendered
from layers.access import Right
from layers.declaration import Column, Kind
from layers.readable import Audience, Collection
from layers.recorded import CHANGE_AT
from layers.tiles import (
    BLOCKS,
    MAX_ZOOM,
    NUMBERS,
    NUMBERS_FROM,
    OVERVIEW_BELOW,
    is_overview,
    overview_statement,
    tile_statement,
    tiled_columns,
)
from maps.words import translate

router = APIRouter(tags=["tiles"])
by_hand = APIRouter(tags=["tiles"], route_class=ByHand)

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
ALL_DAYS = ".."
KNOWN = frozenset({"on", "recorded", "change", "lang"})
LONGEST_KEPT = 200
"""Bytes of a query that is kept as it was read: nobody fills the memory with long ones."""

_DESCRIBED = {
    "on": "Day that is shown, or `..` for every period with its first and last day. Left out: today; donations for"
    " the office: `..`.",
    "recorded": "Moment as recorded at which to read (RFC 3339); needs a token.",
    "change": "Number of a change: the answer is not older than it.",
    "Moduong-Change": "The same as `change`.",
}


def _parameter(name: str, where: str, schema: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "in": where,
        "required": required,
        "description": _DESCRIBED.get(name, ""),
        "schema": {"type": schema},
    }


_OPENAPI: dict[str, Any] = {
    "parameters": [
        *(_parameter(name, "path", kind, required=True) for name, kind in (("layer", "string"),)),
        *(_parameter(name, "path", "integer", required=True) for name in ("z", "x", "y")),
        _parameter("on", "query", "string"),
        _parameter("recorded", "query", "string"),
        _parameter("change", "query", "integer"),
        _parameter("Moduong-Change", "header", "integer"),
    ],
    "responses": {
        "200": {
            "description": "The tile; without a byte where nothing is.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        },
        "304": {"description": "The caller has it."},
    },
}


@by_hand.get("/tiles/{layer}/{z}/{x}/{y}.mvt", openapi_extra=_OPENAPI, response_class=Response)
async def tile(request: Request) -> Response:
    """Answer one tile. An empty one is 200 without a byte, which is a tile without layers and has an ETag."""
    service = service_of(request)
    principal = await principal_of(request)
    path = request.path_params
    place = path["z"], path["x"], path["y"]
    query = request.scope["query_string"]
    read = _kept_asked if len(query) <= LONGEST_KEPT else _asked
    asked = read(principal.audience, path["layer"], place, query, service.today())
    if asked.recorded is not None:
        return await _recorded(request, service, principal, asked)
    key = asked.key
    shown = asked.change or request.headers.get("moduong-change")
    known = shown is None or await service.freshness.may_show(parameters.whole("change", shown))
    known = known and principal.audience is not Audience.HEAD  # whose tiles are nobody else's: they are not kept
    finished = service.tiles.get(key) if known else None
    if finished is None:
        pool = principal.pool(service)

        async def work() -> bytes:
            sql, values = _statement(asked, numbers=_numbers(service, asked.collection))
            return bytes(await pool.value(sql, values) or b"")

        finished = await service.tiles.render(key, work) if known else rendered(await work())
    return answer(request, finished.content, finished.etag, MEDIA_TYPE, principal.headers, pack=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request for a tile asks for.

    Attributes
    ----------
    collection, place, day
        The layer, the tile, and the day that is shown; None for all days.
    key
        Under which the tile is kept.
    change
        Number of the change that is shown, as it stands in the address; None for none.
    recorded
        Moment as recorded, as it stands in the address; None for now.
    """

    collection: Collection
    place: Tile
    day: date | None
    key: TileKey
    change: str | None
    recorded: str | None


def _asked(audience: Audience, layer: str, place: tuple[str, str, str], query: bytes, today: date) -> Asked:
    """Read what is asked.

    Raises
    ------
    UnknownCollection, NotDrawn, NoTile, UnknownParameter, BadParameter
        For the first thing that is wrong.
    """
    collection = _drawn(audience, layer)
    tile = _place(*place)
    given = QueryParams(query)
    parameters.only_known(given, KNOWN)
    day = _day(collection, given.get("on"), today)
    key = TileKey(audience, layer, tile, day.isoformat() if day else ALL_DAYS)
    return Asked(collection, tile, day, key, given.get("change"), given.get("recorded"))


_kept_asked = lru_cache(maxsize=10_000)(_asked)
"""The same, read once: a kept tile is asked for again and again, and reading takes as long as finding it."""


def _drawn(audience: Audience, name: str) -> Collection:
    collection = collection_of(audience, name)
    if not collection.geometry:
        raise NotDrawn(name=name)
    return collection


def _numbers(service: Service, collection: Collection) -> bool:
    """Return whether who reads the collection is shown the numbers of parcels."""
    return collection.audience is not Audience.PUBLIC or service.settings.public_parcel_numbers


def _statement(asked: Asked, *, numbers: bool) -> tuple[str, tuple[Any, ...]]:
    collection, place, day = asked.collection, asked.place, asked.day
    if day is None:
        return tile_statement(collection, all_days=True, recorded=False, numbers=numbers), place
    if is_overview(collection.name, place[0]):
        return overview_statement(collection.audience), (*place, day)
    return tile_statement(collection, all_days=False, recorded=False, numbers=numbers), (*place, day)


async def _recorded(request: Request, service: Service, principal: Principal, asked: Asked) -> Response:
    """Answer a tile of the past, straight from the rows and never kept: whoever asks for it asks once."""
    principal.require(Right.READ_RECORDED)
    moment = parameters.moment("recorded", asked.recorded or "")
    pool = principal.pool(service)
    change = await pool.value(CHANGE_AT, (moment,))
    sql = tile_statement(asked.collection, all_days=asked.day is None, recorded=True, numbers=True)
    content = await pool.value(sql, (*asked.place, *([] if asked.day is None else [asked.day]), change))
    finished = rendered(bytes(content or b""))
    return answer(request, finished.content, finished.etag, MEDIA_TYPE, principal.headers)


def _day(collection: Collection, on: str | None, today: date) -> date | None:
    """Return the day to show, resolved; None for all days."""
    if on is None:
        every = collection.timeline and collection.audience is not Audience.PUBLIC
        return None if every else today
    if on == ALL_DAYS and collection.timeline:
        return None
    return parameters.day("on", on)


def _place(zoom: str, column: str, row: str) -> Tile:
    try:
        z, x, y = (parameters.whole(name, text) for name, text in (("z", zoom), ("x", column), ("y", row)))
    except Exception as error:
        raise NoTile(z=zoom, x=column, y=row, max=MAX_ZOOM) from error
    if z > MAX_ZOOM or x >= 1 << z or y >= 1 << z:
        raise NoTile(z=z, x=x, y=y, max=MAX_ZOOM)
    return z, x, y


@router.get("/tiles/{layer}.json", responses=answers(kinds.TileJson))
async def tilejson(layer: str, request: Request, principal: ThePrincipal, service: TheService) -> JSONResponse:
    """Describe the tiles of a layer (TileJSON 3.0.0)."""
    parameters.only_known(request.query_params, {"lang"})
    collection = _drawn(principal.audience, layer)
    about = translate(collection.about, language(request))
    base = service.settings.public_address.rstrip("/") or str(request.base_url).rstrip("/")
    return JSONResponse(
        {
            "tilejson": "3.0.0",
            "name": collection.name,
            "description": about,
            "scheme": "xyz",
            "tiles": [f"{base}/tiles/{collection.name}/{{z}}/{{x}}/{{y}}.mvt"],
            "minzoom": 0,
            "maxzoom": MAX_ZOOM,
            "bounds": list(service.settings.town_bounds),
            "vector_layers": _vector_layers(collection, about, numbers=_numbers(service, collection)),
        },
        headers=principal.headers,
    )


def _vector_layers(collection: Collection, about: str, *, numbers: bool) -> list[dict[str, Any]]:
    fields = {column.name: _field(column) for column in tiled_columns(collection, numbers=numbers)}
    if collection.timeline:
        fields |= {"first": "Number", "last": "Number"}
    single = {"id": collection.name, "description": about, "maxzoom": MAX_ZOOM, "fields": fields}
    if collection.name != "parcels":
        return [{**single, "minzoom": 0}]
    overview = {"id": BLOCKS, "minzoom": 0, "maxzoom": OVERVIEW_BELOW - 1, "fields": {"ground": "String"}}
    shapes = [overview, {**single, "minzoom": OVERVIEW_BELOW}]
    told = {"parcel": "String", "tenths_m2": "Number"}
    points = {"id": NUMBERS, "minzoom": NUMBERS_FROM, "maxzoom": MAX_ZOOM, "fields": told}
    return [*shapes, points] if numbers else shapes


def _field(column: Column) -> str:
    return {Kind.INTEGER: "Number", Kind.DECIMAL: "Number", Kind.BOOLEAN: "Boolean"}.get(column.kind, "String")
