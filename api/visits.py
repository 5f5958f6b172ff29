"""`/api/donations/{name}/visits`: visits to the household, and what they move."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Connection

from api.answers import donations as kinds
from api.answers.values import Changed
from api.description import answers
from api.donations import mover, write_donation
from api.once import TheOnce
from api.principal import ThePrincipal
from api.problems import language
from api.service import TheService
from layers.access import Right
from layers.donation_course import START
from layers.donations import STATES
from layers.visiting import Visit, record_visit
from layers.visits import RESULTS
from maps.words import translate

router = APIRouter(prefix="/api/donations", tags=["donations"])

Result = Annotated[str, StringConstraints(pattern=f"^({'|'.join(RESULTS)})$")]
Seen = Annotated[str, StringConstraints(pattern=f"^({'|'.join((START, *STATES))})$")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class Visited(BaseModel):
    """A visit."""

    model_config = ConfigDict(extra="forbid")

    on: date = Field(description="Day of the visit.")
    result: Result
    note: Note = ""
    sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$", description="A photo, stored already.")
    seen: Seen | None = Field(
        None,
        description="State in which the visitor saw the donation, empty for none yet: where it is in another by now and"
        " the household has decided, nothing is written (409).",
    )
    move: bool = Field(True, description="Whether the donation moves on by what came of the visit.")


@router.post("/{name}/visits", responses=answers(kinds.WrittenDonation, Changed))
async def visits(
    name: str, visited: Visited, request: Request, service: TheService, principal: ThePrincipal, once: TheOnce
) -> Response:
    """Record a visit, and move the donation on by what came of it."""
    principal.require(Right.RECORD_VISIT)
    reason = visited.note or translate(RESULTS[visited.result], language(request))
    visit = Visit(
        on=visited.on,
        result=visited.result,
        visitor=principal.name,
        note=visited.note or None,
        sha256=visited.sha256,
    )

    def write(connection: Connection) -> int:
        return record_visit(
            connection,
            name,
            visit,
            seen=visited.seen,
            move=visited.move,
            reason=reason,
            by=mover(principal),
            today=service.today(),
            once=once,
        )

    return await write_donation(service, principal, name, write, once)
