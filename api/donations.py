"""`/api/donations`: what the office knows of a donation, and its moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Connection

from api.answers import donations as kinds
from api.answers.values import Changed
from api.description import answers
from api.once import Answer, TheOnce, write_once
from api.principal import Principal, ThePrincipal
from api.service import Service, TheService
from layers.access import RIGHTS, Right
from layers.donation_course import PAPERS, RIGHT_TO_ENTER, moves_from
from layers.donation_moves import Mover, move_donation, take_back
from layers.donation_record import Donation, papers_needed, read_donation
from layers.donations import STATES
from layers.once import Once
from layers.papers import Paper
from layers.reviews import returned
from layers.visiting import read_visits

router = APIRouter(prefix="/api/donations", tags=["donations"])

State = Annotated[str, StringConstraints(pattern=f"^({'|'.join(STATES)})$")]
PaperKind = Annotated[str, StringConstraints(pattern=f"^({'|'.join(PAPERS)})$")]
Write = Callable[[Connection], int]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class GivenPaper(BaseModel):
    """A paper that a move rests on."""

    model_config = ConfigDict(extra="forbid")

    kind: PaperKind
    holder: Line | None = Field(None, description="Whose consent it is.")
    number: Line | None = None
    dated: date | None = None
    sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$", description="Its scan, stored already.")

    def given(self) -> Paper:
        """Return it as the course takes it."""
        return Paper(**self.model_dump())


class Transition(BaseModel):
    """A move of a donation."""

    model_config = ConfigDict(extra="forbid")

    to: State
    on: date = Field(description="Day on which it happened.")
    papers: list[GivenPaper] = Field(default_factory=list, max_length=50)
    reason: Line


class TakenBack(BaseModel):
    """Why a donation's last event is taken back."""

    model_config = ConfigDict(extra="forbid")

    reason: Line
    seen: State | None = Field(None, description="State that is taken back: in another one by now, it is refused.")


@router.get("/{name}", responses=answers(kinds.Donation))
async def donation(name: str, service: TheService, principal: ThePrincipal) -> JSONResponse:
    """Answer a donation's course, papers and areas, and what its next moves need."""
    principal.require(Right.READ_OFFICE)
    body = await run_in_threadpool(_read, service, principal, name)
    return JSONResponse(jsonable_encoder(body), headers=principal.headers)


@router.post("/{name}/transitions", responses=answers(kinds.WrittenDonation, Changed))
async def transitions(
    name: str, wanted: Transition, service: TheService, principal: ThePrincipal, once: TheOnce
) -> Response:
    """Move a donation to another state."""
    principal.require(RIGHT_TO_ENTER[wanted.to])
    papers = [paper.given() for paper in wanted.papers]

    def write(connection: Connection) -> int:
        return move_donation(
            connection,
            name,
            wanted.to,
            wanted.on,
            papers=papers,
            reason=wanted.reason,
            by=mover(principal),
            today=service.today(),
            once=once,
        )

    return await write_donation(service, principal, name, write, once)


@router.post("/{name}/transitions/take-back", responses=answers(kinds.WrittenDonation, Changed))
async def taking_back(
    name: str, why: TakenBack, service: TheService, principal: ThePrincipal, once: TheOnce
) -> Response:
    """Take a donation's last event back: a correction, which stays in recorded time."""
    principal.require(Right.TAKE_BACK)
    return await write_donation(
        service,
        principal,
        name,
        lambda connection: take_back(
            connection, name, seen=why.seen, reason=why.reason, by=mover(principal), once=once
        ),
        once,
    )


def mover(principal: Principal) -> Mover:
    """Return who writes; the head of a subdistrict does so in the own one, and nowhere as long as none is set."""
    own = principal.subdistrict if principal.role == "head" else None
    return Mover(principal.name, own, approves=Right.APPROVE in RIGHTS[principal.role])


async def write_donation(
    service: Service, principal: Principal, name: str, write: Write, once: Once | None
) -> Response:
    """Write, once where the request may come twice, and answer the donation as it is then."""

    def save(connection: Connection) -> Answer:
        change = write(connection)
        return Answer(change, {**_read(service, principal, name), "change": change})

    return await write_once(service, principal, once, save)


def _read(service: Service, principal: Principal, name: str) -> dict[str, Any]:
    with principal.reading(service) as connection:
        donation = read_donation(connection, name)
        told = _told(connection, donation, service.today())
        if Right.READ_RECORDED in RIGHTS[principal.role]:  # what the chair said is not told by place
            why = returned(connection, donation.id)
            told["returned"] = asdict(why) if why else None
        return told


def _told(connection: Connection, donation: Donation, today: date) -> dict[str, Any]:
    events = [asdict(event) for event in donation.events]
    return {
        "id": donation.id,
        "don_no": donation.don_no,
        "version": donation.version,
        "track": donation.track,
        "subdistrict": donation.subdistrict,
        "state": donation.state or None,
        "since": donation.events[-1].day if donation.events else None,
        "source": donation.events[-1].source if donation.events else None,
        "events": events,
        "visits": [asdict(visit) for visit in read_visits(connection, donation)],
        "measured_m2": round(donation.measured_m2, 3),
        "areas": [asdict(area) for area in donation.areas],
        "next": [
            {
                "to": move.to,
                "right": move.right.name.lower(),
                "papers": [asdict(needed) for needed in papers_needed(connection, donation, move.to, today)],
            }
            for move in moves_from(donation.state)
        ],
    }
