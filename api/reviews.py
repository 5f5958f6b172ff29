"""`/api/approvals`: what waits for the chair, each with what was changed, and what the chair says of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Connection

from api.account import Somebody
from api.answers import reviews as kinds
from api.answers.values import Changed
from api.description import answers
from api.donations import GivenPaper
from api.kept_pages import KeptPages
from api.once import Answer, TheOnce, write_once
from api.principal import ThePrincipal
from api.service import TheService
from api.telling import tell
from layers.access import Right
from layers.review_record import read_review
from layers.reviews import Seen, review, waiting
from maps.approvals import APPROVALS, approvals_page
from maps.office_pages import APPROVALS as APPROVALS_PAGE

router = APIRouter(prefix="/api/approvals", tags=["approvals"])
pages = APIRouter(include_in_schema=False)

_kept = KeptPages(approvals_page)


class SeenDonation(BaseModel):
    """A donation as it was looked at."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    newest: int = Field(ge=0, description="Number of the newest change that was shown of it.")
    papers: list[GivenPaper] = Field(default_factory=list, max_length=50, description="What its approval rests on.")


class Verdict(BaseModel):
    """What the chair says of some donations."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["approved", "returned"]
    donations: list[SeenDonation] = Field(min_length=1, max_length=500)
    on: date | None = Field(None, description="Day of the approval; today when left out.")
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


@router.get("", responses=answers(kinds.Waiting))
async def approvals(request: Request, service: TheService, principal: ThePrincipal) -> Response:
    """Answer the donations of which something waits for the chair."""
    principal.require(Right.READ_REVIEWS)

    def read() -> list[dict[str, Any]]:
        with principal.reading(service) as connection:
            return waiting(connection)

    listed = await run_in_threadpool(read)
    for one in listed:
        one["own"] = principal.name in one["changed_by"]
    return tell(request, principal, {"donations": listed})


@router.get("/{name}", responses=answers(kinds.Review))
async def approval(name: str, service: TheService, principal: ThePrincipal) -> JSONResponse:
    """Answer what there is to approve of a donation: each change, and donation and parcel before and after."""
    principal.require(Right.READ_REVIEWS)

    def read() -> dict[str, Any]:
        with principal.reading(service) as connection:
            return asdict(read_review(connection, name, service.today()))

    return JSONResponse(jsonable_encoder(await run_in_threadpool(read)), headers=principal.headers)


@router.post("", responses=answers(kinds.Reviewed, Changed))
async def verdict(said: Verdict, service: TheService, principal: ThePrincipal, once: TheOnce) -> Response:
    """Approve or return donations, all of them or none."""
    principal.require(Right.APPROVE)
    donations = [Seen(one.id, one.newest, tuple(paper.given() for paper in one.papers)) for one in said.donations]
    today = service.today()

    def save(connection: Connection) -> Answer:
        change = review(
            connection,
            donations,
            said.verdict,
            on=said.on or today,
            reason=said.reason,
            who=principal.name,
            today=today,
            once=once,
        )
        return Answer(change, {"change": change, "verdict": said.verdict, "donations": len(donations)})

    return await write_once(service, principal, once, save)


@pages.get(f"/{APPROVALS}")
async def page(request: Request, service: TheService, principal: Somebody) -> Response:
    """Answer the chair's page; what is on it comes by requests of its own."""
    principal.open(APPROVALS_PAGE)
    return await _kept.answer(request, service, principal)


@pages.get(f"/{APPROVALS}/files/{{name}}")
async def file(name: str, request: Request, service: TheService) -> Response:
    """Answer a file of the page, which holds nothing of the office's data."""
    return await _kept.file(name, request, service)
