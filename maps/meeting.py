"""Pages of meetings: what a projector shows, and where that is prepared. All that is private comes by requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.clearance import ZONE_STATES
from maps.colours import THEMES
from maps.gl_meeting import meeting_style
from maps.pages import RequestContext, rendered
from maps.static_files import modules_of, static_path
from maps.words import Language, browser_words, translate

if TYPE_CHECKING:
    from maps.public_map import PageOptions


def meeting_page(context: RequestContext, options: PageOptions) -> str:
    """Return the page that is shown in a meeting.

    Parameters
    ----------
    context
        Language and path of the request.
    options
        What the office set.

    Raises
    ------
    AssetsMissing
        When the browser's packages are not installed.
    """
    base = context.base.rstrip("/")
    grounds = {code: use.ground for code, use in options.land_uses.items()}
    drawing = {
        "styles": {theme: meeting_style(theme, grounds) for theme in THEMES},
        "scripts": [f"{base}/static/{static_path('maplibre-gl.js')}"],
        "worker": f"{base}/static/{static_path('maplibre-gl-worker.js')}",
    }
    return _page("meeting", context, options, {**drawing, "zoneStates": _zone_states(context.language)})


def agendas_page(context: RequestContext, options: PageOptions) -> str:
    """Return the page on which meetings are prepared.

    Parameters
    ----------
    context, options
        As of `meeting_page`.
    """
    return _page("agendas", context, options, {})


def _zone_states(language: Language) -> dict[str, str]:
    """Return what people call the states of clearance zones."""
    return {state: translate(label, language) for state, label in ZONE_STATES.items()}


def _page(name: str, context: RequestContext, options: PageOptions, more: dict[str, Any]) -> str:
    language, base = context.language, context.base.rstrip("/")
    data = {
        "language": language,
        "base": base,
        "place": options.name(language),
        "bounds": list(options.bounds),
        "words": browser_words(language, modules_of(f"js/{name}.js")),
        **more,
    }
    return rendered(f"{name}.html", context, options, data=data)
