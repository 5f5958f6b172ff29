"""MapLibre's layers of the roads: by their share at target, as ribbons nearer by, hollow where nothing is measured.

Which look a road has comes from the engine: the page sets it as the state `look` of the road's feature.
"""

from __future__ import annotations

from typing import Any

from maps.colours import COLOURS, Theme
from maps.gl_basics import NO_COLOUR, Expression, Json, dash, if_marked, marking_layer, tile_layer, zooming
from maps.style_table import PRESENT_ROADS, ROADS

RIBBON_ZOOM = 16
"""Zoom from which a road is drawn as asphalt with a lane of given land on each side, instead of by its share."""

TRUE_WIDTH_ZOOM = 17
"""Zoom from which roads and given land are drawn in their true width."""

RIBBON = ((16.0, 11.0, 6.0), (17.0, 14.0, 8.0))
"""Zoom, width of the road and of each lane beside it, px."""

_SHARE_ZOOMS = ((10, 0.5), (12, 0.6), (14, 1.0), (15, 1.3), (16, 1.5))
"""Zoom, and by how much the looks' widths are multiplied there."""

_AROUND = (
    (10, 8),
    (14, 12),
    (RIBBON_ZOOM - 0.01, 16),
    (RIBBON_ZOOM, 28),
    (16.99, 38),
    (TRUE_WIDTH_ZOOM, 26),
    (18, 44),
    (19, 80),
)
"""Zoom, and how far apart the two lines are that run round a selected road, px."""

_HOLLOW = "no_measure"
_LOOK: Expression = ["coalesce", ["feature-state", "look"], _HOLLOW]
_MEASURED: Expression = ["case", ["==", _LOOK, _HOLLOW], 0, 1]
_UNMEASURED: Expression = ["case", ["==", _LOOK, _HOLLOW], 1, 0]
_BUTT: Json = {"layout": {"line-cap": "butt", "line-join": "round"}}


def _by_share(theme: Theme) -> list[Json]:
    looks = [look for look in ROADS.looks if look.from_share is not None]
    colours = [part for look in looks for part in (look.name, COLOURS[look.fill].on(theme))]
    widths: list[Any] = [part for look in looks for part in (look.name, look.width)]
    width: Expression = ["match", _LOOK, *widths, 0]

    def wide(more: float) -> Expression:
        return zooming(*((zoom, ["*", times, ["+", width, more]]) for zoom, times in _SHARE_ZOOMS))

    common: Json = {**_BUTT, "minzoom": ROADS.from_zoom, "maxzoom": RIBBON_ZOOM}
    casing = {"line-color": COLOURS["casing"].on(theme), "line-width": wide(2.6), "line-opacity": _MEASURED}
    fill = {"line-color": ["match", _LOOK, *colours, NO_COLOUR], "line-width": wide(0)}
    whole = looks[-1].name
    centre = {
        "line-color": COLOURS["mo5_dash"].on(theme),
        "line-width": 1.5,
        "line-dasharray": [4, 3],
        "line-opacity": ["case", ["==", _LOOK, whole], 1, 0],
    }
    return [
        tile_layer("roads-share-casing", "line", ROADS, **common, paint=casing),
        tile_layer("roads-share", "line", ROADS, **common, paint={**fill, "line-opacity": _MEASURED}),
        tile_layer("roads-open", "line", ROADS, **{**common, "minzoom": 12}, paint=centre),
    ]


def _as_ribbon(theme: Theme) -> list[Json]:
    """Return the asphalt between the lanes, with its dashed centre."""
    look = PRESENT_ROADS.look("present")
    common: Json = {**_BUTT, "minzoom": RIBBON_ZOOM, "maxzoom": TRUE_WIDTH_ZOOM}
    core = {"line-color": COLOURS[look.fill].on(theme), "line-width": zooming(*((zoom, px) for zoom, px, _ in RIBBON))}
    return [tile_layer("roads-core", "line", ROADS, **common, paint={**core, "line-opacity": _MEASURED})]


def _hollow(theme: Theme) -> list[Json]:
    """Return the roads with no measure, between two dashed edges: no figure is invented for them."""
    look = ROADS.look(_HOLLOW)
    stops = [(10.0, 2.2), (12.0, 4.2), (14.0, 6.5), *((zoom, core) for zoom, core, _ in RIBBON)]
    width = zooming(*stops)
    inside = zooming(*((zoom, core - 1.2 - zoom / 10) for zoom, core in stops))
    common: Json = {**_BUTT, "minzoom": ROADS.from_zoom, "maxzoom": TRUE_WIDTH_ZOOM}
    line, fill = COLOURS[look.line].on(theme), COLOURS[look.fill].on(theme)

    def layer(name: str, colour: str, wide: Expression, **more: Any) -> Json:
        paint = {"line-color": colour, "line-width": wide, "line-opacity": _UNMEASURED, **more}
        return tile_layer(name, "line", ROADS, **common, paint=paint)

    return [
        layer("roads-casing", fill, width),
        layer("roads-dash", line, width, **dash(look)),
        layer("roads-inside", fill, inside),
    ]


def roads(theme: Theme) -> list[Json]:
    """Return the roads' layers below the zoom at which they have their true width, in draw order."""
    return [*_hollow(theme), *_by_share(theme), *_as_ribbon(theme)]


def without_lanes(layers: list[Json]) -> list[Json]:
    """Return a style's layers for a page that has no lanes: a road keeps the look of its share up to its true width.

    Asphalt without lanes would tell that all of the road is built.
    """
    shares = ("roads-share-casing", "roads-share", "roads-open")
    bounds = {**dict.fromkeys(shares, "maxzoom"), "roads-core-centre": "minzoom"}
    return [
        {**layer, bounds[layer["id"]]: TRUE_WIDTH_ZOOM} if layer["id"] in bounds else layer
        for layer in layers
        if layer["id"] != "roads-core"
    ]


def centres(theme: Theme) -> list[Json]:
    """Return the roads' dashed centres on the asphalt; where nothing is measured, the line alone is what is known."""
    asphalt, hollow = PRESENT_ROADS.look("present"), ROADS.look(_HOLLOW)
    return [
        tile_layer(
            "roads-core-centre",
            "line",
            ROADS,
            minzoom=RIBBON_ZOOM,
            paint={
                "line-color": COLOURS[asphalt.line].on(theme),
                "line-width": asphalt.width,
                "line-opacity": _MEASURED,
                **dash(asphalt),
            },
        ),
        tile_layer(
            "roads-centre",
            "line",
            ROADS,
            minzoom=TRUE_WIDTH_ZOOM,
            paint={
                "line-color": COLOURS[hollow.line].on(theme),
                "line-width": hollow.width,
                "line-opacity": _UNMEASURED,
                **dash(hollow),
            },
        ),
    ]


def around(theme: Theme) -> list[Json]:
    """Return the outline of the road that the pointer is over or that is selected: it runs round, not over it."""
    layers: list[Json] = []
    for state, colour, width in (("hover", "ink", 2.0), ("selected", "parcel", 6.0), ("selected", "select", 3.0)):
        layers.append(
            marking_layer(
                f"{ROADS.name}-{state}-{colour}",
                "line",
                ROADS,
                state,
                ("line-width", width),
                {
                    "line-color": COLOURS[colour].on(theme),
                    "line-gap-width": zooming(*_AROUND),
                    "line-opacity": if_marked(state, 1, 0),
                },
                minzoom=ROADS.from_zoom,
                layout={"line-join": "round", "line-cap": "butt"},
            )
        )
    return layers
