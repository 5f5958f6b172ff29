"""The path under which people reach the service, where a proxy gives it only a part of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


def under_path(app: ASGIApp, public_address: str) -> ASGIApp:
    """Return an application that knows the path of the public address for where it begins; without one, as it is.

    Parameters
    ----------
    app
        What answers, by the ``root_path`` that it is told.
    public_address
        Under which people reach the service; the proxy passes its path on as it came. Empty for none.
    """
    base = unquote(urlsplit(public_address).path).rstrip("/")
    return UnderPath(app, base) if base else app


class UnderPath:
    """Tells the path where a request came under it, and passes on what comes without it as it is."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell the path, and pass on."""
        if scope["type"] == "http" and f"{scope['path']}/".startswith(f"{self._base}/"):
            scope = {**scope, "root_path": self._base}
        await self._app(scope, receive, send)
