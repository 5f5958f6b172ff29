"""MapLibre's style of the meeting: that of the other maps, drawn from memory and read from five metres.

Its sources are GeoJSON that the page fills, so that nothing is asked for once it is there; what is written is as large
as a projector needs.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from layers.tiles import BLOCKS
from maps.colours import COLOURS
from maps.gl_basics import NO_COLOUR
from maps.gl_roads import RIBBON_ZOOM, TRUE_WIDTH_ZOOM
from maps.gl_style import gl_style
from maps.map_images import PILL
from maps.style_table import DONATIONS, PRESENT_ROADS, ROADS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maps.colours import Theme
    from maps.gl_basics import Json

LARGER: Final = 1.6
"""By how much letters, badges and squares are larger than on a desk, on 1024 × 768: they grow with the page's."""
NAMES: Final = "road_names"
"""Source of the roads along which names are written: the page cuts them at its sides."""
NEAREST_RIBBON: Final = 13.0
"""Zoom from which a meeting's roads are ribbons: only theirs are drawn so, and a long road is seen whole."""
NEAREST_TRUE: Final = 19.0
"""Zoom from which widths are true: a strip of two metres that fills the screen's width can't be seen from afar."""
BROADER: Final = 1.5
"""By how much a ribbon is broader than on a desk."""
AS_BUILT: Final = "built"

_ZOOMS: Final = {RIBBON_ZOOM: NEAREST_RIBBON, TRUE_WIDTH_ZOOM: NEAREST_TRUE}
_RIBBONS: Final = ("ribbon-", "roads-core", "roads-casing", "roads-dash", "roads-inside")
_MARKED: Final = re.compile("-(hover|selected)")
"""Layers of what a pointer is over or has chosen: nobody points in a meeting."""
_SIZES: Final = ("line-width", "line-offset")
_NO_FEATURES: Final = {"type": "FeatureCollection", "features": []}
_OPENED: Final = f"{DONATIONS.name}-gap"
"""The layer over which what is built is drawn: land that is road now is not given land any more."""
_LAST_LANE: Final = "ribbon-handed_over"


def meeting_style(theme: Theme, grounds: Mapping[str, str]) -> Json:
    """Return the meeting's style for a theme, and the images that it names, as `gl_style` does.

    Parameters
    ----------
    theme
        Light or dark.
    grounds
        Ground by code of land use.
    """
    drawn = gl_style(theme, grounds)
    style = drawn["style"]
    tiled = {name for name, source in style["sources"].items() if source["type"] == "vector"}
    sources = {
        name: {
            "type": "geojson",
            "data": _NO_FEATURES,
            "promoteId": "id",
            **({"tolerance": 0.1} if name in tiled else {}),
        }
        for name in style["sources"]
    }
    sources[NAMES] = {"type": "geojson", "data": _NO_FEATURES}
    layers: list[Json] = []
    for layer in style["layers"]:
        if layer.get("source-layer") == BLOCKS or _MARKED.search(layer["id"]):
            continue
        if layer["type"] == "symbol" and layer["source"] == ROADS.name:
            layer = {**layer, "source": NAMES}  # noqa: PLW2901
        layers.append(_read_from_afar(_from_far(_with_own_look(layer))))
        if layer["id"] == _LAST_LANE:
            asphalt = {"line-color": COLOURS[PRESENT_ROADS.look("present").fill].on(theme)}
            lane, only = layers[-1], ["==", ["get", "state"], AS_BUILT]
            layers.append({**lane, "id": "ribbon-built", "filter": only, "paint": {**lane["paint"], **asphalt}})
        if layer["id"] == "present":
            built = layers[-1]
        if layer["id"] == _OPENED:
            kind = ["==", ["get", "kind"], "asbuilt"]
            layers.append({**built, "id": AS_BUILT, "filter": ["all", built["filter"], kind]})
    plain = [one for layer in layers for one in _in_one_colour(layer)]
    images = {**drawn["images"], PILL: _enlarged(drawn["images"][PILL])}
    at_once = {"duration": 0}
    return {"style": {**style, "sources": sources, "layers": plain, "transition": at_once}, "images": images}


def _in_one_colour(layer: Json) -> list[Json]:
    """Return a layer as one for each of its colours: these MapLibre changes at once, laying nothing out anew."""
    paint = layer.get("paint", {})
    name = next((name for name, value in paint.items() if name.endswith("-color") and value[0] == "match"), None)
    if name is None:
        return [layer]
    _, value, *cases, other = paint[name]
    own, known = layer.get("filter"), list[str]()
    found: list[Json] = []

    def add(condition: list[Any], colour: str) -> None:
        only = ["all", own, condition] if own else condition
        found.append({**layer, "id": f"{layer['id']}-{len(found)}", "filter": only, "paint": {**paint, name: colour}})

    for labels, colour in zip(cases[::2], cases[1::2], strict=True):
        all_labels = labels if isinstance(labels, list) else [labels]
        known += all_labels
        add(["in", value, ["literal", all_labels]], colour)
    if other != NO_COLOUR:
        add(["!", ["in", value, ["literal", known]]], other)
    return found


def _enlarged(pill: Json) -> Json:
    """Return the image behind missing metres as large as its letters; stretched to them its sign is drawn out."""
    return {
        **pill,
        "size": pill["size"] * LARGER,
        "stretch": [[value * LARGER for value in part] for part in pill["stretch"]],
        "content": [value * LARGER for value in pill["content"]],
    }


def _with_own_look(layer: Json) -> Json:
    """Return a layer whose roads carry their look: what is set as a state may reach a tile late."""
    found: Json = json.loads(json.dumps(layer).replace('["feature-state", "look"]', '["get", "look"]'))
    return found


def _from_far(layer: Json) -> Json:
    """Return a layer without its source's layer, and as a ribbon from further off to nearer by."""
    found = {name: value for name, value in layer.items() if name != "source-layer"}
    for end in ("minzoom", "maxzoom"):
        found |= {end: _ZOOMS[found[end]]} if found.get(end) in _ZOOMS else {}
    if found["id"].startswith("parcels"):
        found.pop("minzoom", None)
    if found["id"].startswith(_RIBBONS):
        sizes = {name: _times(found["paint"][name], BROADER) for name in _SIZES if name in found["paint"]}
        found["paint"] = {**found["paint"], **sizes}
    return found


def _read_from_afar(layer: Json) -> Json:
    """Return a layer with larger letters and badges."""
    if layer["type"] != "symbol":
        return layer
    layout = dict(layer["layout"])
    if "text-size" in layout:
        layout["text-size"] = _times(layout["text-size"], LARGER)
    else:
        layout["icon-size"] = LARGER
    return {**layer, "layout": layout}


def _times(size: Any, factor: float) -> Any:
    """Return a size, or an interpolation between sizes, multiplied."""
    if not isinstance(size, list):
        return round(size * factor, 2)
    if size[0] != "interpolate":
        return ["*", factor, size]
    head, stops = size[:3], size[3:]
    return [*head, *(_times(value, factor) if place % 2 else value for place, value in enumerate(stops))]
