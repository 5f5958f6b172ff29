"""One feature written, as OGC API Features Part 4 has it, and every version that it had.

Beside the standard a write says when it is so (`from` or `correction`), and may say why (`reason`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Connection

from api import parameters
from api.answers import features as kinds
from api.answers.values import Changed
from api.description import answers, body
from api.editing import Tongue, read_when, told_in
from api.errors import BadParameter, UnknownFeature, _
from api.media_types import GEOJSON, MERGE_PATCH
from api.methods import allow, methods_at
from api.ogc.formats import FORMAT, only_json
from api.ogc.links import base_of
from api.ogc.sent import feature_id, feature_sent, version_shown
from api.ogc.systems import CRS84, system
from api.once import Answer, TheOnce, answer_once, written
from api.principal import Principal, ThePrincipal
from api.problems import language
from api.service import Service, TheService
from api.session_cookie import SAFE
from api.writing import connected
from layers import editing
from layers.access import Right
from layers.catalogue import layer_named
from layers.editing import Edit, Operation, When
from layers.editing.rights import right_to_edit
from layers.errors import Message
from layers.features import NO_START
from layers.history import history_of
from layers.once import Once

router = APIRouter(prefix="/ogc", tags=["features"])

_PARAMETERS = {
    "from": "First day on which it is so (2023-05-01).",
    "correction": "true where it never was as recorded: the period stays.",
    "on": "Of a correction: a day of the period that is corrected; today when left out.",
    "reason": "Why; shown in the history.",
    "acknowledged": "Kinds of soft problems that were seen, with commas.",
    "f": FORMAT,
}
_ITEMS = "/collections/{layer}/items"
_ITEM = _ITEMS + "/{feature}"
_OF_A_FEATURE = {"parameters": [{"name": "feature", "in": "path", "required": True, "schema": {"type": "string"}}]}


_REWRITTEN = answers(kinds.PlainFeature, media_type=GEOJSON, lost=Changed)


def _described(*, media_type: str = "", shown: bool = False) -> dict[str, Any]:
    """Return what OpenAPI says of a write whose parameters and body are read by hand."""
    given = [
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
        for name, text in _PARAMETERS.items()
    ]
    headers = ["Content-Crs", *(["If-Match"] if shown else [])]
    given += [{"name": name, "in": "header", "schema": {"type": "string"}} for name in headers]
    described: dict[str, Any] = {"parameters": given}
    if media_type:
        described["requestBody"] = body(kinds.GivenFeature, media_type)
    return described


@dataclass(frozen=True, slots=True)
class _Write:
    """What each write reads of its request."""

    request: Request
    service: Service
    principal: Principal
    once: Once | None
    layer: str
    tongue: Tongue
    when: When
    reason: str
    acknowledged: tuple[str, ...]

    async def done(self, operation: Operation, tell: Callable[[Edit], Answer]) -> Response:
        """Write, and answer what became of it."""

        def save(connection: Connection) -> Answer:
            return tell(
                editing.apply(
                    connection,
                    [operation],
                    when=self.when,
                    who=self.principal.name,
                    reason=self.reason,
                    acknowledged=self.acknowledged,
                    town=self.service.settings.town_bounds,
                    once=self.once,
                )
            )

        def work() -> Answer:
            to = self.service.addresses.officer
            with connected(to) as connection, told_in(self.tongue, connection):
                return answer_once(connection, self.principal.name, self.once, lambda: save(connection))

        return await written(self.service, self.principal, await run_in_threadpool(work))

    def feature(self, edit: Edit, identifier: UUID | None, status: int) -> Answer:
        """Return the answer that shows a feature as it is now, with the ETag of its new version."""
        one = next(
            change
            for change in edit.changes
            if change.state.layer.name == self.layer
            and (change.before is None if identifier is None else change.state.id == identifier)
        )
        first = edit.when.begins(one.state.first)
        headers = {"ETag": f'"{one.version}-{first or NO_START}"', "Content-Crs": f"<{self.tongue.system.uri}>"}
        if status == 201:  # noqa: PLR2004 - created
            headers["Location"] = f"{base_of(self.request)}/ogc/collections/{self.layer}/items/{one.state.id}"
        feature = self.tongue.feature(one.after, first, one.state.until)
        return Answer(edit.change, feature, status, headers, GEOJSON)


async def _write(request: Request, service: Service, principal: Principal, layer: str, once: Once | None) -> _Write:
    principal.require(right_to_edit(layer))
    principal.collection(layer)
    given = request.query_params
    parameters.only_known(given, {*_PARAMETERS, "lang"})
    only_json(given)
    named = request.headers.get("content-crs", f"<{CRS84}>").strip()
    correction = given.get("correction", "false")
    if correction not in {"true", "false"}:
        raise BadParameter(name="correction", value=correction[:100], hint=_("write true or false"))
    when = read_when(
        parameters.day("from", given["from"]) if "from" in given else None,
        parameters.day("on", given["on"]) if "on" in given else None,
        service.today(),
        correction=correction == "true",
    )
    return _Write(
        request,
        service,
        principal,
        once,
        layer,
        Tongue(system(named.strip("<>")), language(request), service.settings.srid),
        when,
        given.get("reason", "").strip()[:1000] or f"{request.method} {request.url.path}",
        tuple(kind for kind in given.get("acknowledged", "").split(",") if kind),
    )


@router.post(
    _ITEMS,
    status_code=201,
    openapi_extra=_described(media_type=GEOJSON),
    response_class=Response,
    responses=answers(kinds.PlainFeature, status=201, media_type=GEOJSON, lost=Changed),
)
async def create(layer: str, request: Request, service: TheService, principal: ThePrincipal, once: TheOnce) -> Response:
    """Add a feature."""
    write = await _write(request, service, principal, layer, once)
    geometry, properties = await feature_sent(request, write.tongue)
    operation = editing.Create(layer=layer, geometry=geometry, properties=properties)
    return await write.done(operation, lambda edit: write.feature(edit, None, 201))


@router.put(
    _ITEM,
    openapi_extra=_described(media_type=GEOJSON, shown=True),
    response_class=Response,
    responses=_REWRITTEN,
)
async def replace(
    layer: str, feature: str, request: Request, service: TheService, principal: ThePrincipal, once: TheOnce
) -> Response:
    """Replace a feature: properties that are not there become empty."""
    return await _rewrite(layer, feature, await _write(request, service, principal, layer, once), whole=True)


@router.patch(
    _ITEM,
    openapi_extra=_described(media_type=MERGE_PATCH, shown=True),
    response_class=Response,
    responses=_REWRITTEN,
)
async def update(
    layer: str, feature: str, request: Request, service: TheService, principal: ThePrincipal, once: TheOnce
) -> Response:
    """Change what is named of a feature."""
    return await _rewrite(layer, feature, await _write(request, service, principal, layer, once), whole=False)


async def _rewrite(layer: str, feature: str, write: _Write, *, whole: bool) -> Response:
    identifier = feature_id(layer, feature)
    version = version_shown(write.request)
    geometry, properties = await feature_sent(write.request, write.tongue)
    operation = editing.Replace(
        layer=layer, id=identifier, version=version, geometry=geometry, properties=properties, whole=whole
    )
    return await write.done(operation, lambda edit: write.feature(edit, identifier, 200))


@router.delete(
    _ITEM, status_code=204, openapi_extra=_described(shown=True), response_class=Response, responses=answers(Changed)
)
async def delete(
    layer: str, feature: str, request: Request, service: TheService, principal: ThePrincipal, once: TheOnce
) -> Response:
    """Let a feature end on a day; as a correction it never was."""
    write = await _write(request, service, principal, layer, once)
    operation = editing.Delete(layer=layer, id=feature_id(layer, feature), version=version_shown(request))
    return await write.done(operation, lambda edit: Answer(edit.change, None, 204))


@router.options(_ITEMS, status_code=204, response_class=Response)
@router.options(_ITEM, status_code=204, openapi_extra=_OF_A_FEATURE, response_class=Response)
async def methods(layer: str, request: Request, principal: ThePrincipal) -> Response:
    """Name the methods that the caller may use here, by which QGIS knows whether to offer editing."""
    principal.collection(layer)
    found = methods_at(request.app, request.scope)
    if not principal.may(right_to_edit(layer)):
        found &= SAFE
    return Response(status_code=204, headers={**principal.headers, **allow(found)})


@router.get(_ITEM + "/history", responses=answers(kinds.History))
async def history(
    layer: str,
    feature: str,
    request: Request,
    service: TheService,
    principal: ThePrincipal,
    crs: Annotated[str, Query(description="System of coordinates; CRS84 when left out.")] = CRS84,
    f: Annotated[str, Query(description=FORMAT)] = "json",
) -> JSONResponse:
    """Answer every version of a feature: who wrote it, when, why and what."""
    principal.require(Right.READ_RECORDED)
    principal.collection(layer)
    parameters.only_known(request.query_params, {"f", "crs", "lang"})
    only_json({"f": f})
    tongue = Tongue(system(crs), language(request), service.settings.srid)
    thing = feature_id(layer, feature)

    def work() -> list[dict[str, Any]]:
        with principal.reading(service) as connection:
            return [tongue.version(one) for one in history_of(connection, layer_named(layer), thing)]

    versions = await run_in_threadpool(work)
    if not versions:
        raise UnknownFeature(name=Message(layer_named(layer).label))
    return JSONResponse({"layer": layer, "id": feature, "versions": versions}, headers=principal.headers)
