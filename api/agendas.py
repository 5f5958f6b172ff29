"""`/api/agendas`: agendas of meetings: saved, frozen, shown, deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Connection

from api.answers import meeting as kinds
from api.description import answers
from api.meeting import day_answer, days_of, may_read
from api.principal import ThePrincipal
from api.service import Service, TheService
from api.writing import connected
from layers.access import Right
from layers.agendas import (
    Agenda,
    AgendaFrozen,
    Chapter,
    delete_agenda,
    freeze_agenda,
    list_agendas,
    mark_shown,
    read_agenda,
    save_agenda,
    since_day,
)
from layers.standing import newest_change

router = APIRouter(prefix="/api/agendas", tags=["meeting"])

MOST_ROADS = 500
Code = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class GivenChapter(BaseModel):
    """The roads of a chapter, in order."""

    model_config = ConfigDict(extra="forbid")

    phase: Code | None = Field(None, description="Number of a phase of the campaign, for the chapter's head.")
    roads: list[Code] = Field(max_length=MOST_ROADS)


class GivenAgenda(BaseModel):
    """An agenda as it is saved."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
    on: date = Field(description="Day that is shown.")
    since: date | None = Field(None, description="Day of the meeting before; empty: that of the last agenda shown.")
    chapters: list[GivenChapter] = Field(max_length=50)


@router.get("", responses=answers(kinds.Agendas))
async def listed(service: TheService, principal: ThePrincipal) -> JSONResponse:
    """Answer all agendas, that of the latest day first."""
    may_read(principal)

    def work() -> list[dict[str, Any]]:
        with connected(service.addresses.officer) as connection:
            return [_told(agenda) for agenda in list_agendas(connection)]

    return _answer({"agendas": await run_in_threadpool(work)}, principal.headers)


@router.put("/{agenda}", responses=answers(kinds.SavedAgenda))
async def saved(agenda: UUID, given: GivenAgenda, service: TheService, principal: ThePrincipal) -> JSONResponse:
    """Save an agenda under an id that its sender chose: a new one, or another in its place."""
    principal.require(Right.PREPARE_MEETING)
    chapters = tuple(Chapter(chapter.phase, tuple(chapter.roads)) for chapter in given.chapters)
    wanted = Agenda(id=agenda, title=given.title, day=given.on, since=given.since, chapters=chapters)
    body = await _written(service, agenda, lambda connection: save_agenda(connection, wanted, principal.name))
    return _answer(body, principal.headers)


@router.post("/{agenda}/shown", responses=answers(kinds.SavedAgenda))
async def shown(agenda: UUID, service: TheService, principal: ThePrincipal) -> JSONResponse:
    """Note that an agenda is being shown: the next meeting is compared with it."""
    may_read(principal)
    body = await _written(service, agenda, lambda connection: mark_shown(connection, agenda))
    return _answer(body, principal.headers)


@router.post("/{agenda}/freeze", responses=answers(kinds.SavedAgenda))
async def frozen(agenda: UUID, service: TheService, principal: ThePrincipal) -> JSONResponse:
    """Freeze an agenda: what it tells of its days is kept, and shown again whatever is entered later."""
    principal.require(Right.PREPARE_MEETING)

    def work() -> None:
        with connected(service.addresses.officer) as connection:
            _freeze(service, connection, agenda)

    await run_in_threadpool(work)
    return _answer(await _written(service, agenda, lambda _connection: None), principal.headers)


@router.delete("/{agenda}", status_code=204)
async def deleted(agenda: UUID, service: TheService, principal: ThePrincipal) -> Response:
    """Delete an agenda with all that it kept."""
    principal.require(Right.PREPARE_MEETING)

    def work() -> None:
        with connected(service.addresses.officer) as connection, connection.begin():
            delete_agenda(connection, agenda)

    await run_in_threadpool(work)
    return Response(status_code=204, headers=principal.headers)


def _freeze(service: Service, connection: Connection, agenda: UUID) -> None:
    with connection.begin():
        found = read_agenda(connection, agenda)
        if found.frozen is not None:
            raise AgendaFrozen
        since = since_day(connection, found, found.day)
        days = days_of(service, connection, found, found.day)
    # Somebody may write while the days are worked out: then they are of two moments, and it is done again.
    change, answers = -1, dict[date, dict[str, Any]]()
    while True:
        with connection.begin():
            known = newest_change(connection)
            if known == change:
                freeze_agenda(connection, found, known, since, answers)
                return
            answers = {day: day_answer(service, connection, day, found) for day in days}
            change = known


async def _written(service: Service, agenda: UUID, write: Callable[[Connection], None]) -> dict[str, Any]:
    """Write, and return the agenda as it is then."""

    def work() -> dict[str, Any]:
        with connected(service.addresses.officer) as connection, connection.begin():
            write(connection)
            return _told(read_agenda(connection, agenda))

    return await run_in_threadpool(work)


def _told(agenda: Agenda) -> dict[str, Any]:
    return {
        "id": agenda.id,
        "title": agenda.title,
        "on": agenda.day,
        "since": agenda.since,
        "chapters": [{"phase": chapter.phase, "roads": list(chapter.roads)} for chapter in agenda.chapters],
        "who": agenda.who,
        "saved": agenda.saved,
        "shown": agenda.shown,
        "frozen": agenda.frozen,
        "recorded": agenda.recorded,
    }


def _answer(body: dict[str, Any], headers: dict[str, str]) -> JSONResponse:
    return JSONResponse(jsonable_encoder(body), headers=headers)
