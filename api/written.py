"""The answers of requests that write: sent once this worker knows of what was written."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from api.once import Answer, answer_once
from api.principal import Principal
from api.service import Service
from api.writing import connected
from layers.once import Once


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
