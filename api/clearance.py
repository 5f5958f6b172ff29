"""`/api/clearance`: site clearance by projects, zones and households, with legal deadlines; and its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Connection

from api import parameters
from api.donations import Line, TakenBack
from api.principal import Principal, ThePrincipal
from api.service import Service, TheService
from api.telling import On, read, tell, told_day, told_to
from api.writing import connected
from layers.access import Right
from layers.clearance_answers import clearance_answer, household_answer, zone_answer
from layers.clearance_course import PAPERS, STEPS
from layers.clearance_moves import Course, StepPaper, of_household, of_project, take_step, take_step_back
from layers.clearance_public import public_clearance
from layers.clearance_record import read_clearance, read_clock, read_household
from layers.project_record import project_answer
from layers.readable import Audience

router = APIRouter(prefix="/api", tags=["clearance"])

PaperKind = Annotated[str, StringConstraints(pattern=f"^({'|'.join(PAPERS)})$")]


class GivenPaper(BaseModel):
    """The paper that a step rests on."""

    model_config = ConfigDict(extra="forbid")

    kind: PaperKind
    number: Line | None = None
    dated: date | None = None
    sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$", description="Its scan, stored already.")


class WantedStep(BaseModel):
    """A legal step that was taken."""

    model_config = ConfigDict(extra="forbid")

    step: int = Field(ge=1, le=len(STEPS), description="Its number.")
    on: date = Field(description="Day on which it was taken.")
    paper: GivenPaper | None = None
    reason: Line


@router.get("/clearance")
async def clearance(request: Request, service: TheService, principal: ThePrincipal, on: On = None) -> Response:
    """Answer how far site clearance is: shares by households and by area, deadlines, obstacles."""
    parameters.only_known(request.query_params, {"on", "change", "lang"})
    day, audience = told_day(service, principal, on), told_to(principal)

    def work(connection: Connection) -> dict[str, Any]:
        if audience is Audience.PUBLIC:
            return public_clearance(connection, day)
        return clearance_answer(read_clearance(connection, day), read_clock(connection))

    return tell(request, principal, await read(service, audience, work))


@router.get("/clearance/{zone}")
async def zone(zone: str, request: Request, service: TheService, principal: ThePrincipal, on: On = None) -> Response:
    """Answer a zone's households with their steps, what comes next and by when."""
    parameters.only_known(request.query_params, {"on", "change", "lang"})
    require_office(principal)
    day = told_day(service, principal, on)

    def work(connection: Connection) -> dict[str, Any]:
        return zone_answer(read_clearance(connection, day, zone), read_clock(connection), zone)

    return tell(request, principal, await read(service, Audience.OFFICE, work))


@router.get("/clearance/{zone}/households/{owner}")
async def household(
    zone: str, owner: str, request: Request, service: TheService, principal: ThePrincipal, on: On = None
) -> Response:
    """Answer a household's steps, what comes next and by when."""
    parameters.only_known(request.query_params, {"on", "change", "lang"})
    require_office(principal)
    day = told_day(service, principal, on)

    def work(connection: Connection) -> dict[str, Any]:
        return household_answer(read_household(connection, zone, owner, day), read_clock(connection), day)

    return tell(request, principal, await read(service, Audience.OFFICE, work))


@router.post("/clearance/{zone}/households/{owner}/transitions")
async def household_step(
    zone: str, owner: str, wanted: WantedStep, request: Request, service: TheService, principal: ThePrincipal
) -> Response:
    """Take one of the steps 5 to 16 for a household."""
    principal.require(Right.RECORD_COURSE)
    return await _household_written(
        zone, owner, request, service, principal, _taking(service, principal, of_household(zone, owner), wanted)
    )


@router.post("/clearance/{zone}/households/{owner}/transitions/take-back")
async def household_step_back(
    zone: str, owner: str, why: TakenBack, request: Request, service: TheService, principal: ThePrincipal
) -> Response:
    """Take a household's last step back: a correction, which stays in recorded time."""
    principal.require(Right.TAKE_BACK)
    return await _household_written(
        zone, owner, request, service, principal, _taking_back(service, principal, of_household(zone, owner), why)
    )


@router.get("/projects/{code}")
async def project(code: str, request: Request, service: TheService, principal: ThePrincipal, on: On = None) -> Response:
    """Answer a project's schedule, delay, readings of progress, legal steps, zones and roads."""
    parameters.only_known(request.query_params, {"on", "change", "lang"})
    day, audience = told_day(service, principal, on), told_to(principal)
    body = await read(service, audience, lambda connection: project_answer(connection, audience, code, day))
    return tell(request, principal, {"on": day, **body})


@router.post("/projects/{code}/transitions")
async def project_step(
    code: str, wanted: WantedStep, request: Request, service: TheService, principal: ThePrincipal
) -> Response:
    """Take one of the steps 1 to 4 for a project."""
    principal.require(Right.RECORD_COURSE)
    return await _project_written(
        code, request, service, principal, _taking(service, principal, of_project(code), wanted)
    )


@router.post("/projects/{code}/transitions/take-back")
async def project_step_back(
    code: str, why: TakenBack, request: Request, service: TheService, principal: ThePrincipal
) -> Response:
    """Take a project's last step back: a correction, which stays in recorded time."""
    principal.require(Right.TAKE_BACK)
    return await _project_written(
        code, request, service, principal, _taking_back(service, principal, of_project(code), why)
    )


def require_office(principal: Principal) -> None:
    """Refuse who does not read what is all households': the public, and heads of subdistricts.

    Raises
    ------
    NotAllowed
        Naming the right.
    """
    principal.require(Right.READ_OFFICE)
    if told_to(principal) is Audience.PUBLIC:
        principal.require(Right.READ_RECORDED)


def _taking(service: Service, principal: Principal, course: Course, wanted: WantedStep) -> Callable[[Connection], int]:
    paper = StepPaper(**wanted.paper.model_dump()) if wanted.paper else None
    return lambda connection: take_step(
        connection,
        course,
        wanted.step,
        wanted.on,
        paper=paper,
        reason=wanted.reason,
        who=principal.name,
        today=service.today(),
    )


def _taking_back(service: Service, principal: Principal, course: Course, why: TakenBack) -> Callable[[Connection], int]:
    return lambda connection: take_step_back(
        connection, course, reason=why.reason, who=principal.name, today=service.today()
    )


async def _household_written(
    zone: str,
    owner: str,
    request: Request,
    service: Service,
    principal: Principal,
    write: Callable[[Connection], int],
) -> Response:
    day = service.today()
    return await _written(
        request,
        service,
        principal,
        write,
        lambda connection: household_answer(read_household(connection, zone, owner, day), read_clock(connection), day),
    )


async def _project_written(
    code: str, request: Request, service: Service, principal: Principal, write: Callable[[Connection], int]
) -> Response:
    day = service.today()
    return await _written(
        request,
        service,
        principal,
        write,
        lambda connection: project_answer(connection, Audience.OFFICE, code, day),
    )


async def _written(
    request: Request,
    service: Service,
    principal: Principal,
    write: Callable[[Connection], int],
    told: Callable[[Connection], Mapping[str, Any]],
) -> Response:
    """Write, and answer what is so then with the number of the change."""

    def work() -> tuple[int, Mapping[str, Any]]:
        with connected(service.addresses.officer) as connection:
            change = write(connection)
            return change, told(connection)

    change, body = await run_in_threadpool(work)
    # This worker's own tiles are right in the very next request.
    await service.freshness.reached(change)
    return tell(request, principal, {**body, "change": change})
