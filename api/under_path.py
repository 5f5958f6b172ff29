"""The path under which people reach the service, where a proxy gives it only a part of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class UnderPath:
    """Takes the path of the public address for where the service begins, and what comes without it as it is.

    Parameters
    ----------
    app
        What answers, by the ``root_path`` that it is told.
    public_address
        Under which people reach the service; the proxy passes its path on as it came. Empty for none.
    """

    def __init__(self, app: ASGIApp, public_address: str) -> None:
        self._app = app
        self._base = unquote(urlsplit(public_address).path).rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell the path where it is the request's, and pass on."""
        if self._base and scope["type"] == "http" and f"{scope['path']}/".startswith(f"{self._base}/"):
            scope = {**scope, "root_path": self._base}
        await self._app(scope, receive, send)
