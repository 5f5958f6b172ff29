"""The limit of what a request may bring: counted as it comes, before anybody has asked who sends it."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BodyTooLarge
from layers.errors import Sentence
from layers.scans import MOST_PIXELS, ScanTooLarge

SCANS = "/api/documents"
"""Path to which scans and photos are sent."""


class BodyLimit:
    """Lets no body be read further than is allowed: whoever reads on raises what it is answered with.

    Parameters
    ----------
    most_mb
        Megabytes of a request.
    scan_mb
        Megabytes of a scan or photo.
    """

    def __init__(self, app: ASGIApp, most_mb: int, scan_mb: int) -> None:
        self._app = app
        self._most_mb = most_mb
        self._scan_mb = scan_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most_mb, too_large = self._limit(scope)
        most = most_mb * 1_000_000
        told = Headers(scope=scope).get("content-length", "")
        announced = int(told) if told.isdecimal() else 0
        come = 0

        async def limited() -> Message:
            nonlocal come
            if announced > most:
                raise too_large
            message = await receive()
            come += len(message.get("body", b""))
            if come > most:
                raise too_large
            return message

        await self._app(scope, limited, send)

    def _limit(self, scope: Scope) -> tuple[int, Sentence]:
        if scope["path"].removeprefix(scope.get("root_path", "")) == SCANS:
            return self._scan_mb, ScanTooLarge(most=self._scan_mb, pixels=MOST_PIXELS // 1_000_000)
        return self._most_mb, BodyTooLarge(most=self._most_mb)
