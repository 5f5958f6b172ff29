"""`/api/clearance`: site clearance by projects, zones and households, with legal deadlines; and its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Connection

from api import parameters
from api.answers.clearance import Clearance, Household, HouseholdMoved, PublicClearance, Zone
from api.answers.projects import Project, ProjectMoved, PublicProject
from api.answers.values import Changed
from api.description import answers
from api.donations import Line
from api.once import Answer, TheOnce, write_once
from api.principal import Principal, ThePrincipal
from api.service import Service, TheService
from api.telling import On, read, tell, told_day, told_to
from layers.access import Right
from layers.clearance_answers import clearance_answer, household_answer, zone_answer
from layers.clearance_course import PAPERS, STEPS
from layers.clearance_moves import Course, of_household, of_project, take_step, take_step_back
from layers.clearance_public import public_clearance
from layers.clearance_record import read_clearance, read_clock, read_household
from layers.once import Once
from layers.papers import Paper
from layers.project_record import project_answer
from layers.readable import Audience

router = APIRouter(prefix="/api", tags=["clearance"])

Write = Callable[[Connection], int]
Told = Callable[[Connection], Mapping[str, Any]]
PaperKind = Annotated[str, StringConstraints(pattern=f"^({'|'.join(PAPERS)})$")]


class PaperOfStep(BaseModel):
    """The paper that a legal step rests on."""

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
    paper: PaperOfStep | None = None
    reason: Line


class StepTakenBack(BaseModel):
    """Why a course's last step is taken back."""

    model_config = ConfigDict(extra="forbid")

    reason: Line
    seen: int | None = Field(None, ge=1, le=len(STEPS), description="That step: where another is the last, refused.")


@router.get("/clearance", dependencies=[parameters.NOT_OLDER_THAN], responses=answers(Clearance, PublicClearance))
async def clearance(request: Request, service: TheService, principal: ThePrincipal, on: On = None) -> Response:
    """Answer how far site clearance is: shares by households and by area, deadlines, obstacles."""
    parameters.only_known(request.query_params, {"on", "change", "lang"})
    day, audience = told_day(service, principal, on), told_to(principal)

    def work(connection: Connection) -> dict[str, Any]:
        if audience is Audience.PUBLIC:
            return public_clearance(connection, day)
        return clearance_answer(read_clearance(connection, day), read_clock(connection))

    return tell(request, principal, await read(service, audience, work))


@router.get("/clearance/{zone}", dependencies=[parameters.NOT_OLDER_THAN], responses=answers(Zone))
async def zone(zone: str, request: Request, service: TheService, principal: ThePrincipal, on: On = None) -> Response:
    """Answer a zone's households with their steps, what comes next and by when."""
    parameters.only_known(request.query_params, {"on", "change", "lang"})
    principal.require(Right.READ_TOWN)
    day = told_day(service, principal, on)

    def work(connection: Connection) -> dict[str, Any]:
        return zone_answer(read_clearance(connection, day, zone), read_clock(connection), zone)

    return tell(request, principal, await read(service, Audience.OFFICE, work))


@router.get(
    "/clearance/{zone}/households/{owner}",
    dependencies=[parameters.NOT_OLDER_THAN],
    responses=answers(Household),
)
async def household(
    zone: str, owner: str, request: Request, service: TheService, principal: ThePrincipal, on: On = None
) -> Response:
    """Answer a household's steps, what comes next and by when."""
    parameters.only_known(request.query_params, {"on", "change", "lang"})
    principal.require(Right.READ_TOWN)
    day = told_day(service, principal, on)

    def work(connection: Connection) -> dict[str, Any]:
        return household_answer(read_household(connection, zone, owner, day), read_clock(connection), day)

    return tell(request, principal, await read(service, Audience.OFFICE, work))


@router.post("/clearance/{zone}/households/{owner}/transitions", responses=answers(HouseholdMoved, Changed))
async def household_step(
    zone: str, owner: str, wanted: WantedStep, service: TheService, principal: ThePrincipal, once: TheOnce
) -> Response:
    """Take one of the steps 5 to 16 for a household."""
    principal.require(Right.RECORD_CLEARANCE)
    write = _taking(service, principal, of_household(zone, owner), wanted, once)
    return await _written(service, principal, once, write, _household(service, zone, owner))


@router.post("/clearance/{zone}/households/{owner}/transitions/take-back", responses=answers(HouseholdMoved, Changed))
async def household_step_back(
    zone: str, owner: str, why: StepTakenBack, service: TheService, principal: ThePrincipal, once: TheOnce
) -> Response:
    """Take a household's last step back: a correction, which stays in recorded time."""
    principal.require(Right.TAKE_BACK)
    write = _taking_back(service, principal, of_household(zone, owner), why, once)
    return await _written(service, principal, once, write, _household(service, zone, owner))


@router.get("/projects/{code}", dependencies=[parameters.NOT_OLDER_THAN], responses=answers(Project, PublicProject))
async def project(code: str, request: Request, service: TheService, principal: ThePrincipal, on: On = None) -> Response:
    """Answer a project's schedule, delay, readings of progress, legal steps, zones and roads."""
    parameters.only_known(request.query_params, {"on", "change", "lang"})
    day, audience = told_day(service, principal, on), told_to(principal)
    body = await read(service, audience, lambda connection: project_answer(connection, audience, code, day))
    return tell(request, principal, {"on": day, **body})


@router.post("/projects/{code}/transitions", responses=answers(ProjectMoved, Changed))
async def project_step(
    code: str, wanted: WantedStep, service: TheService, principal: ThePrincipal, once: TheOnce
) -> Response:
    """Take one of the steps 1 to 4 for a project."""
    principal.require(Right.RECORD_CLEARANCE)
    write = _taking(service, principal, of_project(code), wanted, once)
    return await _written(service, principal, once, write, _project(service, code))


@router.post("/projects/{code}/transitions/take-back", responses=answers(ProjectMoved, Changed))
async def project_step_back(
    code: str, why: StepTakenBack, service: TheService, principal: ThePrincipal, once: TheOnce
) -> Response:
    """Take a project's last step back: a correction, which stays in recorded time."""
    principal.require(Right.TAKE_BACK)
    write = _taking_back(service, principal, of_project(code), why, once)
    return await _written(service, principal, once, write, _project(service, code))


def _taking(service: Service, principal: Principal, course: Course, wanted: WantedStep, once: Once | None) -> Write:
    paper = Paper(**wanted.paper.model_dump()) if wanted.paper else None
    return lambda connection: take_step(
        connection,
        course,
        wanted.step,
        wanted.on,
        paper=paper,
        reason=wanted.reason,
        who=principal.name,
        today=service.today(),
        once=once,
    )


def _taking_back(
    service: Service, principal: Principal, course: Course, why: StepTakenBack, once: Once | None
) -> Write:
    return lambda connection: take_step_back(
        connection,
        course,
        seen=why.seen,
        reason=why.reason,
        who=principal.name,
        today=service.today(),
        once=once,
    )


def _household(service: Service, zone: str, owner: str) -> Told:
    day = service.today()
    return lambda connection: household_answer(
        read_household(connection, zone, owner, day), read_clock(connection), day
    )


def _project(service: Service, code: str) -> Told:
    return lambda connection: project_answer(connection, Audience.OFFICE, code, service.today())


async def _written(service: Service, principal: Principal, once: Once | None, write: Write, told: Told) -> Response:
    """Write, once where the request may come twice, and answer what is so then with the number of the change."""

    def save(connection: Connection) -> Answer:
        change = write(connection)
        with connection.begin():
            return Answer(change, {**told(connection), "change": change})

    return await write_once(service, principal, once, save)
