"""The layers as collections: what each is, where it lies and in which systems it can be asked for."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.answers import features as kinds
from api.description import answers
from api.media_types import GEOJSON, SCHEMA
from api.ogc.formats import ONLY_COMMON
from api.ogc.links import link
from api.ogc.systems import CRS84, systems, uri_of
from api.principal import Principal, ThePrincipal
from api.problems import language
from api.service import Service, TheService
from layers.readable import PERIOD, Collection, collections
from maps.words import Language, translate

router = APIRouter(prefix="/ogc", dependencies=[ONLY_COMMON])


@router.get("/collections", responses=answers(kinds.Collections))
async def every_collection(request: Request, principal: ThePrincipal, service: TheService) -> JSONResponse:
    """List what the caller can read."""
    described = [
        await _described(request, service, principal, collection)
        for collection in collections(principal.audience).values()
    ]
    links = [link(request, "self", "/ogc/collections"), link(request, "root", "/ogc")]
    content = {"links": links, "crs": list(systems()), "collections": described}
    return JSONResponse(content, headers=principal.headers)


@router.get("/collections/{layer}", responses=answers(kinds.Collection))
async def one_collection(layer: str, request: Request, principal: ThePrincipal, service: TheService) -> JSONResponse:
    """Describe one layer."""
    described = await _described(request, service, principal, principal.collection(layer))
    return JSONResponse(described, headers=principal.headers)


@router.get("/collections/{layer}/schema", response_class=Response, responses=answers(kinds.Schema, media_type=SCHEMA))
async def schema(layer: str, request: Request, principal: ThePrincipal, service: TheService) -> JSONResponse:
    """Describe the properties of a layer's features (JSON Schema)."""
    collection, tongue = principal.collection(layer), language(request)
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": link(request, "self", f"/ogc/collections/{collection.name}/schema")["href"],
        "type": "object",
        "title": translate(collection.label, tongue),
        "properties": _properties(collection, tongue, service.settings.srid),
    }
    return JSONResponse(content, headers=principal.headers, media_type=SCHEMA)


async def _described(
    request: Request, service: Service, principal: Principal, collection: Collection
) -> dict[str, Any]:
    tongue = language(request)
    path = f"/ogc/collections/{collection.name}"
    box = await service.extents.of(collection, principal.pool(service))
    described: dict[str, Any] = {
        "id": collection.name,
        "title": translate(collection.label, tongue),
        "description": translate(collection.about, tongue),
        "itemType": "feature",
        "crs": list(systems()),
        "links": [
            link(request, "self", path),
            link(request, "items", f"{path}/items", GEOJSON),
            link(request, "describedby", f"{path}/schema", SCHEMA),
        ],
    }
    if collection.geometry:
        described["storageCrs"] = uri_of(service.settings.srid)
        described["links"].append(link(request, "tiles", f"/tiles/{collection.name}.json"))
    if box is not None:
        described["extent"] = {"spatial": {"bbox": [list(box)], "crs": CRS84}}
    return described


_JSON_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}


def _properties(collection: Collection, tongue: Language, srid: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in (*collection.columns, *(PERIOD if collection.dated else ())):
        found[column.name] = {"title": translate(column.label, tongue), **_JSON_TYPES[column.kind.value]}
        if column.choices:
            found[column.name]["oneOf"] = [
                {"const": value, "title": translate(label, tongue)} for value, label in column.choices.items()
            ]
        if column.unit:
            found[column.name]["x-ogc-unit"] = column.unit
    if collection.geometry:
        found["geometry"] = {"x-ogc-role": "primary-geometry", "format": f"geometry-{collection.geometry.lower()}"}
        found["geometry"]["description"] = f"EPSG:{srid}"
    return found
