"""`/api/donations/{name}/minutes.docx|.pdf`: the minutes to be signed, filled in with what is known."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Response
from fastapi.concurrency import run_in_threadpool

from api.description import files
from api.principal import ThePrincipal
from api.service import TheService
from layers.access import Right
from layers.minutes_record import read_minutes
from maps.minutes import Block, minutes
from maps.minutes_docx import minutes_docx
from maps.minutes_pdf import minutes_pdf

router = APIRouter(prefix="/api/donations", tags=["donations"])

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PDF = "application/pdf"
_at_a_time = CapacityLimiter(2)
"""A file is all work of the processor: many at once would leave nothing to whoever else is served."""


@router.get("/{name}/minutes.{form}", response_class=Response, responses=files(_WORD, _PDF))
async def filled_in(
    name: str,
    form: Literal["docx", "pdf"],
    service: TheService,
    principal: ThePrincipal,
    on: Annotated[
        date | None, Query(description="Day of the meeting; left out: the one that is known, or a dotted one.")
    ] = None,
) -> Response:
    """Answer the minutes of a donation; what is not known is a dotted line."""
    principal.require(Right.READ_OFFICE)

    def known() -> tuple[list[Block], str]:
        with principal.reading(service) as connection:
            found = read_minutes(connection, name, on, service.today())
        return minutes(found, service.settings.place, on), f"Biên bản {found.don_no}"

    blocks, title = await run_in_threadpool(known)
    written = minutes_docx if form == "docx" else minutes_pdf
    content = await to_thread.run_sync(written, blocks, title, limiter=_at_a_time)
    name = quote(title.replace("/", "-"))  # of a path a browser keeps what comes after the last slash
    headers = {**principal.headers, "Content-Disposition": f"attachment; filename*=UTF-8''{name}.{form}"}
    return Response(content, headers=headers, media_type=_WORD if form == "docx" else _PDF)
