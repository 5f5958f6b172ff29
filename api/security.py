"""Headers that every answer carries: what a browser may load, and what it must not guess."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = b"content-security-policy"

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(self)"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def content_security_policy(base_map_origin: str = "") -> str:
    """Return what a browser may load: nothing inline, and nothing of another host but the base map that is set.

    Examples
    --------
    >>> content_security_policy().split("; ")[:3]
    ["default-src 'self'", "connect-src 'self'", "img-src 'self' data: blob:"]
    """
    other = f" {base_map_origin}" if base_map_origin else ""
    return (
        f"default-src 'self'; connect-src 'self'{other}; img-src 'self' data: blob:{other}; object-src 'none';"
        " base-uri 'none'; frame-ancestors 'self'; form-action 'self'"
    )


def frameable(response: Response) -> Response:
    """Let pages of any site frame an answer: one that has no form, no session and nothing private."""
    policy = content_security_policy().replace("frame-ancestors 'self'", "frame-ancestors *")
    response.headers["content-security-policy"] = policy
    return response


class SecurityHeaders:
    """Adds the headers to every answer, those of errors too; a policy of its own an answer keeps.

    Parameters
    ----------
    base_map_origin
        Scheme and host of the base map that the office has set; empty for none.
    """

    def __init__(self, app: ASGIApp, base_map_origin: str = "") -> None:
        self._app = app
        self._headers = ((_POLICY, content_security_policy(base_map_origin).encode()), *HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                own = any(name == _POLICY for name, _ in given)
                message["headers"] = [*given, *(self._headers[1:] if own else self._headers)]
            await send(message)

        await self._app(scope, receive, with_headers)
