"""The officer's workbench: a map composed by folium beside a panel and a table, for who has signed in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo.crs import ZONES, towgs84
from layers.access import Right
from layers.clearance_course import PAPERS as STEP_PAPERS
from layers.clearance_course import STEPS
from layers.donation_course import MAIN_STATES, MOVES, PAPERS, START
from layers.donations import STATE_LABELS
from layers.obstacles import OBSTACLES
from layers.paper_areas import TOLERATED_M2, TOLERATED_SHARE
from layers.readable import Audience
from maps.facts import facts
from maps.folium_map import PageData, town_map
from maps.legend import legend
from maps.pages import Page, RequestContext, rendered
from maps.public_map import map_data, style_files
from maps.static_files import modules_of, static_path
from maps.style_table import OTHER_PROJECT_ICON, PROJECT_ICONS
from maps.words import Language, browser_words, translate

if TYPE_CHECKING:
    from maps.public_map import PageOptions

FILES = "workbench/files"
"""Path below which the files of the page are served that no other page has."""


def _course(language: Language) -> dict[str, Any]:
    """Return the course of donations: its states in order, the moves that leave each, and the papers' names."""
    moves: dict[str, list[dict[str, str]]] = {state: [] for state in (START, *STATE_LABELS)}
    for move in MOVES:
        moves[move.origin].append({"to": move.to, "right": move.right.name.lower()})
    return {
        "states": list(MAIN_STATES),
        "labels": {state: translate(label, language) for state, label in STATE_LABELS.items()},
        "moves": moves,
        "rights": {right.name.lower(): translate(right.value, language) for right in Right},
        "papers": {kind: translate(label, language) for kind, label in PAPERS.items()},
    }


def _clearance(language: Language) -> dict[str, Any]:
    """Return the legal steps with their papers, and the kinds of obstacles."""
    return {
        "steps": [
            {
                "number": step.number,
                "label": translate(step.label, language),
                "after": list(step.after),
                "papers": list(step.papers),
                "ofProject": step.of_project,
            }
            for step in STEPS
        ],
        "papers": {kind: translate(label, language) for kind, label in STEP_PAPERS.items()},
        "obstacles": {kind: translate(label, language) for kind, label in OBSTACLES.column("kind").choices.items()},
    }


def _zone(srid: int) -> dict[str, Any]:
    """Return what the browser works out coordinates of the project's zone with."""
    base = ZONES[srid].base
    return {
        "meridian": base.central_meridian,
        "scale": base.scale,
        "east": base.false_easting,
        "north": base.false_northing,
        "toWgs84": list(towgs84()),
    }


def workbench_page(context: RequestContext, options: PageOptions) -> Page:
    """Return the workbench.

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
    options = replace(options, parcel_numbers=True, lanes=False)
    styles = style_files(language, options)
    data = {
        **map_data(language, base, options, {theme: f"{base}/{FILES}/{path}" for theme, (path, _) in styles.items()}),
        "monthly": False,
        "today": "",
        "legend": legend(language, public=False),
        "words": browser_words(language, modules_of("js/workbench.js")),
        "facts": facts(language, parcel_numbers=True, audience=Audience.OFFICE),
        "course": _course(language),
        "clearance": _clearance(language),
        "projectIcons": {**PROJECT_ICONS, "other": OTHER_PROJECT_ICON},
        "editing": [f"{base}/static/{static_path(name)}" for name in ("leaflet-geoman.js", "leaflet-geoman.css")],
        "zone": _zone(options.srid),
        "tolerance": {"share": TOLERATED_SHARE, "least": TOLERATED_M2},
    }
    parts = town_map(language, options.bounds, PageData(data))

    html = rendered(
        "workbench.html",
        context,
        options,
        map_html=parts.html,
        map_script=f"{base}/{FILES}/{parts.script_path}",
        legend=data["legend"],
    )
    files = {path: (body, "application/json") for path, body in styles.values()}
    files[parts.script_path] = (parts.script, "text/javascript; charset=utf-8")
    return Page(html, files)
