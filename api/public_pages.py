"""What the pages for everybody have in common: for whom, of which day, and how they are answered.

They are the same for all, whoever has signed in: only the public's role is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from fastapi import Request, Response
from sqlalchemy import Connection

from api.conditional import answer, etag_of
from api.media_types import HTML
from api.pages import remember_language
from api.principal import PUBLIC
from api.problems import language, place_of
from api.publication import published
from api.service import Service
from api.telling import read, told_day
from layers.readable import Audience
from maps.public_pages import Reader

Read = TypeVar("Read")


def site_of(request: Request, service: Service) -> str:
    """Return the address under which people reach the service: as the office has set it, else as they asked."""
    return service.settings.public_address.rstrip("/") or str(request.base_url).rstrip("/")


def reader_of(request: Request, service: Service, path: str, on: str | None) -> Reader:
    """Return for whom a page is.

    Parameters
    ----------
    request, service
        What is asked, of whom.
    path
        Of the page, below the service's.
    on
        The day that is asked for; None or nothing for the day that maps open on.

    Raises
    ------
    BadParameter
        When it is no day.
    """
    opening = (service.settings.map_day or service.today()).isoformat()
    return Reader(
        language=language(request),
        base=request.scope.get("root_path", "").rstrip("/"),
        site=site_of(request, service),
        path=path,
        place=place_of(request),
        on=told_day(service, PUBLIC, on or opening),
        today=service.today(),
        asked=bool(on),
    )


async def public_read(service: Service, work: Callable[[Connection], Read]) -> Read:
    """Return what is read as the public, once what was just written is published."""
    await published(service)
    return await read(service, Audience.PUBLIC, work)


def page(request: Request, html: str, status: HTTPStatus = HTTPStatus.OK, *, remember: bool = True) -> Response:
    """Return a page with its ETag; `?lang=` is remembered, but in others' frames."""
    content = html.encode()
    found: Response
    if status is HTTPStatus.OK:
        headers = {
            "Cache-Control": "no-cache",
            "Vary": "Accept-Language, Cookie",
            "Content-Language": language(request),
        }
        found = answer(request, content, etag_of(content), HTML, headers, pack=True)
    else:
        found = Response(content, int(status), {"Cache-Control": "no-store"}, HTML)
    if remember:
        remember_language(request, found)
    return found


def file(request: Request, content: bytes, media_type: str) -> Response:
    """Return what belongs to a page, with its ETag."""
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
    return answer(request, content, etag_of(content), media_type, headers, pack=not media_type.startswith("image/png"))
