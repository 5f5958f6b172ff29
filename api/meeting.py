"""`/meeting` and `/api/meeting`: what is shown in a meeting, and all of it that the page needs, day by day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from api import parameters
from api.account import Somebody
from api.answers import meeting as kinds
from api.campaign import by_subdistrict
from api.description import answers
from api.figures import office_figures
from api.pages import page_options, remember_language
from api.principal import Principal, ThePrincipal
from api.problems import language
from api.service import Service, TheService
from api.telling import On, read, tell
from layers.access import RIGHTS, Right
from layers.agendas import Agenda, kept_day, kept_days, read_agenda, since_day
from layers.campaign_report import campaign_answer
from layers.meeting import meeting_days, meeting_roads, proposed_chapters, roads_of
from layers.readable import Audience
from layers.recorded import change_at
from layers.widening_divisions import Divisions
from layers.widening_figures import parts_of_figures
from maps.meeting import agendas_page, meeting_page
from maps.office_pages import AGENDAS
from maps.pages import RequestContext

pages = APIRouter(include_in_schema=False)
router = APIRouter(prefix="/api/meeting", tags=["meeting"])

TheAgenda = Annotated[UUID | None, Query(description="The agenda; left out: all roads, or those of the subdistrict"
                                         " that maps open on.")]  # fmt: skip


@pages.get("/meeting")
async def meeting(request: Request, service: TheService, principal: Somebody) -> Response:
    """Answer the page that is shown in a meeting."""
    return await _page(request, service, principal, meeting_page)


@pages.get("/agendas")
async def agendas(request: Request, service: TheService, principal: Somebody) -> Response:
    """Answer the page on which meetings are prepared."""
    return await _page(request, service, principal, agendas_page)


async def _page(request: Request, service: Service, principal: Principal, page: Any) -> Response:
    may_read(principal)
    context = RequestContext(language(request), request.scope.get("root_path", ""), principal.role)
    html = page(context, await page_options(service))
    found = HTMLResponse(html, headers={"Cache-Control": "private, no-store"})
    remember_language(request, found)
    return found


def may_read(principal: Principal) -> None:
    """Refuse who may not see what is shown in meetings: it is of all households of the town.

    Raises
    ------
    NotAllowed
        Naming the right that is lacking.
    """
    principal.open(AGENDAS)


@router.get("", responses=answers(kinds.Meeting))
async def frame(
    request: Request, service: TheService, principal: ThePrincipal, agenda: TheAgenda = None, on: On = None
) -> Response:
    """Answer a meeting's title, day, chapters with their roads, phases of the campaign, and the days of its slider."""
    parameters.only_known(request.query_params, {"agenda", "on", "lang"})
    may_read(principal)
    given = parameters.day("on", on) if on is not None else None

    def work(connection: Connection) -> dict[str, Any]:
        saved = read_agenda(connection, agenda) if agenda else None
        return _frame(service, connection, saved, given or (saved.day if saved else _opening_day(service)))

    body = await read(service, Audience.OFFICE, work)
    body["may_prepare"] = Right.PREPARE_MEETING in RIGHTS[principal.role]
    return tell(request, principal, body)


@router.get("/days/{day}", responses=answers(kinds.MeetingDay))
async def day_of_meeting(
    day: str, request: Request, service: TheService, principal: ThePrincipal, agenda: TheAgenda = None
) -> Response:
    """Answer all that slides show of a day: each road's numbers, bottlenecks, profile and shapes, and the phases."""
    parameters.only_known(request.query_params, {"agenda", "lang"})
    may_read(principal)
    asked = parameters.day("day", day)

    def work(connection: Connection) -> dict[str, Any]:
        saved = read_agenda(connection, agenda) if agenda else None
        if saved is not None and saved.frozen is not None:
            return kept_day(connection, saved, asked)
        return day_answer(service, connection, asked, saved)

    return tell(request, principal, await read(service, Audience.OFFICE, work))


def day_answer(service: Service, connection: Connection, day: date, agenda: Agenda | None) -> dict[str, Any]:
    """Return what a meeting shows of a day, as it is known now; in a thread, as it may be worked out.

    Parameters
    ----------
    service
        The worker.
    connection
        As the officer.
    day
        The day.
    agenda
        The meeting's; None for the roads that maps open on.
    """
    codes = agenda.codes if agenda else _opening_roads(service, connection, day)
    # First: that works out what is not kept of all roads at once.
    campaign = campaign_answer(connection, Audience.OFFICE, day, by_subdistrict(connection, service, Audience.OFFICE))
    found = office_figures(service, day, codes=codes)
    return {
        "on": day.isoformat(),
        "roads": meeting_roads(connection, found, codes, day, service.settings.srid),
        "phases": campaign["phases"],
    }


def days_of(service: Service, connection: Connection, agenda: Agenda | None, day: date) -> list[date]:
    """Return the days of which a meeting is told."""
    if agenda is not None and agenda.frozen is not None:
        return kept_days(connection, agenda)
    phases = Divisions(connection).phases(day.toordinal())
    return meeting_days(phases, day, since_day(connection, agenda, day), service.today())


def _frame(service: Service, connection: Connection, agenda: Agenda | None, day: date) -> dict[str, Any]:
    # What a frozen agenda keeps of its days goes with the phases and the names of then.
    change = change_at(connection, agenda.recorded) if agenda and agenda.recorded else None
    phases = Divisions(connection, change).phases(day.toordinal())
    days = days_of(service, connection, agenda, day)
    if agenda is None:
        figures = parts_of_figures(connection, days[-1].toordinal(), ["given"])
        chapters = proposed_chapters(figures, _opening_roads(service, connection, day), phases, day)
    else:
        chapters = list(agenda.chapters)
    named = roads_of(connection, day, change)
    since = since_day(connection, agenda, day)
    return {
        "id": agenda.id if agenda else None,
        "title": agenda.title if agenda else "",
        "on": day,
        "since": since,
        "since_given": agenda.since if agenda else None,
        "frozen": agenda.frozen if agenda else None,
        "recorded": agenda.recorded if agenda else None,
        "who": agenda.who if agenda else "",
        "phases": [
            {"phase": number, "from": date.fromordinal(first), "to": date.fromordinal(last)}
            for number, first, last in phases
        ],
        "chapters": [
            {
                "phase": chapter.phase,
                "roads": [named.get(code, {"code": code, "name": code, "subdist": None}) for code in chapter.roads],
            }
            for chapter in chapters
        ],
        "days": days,
    }


def _opening_day(service: Service) -> date:
    return service.settings.map_day or service.today()


def _opening_roads(service: Service, connection: Connection, day: date) -> list[str]:
    """Return the codes of the roads that maps open on: those of one subdistrict, or all."""
    where = service.settings.map_subdistrict
    named = roads_of(connection, day)
    return [code for code, road in named.items() if not where or road["subdist"] == where]
