"""Pages for who has signed in, kept by language, path and role, and the files that they are made of."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request, Response

from api.conditional import packed_answer
from api.errors import UnknownFile
from api.media_types import HTML
from api.pages import page_options, remember_language
from api.principal import Principal
from api.problems import language
from api.service import Service
from maps.pages import Page, PageOptions, RequestContext
from maps.words import LANGUAGES, Language

_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


class KeptPages:
    """One page in its languages, made again only when something in it changed. It holds nothing of the office's data.

    Parameters
    ----------
    make
        Makes it.
    """

    def __init__(self, make: Callable[[RequestContext, PageOptions], Page]) -> None:
        self._make = make
        self._pages: dict[tuple[Language, str, str], tuple[PageOptions, Page]] = {}

    async def answer(self, request: Request, service: Service, principal: Principal) -> Response:
        """Return the page, in the language of the request, with the other pages that somebody may work at."""
        base = request.scope.get("root_path", "")
        page = self._page(language(request), base, await page_options(service), principal.role)
        headers = {"Cache-Control": "private, no-store"}
        found = packed_answer(request, page.html.encode(), HTML, headers)
        remember_language(request, found)
        return found

    async def files(self, request: Request, service: Service) -> dict[str, tuple[bytes, str]]:
        """Return the files of all its languages: the names hold hashes of what is in them."""
        base, options = request.scope.get("root_path", ""), await page_options(service)
        found: dict[str, tuple[bytes, str]] = {}
        for tongue in LANGUAGES:
            found |= self._page(tongue, base, options).files
        return found

    async def file(self, name: str, request: Request, service: Service) -> Response:
        """Return one of its files.

        Raises
        ------
        UnknownFile
            When it has none of that name.
        """
        found = (await self.files(request, service)).get(name)
        if found is None:
            raise UnknownFile(path=name[:200])
        content, media_type = found
        return packed_answer(request, content, media_type, _FOR_EVER)

    def _page(self, tongue: Language, base: str, options: PageOptions, role: str = "") -> Page:
        kept = self._pages.get((tongue, base, role))
        if kept is None or kept[0] != options:
            made = self._make(RequestContext(tongue, base, role), options)
            kept = self._pages[tongue, base, role] = options, made
        return kept[1]
