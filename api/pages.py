"""Pages for people, and the files that they are made of."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePosixPath

from fastapi import APIRouter, Request, Response

from api.conditional import accepts, answer, etag_of
from api.errors import DatabaseDown, UnknownFile
from api.media_types import HTML
from api.problems import language
from api.service import Service, TheService, service_of
from layers.readable import Audience
from maps.base_map import base_map
from maps.pages import LandUse, Page, PageOptions, RequestContext, public_page
from maps.static_files import packed, static_files
from maps.words import LANGUAGES, Language

router = APIRouter(include_in_schema=False)

_LAND_USES = "SELECT code, ground, label_vi, label_en FROM public_map.land_uses WHERE valid @> $1::date ORDER BY code"
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
_COOKIE_SECONDS = int(timedelta(days=365).total_seconds())


@router.get("/")
async def public_map(request: Request, service: TheService) -> Response:
    """Answer the public's map. `?lang=` is remembered in a cookie."""
    tongue = language(request)
    page = await _page(service, tongue, request.scope.get("root_path", ""))
    content = page.html.encode()
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie", "Content-Language": tongue}
    found = answer(request, content, etag_of(content), HTML, headers, pack=True)
    remember_language(request, found)
    return found


def remember_language(request: Request, response: Response) -> None:
    """Let the browser keep the language that `?lang=` asks for."""
    tongue = request.query_params.get("lang")
    if tongue in LANGUAGES:
        response.set_cookie("lang", tongue, max_age=_COOKIE_SECONDS, httponly=True, samesite="lax")


@router.get("/static/{path:path}")
async def static(path: str, request: Request) -> Response:
    """Answer a file; its name holds a hash of what is in it, so that it may be kept for ever."""
    found = static_files().get(path)
    if found is None:
        service = service_of(request)
        # Another worker may have made the page that refers to it.
        for tongue in LANGUAGES:
            page = await _page(service, tongue, request.scope.get("root_path", ""))
            if path in page.files:
                found = packed(page.files[path][0], PurePosixPath(path).suffix)
                break
        else:
            raise UnknownFile(path=path[:200])
    headers = dict(_FOR_EVER)
    content = found.content
    for encoding, small in (("br", found.brotli), ("gzip", found.gzip)):
        if small and accepts(request, encoding):
            content, headers["Content-Encoding"] = small, encoding
            break
    return Response(content, headers=headers, media_type=found.media_type)


async def _page(service: Service, tongue: Language, base: str) -> Page:
    """Return the page, made again only when something in it changed; it is served while the database is away, too."""
    kept = service.pages.get((tongue, base))
    try:
        options = await page_options(service)
    except DatabaseDown:
        if kept is None:
            raise
        return kept[1]
    if kept is None or kept[0] != options:
        kept = service.pages[tongue, base] = options, public_page(RequestContext(tongue, base), options)
    return kept[1]


async def page_options(service: Service) -> PageOptions:
    """Return what pages with a map depend on: what the office set, and its table of land uses.

    Raises
    ------
    DatabaseDown
        When the database is away.
    """
    settings, today = service.settings, service.today()
    rows = await service.pools[Audience.PUBLIC].rows(_LAND_USES, (settings.map_day or today,))
    return PageOptions(
        place=settings.place,
        place_en=settings.place_en,
        bounds=settings.town_bounds,
        map_day=settings.map_day,
        subdistrict=settings.map_subdistrict,
        today=today,
        srid=settings.srid,
        parcel_numbers=settings.public_parcel_numbers,
        base_map=base_map(settings.base_map_url),
        base_map_credit=settings.base_map_credit,
        land_uses={
            row["code"]: LandUse(ground=row["ground"], label_vi=row["label_vi"], label_en=row["label_en"])
            for row in rows
        },
    )
