"""MapLibre's layers of names, badges and squares, derived from the style table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from layers.tiles import NUMBERS, NUMBERS_FROM
from maps.colours import COLOURS, Theme
from maps.gl_basics import Json, tile_layer, zooming
from maps.gl_layers import PILLS
from maps.gl_roads import RIBBON_ZOOM
from maps.map_images import PILL, RULE
from maps.style_table import CLEARANCE, PARCELS, PROJECTS, REQUIRED, ROADS, SUBDISTRICTS, Group

if TYPE_CHECKING:
    from maps.words import Language

PLACES = "places"
"""Source of single points, filled by the page: names of subdistricts, badges of zones, squares of projects."""

_ROOM_M2 = ((NUMBERS_FROM, 800), (18, 200), (19, 50))
"""Least area of a parcel that has room for its area under its number, by zoom: about 2500 px² each."""
LOCALES: Final[dict[Language, str]] = {"vi": "de-DE", "en": "en-GB"}
"""Whose way of writing numbers is the language's (as in `js/format.js`)."""
_ONE_DIGIT = {"min-fraction-digits": 1, "max-fraction-digits": 1}
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


def _where_it_fits(fraction: Any, alone: Any) -> list[Any]:
    """Return the one for parcels with room for two lines on the screen, the other for smaller ones."""
    fits = {zoom: ["case", [">=", ["get", "tenths_m2"], least * 10], fraction, alone] for zoom, least in _ROOM_M2}
    first, *others = fits
    return ["step", ["zoom"], fits[first], *(part for zoom in others for part in (zoom, fits[zoom]))]


def _numbers(theme: Theme, language: Language) -> Json:
    """Return the layer of parcels' numbers, each over its area as on the cadastral map."""
    area = ["number-format", ["/", ["get", "tenths_m2"], 10], {"locale": LOCALES[language], **_ONE_DIGIT}]
    fraction = ["format", ["get", "parcel"], {}, "\n", {}, area, {"font-scale": 0.92}]
    return tile_layer(
        "parcels-number",
        "symbol",
        PARCELS,
        NUMBERS,
        minzoom=NUMBERS_FROM,
        layout={
            "text-field": _where_it_fits(fraction, ["format", ["get", "parcel"], {}]),
            "text-font": [FONT],
            "text-size": 12,
            "text-line-height": 1.4,
            "icon-image": _where_it_fits(RULE, ""),
            "icon-text-fit": "width",
        },
        paint=_text(theme, "ink2"),
    )


def _subdistricts(theme: Theme) -> Json:
    spaced = {"text-transform": "uppercase", "text-letter-spacing": 0.14, "text-max-width": 8}
    return _place(
        "subdistricts-name",
        SUBDISTRICTS,
        minzoom=12,
        maxzoom=17,
        layout={"text-field": ["get", "name"], "text-font": [FONT], "text-size": 12.5, **spaced},
        # It lies across roads: a hair's halo is lost on asphalt.
        paint={**_text(theme, "ink2"), "text-halo-width": 2.5},
    )


def _roads(theme: Theme) -> list[Json]:
    """Return the layers of roads' names: beside a road, and on it where it is wider than its name."""
    along: Json = {
        "symbol-placement": "line",
        "text-field": ["get", "name"],
        "text-font": [FONT_BOLD],
        "text-max-angle": 20,
    }
    beside = {
        "symbol-spacing": 420,
        "text-size": zooming((14, 12.5), (17, 14)),
        "text-offset": zooming((14, ["literal", [0, -1.45]]), (17, ["literal", [0, -2.1]])),
    }
    # Not every road is asphalt yet: the name is read on it by its halo, and on the ground by itself.
    paint = {**_text(theme, "ink"), "text-halo-width": 3}
    return [
        tile_layer(
            "roads-name",
            "symbol",
            ROADS,
            minzoom=13.5,
            maxzoom=18,
            layout={**along, **beside},
            paint=paint,
        ),
        tile_layer(
            "roads-name-inside",
            "symbol",
            ROADS,
            minzoom=18,
            layout={**along, "symbol-spacing": 520, "text-size": 14},
            paint=paint,
        ),
    ]


def _badges_and_squares() -> list[Json]:
    """Return the layers of zones' badges and of projects' squares."""
    return [
        _place(
            "clearance-badge",
            CLEARANCE,
            minzoom=CLEARANCE.from_zoom,
            layout={"icon-image": ["concat", "clearance_zones-", ["get", "state"]], "icon-padding": 4},
        ),
        _place(
            "projects-square",
            PROJECTS,
            minzoom=PROJECTS.from_zoom,
            layout={"icon-image": ["get", "image"], "icon-padding": 2},
        ),
    ]


def _pills(theme: Theme) -> Json:
    """Return the layer of the missing metres at the worst bottlenecks."""
    return {
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


def labels(theme: Theme, *, parcel_numbers: Language | None) -> list[Json]:
    """Return all that is written, in draw order; what is drawn last is placed first."""
    numbers = [_numbers(theme, parcel_numbers)] if parcel_numbers else []
    return [*numbers, _subdistricts(theme), *_roads(theme), *_badges_and_squares(), _pills(theme)]
