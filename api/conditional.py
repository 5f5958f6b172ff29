"""Conditional requests (RFC 9110): an answer that the caller already has is not sent again."""

from __future__ import annotations

from fastapi import Request, Response


def has_it(request: Request, etag: str) -> bool:
    """Return whether the caller shows the ETag of the answer."""
    shown = request.headers.get("if-none-match")
    if shown is None:
        return False
    return shown in {etag, "*"} or etag in (tag.strip().removeprefix("W/") for tag in shown.split(","))


def answer(request: Request, content: bytes, etag: str, media_type: str, headers: dict[str, str]) -> Response:
    """Return the content with its ETag, or 304 for who has it."""
    if has_it(request, etag):
        return Response(status_code=304, headers={**headers, "ETag": etag})
    return Response(content, headers={**headers, "ETag": etag}, media_type=media_type)
