"""`/workbench`: the officer's page, for who has signed in, and the files that it is made of."""

from __future__ import annotations

from functools import cache
from pathlib import PurePosixPath

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.account import Somebody
from api.errors import UnknownFile
from api.pages import page_options, remember_language
from api.problems import language
from api.service import TheService
from layers.access import Right
from maps.pages import Page, PageOptions, RequestContext
from maps.static_files import MEDIA_TYPES
from maps.words import LANGUAGES, Language
from maps.workbench import FILES, workbench_page

router = APIRouter(include_in_schema=False)

_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


class _Kept:
    """Pages by language and path, made again only when something in them changed."""

    def __init__(self) -> None:
        self._pages: dict[tuple[Language, str], tuple[PageOptions, Page]] = {}

    def page(self, tongue: Language, base: str, options: PageOptions) -> Page:
        """Return the page of these options."""
        kept = self._pages.get((tongue, base))
        if kept is None or kept[0] != options:
            kept = self._pages[tongue, base] = options, workbench_page(RequestContext(tongue, base), options)
        return kept[1]


@cache
def _kept() -> _Kept:
    return _Kept()


@router.get("/workbench")
async def workbench(request: Request, service: TheService, principal: Somebody) -> Response:
    """Answer the workbench."""
    principal.require(Right.READ_OFFICE)
    base = request.scope.get("root_path", "")
    page = _kept().page(language(request), base, await page_options(service))
    found = HTMLResponse(page.html, headers={"Cache-Control": "private, no-store"})
    remember_language(request, found)
    return found


@router.get(f"/{FILES}/{{name}}")
async def file(name: str, request: Request, service: TheService) -> Response:
    """Answer a file of the page: the style of its map and folium's script, which hold nothing of the office's data."""
    base, options = request.scope.get("root_path", ""), await page_options(service)
    for tongue in LANGUAGES:
        content, _ = _kept().page(tongue, base, options).files.get(name, (None, ""))
        if content is not None:
            return Response(content, headers=_FOR_EVER, media_type=MEDIA_TYPES[PurePosixPath(name).suffix])
    raise UnknownFile(path=name[:200])
