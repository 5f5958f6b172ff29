"""A road's figures, for whoever asks: the office's kept or worked out, the public's as they are stored."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import OperationalError

from api import parameters
from api.errors import DatabaseDown
from api.principal import Principal
from api.publication import published
from api.service import Service
from api.writing import connected
from layers.access import Right
from layers.database import engine
from layers.readable import Audience
from layers.recorded import CHANGE_AT
from layers.road_figures import REFUSED
from layers.widening_figures import KEPT, figures, recorded_figures
from layers.widening_public import KNOWN_ROAD, PUBLIC_FIGURE
from layers.widening_refusals import FiguresAwaited

Figure = Mapping[str, Any]
_KEPT = KEPT.format(
    what="(SELECT json_object_agg(key, value) FROM json_each(f.answer) WHERE key = ANY ($3))", code="$1", day="$2"
)
"""Statement of some parts of a road's kept figures: to read a profile's numbers takes longer than all the rest."""


async def figure_of(
    service: Service, principal: Principal, code: str, day: date, parts: Sequence[str], recorded: str | None = None
) -> Figure | None:
    """Return a road's figures in the form that a principal is told; None where there is no such road.

    Parameters
    ----------
    service, principal
        The worker, and who asks.
    code, day
        The road, and the day: for the public the end of a month.
    parts
        Which of the figures are needed, at least: `widening`, `profile`, `bottlenecks`, `shapes`.
    recorded
        Moment as recorded at which to read, None for now; needs a right.

    Raises
    ------
    FiguresAwaited
        When the public's are not worked out yet.
    """
    change = await change_of(service, principal, recorded)
    if principal.audience is not Audience.OFFICE:
        await published(service)
        pool = service.pools[Audience.PUBLIC]
        kept = await pool.value(PUBLIC_FIGURE, (code, day))
        if kept is None and await pool.value(KNOWN_ROAD, (code,)):
            raise FiguresAwaited
        return None if kept is None else dict(json.loads(kept))
    kept = await principal.pool(service).value(_KEPT, (code, day, [*parts, REFUSED])) if change is None else None
    if kept is not None:
        return dict(json.loads(kept))
    return (await run_in_threadpool(office_figures, service, day, change, [code])).get(code)


def office_figures(
    service: Service, day: date, change: int | None = None, codes: list[str] | None = None
) -> dict[str, dict[str, Any]]:
    """Return the office's figures of roads by code, of all by default; in a thread, as they may be worked out.

    Raises
    ------
    DatabaseDown
        When the database goes away meanwhile.
    """
    if change is not None:
        with connected(service.addresses.officer) as connection:
            return recorded_figures(connection, day.toordinal(), change, codes)
    try:
        return figures(engine(service.addresses.officer), day.toordinal(), codes)
    except OperationalError as error:
        raise DatabaseDown from error


async def change_of(service: Service, principal: Principal, recorded: str | None) -> int | None:
    """Return the change as of which to read, None for now."""
    if recorded is None:
        return None
    principal.require(Right.READ_RECORDED)
    moment = parameters.moment("recorded", recorded)
    return int(await principal.pool(service).value(CHANGE_AT, (moment,)))
