"""`/api/documents`: scans and photos of donations, parcels and whatever else the office keeps.

A scan is sent as the body of one request, with what it is attached to in the address; it is known by the SHA-256 of its
bytes, so that it is stored once and sent again without harm. None is the public's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from fastapi.concurrency import run_in_threadpool
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import Connection

from api.answers import documents as kinds
from api.answers.values import Changed
from api.description import answers, files
from api.principal import Principal, ThePrincipal
from api.service import Service, TheService
from api.uploads import read_upload
from api.writing import connected
from layers.access import Right
from layers.attachments import (
    Given,
    Row,
    attach,
    content_of,
    detach,
    document,
    documents_of,
    is_attached,
    require_row,
    right_to_attach,
    thumbnail_of,
)
from layers.scans import ENDINGS, MEDIA_TYPES, Scan, picture_of, read_scan

router = APIRouter(prefix="/api/documents", tags=["documents"])

Sha256 = Annotated[str, InPath(pattern="^[0-9a-f]{64}$", description="SHA-256 of the document's bytes.")]
Title = Annotated[str, Query(max_length=300, description="What people call it.")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]

Told = TypeVar("Told")
_JPEG = "image/jpeg"
_A_SCAN = {"requestBody": {"required": True, "content": files(*MEDIA_TYPES)[200]["content"]}}

_at_a_time = CapacityLimiter(2)
"""Photos that are decoded at once: a large one takes a third of a gigabyte."""


def _row(
    layer: Annotated[str, Query(max_length=100)],
    row_key: Annotated[str, Query(min_length=1, max_length=300, description="Its key, parts with “/”.")],
) -> Row:
    return Row(layer, row_key)


TheRow = Annotated[Row, Depends(_row)]


class Detached(BaseModel):
    """What a document is taken off, and why."""

    model_config = ConfigDict(extra="forbid")

    layer: Line
    row_key: Line
    reason: Line


@router.get("", responses=answers(kinds.Documents))
async def documents(row: TheRow, service: TheService, principal: ThePrincipal) -> JSONResponse:
    """Answer the documents of a row, and what may be attached to it."""
    principal.require(Right.READ_OFFICE)
    principal.collection(row.layer)

    def found(connection: Connection) -> list[dict[str, Any]]:
        require_row(connection, row)
        return documents_of(connection, row)

    listed = await run_in_threadpool(_reading, service, principal, found)
    body = {"documents": listed, "most_mb": service.settings.scan_mb, "media_types": MEDIA_TYPES}
    return JSONResponse(jsonable_encoder(body), headers=principal.headers)


@router.post(
    "",
    status_code=201,
    responses={**answers(kinds.Attached), **answers(kinds.Attached, status=201)},
    openapi_extra=_A_SCAN,
)
async def attaching(
    row: TheRow,
    request: Request,
    service: TheService,
    principal: ThePrincipal,
    title: Title = "",
    dated: Annotated[date | None, Query(description="Day of the paper or photo.")] = None,
) -> Response:
    """Store a scan and attach it to a row: 201, and 200 where it is so already."""
    principal.require(right_to_attach(row.layer))
    principal.collection(row.layer)
    await run_in_threadpool(_reading, service, principal, lambda connection: require_row(connection, row))
    content = await read_upload(request)
    called = " ".join(title.split()) or row.key
    scan = await to_thread.run_sync(read_scan, content, called, service.settings.scan_mb, limiter=_at_a_time)
    change = await run_in_threadpool(_attached, service, principal, scan, row, Given(title=called, dated=dated))
    if change:
        await service.freshness.reached(change)
    body = await run_in_threadpool(_reading, service, principal, lambda connection: document(connection, scan.sha256))
    headers = {**principal.headers, "Location": f"{request.scope.get('root_path', '')}/api/documents/{scan.sha256}"}
    return JSONResponse(jsonable_encoder({**body, "change": change}), 201 if change else 200, headers)


def _attached(service: Service, principal: Principal, scan: Scan, row: Row, given: Given) -> int | None:
    """Attach a scan; return the number of the change, None where there is nothing to do."""
    with connected(service.addresses.officer) as connection:
        with connection.begin():
            if is_attached(connection, scan.sha256, row):
                return None
        return attach(connection, scan, row, given, principal.name)


@router.post("/{sha256}/detach", responses=answers(Changed))
async def detaching(sha256: Sha256, what: Detached, service: TheService, principal: ThePrincipal) -> Response:
    """Take a document off a row; it stays in the past, and where else it belongs."""
    principal.require(Right.TAKE_BACK)
    principal.collection(what.layer)

    def work() -> int:
        with connected(service.addresses.officer) as connection:
            row = Row(what.layer, what.row_key)
            return detach(connection, sha256, row, reason=what.reason, who=principal.name)

    change = await run_in_threadpool(work)
    await service.freshness.reached(change)
    return JSONResponse({"change": change}, headers={**principal.headers, "Moduong-Change": str(change)})


@router.get("/{sha256}", response_class=Response, responses=files(*MEDIA_TYPES))
async def original(sha256: Sha256, service: TheService, principal: ThePrincipal) -> Response:
    """Answer a document as it was sent."""
    principal.require(Right.READ_OFFICE)

    def found(connection: Connection) -> tuple[str, bytes, str]:
        title = str(document(connection, sha256)["title"])
        return title, *content_of(connection, sha256)

    title, content, media_type = await run_in_threadpool(_reading, service, principal, found)
    ending = f".{ENDINGS[media_type]}"
    name = quote(title.removesuffix(ending) + ending, safe="")
    headers = {**principal.headers, "Content-Disposition": f"inline; filename*=UTF-8''{name}"}
    return Response(content, headers=headers, media_type=media_type)


@router.get("/{sha256}/picture", response_class=Response, responses=files(_JPEG))
async def picture(sha256: Sha256, service: TheService, principal: ThePrincipal) -> Response:
    """Answer a document as a JPEG to look at or hand on, without place, time and camera; of a PDF the first page."""
    principal.require(Right.READ_OFFICE)

    def found(connection: Connection) -> bytes:
        document(connection, sha256)
        return content_of(connection, sha256)[0]

    content = await run_in_threadpool(_reading, service, principal, found)
    drawn = await to_thread.run_sync(picture_of, content, limiter=_at_a_time)
    return Response(drawn, headers=principal.headers, media_type=_JPEG)


@router.get("/{sha256}/thumbnail", response_class=Response, responses=files(_JPEG))
async def thumbnail(sha256: Sha256, service: TheService, principal: ThePrincipal) -> Response:
    """Answer a document as a small JPEG, without place, time and camera."""
    principal.require(Right.READ_OFFICE)

    def found(connection: Connection) -> bytes:
        document(connection, sha256)
        return thumbnail_of(connection, sha256)

    small = await run_in_threadpool(_reading, service, principal, found)
    return Response(small, headers=principal.headers, media_type=_JPEG)


def _reading(service: Service, principal: Principal, ask: Callable[[Connection], Told]) -> Told:
    """Ask as the principal's role of the database, which shows a head the own subdistrict's rows."""
    with principal.reading(service) as connection:
        return ask(connection)
