"""`/api/roads` and `/api/progress`: what the widening engine derives.

The office is answered in full; the public, and heads of subdistricts, who may not read the others' parcels, as it is
stored for the public.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from api import parameters
from api.answers import widening as kinds
from api.conditional import answer, etag_of
from api.description import answers
from api.errors import BadParameter, MissingParameter, _
from api.figures import change_of, figure_of
from api.principal import ThePrincipal
from api.problems import language
from api.publication import published
from api.service import Service, TheService
from api.telling import On, tell, told_day
from api.writing import connected
from geo.widening.profile import SERIES
from geo.widening.tolerances import STATION_STEP_M
from layers import widening_series
from layers.public_days import public_day, said_day
from layers.readable import Audience
from layers.widening_answers import profile_answer, rounded, shapes_answer, sums, widening_answer
from layers.widening_divisions import Divisions
from layers.widening_figures import progress_on
from layers.widening_progress import PARTS
from layers.widening_public import ANY_ROAD, PUBLIC_CELLS, PUBLIC_PHASES, PUBLIC_PROGRESS, public_cells
from layers.widening_refusals import FiguresAwaited, NoSuchRoad, measured
from maps.colours import Theme
from maps.long_section import long_section, long_section_png

Recorded = Annotated[str | None, Query(description="Moment as recorded at which to read (RFC 3339); needs a token.")]


router = APIRouter(prefix="/api", tags=["widening"], dependencies=[parameters.NOT_OLDER_THAN])

PICTURES = {"svg": "image/svg+xml", "png": "image/png"}
LEAST_STEP_M, MOST_STEP_M = 0.1, 1000.0
Step = Annotated[float, Field(ge=LEAST_STEP_M, le=MOST_STEP_M), parameters.IN_DIGITS]
_NAME = "SELECT name FROM public_map.road_segments WHERE code = $1 ORDER BY valid DESC LIMIT 1"


@router.get("/roads/{code}/widening", responses=answers(kinds.Widening, kinds.PublicWidening))
async def widening(
    code: str,
    request: Request,
    service: TheService,
    principal: ThePrincipal,
    on: On = None,
    recorded: Recorded = None,
    state: Annotated[str | None, Query(description=f"What bottlenecks are measured to: {', '.join(SERIES)}.")] = None,
) -> Response:
    """Answer a road's corridor, strip, parcels, lengths and bottlenecks on a day."""
    parameters.only_known(request.query_params, {"on", "recorded", "state", "change", "lang"})
    day = told_day(service, principal, on)
    if state is not None and state not in SERIES:
        raise BadParameter(name="state", value=state[:100], hint=_("write signed, handed_over or built"))
    figure = measured(await figure_of(service, principal, code, day, ["widening", "bottlenecks"], recorded), code, day)
    if principal.audience is not Audience.OFFICE:
        return tell(request, principal, {"code": code, "on": day.isoformat(), **rounded(figure["widening"])})
    return tell(request, principal, widening_answer(figure, day.isoformat(), state or "handed_over"))


@router.get(
    "/roads/{code}/profile",
    responses=answers(kinds.Profile, kinds.PublicProfile, pictures=tuple(PICTURES.values())),
)
async def profile(
    code: str,
    request: Request,
    service: TheService,
    principal: ThePrincipal,
    on: On = None,
    recorded: Recorded = None,
    step: Annotated[Step, Query(description="Metres between stations.")] = STATION_STEP_M,
    f: Annotated[str | None, Query(description="json; svg or png for the long section as a picture.")] = None,
    theme: Annotated[Theme, Query(description="Of the picture.")] = "light",
) -> Response:
    """Answer a road's half-widths at stations: target, free when signed, free when handed over, built."""
    parameters.only_known(request.query_params, {"on", "recorded", "step", "f", "theme", "change", "lang"})
    day = told_day(service, principal, on)
    picture = _picture(request, f)
    figure = measured(
        await figure_of(service, principal, code, day, ["widening", "profile", "bottlenecks"], recorded),
        code,
        day,
    )
    bottlenecks: list[dict[str, Any]] = []
    if principal.audience is not Audience.OFFICE:
        rows = await service.pools[Audience.PUBLIC].rows(PUBLIC_CELLS, (code, day))
        cells = public_cells([dict(row) for row in rows], figure["widening"]["length_m"])
        body = {"code": code, "on": day.isoformat(), "cells": rounded(cells)}
        if picture:
            said = said_day(day, service.today()).isoformat()
            body = {**body, "on": said, "target_width_m": figure["widening"]["target_width_m"]}
    else:
        body = await run_in_threadpool(profile_answer, figure, day.isoformat(), step)
        bottlenecks = rounded(figure["bottlenecks"]["handed_over"])
    if picture is None:
        return tell(request, principal, body)
    name = await service.pools[Audience.PUBLIC].value(_NAME, (code,)) or code
    how = {"language": language(request), "theme": theme, "bottlenecks": bottlenecks}
    draw: Callable[..., str | bytes] = long_section if picture == "svg" else long_section_png
    drawn = await run_in_threadpool(draw, body, name, **how)
    content = drawn.encode() if isinstance(drawn, str) else drawn
    return answer(request, content, etag_of(content), PICTURES[picture], principal.headers, pack=picture == "svg")


@router.get("/roads/{code}/shapes", responses=answers(kinds.Shapes))
async def shapes(
    code: str,
    request: Request,
    service: TheService,
    principal: ThePrincipal,
    on: On = None,
    recorded: Recorded = None,
) -> Response:
    """Answer what a map draws of a road on a day: its corridor, its strip, and the land between its edge lines."""
    parameters.only_known(request.query_params, {"on", "recorded", "change", "lang"})
    day = told_day(service, principal, on)
    figure = measured(await figure_of(service, principal, code, day, ["shapes"], recorded), code, day)
    body = await run_in_threadpool(shapes_answer, figure, day.isoformat(), service.settings.srid)
    return tell(request, principal, body)


@router.get("/roads/{code}/series", responses=answers(kinds.SeriesOfDays))
async def series(
    code: str,
    request: Request,
    service: TheService,
    principal: ThePrincipal,
    begin: Annotated[str | None, Query(alias="from", description="First day; needed.")] = None,
    end: Annotated[str | None, Query(alias="to", description="Last day; today when left out.")] = None,
    by: Annotated[str, Query(description="month or phase.")] = "month",
    recorded: Recorded = None,
) -> Response:
    """Answer a road's sums at the ends of months or phases between two days, `from` and `to`."""
    parameters.only_known(request.query_params, {"from", "to", "by", "recorded", "change", "lang"})
    if by not in widening_series.BY:
        raise BadParameter(name="by", value=by[:100], hint=_("write month or phase"))
    if begin is None:
        raise MissingParameter(name="from")
    first = parameters.day("from", begin)
    last = service.today() if end is None else parameters.day("to", end)
    if last < first or (last - first).days > 31 * widening_series.MOST_DAYS:
        raise BadParameter(name="to", value=last.isoformat(), hint=_("write a day after “from”, at most twenty years"))
    office, today = principal.audience is Audience.OFFICE, service.today()
    # Of days to come the public is told nothing.
    last = last if office else min(last, today)
    phase_ends = None
    if by == "phase":
        phase_ends = await _phase_ends(service, last, await change_of(service, principal, recorded))
    days = widening_series.series_days(first, last, phase_ends)
    shown = list(dict.fromkeys(day if office else public_day(day, today) for day in days))
    rows = []
    # Where no day is shown the last one tells whether there is such a road.
    for day in shown or [last]:
        figure = await figure_of(service, principal, code, day, ["widening"], recorded)
        if figure is None:
            raise NoSuchRoad(code=code)
        told = rounded(sums(figure)) if "widening" in figure else figure
        rows.append({"on": day.isoformat(), **told})
    return tell(request, principal, {"code": code, "by": by, "rows": rows[: len(shown)]})


@router.get("/progress", responses=answers(kinds.Progress))
async def progress_report(
    request: Request,
    service: TheService,
    principal: ThePrincipal,
    by: Annotated[str, Query(description="road, subdistrict or phase.")] = "road",
    on: On = None,
    recorded: Recorded = None,
) -> Response:
    """Answer sums over all roads on a day."""
    parameters.only_known(request.query_params, {"by", "on", "recorded", "change", "lang"})
    if by not in PARTS:
        raise BadParameter(name="by", value=by[:100], hint=_("write road, subdistrict or phase"))
    day = told_day(service, principal, on)
    change = await change_of(service, principal, recorded)
    if principal.audience is not Audience.OFFICE:
        await published(service)
        pool = service.pools[Audience.PUBLIC]
        kept = await pool.value(PUBLIC_PROGRESS, (by, day))
        if kept is None and await pool.value(ANY_ROAD):
            raise FiguresAwaited
        rows = rounded(json.loads(kept)) if kept else []
        return tell(request, principal, {"by": by, "on": day.isoformat(), "rows": rows})

    def work() -> list[dict[str, Any]]:
        with connected(service.addresses.officer) as connection:
            return progress_on(connection, by, day.toordinal(), change)

    rows = await run_in_threadpool(work)
    return tell(request, principal, {"by": by, "on": day.isoformat(), "rows": rounded(rows)})


async def _phase_ends(service: Service, day: date, change: int | None) -> list[date]:
    """Return the last days of the campaign's phases as a day knows them; with a change, as recorded after it."""
    if change is None:
        rows = await service.pools[Audience.PUBLIC].rows(PUBLIC_PHASES, (day,))
        return [row["to_date"] for row in rows]

    def work() -> list[date]:
        with connected(service.addresses.officer) as connection:
            return [date.fromordinal(last) for *_, last in Divisions(connection, change).phases(day.toordinal())]

    return await run_in_threadpool(work)


def _picture(request: Request, f: str | None) -> str | None:
    """Return which picture is asked for, by the parameter or by what the caller accepts; None for JSON."""
    if f is None:
        accepted = request.headers.get("accept", "")
        return next((name for name, media_type in PICTURES.items() if accepted.startswith(media_type)), None)
    if f == "json":
        return None
    if f not in PICTURES:
        raise BadParameter(name="f", value=f[:100], hint=_("write json, svg or png"))
    return f
