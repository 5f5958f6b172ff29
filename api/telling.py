"""What the pages about clearance, projects and the campaign have in common: the day, for whom, and the answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.encoders import jsonable_encoder
from sqlalchemy import Connection

from api import parameters
from api.conditional import answer, etag_of
from api.media_types import JSON
from api.principal import Principal
from api.service import Service
from api.writing import connected
from layers.public_days import public_day
from layers.readable import Audience

On = Annotated[
    str | None,
    Query(description="Day, today if left out; the public is told of the end of its month, none after today's."),
]
Read = TypeVar("Read")


def told_to(principal: Principal) -> Audience:
    """Return in whose form an answer is: the head of a subdistrict, who may not read the others', has the public's."""
    return principal.audience if principal.audience is Audience.OFFICE else Audience.PUBLIC


def told_day(service: Service, principal: Principal, on: str | None) -> date:
    """Return the day that is told of: for all but the office, the end of its month, and none after today's."""
    today = service.today()
    day = today if on is None else parameters.day("on", on)
    return day if told_to(principal) is Audience.OFFICE else public_day(day, today)


async def read(service: Service, audience: Audience, work: Callable[[Connection], Read]) -> Read:
    """Return what is read over a connection of the audience's role, in a thread."""
    url = service.addresses.officer if audience is Audience.OFFICE else service.addresses.public

    def reading() -> Read:
        with connected(url) as connection:
            return work(connection)

    return await run_in_threadpool(reading)


def tell(request: Request, principal: Principal, body: Mapping[str, Any]) -> Response:
    """Return a body as JSON with its ETag."""
    # Only what JSON does not know is encoded: a profile has thousands of numbers.
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=jsonable_encoder).encode()
    return answer(request, content, etag_of(content), JSON, principal.headers, pack=True)
