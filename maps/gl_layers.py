"""MapLibre's layers of areas and lines, derived from the style table, in draw order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.tiles import BLOCKS, OVERVIEW_BELOW
from maps.colours import COLOURS, Theme
from maps.gl_basics import Json, by_look, dash, if_marked, is_look, marking_layer, tile_layer, zooming
from maps.gl_roads import RIBBON, RIBBON_ZOOM, TRUE_WIDTH_ZOOM, around, centres, roads
from maps.style_table import CLEARANCE, DONATIONS, PARCELS, PRESENT_ROADS, REQUIRED, SUBDISTRICTS, Look, Pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maps.style_table import Group

RIBBON_SOURCE = "ribbon"
"""Source of the lanes along the roads, cut from the centrelines by the page."""

REQUIRED_SOURCE = "required"
"""Source of the strips and corridors of the roads in view; the page fills it."""

BRACKETS, PILLS = "brackets", "pills"
"""Sources of the bottlenecks of the chosen road, and of the missing metres of its worst; the page fills them."""


def _ground(theme: Theme, grounds: Mapping[str, str]) -> list[Json]:
    """Return blocks below `OVERVIEW_BELOW`, and parcels by the ground of the first three letters of their land use."""
    codes: dict[str, list[str]] = {}
    for code, ground in grounds.items():
        codes.setdefault(ground, []).append(code[:3])
    fills = {look.name: COLOURS[look.fill].on(theme) for look in PARCELS.looks}
    cases: list[Any] = []
    for ground, uses in sorted(codes.items()):
        if ground != "built":
            cases += [sorted(set(uses)), fills[ground]]
    letters = ["slice", ["coalesce", ["get", "land_use"], ""], 0, 3]
    fill: Any = ["match", letters, *cases, fills["built"]] if cases else fills["built"]
    line = COLOURS[PARCELS.look("built").line].on(theme)
    selected = COLOURS["select"].on(theme)
    return [
        tile_layer(
            "blocks",
            "fill",
            PARCELS,
            BLOCKS,
            maxzoom=OVERVIEW_BELOW,
            paint={"fill-color": by_look(PARCELS, theme, "fill"), "fill-antialias": False},
        ),
        # Their outlines lie over their edges.
        tile_layer(
            "parcels", "fill", PARCELS, minzoom=OVERVIEW_BELOW, paint={"fill-color": fill, "fill-antialias": False}
        ),
        tile_layer(
            "parcels-line",
            "line",
            PARCELS,
            minzoom=OVERVIEW_BELOW,
            paint={"line-color": line, "line-width": zooming((15, 0.5), (17, 0.9), (19, 1.4))},
        ),
        marking_layer(
            "parcels-selected",
            "fill",
            PARCELS,
            "selected",
            ("fill-opacity", 0.1),
            {"fill-color": if_marked("selected", selected, "rgba(0, 0, 0, 0)"), "fill-antialias": False},
            minzoom=OVERVIEW_BELOW,
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
            paint={"line-color": COLOURS[look.line].on(theme), "line-width": look.width, **dash(look)},
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
                filter=is_look(CLEARANCE, look),
                # A polygon's line lies half outside: half its width inwards makes it an inner band.
                paint={
                    **band,
                    "line-offset": zooming((14, look.width / 4 + 0.5), (16, look.width / 2 + 0.5)),
                    **dash(look),
                },
            )
        )
    outline = COLOURS["ink2"].on(theme)
    layers.append(
        tile_layer("clearance-outline", "line", CLEARANCE, minzoom=zoom, paint={"line-color": outline, "line-width": 1})
    )
    return layers


def _pattern(look: Look, group: Group = DONATIONS) -> str:
    return "" if look.pattern is Pattern.PLAIN else f"{group.name}-{look.name}"


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
            "minzoom": RIBBON_ZOOM,
            "maxzoom": TRUE_WIDTH_ZOOM,
            "filter": is_look(DONATIONS, look),
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
        only: Json = {"filter": is_look(DONATIONS, look), "minzoom": TRUE_WIDTH_ZOOM}
        fill = {"fill-pattern": pattern} if pattern else {"fill-color": COLOURS[look.fill].on(theme)}
        drawn.append(tile_layer(f"donations-{look.name}", "fill", DONATIONS, **only, paint=fill))
        if pattern:
            edge = {"line-color": COLOURS[look.line].on(theme), "line-width": 1.2}
            drawn.append(tile_layer(f"donations-{look.name}-edge", "line", DONATIONS, **only, paint=edge))
    gap = {"line-color": COLOURS["parcel"].on(theme), "line-width": 0.8}
    drawn.append(tile_layer("donations-gap", "line", DONATIONS, minzoom=TRUE_WIDTH_ZOOM, paint=gap))
    return drawn


def _present(theme: Theme) -> list[Json]:
    look = PRESENT_ROADS.look("present")
    surface = ["==", ["geometry-type"], "Polygon"]
    edge = ["==", ["geometry-type"], "LineString"]
    colour = COLOURS[look.fill].on(theme)
    between: Json = {
        "id": "present-between",
        "type": "fill",
        "source": REQUIRED_SOURCE,
        "metadata": {"group": PRESENT_ROADS.name},
        "minzoom": REQUIRED.from_zoom,
        "filter": ["==", ["get", "kind"], "present"],
        "paint": {"fill-color": colour},
    }
    return [
        between,
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
    ]


def _strip(theme: Theme) -> list[Json]:
    """Return the land that the roads in view need and do not have, under what of it is given."""
    look = REQUIRED.look("strip")
    common: Json = {
        "source": REQUIRED_SOURCE,
        "metadata": {"group": REQUIRED.name},
        "minzoom": REQUIRED.from_zoom,
        "filter": is_look(REQUIRED, look),
    }
    edge = {"line-color": COLOURS[look.line].on(theme), "line-width": look.width}
    return [
        {"id": "strip", "type": "fill", **common, "paint": {"fill-pattern": _pattern(look, REQUIRED)}},
        {"id": "strip-edge", "type": "line", **common, "paint": edge},
    ]


def _target_edge(theme: Theme) -> list[Json]:
    """Return the outline of the roads as they are to be."""
    look = REQUIRED.look("target_edge")
    return [
        {
            "id": "target-edge",
            "type": "line",
            "source": REQUIRED_SOURCE,
            "metadata": {"group": REQUIRED.name},
            "minzoom": REQUIRED.from_zoom,
            "filter": is_look(REQUIRED, look),
            "paint": {"line-color": COLOURS[look.line].on(theme), "line-width": look.width, **dash(look)},
        }
    ]


def _brackets(theme: Theme) -> list[Json]:
    """Return the bottlenecks: red brackets outside the target, and what is missing at the worst in view."""
    look = REQUIRED.look("bottleneck")
    common: Json = {
        "source": BRACKETS,
        "type": "line",
        "metadata": {"group": REQUIRED.name},
        "minzoom": RIBBON_ZOOM,
        "layout": {"line-join": "miter", "line-cap": "square"},
    }
    return [
        {"id": f"{BRACKETS}-under", **common, "paint": {"line-color": COLOURS["parcel"].on(theme), "line-width": 5.6}},
        {"id": BRACKETS, **common, "paint": {"line-color": COLOURS[look.line].on(theme), "line-width": look.width}},
    ]


def _chosen(theme: Theme) -> list[Json]:
    """Return the outline of what the pointer is over and of what is selected."""
    layers: list[Json] = []
    for group, kind in ((PARCELS, "parcels"), (CLEARANCE, ""), (DONATIONS, "")):
        for state, colour, width in (("hover", "ink", 2.0), ("selected", "parcel", 7.0), ("selected", "select", 3.0)):
            layers.append(
                marking_layer(
                    f"{group.name}-{state}-{colour}",
                    "line",
                    group,
                    state,
                    ("line-width", width),
                    {"line-color": COLOURS[colour].on(theme), "line-opacity": if_marked(state, 1, 0)},
                    minzoom=OVERVIEW_BELOW if kind else group.from_zoom,
                    layout={"line-join": "round", "line-cap": "round"},
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
        *roads(theme),
        *_present(theme),
        *_strip(theme),
        *_donations(theme),
        *centres(theme),
        *_target_edge(theme),
        *_brackets(theme),
        *_chosen(theme),
        *around(theme),
    ]
