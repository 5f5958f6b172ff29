"""Features: pages of a layer's, and one by its id. What is slow is done by the database; here bytes are passed on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from api import parameters
from api.answers import features as kinds
from api.by_hand import ByHand
from api.conditional import answer, etag_of
from api.description import answers
from api.errors import BadParameter, UnknownFeature, _
from api.media_types import GEOJSON
from api.ogc.formats import only_json
from api.ogc.links import link, with_query
from api.ogc.selecting import FILTERS, PARAMETERS, TEXT, key, selection
from api.ogc.systems import System
from api.principal import Principal, principal_of
from api.service import Service, service_of
from layers.access import Right
from layers.errors import Message
from layers.features import NO_START, Days, Projection, feature_statement, page_statement
from layers.readable import Collection
from layers.recorded import CHANGE_AT

by_hand = APIRouter(prefix="/ogc", tags=["features"], route_class=ByHand)

_OF_ONE = frozenset({"crs", "datetime", "recorded", "change", "f"})
_KNOWN_OF_ONE = _OF_ONE | {"lang"}
_BEFORE_ALL = date.min
"""A day that lies in those periods alone that have no start."""


def _described(names: frozenset[str], path: tuple[str, ...], *more: dict[str, Any]) -> dict[str, Any]:
    """Return what OpenAPI says of a path whose parameters are read by hand."""
    return {
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": TEXT} for name in path),
            *({"name": name, "in": "query", **PARAMETERS[name]} for name in sorted(names)),
            *more,
        ],
    }


def _answers(kind: Any) -> dict[int | str, dict[str, Any]]:
    return {**answers(kind, media_type=GEOJSON), 304: {"description": "The caller has it."}}


@by_hand.get(
    "/collections/{layer}/items",
    openapi_extra=_described(frozenset(PARAMETERS), ("layer",), FILTERS),
    response_class=Response,
    responses=_answers(kinds.FeaturePage),
)
async def items(request: Request) -> Response:
    """Answer a page of a layer's features."""
    service, principal = service_of(request), await principal_of(request)
    collection = principal.collection(request.path_params["layer"])
    given = request.query_params
    parameters.only_known(given, {*PARAMETERS, "lang", *(column.name for column in collection.columns)})
    change = await _change(service, principal, given)
    wanted = selection(collection, given, service.today(), change)
    statement = page_statement(collection, wanted)
    page = await principal.pool(service).row(statement.sql, statement.values)
    assert page is not None  # noqa: S101  # an aggregate has one row
    path = f"/ogc/collections/{collection.name}"
    links = [
        link(request, "self", with_query(f"{path}/items", dict(given)), GEOJSON),
        link(request, "collection", path),
    ]
    if page["more"]:
        # The day stands in the link: a page that is turned after midnight goes on with the day of the first.
        rest = {"datetime": wanted.days.first.isoformat()} if wanted.days.single and wanted.days.first else {}
        rest |= {**given, "after": page["last"]}
        links.append(link(request, "next", with_query(f"{path}/items", rest), GEOJSON))
    head = {"type": "FeatureCollection", "numberReturned": page["number"], "links": links}
    content = b"".join((_json(head)[:-1], b',"features":[\n', page["features"], b"\n]}"))
    return answer(request, content, etag_of(content), GEOJSON, _headers(principal, wanted.projection), pack=True)


@by_hand.get(
    "/collections/{layer}/items/{feature}",
    openapi_extra=_described(_OF_ONE, ("layer", "feature")),
    response_class=Response,
    responses=_answers(kinds.LinkedFeature),
)
async def item(request: Request) -> Response:
    """Answer one feature as it is on a day, or by an id like `id@2023-05-01` in the state that began that day."""
    service, principal = service_of(request), await principal_of(request)
    collection = principal.collection(request.path_params["layer"])
    given, name = request.query_params, request.path_params["feature"]
    parameters.only_known(given, _KNOWN_OF_ONE)
    change = await _change(service, principal, given)
    wanted = selection(collection, given, service.today(), change)
    try:
        named = key(name)
    except BadParameter as error:
        raise UnknownFeature(name=Message(collection.label)) from error
    if "@" in name:
        first = named.first or _BEFORE_ALL
        wanted = replace(wanted, days=Days(first, first))
    statement = feature_statement(collection, named.id, wanted)
    found = await principal.pool(service).row(statement.sql, statement.values)
    if found is None or ("@" in name and found["first"] != named.first):
        raise UnknownFeature(name=Message(collection.label))
    path = f"/ogc/collections/{collection.name}"
    links = [link(request, "self", f"{path}/items/{name}", GEOJSON), link(request, "collection", path)]
    content = found["feature"][:-1] + b',"links":' + _json(links) + b"}"
    etag = _etag(collection, content, found["version"], found["first"])
    return answer(request, content, etag, GEOJSON, _headers(principal, wanted.projection))


def _etag(collection: Collection, content: bytes, version: int | None, first: date | None) -> str:
    """Return the ETag of a feature: with the version, where there is one, for who shows it again as If-Match."""
    if version is None:
        return etag_of(content)
    if collection.follows:
        return f'"{version}-{etag_of(content)[1:]}'
    # The version counts every change of the row; on another day the same version shows another state.
    return f'"{version}-{first or NO_START}"'


async def _change(service: Service, principal: Principal, given: Mapping[str, str]) -> int | None:
    """Return the change as of which to read, None for now; and read the parameters that ask for nothing else."""
    only_json(given)
    if given.get("skipGeometry", "false") not in {"true", "false"}:
        raise BadParameter(name="skipGeometry", value=given["skipGeometry"][:100], hint=_("write true or false"))
    if "change" in given:
        parameters.whole("change", given["change"])  # an answer straight from the rows is never older
    if "recorded" not in given:
        return None
    principal.require(Right.READ_RECORDED)
    moment = parameters.moment("recorded", given["recorded"])
    return int(await principal.pool(service).value(CHANGE_AT, (moment,)))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _headers(principal: Principal, system: Projection) -> dict[str, str]:
    assert isinstance(system, System)  # noqa: S101  # as it was read from the request
    return {**principal.headers, "Content-Crs": f"<{system.uri}>"}
