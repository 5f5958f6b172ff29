"""Routes that read their request themselves: documented as all others, answered before the framework is asked.

What the framework sets up for each request (layers of error handling, routing, dependencies, stacks of contexts) takes
as long as a kept tile itself. Errors are told by the same table all the same.
"""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from api.problems import problem_of
from api.segments import plain


class ByHand(APIRoute):
    """A route whose function takes the request, nothing else, and returns the response."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for the route's path, whose parameters stand in the scope."""
        request = Request(scope, receive, send)
        try:
            response = await self.endpoint(request)
        except Exception as error:  # noqa: BLE001  # each is told or logged by the one table
            response = problem_of(request, error)
        await response(scope, receive, send)


class ByHandFirst:
    """Answers what is read by hand, and passes everything else on: other methods of the same paths too.

    Parameters
    ----------
    app
        Whose routes are looked at once, so it is complete.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._routes = [(route.path_regex, route) for route in app.router.routes if isinstance(route, ByHand)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] == "http" and scope["method"] == "GET":
            path = scope["path"].removeprefix(scope["root_path"])
            for pattern, route in self._routes:
                if (found := pattern.match(path)) is not None:
                    taken = {name: plain(text) for name, text in found.groupdict().items()}
                    scope["app"], scope["path_params"] = self._app, taken
                    await route.answer(scope, receive, send)
                    return
        await self._app(scope, receive, send)
