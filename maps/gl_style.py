"""MapLibre's style, derived from the style table: sources, layers in draw order, and the images they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.tiles import MAX_ZOOM
from maps.colours import COLOURS, Theme
from maps.gl_labels import PLACES, labels
from maps.gl_layers import BRACKETS, PILLS, REQUIRED_SOURCE, RIBBON_SOURCE, layers
from maps.gl_roads import without_lanes
from maps.map_images import images
from maps.style_table import CLEARANCE, DONATIONS, PARCELS, PRESENT_ROADS, ROADS, SUBDISTRICTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maps.gl_basics import Json
    from maps.words import Language

FIRST_BLOCK_ZOOM = 12


def gl_style(
    theme: Theme,
    grounds: Mapping[str, str],
    *,
    parcel_numbers: Language | None = None,
    lanes: bool = True,
    base_map: str = "",
) -> Json:
    """Return MapLibre's style for a theme, and under `images` what to draw for its patterns and icons.

    Parameters
    ----------
    theme
        Light or dark.
    grounds
        Ground (`built`, `open`, `water`, `road`) by code of land use, from the reference table.
    parcel_numbers
        Language in which the numbers and areas of parcels are written on them, where tiles carry them.
    lanes
        Whether the page cuts the lanes of given land along the roads.
    base_map
        Address of the tiles of the base map that the office has set (`https://…/{z}/{x}/{y}.png`); empty for none.

    Returns
    -------
    dict
        ``{"style": …, "images": {name: drawing}}``. The addresses of tiles are paths: the page puts its own host
        before them and the day behind them.
    """
    sources: Json = {
        group.name: {
            "type": "vector",
            "tiles": [f"/tiles/{group.name}/{{z}}/{{x}}/{{y}}.mvt"],
            "minzoom": int(group.from_zoom) if group is not PARCELS else FIRST_BLOCK_ZOOM,
            "maxzoom": MAX_ZOOM,
        }
        for group in (PARCELS, SUBDISTRICTS, CLEARANCE, DONATIONS, ROADS, PRESENT_ROADS)
    }
    for name in (PLACES, RIBBON_SOURCE, REQUIRED_SOURCE, BRACKETS, PILLS):
        sources[name] = {"type": "geojson", "data": {"type": "FeatureCollection", "features": []}}
    under: list[Json] = []
    if base_map:
        sources["base"] = {"type": "raster", "tiles": [base_map], "tileSize": 256}
        under = [{"id": "base", "type": "raster", "source": "base", "paint": {"raster-saturation": -0.8}}]
    land = {"background-color": COLOURS["land"].on(theme)}
    drawn = [
        {"id": "land", "type": "background", "paint": land},
        *under,
        *layers(theme, grounds),
        *labels(theme, parcel_numbers=parcel_numbers),
    ]
    if not lanes:
        drawn = without_lanes(drawn)
    if base_map:
        for layer in drawn:
            if layer["id"] in {"blocks", "parcels"}:
                layer["paint"] = {**layer["paint"], "fill-opacity": 0.3}
    style = {"version": 8, "name": f"moduong-{theme}", "sources": sources, "layers": drawn}
    return {"style": style, "images": images(theme)}
