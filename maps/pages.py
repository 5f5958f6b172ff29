"""Whole pages: what the program answers to `/`, with the files that only that page refers to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from maps.colours import COLOURS
from maps.legend import legend
from maps.office_pages import pages_of
from maps.public_map import LandUse, PageOptions, public_map
from maps.static_files import static_path
from maps.words import LANGUAGES, Language, translate

if TYPE_CHECKING:
    from datetime import date

__all__ = ["LandUse", "Page", "PageOptions", "RequestContext", "language_of", "public_page"]

_TEMPLATES = Path(__file__).resolve().parent / "templates"

FIRST_ASKED = (
    "road_segments/items?limit=1000&datetime={day}",
    "subdistricts/items?limit=1000&datetime={day}&skipGeometry=true",
)
"""What the first view is made of: asked for by the page itself, so that it is there as soon as the scripts are."""


@dataclass(frozen=True, slots=True)
class RequestContext:
    """Whom a page is for.

    Attributes
    ----------
    language
        `vi` or `en`.
    base
        Path under which the service is reached, without a slash at its end.
    role
        Of who has signed in; empty for the public.
    """

    language: Language = "vi"
    base: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the files that belong to it.

    Attributes
    ----------
    html
        The page, free of inline scripts and styles.
    files
        Bytes and media type by path below `/static/`; the paths hold hashes, so they may be cached for ever.
    """

    html: str
    files: dict[str, tuple[bytes, str]]


def language_of(*wanted: str | None) -> Language:
    """Return the first of the wanted languages that there is, else Vietnamese.

    Examples
    --------
    >>> language_of(None, "en"), language_of("fr", "")
    ('en', 'vi')
    """
    found: list[Language] = [language for want in wanted for language in LANGUAGES if language == want]
    return found[0] if found else "vi"


@cache
def environment() -> jinja2.Environment:
    """Return what reads the templates."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def rendered(template: str, context: RequestContext, options: PageOptions, **own: Any) -> str:
    """Return a page's HTML.

    Parameters
    ----------
    template
        Its file among the templates.
    context, options
        What every page says: language, path, place, colours, and where static files and words are.
    own
        What this page says beside that.
    """
    language, base = context.language, context.base.rstrip("/")
    return (
        environment()
        .get_template(template)
        .render(
            language=language,
            languages=LANGUAGES,
            base=base,
            place=options.name(language),
            theme_colours=COLOURS["surface"],
            static=lambda name: f"{base}/static/{static_path(name)}",
            t=lambda msgid: translate(msgid, language),
            office_pages=pages_of(context.role),
            **own,
        )
    )


def _first_features(day: date | None) -> list[str]:
    """Return what `js/service.js` will ask first, to the letter; nothing where only the browser knows the day."""
    if day is None:
        return []
    return [f"/ogc/collections/{path.format(day=day.isoformat())}" for path in FIRST_ASKED]


def public_page(context: RequestContext, options: PageOptions) -> Page:
    """Return the public's map page.

    Parameters
    ----------
    context
        Language and path of the request.
    options
        What the office set. The page depends on nothing else, so it may be kept for as long as they stand.

    Raises
    ------
    AssetsMissing
        When the browser's packages are not installed.
    """
    language, base = context.language, context.base.rstrip("/")
    drawn = public_map(language, base, options)

    html = rendered(
        "public.html",
        context,
        options,
        day=options.said,
        map_html=drawn.parts.html,
        data_script=f"{base}/static/{drawn.data_path}",
        map_script=f"{base}/static/{drawn.parts.script_path}",
        first_features=[f"{base}{path}" for path in _first_features(options.opening)],
        legend=legend(language),
        credit=options.base_map_credit if options.base_map else "",
    )
    return Page(html, drawn.files)
