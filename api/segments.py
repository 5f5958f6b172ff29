"""Addresses by their segments: the slash of a key, as in “01/HĐ-2023”, is no border between two of them.

A server hands a path on decoded as a whole, where a key's slash (%2F) looks like any other. So a path is read here from
what was sent, each segment for itself, with its slashes kept as %2F and its per cent signs as %25 until the route is
found; what a route takes out of the path is plain again. No route has to know.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.convertors import PathConvertor, StringConvertor, register_url_convertor
from starlette.types import ASGIApp, Receive, Scope, Send


def segmented(raw: str) -> str:
    """Return a path as it is routed, of one as it was sent.

    Examples
    --------
    >>> segmented("/api/donations/01%2FH%C4%90-2023/minutes.pdf"), segmented("/roads/50%25%20b")
    ('/api/donations/01%2FHĐ-2023/minutes.pdf', '/roads/50%25 b')
    """
    return "/".join(unquote(part).replace("%", "%25").replace("/", "%2F") for part in raw.split("/"))


def plain(text: str) -> str:
    """Return what a segment of a routed path says.

    Examples
    --------
    >>> plain("01%2FHĐ-2023"), plain("50%25"), plain("%252F")
    ('01/HĐ-2023', '50%', '%2F')
    """
    return text.replace("%2F", "/").replace("%25", "%")


class _Segment(StringConvertor):
    def convert(self, value: str) -> str:
        return plain(value)


class _Rest(PathConvertor):
    def convert(self, value: str) -> str:
        return plain(value)


# For every route that is made or included from now on.
register_url_convertor("str", _Segment())
register_url_convertor("path", _Rest())


class Segments:
    """Passes every request on with its path by segments."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            # A server need not tell what was sent: then a per cent sign is one, and a slash a border.
            raw = scope.get("raw_path") or quote(scope["path"]).encode()
            if b"%" in raw:
                scope = {**scope, "path": segmented(raw.decode("utf-8", "replace"))}
        await self._app(scope, receive, send)
