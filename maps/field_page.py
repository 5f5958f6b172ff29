"""The phone page of who visits households: list by street, map, and what came of each visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.donation_course import MOVES, START
from layers.donations import STATE_LABELS
from layers.visiting import DECIDED, states_entered
from layers.visits import RESULTS
from maps.field_app import FIELD, SCRIPT, icon_file, icon_files
from maps.folium_map import PageMap, data_script, town_map
from maps.legend import legend
from maps.pages import Page, RequestContext, rendered
from maps.static_files import MEDIA_TYPES, modules_of, static_path
from maps.words import Language, browser_words, translate

if TYPE_CHECKING:
    from maps.public_map import PageOptions

LEFT = ("identified", "approached")
"""States of households that are still to be visited."""
ICONS = {"absent": "house-line", "talked": "chat-circle-dots", "agreed": "check-circle", "declined": "x-circle"}
"""Icon of what came of a visit."""


def _entered(state: str, result: str) -> list[str] | None:
    """Return the states that a visit enters, None where the course has no such way."""
    ways = {(move.origin, move.to) for move in MOVES}
    entered = states_entered(state, result)
    steps = zip((state, *entered), entered, strict=False)
    return list(entered) if all(step in ways for step in steps) else None


def _visiting(language: Language, base: str) -> dict[str, Any]:
    """Return what the page has to know of visits and of what they move."""
    return {
        "left": list(LEFT),
        "labels": {state: translate(label, language) for state, label in STATE_LABELS.items()},
        "results": [
            {"name": result, "label": translate(label, language), "icon": ICONS[result], "decides": result in DECIDED}
            for result, label in RESULTS.items()
        ],
        "entered": {state: {result: _entered(state, result) for result in RESULTS} for state in (START, *STATE_LABELS)},
        "worker": f"{base}/{FIELD}/worker.js",
        "scope": f"{base}/{FIELD}",
    }


def field_page(context: RequestContext, options: PageOptions) -> Page:
    """Return the phone page.

    Parameters
    ----------
    context
        Language and path of the request.
    options
        What the office set. The page depends on nothing else: what is private comes by requests of its own.

    Raises
    ------
    AssetsMissing
        When the browser's packages are not installed.
    """
    language, base = context.language, context.base.rstrip("/")
    data = {
        "language": language,
        "base": base,
        "icons": f"{base}/static/{static_path('icons.svg')}",
        "legend": legend(language, public=False),
        "words": browser_words(language, modules_of(SCRIPT)),
        "visiting": _visiting(language, base),
    }
    parts = town_map(language, options.bounds, PageMap())
    data_path, script = data_script(data)
    touch_icon, drawn_icon = icon_file(180)

    html = rendered(
        "field.html",
        context,
        options,
        map_html=parts.html,
        data_script=f"{base}/{FIELD}/files/{data_path}",
        map_script=f"{base}/{FIELD}/files/{parts.script_path}",
        touch_icon=f"{base}/{FIELD}/files/{touch_icon}",
    )
    scripts = {parts.script_path: parts.script, data_path: script}
    files = {path: (body, MEDIA_TYPES[".js"]) for path, body in scripts.items()}
    return Page(html, files | {touch_icon: drawn_icon} | icon_files())
