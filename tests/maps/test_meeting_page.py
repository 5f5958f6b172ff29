"""The meeting's page stands under the same strict policy, and its map asks nobody for anything."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from maps.colours import THEMES
from maps.gl_meeting import NEAREST_TRUE, meeting_style
from maps.meeting import agendas_page, meeting_page
from maps.pages import RequestContext
from tests.maps.test_page import OPTIONS, parsed

LEAST_PX = 18.5
"""Names on the map; letters of 20 px and more stand on slides."""


@pytest.mark.parametrize("page", [meeting_page, agendas_page])
def test_nothing_that_runs_is_inline_and_everything_is_its_own(page) -> None:
    html = page(RequestContext("vi", "/md"), OPTIONS)
    for tag, attributes in parsed(html).found:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert tag != "style"
        assert tag != "script" or "src" in attributes or attributes.get("type") == "application/json"
        for name in ("src", "href"):
            assert not re.match(r"(https?:)?//", attributes.get(name) or ""), attributes


def test_the_page_knows_its_words_its_styles_and_nothing_of_the_offices(  # private data come by requests of their own
) -> None:
    html = meeting_page(RequestContext("vi"), OPTIONS)
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert data["words"]["bottlenecks left"] == "nút thắt còn lại"
    assert data["styles"].keys() == set(THEMES)
    assert data["zoneStates"]["stuck"]


@pytest.mark.parametrize("theme", THEMES)
def test_the_map_is_drawn_from_memory_alone(theme) -> None:
    style = meeting_style(theme, {"ODT": "built"})["style"]
    assert {source["type"] for source in style["sources"].values()} == {"geojson"}
    assert not {"sprite", "glyphs"} & style.keys()
    assert "feature-state" not in json.dumps(style)
    for layer in style["layers"]:
        assert "source-layer" not in layer
        assert layer.get("source", "parcels") in style["sources"]


@pytest.mark.parametrize("theme", THEMES)
def test_names_of_roads_that_are_not_drawn_as_road_are_not_written_as_on_one(theme) -> None:
    """In the dark the road is white, and black letters with a white edge stood on the dark ground."""
    paints = {layer["id"]: layer["paint"] for layer in meeting_style(theme, {})["style"]["layers"] if "paint" in layer}
    assert paints["roads-name-inside"] == paints["roads-name"]


def sizes(value: Any) -> list[float]:
    """Return the sizes of an interpolation, or the one."""
    return value[4::2] if isinstance(value, list) else [value]


def test_a_ribbon_stays_a_ribbon_and_letters_are_large() -> None:
    layers = {layer["id"]: layer for layer in meeting_style("light", {})["style"]["layers"]}
    assert layers["roads-core"]["maxzoom"] == layers["ribbon-built"]["maxzoom"] == NEAREST_TRUE
    assert layers["donations-handed_over"]["minzoom"] == NEAREST_TRUE
    assert not [name for name in layers if "hover" in name or "selected" in name]
    for layer in layers.values():
        if layer["type"] == "symbol" and "text-size" in layer["layout"]:
            assert min(sizes(layer["layout"]["text-size"])) >= LEAST_PX, layer["id"]
    above = list(layers)
    assert above.index("built") > above.index("donations-gap")
