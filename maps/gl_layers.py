"""MapLibre's layers of areas and lines, derived from the style table, in draw order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maps.colours import COLOURS, Theme
from maps.style_table import CLEARANCE, DONATIONS, PARCELS, PRESENT_ROADS, ROADS, SUBDISTRICTS, Group, Look, Pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

BLOCKS = "parcel_blocks"
SPLIT_ZOOM = 15
"""Zoom at which single parcels take over from their blocks."""

Json = dict[str, Any]
Expression = list[Any]


def zooming(*stops: tuple[float, float]) -> Expression:
    """Return a value that grows evenly between the zooms of (zoom, value) pairs."""
    return ["interpolate", ["linear"], ["zoom"], *(part for stop in stops for part in stop)]


def by_look(group: Group, theme: Theme, what: str) -> Expression | str:
    """Return the colour of each value's look, `what` being `fill` or `line`."""
    cases: list[Any] = []
    for look in group.looks:
        colour = COLOURS[getattr(look, what)].on(theme)
        cases += [list(look.values), colour]
    return ["match", ["get", group.attribute], *cases, "rgba(0,0,0,0)"]


def _is(group: Group, look: Look) -> Expression:
    return ["in", ["get", group.attribute], ["literal", list(look.values)]]


def tile_layer(name: str, kind: str, group: Group, source_layer: str = "", **rest: Any) -> Json:
    """Return a layer that draws a group from its tiles; `rest` is what MapLibre calls filter, layout, paint."""
    source = group.name
    return {
        "id": name,
        "type": kind,
        "source": source,
        "source-layer": source_layer or source,
        "metadata": {"group": group.name},
        **rest,
    }


def _dash(look: Look) -> Json:
    """Return the dash as MapLibre counts it: in widths of the line."""
    return {"line-dasharray": [length / look.width for length in look.dash]} if look.dash else {}


def _ground(theme: Theme, grounds: Mapping[str, str]) -> list[Json]:
    """Return blocks below `SPLIT_ZOOM`, and parcels by the ground of the first three letters of their land use."""
    codes: dict[str, list[str]] = {}
    for code, ground in grounds.items():
        codes.setdefault(ground, []).append(code[:3])
    fills = {look.name: COLOURS[look.fill].on(theme) for look in PARCELS.looks}
    cases: list[Any] = []
    for ground, uses in sorted(codes.items()):
        if ground != "built":
            cases += [sorted(set(uses)), fills[ground]]
    code = ["slice", ["coalesce", ["get", "land_use"], ""], 0, 3]
    fill: Any = ["match", code, *cases, fills["built"]] if cases else fills["built"]
    line = COLOURS[PARCELS.look("built").line].on(theme)
    selected = COLOURS["select"].on(theme)
    return [
        tile_layer(
            "blocks",
            "fill",
            PARCELS,
            BLOCKS,
            maxzoom=SPLIT_ZOOM,
            paint={"fill-color": by_look(PARCELS, theme, "fill"), "fill-antialias": False},
        ),
        tile_layer("parcels", "fill", PARCELS, minzoom=SPLIT_ZOOM, paint={"fill-color": fill}),
        tile_layer(
            "parcels-line",
            "line",
            PARCELS,
            minzoom=SPLIT_ZOOM,
            paint={"line-color": line, "line-width": zooming((15, 0.5), (17, 0.9), (19, 1.4))},
        ),
        tile_layer(
            "parcels-selected",
            "fill",
            PARCELS,
            minzoom=SPLIT_ZOOM,
            paint={
                "fill-color": selected,
                "fill-opacity": ["case", ["boolean", ["feature-state", "selected"], False], 0.1, 0],
            },
        ),
    ]


def _boundaries(theme: Theme) -> list[Json]:
    look = SUBDISTRICTS.look("boundary")
    return [
        tile_layer(
            "subdistricts",
            "line",
            SUBDISTRICTS,
            minzoom=SUBDISTRICTS.from_zoom,
            paint={"line-color": COLOURS[look.line].on(theme), "line-width": look.width, **_dash(look)},
        )
    ]


def _clearance(theme: Theme) -> list[Json]:
    zoom = CLEARANCE.from_zoom
    layers = [
        tile_layer(
            "clearance",
            "fill",
            CLEARANCE,
            minzoom=zoom,
            paint={"fill-color": by_look(CLEARANCE, theme, "fill"), "fill-opacity": 0.16},
        )
    ]
    for look in CLEARANCE.looks:
        band = {"line-color": COLOURS[look.fill].on(theme), "line-width": look.width}
        layers.append(
            tile_layer(
                f"clearance-{look.name}",
                "line",
                CLEARANCE,
                minzoom=zoom,
                filter=_is(CLEARANCE, look),
                # A polygon's line lies half outside: half its width inwards makes it an inner band.
                paint={**band, "line-offset": look.width / 2 + 0.5, **_dash(look)},
            )
        )
    outline = COLOURS["ink2"].on(theme)
    layers.append(
        tile_layer("clearance-outline", "line", CLEARANCE, minzoom=zoom, paint={"line-color": outline, "line-width": 1})
    )
    return layers


def _donations(theme: Theme) -> list[Json]:
    """Return the given land: below z17 widened to a lane along the road, since 2 m can't be seen there."""
    layers: list[Json] = []
    for look in DONATIONS.looks:
        colour = COLOURS[look.fill].on(theme)
        pattern = "" if look.pattern is Pattern.PLAIN else f"{DONATIONS.name}-{look.name}"
        only: Json = {"filter": _is(DONATIONS, look), "minzoom": DONATIONS.from_zoom}
        lane: Json = {"line-pattern": pattern} if pattern else {"line-color": colour}
        width = zooming((14, 3), (15, 5), (16, 6), (17, 1))
        if pattern:
            casing: Json = {
                "line-color": COLOURS[look.line].on(theme),
                "line-width": zooming((14, 4), (16, 8), (17, 2)),
            }
            layers.append(tile_layer(f"donations-{look.name}-edge", "line", DONATIONS, **only, paint=casing))
        layers.append(
            tile_layer(
                f"donations-{look.name}-lane",
                "line",
                DONATIONS,
                **only,
                paint={**lane, "line-width": width},
            )
        )
        fill = {"fill-pattern": pattern} if pattern else {"fill-color": colour}
        layers.append(tile_layer(f"donations-{look.name}", "fill", DONATIONS, **only, paint=fill))
    gap = {"line-color": COLOURS["parcel"].on(theme), "line-width": 0.8}
    layers.append(tile_layer("donations-gap", "line", DONATIONS, minzoom=17, paint=gap))
    return layers


def _roads(theme: Theme) -> list[Json]:
    """Return the roads with no measure: hollow, between two dashed edges; no figure is invented for them."""
    look = ROADS.look("no_measure")
    width = zooming((10, look.width * 0.3), (12, look.width * 0.6), (15, look.width * 1.3))
    inside = zooming((10, look.width * 0.1), (12, look.width * 0.3), (15, look.width * 0.75))
    shape: Json = {"layout": {"line-cap": "butt", "line-join": "round"}, "minzoom": ROADS.from_zoom}
    until: Json = {"maxzoom": 17}
    line = COLOURS[look.line].on(theme)
    fill = COLOURS[look.fill].on(theme)
    return [
        tile_layer("roads-casing", "line", ROADS, **shape, **until, paint={"line-color": fill, "line-width": width}),
        tile_layer(
            "roads-dash",
            "line",
            ROADS,
            **shape,
            **until,
            paint={"line-color": line, "line-width": width, **_dash(look)},
        ),
        tile_layer("roads-inside", "line", ROADS, **shape, **until, paint={"line-color": fill, "line-width": inside}),
    ]


def _present(theme: Theme) -> list[Json]:
    look = PRESENT_ROADS.look("present")
    surface = ["==", ["geometry-type"], "Polygon"]
    edge = ["==", ["geometry-type"], "LineString"]
    colour = COLOURS[look.fill].on(theme)
    return [
        tile_layer("present", "fill", PRESENT_ROADS, minzoom=17, filter=surface, paint={"fill-color": colour}),
        tile_layer(
            "present-edges",
            "line",
            PRESENT_ROADS,
            minzoom=17,
            filter=edge,
            paint={"line-color": colour, "line-width": 2},
        ),
        tile_layer(
            "roads-centre",
            "line",
            ROADS,
            minzoom=17,
            paint={"line-color": COLOURS[look.line].on(theme), "line-width": look.width, **_dash(look)},
        ),
    ]


def _chosen(theme: Theme) -> list[Json]:
    """Return the outline of what the pointer is over and of what is selected."""
    layers: list[Json] = []
    for group, kind in ((PARCELS, "parcels"), (CLEARANCE, ""), (DONATIONS, ""), (ROADS, "")):
        for state, colour, width in (("hover", "ink", 2.0), ("selected", "parcel", 7.0), ("selected", "select", 3.0)):
            opacity = ["case", ["boolean", ["feature-state", state], False], 1, 0]
            layers.append(
                tile_layer(
                    f"{group.name}-{state}-{colour}",
                    "line",
                    group,
                    minzoom=SPLIT_ZOOM if kind else group.from_zoom,
                    layout={"line-join": "round", "line-cap": "round"},
                    paint={"line-color": COLOURS[colour].on(theme), "line-width": width, "line-opacity": opacity},
                )
            )
    return layers


def layers(theme: Theme, grounds: Mapping[str, str]) -> list[Json]:
    """Return all layers of areas and lines in draw order.

    Parameters
    ----------
    theme
        Light or dark.
    grounds
        Ground by code of land use.
    """
    return [
        *_ground(theme, grounds),
        *_boundaries(theme),
        *_clearance(theme),
        *_roads(theme),
        *_donations(theme),
        *_present(theme),
        *_chosen(theme),
    ]
