"""MapLibre's layers of names, badges and squares, derived from the style table."""

from __future__ import annotations

from typing import Any

from layers.tiles import NUMBERS, NUMBERS_FROM
from maps.colours import COLOURS, Theme
from maps.gl_basics import Json, tile_layer, zooming
from maps.gl_layers import PILLS
from maps.gl_roads import RIBBON_ZOOM
from maps.map_images import PILL
from maps.style_table import CLEARANCE, PARCELS, PROJECTS, REQUIRED, ROADS, SUBDISTRICTS, Group

PLACES = "places"
"""Source of single points, filled by the page: names of subdistricts, badges of zones, squares of projects."""

ON_ROAD_NAMES = "roads-name-inside"
"""Layer of roads' names where the road is wider than its name."""
FONT = "MD Map"
FONT_BOLD = "MD Map Semibold"


def _text(theme: Theme, colour: str) -> Json:
    return {
        "text-color": COLOURS[colour].on(theme),
        "text-halo-color": COLOURS["parcel"].on(theme),
        "text-halo-width": 1.5,
    }


def _place(name: str, group: Group, **rest: Any) -> Json:
    return {
        "id": name,
        "type": "symbol",
        "source": PLACES,
        "metadata": {"group": group.name},
        "filter": ["==", ["get", "layer"], group.name],
        **rest,
    }


def labels(theme: Theme, *, parcel_numbers: bool) -> list[Json]:
    """Return what is written, the last drawn first to be placed: projects, roads, subdistricts, parcels."""
    numbers = tile_layer(
        "parcels-number",
        "symbol",
        PARCELS,
        NUMBERS,
        minzoom=NUMBERS_FROM,
        layout={"text-field": ["get", "parcel"], "text-font": [FONT], "text-size": 12},
        paint=_text(theme, "ink2"),
    )
    spaced = {"text-transform": "uppercase", "text-letter-spacing": 0.14, "text-max-width": 8}
    subdistricts = _place(
        "subdistricts-name",
        SUBDISTRICTS,
        minzoom=12,
        maxzoom=17,
        layout={"text-field": ["get", "name"], "text-font": [FONT], "text-size": 12.5, **spaced},
        paint=_text(theme, "ink3"),
    )
    roads = tile_layer(
        "roads-name",
        "symbol",
        ROADS,
        minzoom=13.5,
        maxzoom=18,
        layout={
            "symbol-placement": "line",
            "symbol-spacing": 420,
            "text-field": ["get", "name"],
            "text-font": [FONT_BOLD],
            "text-size": zooming((14, 12.5), (17, 14)),
            "text-offset": zooming((14, ["literal", [0, -1.45]]), (17, ["literal", [0, -2.1]])),
            "text-max-angle": 20,
        },
        paint=_text(theme, "ink"),
    )
    # Where the road is wider than its name, the name stands on it.
    on_road = tile_layer(
        ON_ROAD_NAMES,
        "symbol",
        ROADS,
        minzoom=18,
        layout={
            "symbol-placement": "line",
            "symbol-spacing": 520,
            "text-field": ["get", "name"],
            "text-font": [FONT_BOLD],
            "text-size": 14,
            "text-max-angle": 20,
        },
        paint={
            "text-color": COLOURS["mo5_dash"].on(theme),
            "text-halo-color": COLOURS["mo5"].on(theme),
            "text-halo-width": 3,
        },
    )
    badges = _place(
        "clearance-badge",
        CLEARANCE,
        minzoom=CLEARANCE.from_zoom,
        layout={"icon-image": ["concat", "clearance_zones-", ["get", "state"]], "icon-padding": 4},
    )
    squares = _place(
        "projects-square",
        PROJECTS,
        minzoom=PROJECTS.from_zoom,
        layout={"icon-image": ["get", "image"], "icon-padding": 2},
    )
    pills = {
        "id": PILLS,
        "type": "symbol",
        "source": PILLS,
        "metadata": {"group": REQUIRED.name},
        "minzoom": RIBBON_ZOOM,
        "layout": {
            "text-field": ["get", "text"],
            "text-font": [FONT_BOLD],
            "text-size": 13,
            "icon-image": PILL,
            "icon-text-fit": "both",
            "icon-text-fit-padding": [1, 2, 1, 2],
            "text-anchor": ["get", "anchor"],
            "text-radial-offset": 1.2,
            # The worst is placed first, and hides what would cover it.
            "symbol-sort-key": ["-", ["get", "missing"]],
        },
        "paint": {"text-color": COLOURS["surface"].on(theme)},
    }
    return [*([numbers] if parcel_numbers else []), subdistricts, roads, on_road, badges, squares, pills]
