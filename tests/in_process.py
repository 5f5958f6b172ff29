"""A client of the service in the test's own process, whose requests cost little more than their answers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import ClassVar, Self

import httpx2
from anyio.from_thread import BlockingPortal
from fastapi.testclient import TestClient

from tests.described import Description


class InProcess(TestClient):
    """Starlette's client, but for its way between the threads: once a request, not eight times.

    To be entered: each crossing takes longer than most answers do, and only a service that was started has a thread of
    its own.
    """

    def __enter__(self) -> Self:
        super().__enter__()
        assert self.portal
        asgi = httpx2.ASGITransport(
            self.app, self._transport.raise_server_exceptions, self._transport.root_path, self._transport.client
        )
        self._transport = _OneCrossing(asgi, self.portal)
        return self


class _OneCrossing(httpx2.BaseTransport):
    """Sends a request in the thread of the service's event loop, waits there for the whole answer, and looks at it."""

    _told: ClassVar[Description | None] = None

    def __init__(self, asgi: httpx2.ASGITransport, portal: BlockingPortal) -> None:
        self._asgi = asgi
        self._portal = portal

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = self._portal.call(self._answered, request)
        answer.read()
        self._description().check(request, answer)
        return answer

    def _description(self) -> Description:
        """Return what any service of this process says of itself: the first that is asked says it for all."""
        if _OneCrossing._told is None:
            told = self._portal.call(self._answered, httpx2.Request("GET", "http://testserver/openapi.json"))
            _OneCrossing._told = Description(json.loads(told.read()))
        return _OneCrossing._told

    async def _answered(self, request: httpx2.Request) -> httpx2.Response:
        if not isinstance(request.stream, httpx2.AsyncByteStream):
            request.stream = _Parts(request.stream)
        answer = await self._asgi.handle_async_request(request)
        body = b"".join([part async for part in answer.aiter_raw()])
        return httpx2.Response(answer.status_code, headers=answer.headers, stream=httpx2.ByteStream(body))


class _Parts(httpx2.AsyncByteStream):
    """A body that a test gives part by part, as the event loop reads it."""

    def __init__(self, parts: httpx2.SyncByteStream) -> None:
        self._parts = parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            yield part
