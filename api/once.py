"""`Idempotency-Key`: a request that is sent twice is done once, and answered the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Connection

from api.errors import BadParameter, _
from api.media_types import JSON
from api.principal import Principal
from api.service import Service
from api.writing import connected
from layers.once import AlreadyDone, Once, keep_answer, refuse_again

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write is answered with.

    Attributes
    ----------
    change
        Its number: who shows it is never answered with anything older.
    body
        As JSON; None for none.
    """

    change: int
    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = JSON

    def text(self) -> str:
        """Return it as it is kept."""
        kept = [self.change, self.body, self.status, self.headers, self.media_type]
        return json.dumps(jsonable_encoder(kept), ensure_ascii=False)

    def response(self, headers: dict[str, str]) -> Response:
        """Return it as it is sent."""
        headers = {**headers, **self.headers, "Moduong-Change": str(self.change)}
        if self.body is None:
            return Response(status_code=self.status, headers=headers)
        return JSONResponse(jsonable_encoder(self.body), self.status, headers, self.media_type)


async def once_of(
    request: Request,
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", description="Of this very write: sent again it is done once.")
    ] = None,
) -> Once | None:
    """Return what makes a request the same as one before: its key, and a digest of all that it asks.

    Raises
    ------
    BadParameter
        When the key is none.
    """
    if key is None:
        return None
    if not key.strip() or len(key) > LONGEST or not key.isprintable():
        raise BadParameter(name="Idempotency-Key", value=key[:100], hint=_("write one line of letters, such as a UUID"))
    asked = f"{request.method} {request.url.path}?{request.url.query}\n{request.headers.get('if-match', '')}\n"
    return Once(key.strip(), hashlib.sha256(asked.encode() + await request.body()).digest())


TheOnce = Annotated[Once | None, Depends(once_of)]


def answer_once(connection: Connection, who: str, once: Once | None, work: Callable[[], Answer]) -> Answer:
    """Do the work, unless it was done: then answer as it was answered.

    Parameters
    ----------
    connection
        As the officer, outside a transaction.
    who
        The caller's name: a key is its sender's own.
    once
        The request, None where it has no key.
    work
        Writes, claiming the request in its change.

    Raises
    ------
    KeyReused
        When the key belongs to another request.
    """
    if once is None:
        return work()
    try:
        with connection.begin():
            refuse_again(connection, who, once)
        found = work()
    except AlreadyDone as done:
        # Where the service fell between the write and its answer, the number of the change is what is left of it.
        return Answer(*json.loads(done.answer)) if done.answer else Answer(done.change, {"change": done.change})
    with connection.begin():
        keep_answer(connection, who, once, found.text())
    return found


async def write_once(
    service: Service, principal: Principal, once: Once | None, save: Callable[[Connection], Answer]
) -> Response:
    """Write as the officer, once where the request may come twice, and send the answer.

    Parameters
    ----------
    service, principal
        Where, and who writes.
    once
        The request, None where it has no key.
    save
        Writes, claiming the request in its change; takes a connection outside a transaction.
    """

    def work() -> Answer:
        with connected(service.addresses.officer) as connection:
            return answer_once(connection, principal.name, once, lambda: save(connection))

    return await written(service, principal, await run_in_threadpool(work))


async def written(service: Service, principal: Principal, answer: Answer) -> Response:
    """Send the answer of a write, once this worker's own tiles and figures know of it."""
    await service.freshness.reached(answer.change)
    return answer.response(principal.headers)
