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
        """Pass a request on: who reads nothing of a body, as for a tile, pays nothing for its limit."""
        await self._app(scope, self._limited(scope, receive) if scope["type"] == "http" else receive, send)

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        come = 0

        async def limited() -> Message:
            nonlocal come
            for_scans = scope["path"].removeprefix(scope.get("root_path", "")) == SCANS
            most = (self._scan_mb if for_scans else self._most_mb) * 1_000_000
            if _announced(scope) > most:
                raise self._too_large(for_scans=for_scans)
            message = await receive()
            come += len(message.get("body", b""))
            if come > most:
                raise self._too_large(for_scans=for_scans)
            return message

        return limited

    def _too_large(self, *, for_scans: bool) -> Sentence:
        if for_scans:
            return ScanTooLarge(most=self._scan_mb, pixels=MOST_PIXELS // 1_000_000)
        return BodyTooLarge(most=self._most_mb)


def _announced(scope: Scope) -> int:
    told = Headers(scope=scope).get("content-length", "")
    return int(told) if told.isdecimal() else 0
