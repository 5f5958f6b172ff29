"""HEAD, OPTIONS and Allow, for every path at once: its routes tell which methods it has."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import FastAPI
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def allow(methods: Iterable[str]) -> dict[str, str]:
    """Return the header that names methods, with those that follow from them.

    Examples
    --------
    >>> allow({"POST", "GET"}), allow({"POST"})
    ({'Allow': 'GET, HEAD, POST, OPTIONS'}, {'Allow': 'POST, OPTIONS'})
    """
    named = {*methods, "OPTIONS"}
    if "GET" in named:
        named.add("HEAD")
    return {"Allow": ", ".join(method for method in METHODS if method in named)}


def methods_at(app: FastAPI, scope: Scope) -> set[str]:
    """Return the methods for which the path of a request has routes; none where nothing is."""
    place = {"type": "http", "path": scope["path"], "root_path": scope.get("root_path", "")}
    return {
        method
        for method in METHODS
        if any(route.matches({**place, "method": method})[0] is Match.FULL for route in app.router.routes)
    }


class Methods:
    """Answers HEAD as GET without a body, and OPTIONS where no route answers it itself; passes everything else on.

    Parameters
    ----------
    app
        What answers.
    routes
        The application whose routes are asked for their methods.
    """

    def __init__(self, app: ASGIApp, routes: FastAPI) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        method = scope["method"] if scope["type"] == "http" else ""
        if method == "HEAD":
            await self._app({**scope, "method": "GET"}, receive, _without_body(send))
            return
        if method == "OPTIONS":
            methods = methods_at(self._routes, scope)
            if methods and method not in methods:
                await Response(status_code=204, headers=allow(methods))(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _without_body(send: Send) -> Send:
    async def headers_alone(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return headers_alone
