"""Routes that read their request themselves: documented as all others, without the framework's reading of it.

What FastAPI sets up for each request (dependencies, stacks of contexts, a handler of errors) takes as long as a kept
tile itself. Errors travel to the one table all the same: the application's own handlers stand further out.
"""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send


class ByHand(APIRoute):
    """A route whose function takes the request, nothing else, and returns the response."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for the route's path."""
        if scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)  # refuses it
            return
        response = await self.endpoint(Request(scope, receive, send))
        await response(scope, receive, send)


def add_routes(app: FastAPI, router: APIRouter) -> None:
    """Add a router's routes to the application itself: those of an included router are looked up twice."""
    app.router.routes.extend(router.routes)
