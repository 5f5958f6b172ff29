"""`/api/campaign` and `/api/thanks`: how far the campaign is, and who is thanked by consent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from api import parameters
from api.answers import campaign as kinds
from api.description import answers
from api.principal import ThePrincipal
from api.service import Service, TheService
from api.telling import On, read, tell, told_day, told_to
from layers.campaign_figures import sums_of_subdistricts
from layers.campaign_report import campaign_answer
from layers.public_days import public_day
from layers.readable import Audience
from layers.thanks import thanks
from layers.widening_public import public_progress

router = APIRouter(prefix="/api", tags=["campaign"])


@router.get(
    "/campaign", dependencies=[parameters.NOT_OLDER_THAN], responses=answers(kinds.Campaign, kinds.PublicCampaign)
)
async def campaign(request: Request, service: TheService, principal: ThePrincipal, on: On = None) -> Response:
    """Answer targets with what was reached, gifts beside land, tidied corridors and surveys."""
    parameters.only_known(request.query_params, {"on", "change", "lang"})
    day, audience = told_day(service, principal, on), told_to(principal)

    def work(connection: Connection) -> dict[str, Any]:
        return campaign_answer(connection, audience, day, by_subdistrict(connection, service, audience))

    return tell(request, principal, await read(service, audience, work))


@router.get("/thanks", dependencies=[parameters.NOT_OLDER_THAN], responses=answers(kinds.Thanks))
async def roll(request: Request, service: TheService, principal: ThePrincipal, on: On = None) -> Response:
    """Answer the thank-you roll: those who consent now, and how many are not named. Everybody is told the same."""
    parameters.only_known(request.query_params, {"on", "change", "lang"})
    day = public_day(told_day(service, principal, on), service.today())
    return tell(request, principal, await read(service, Audience.PUBLIC, lambda connection: thanks(connection, day)))


def by_subdistrict(
    connection: Connection, service: Service, audience: Audience
) -> Callable[[date], list[dict[str, Any]]]:
    """Return what tells the sums of subdistricts on a day, each day worked out once."""
    known: dict[date, list[dict[str, Any]]] = {}

    def worked_out(day: date) -> list[dict[str, Any]]:
        if audience is Audience.PUBLIC:
            return public_progress(connection, "subdistrict", day) or []
        return sums_of_subdistricts(service.addresses.officer, connection, day)

    def on_day(day: date) -> list[dict[str, Any]]:
        if day not in known:
            known[day] = worked_out(day)
        return known[day]

    return on_day
