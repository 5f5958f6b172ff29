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

TRUE_WIDTH_ZOOM = 17
"""Zoom from which roads and given land are drawn in their true width."""

RIBBON_SOURCE = "ribbon"
"""Source of the lanes along the roads, cut from the centrelines by the page."""

RIBBON = ((14.0, 6.5, 2.5), (15.0, 8.0, 4.0), (17.0, 14.0, 8.0))
"""Zoom, width of the road and of each lane beside it, px."""

Json = dict[str, Any]
Expression = list[Any]


def zooming(*stops: tuple[float, float | Expression]) -> Expression:
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
    letters: Expression = ["slice", ["coalesce", ["get", "land_use"], ""], 0, 3]
    fill: Any = ["match", letters, *cases, fills["built"]] if cases else fills["built"]
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
        band = {
            "line-color": COLOURS[look.fill].on(theme),
            "line-width": zooming((14, look.width / 2), (16, look.width)),
        }
        layers.append(
            tile_layer(
                f"clearance-{look.name}",
                "line",
                CLEARANCE,
                minzoom=zoom,
                filter=_is(CLEARANCE, look),
                # A polygon's line lies half outside: half its width inwards makes it an inner band.
                paint={
                    **band,
                    "line-offset": zooming((14, look.width / 4 + 0.5), (16, look.width / 2 + 0.5)),
                    **_dash(look),
                },
            )
        )
    outline = COLOURS["ink2"].on(theme)
    layers.append(
        tile_layer("clearance-outline", "line", CLEARANCE, minzoom=zoom, paint={"line-color": outline, "line-width": 1})
    )
    return layers


def _pattern(look: Look) -> str:
    return "" if look.pattern is Pattern.PLAIN else f"{DONATIONS.name}-{look.name}"


def _ribbon(theme: Theme) -> list[Json]:
    """Return the given land as a lane on each side of the road, for the zooms at which 2 m can't be seen."""
    side = ["match", ["get", "side"], "left", -1, 1]
    offset = zooming(*((zoom, ["*", side, core / 2 + 1 + lane / 2]) for zoom, core, lane in RIBBON))
    widths = [(zoom, lane) for zoom, _, lane in RIBBON]
    drawn: list[Json] = []
    for look in DONATIONS.looks:
        colour, edge = COLOURS[look.fill].on(theme), COLOURS[look.line].on(theme)
        common: Json = {
            "source": RIBBON_SOURCE,
            "type": "line",
            "metadata": {"group": DONATIONS.name},
            "minzoom": DONATIONS.from_zoom,
            "maxzoom": TRUE_WIDTH_ZOOM,
            "filter": _is(DONATIONS, look),
        }
        pattern = _pattern(look)
        if pattern:
            wider = zooming(*((zoom, lane + 1.6) for zoom, lane in widths))
            casing = {"line-color": edge, "line-width": wider, "line-offset": offset}
            drawn.append({"id": f"ribbon-{look.name}-edge", **common, "paint": casing})
        lane: Json = {"line-pattern": pattern} if pattern else {"line-color": colour}
        paint = {**lane, "line-width": zooming(*widths), "line-offset": offset}
        drawn.append({"id": f"ribbon-{look.name}", **common, "paint": paint})
    return drawn


def _donations(theme: Theme) -> list[Json]:
    """Return the given land in its true shape."""
    drawn: list[Json] = []
    for look in DONATIONS.looks:
        pattern = _pattern(look)
        only: Json = {"filter": _is(DONATIONS, look), "minzoom": TRUE_WIDTH_ZOOM}
        fill = {"fill-pattern": pattern} if pattern else {"fill-color": COLOURS[look.fill].on(theme)}
        drawn.append(tile_layer(f"donations-{look.name}", "fill", DONATIONS, **only, paint=fill))
        if pattern:
            edge = {"line-color": COLOURS[look.line].on(theme), "line-width": 1.2}
            drawn.append(tile_layer(f"donations-{look.name}-edge", "line", DONATIONS, **only, paint=edge))
    gap = {"line-color": COLOURS["parcel"].on(theme), "line-width": 0.8}
    drawn.append(tile_layer("donations-gap", "line", DONATIONS, minzoom=TRUE_WIDTH_ZOOM, paint=gap))
    return drawn


def _roads(theme: Theme) -> list[Json]:
    """Return the roads with no measure: hollow, between two dashed edges; no figure is invented for them."""
    look = ROADS.look("no_measure")
    stops = [(10.0, 2.2), (12.0, 4.2), *((zoom, core) for zoom, core, _ in RIBBON)]
    width = zooming(*stops)
    inside = zooming(*((zoom, core - 1.2 - zoom / 10) for zoom, core in stops))
    shape: Json = {"layout": {"line-cap": "butt", "line-join": "round"}, "minzoom": ROADS.from_zoom}
    until: Json = {"maxzoom": TRUE_WIDTH_ZOOM}
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
        tile_layer(
            "present", "fill", PRESENT_ROADS, minzoom=TRUE_WIDTH_ZOOM, filter=surface, paint={"fill-color": colour}
        ),
        tile_layer(
            "present-edges",
            "line",
            PRESENT_ROADS,
            minzoom=TRUE_WIDTH_ZOOM,
            filter=edge,
            paint={"line-color": colour, "line-width": 2},
        ),
        tile_layer(
            "roads-centre",
            "line",
            ROADS,
            minzoom=TRUE_WIDTH_ZOOM,
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
        *_ribbon(theme),
        *_roads(theme),
        *_present(theme),
        *_donations(theme),
        *_chosen(theme),
    ]
