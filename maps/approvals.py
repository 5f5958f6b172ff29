"""The chair's page: what waits for an approval, each drawn as it was approved and as it is, approved or returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.donation_course import PAPERS
from layers.donations import STATE_LABELS
from layers.own_changes import WHAT
from layers.readable import Audience
from maps.facts import facts
from maps.folium_map import PageData, town_map
from maps.legend import legend
from maps.pages import Page, RequestContext, rendered
from maps.static_files import modules_of
from maps.words import browser_words, translate

if TYPE_CHECKING:
    from maps.public_map import PageOptions

APPROVALS = "approvals"
"""Path of the page, and below it of its files."""
_SCRIPT = "js/approvals.js"


def approvals_page(context: RequestContext, options: PageOptions) -> Page:
    """Return the chair's page.

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
        "legend": legend(language, public=False),
        "landUses": {},
        "words": browser_words(language, modules_of(_SCRIPT)),
        "facts": facts(language, parcel_numbers=True, audience=Audience.OFFICE),
        "stateLabels": {state: translate(label, language) for state, label in STATE_LABELS.items()},
        "papers": {kind: translate(label, language) for kind, label in PAPERS.items()},
        "changedWhat": {what: translate(label, language) for what, label in WHAT.items()},
    }
    parts = town_map(language, options.bounds, PageData(data))

    html = rendered(
        "approvals.html",
        context,
        options,
        map_html=parts.html,
        map_script=f"{base}/{APPROVALS}/files/{parts.script_path}",
    )
    return Page(html, {parts.script_path: (parts.script, "text/javascript; charset=utf-8")})
