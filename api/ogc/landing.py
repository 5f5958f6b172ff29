"""The feature API's front door: landing page, conformance, and the description of it all."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.answers import features as kinds
from api.description import answers
from api.media_types import JSON, OPENAPI
from api.ogc.formats import ONLY_COMMON
from api.ogc.links import link
from api.ogc.openapi_30 import openapi_30
from api.problems import language
from api.service import TheService
from maps.words import translate

router = APIRouter(prefix="/ogc", dependencies=[ONLY_COMMON])

CONFORMS_TO = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/update",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/optimistic-locking-etags",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/features",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/crs",
)


@router.get("", response_model=None, responses=answers(kinds.Landing))
async def landing(request: Request, service: TheService) -> dict[str, Any]:
    """Say what is here."""
    tongue = language(request)
    place = service.settings.place_en if tongue == "en" else service.settings.place
    return {
        "title": f"Mở Đường · {place}",
        "description": translate("The roads that the town is widening, on land that its people give.", tongue),
        "links": [
            link(request, "self", "/ogc"),
            link(request, "service-desc", "/ogc/api", OPENAPI, "OpenAPI"),
            link(request, "conformance", "/ogc/conformance"),
            link(request, "data", "/ogc/collections", title=translate("Layers", tongue)),
        ],
    }


@router.get("/conformance", response_model=None, responses=answers(kinds.Conformance))
async def conformance() -> dict[str, Any]:
    """Name the parts of the standards that are kept."""
    return {"conformsTo": CONFORMS_TO}


@router.get("/api", response_class=Response, responses=answers(kinds.OpenApi, media_type=OPENAPI))
def description(request: Request) -> JSONResponse:
    """Describe every path of the service, the feature API's among them (OpenAPI).

    In a thread: the first time it takes a second, in which others are answered.
    """
    return JSONResponse(openapi_30(request.app.openapi()), media_type=OPENAPI)


__all__ = ["CONFORMS_TO", "JSON", "router"]
