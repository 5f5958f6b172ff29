"""Answers that are held back, so that they come in another order than they were asked for."""

from __future__ import annotations

import time
from re import Pattern

from playwright.sync_api import Page, Route

PATIENCE_SECONDS = 60.0


class Held:
    """Holds back the answers to what a page asks for.

    Parameters
    ----------
    page
        Whose requests.
    what
        Their addresses.
    """

    def __init__(self, page: Page, what: str | Pattern[str]) -> None:
        self.page = page
        self._routes: list[Route] = []
        self._released = False
        page.route(what, self._hold)

    def _hold(self, route: Route) -> None:
        if self._released:
            route.continue_()
        else:
            self._routes.append(route)

    def take(self, count: int = 1) -> list[Route]:
        """Wait until so many were asked for, and return them, to be let go one day."""
        until = time.monotonic() + PATIENCE_SECONDS
        while len(self._routes) < count:
            assert time.monotonic() < until, "the page did not ask"
            self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(true)))")
        taken, self._routes = self._routes, []
        return taken

    def let_go(self, routes: list[Route]) -> None:
        """Let answers come, and wait until the page has had them."""
        for route in routes:
            asked = route.request
            with self.page.expect_event("requestfinished", lambda request, asked=asked: request == asked):
                route.continue_()
        # What is asked for after them comes after them.
        self.page.evaluate("() => fetch(location.href).then((answer) => answer.text())")

    def release(self, count: int = 1) -> None:
        """Wait until so many were asked for, let them come, and hold no others."""
        routes = self.take(count)
        self._released = True
        self.let_go(routes)
