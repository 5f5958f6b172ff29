"""The style table is the one source of colours, widths and labels, and nothing in it is told apart by colour alone."""

from __future__ import annotations

import re

import pytest

from layers.clearance import ZONE_STATES
from maps.assets import outlines
from maps.colours import COLOURS, THEMES, css_properties
from maps.gl_style import gl_style
from maps.legend import legend
from maps.style_table import LEGEND, PROJECT_ICONS, ROADS, Shape, icons

GROUNDS = {"ODT": "built", "LUC": "open", "NTS": "water", "DGT": "road", "T": "built"}


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def walk(value: object) -> list[str]:
    """Return every text inside a style."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in walk(part)]
    if isinstance(value, list):
        return [text for part in value for text in walk(part)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("theme", THEMES)
def test_a_road_s_name_is_read_on_asphalt_and_on_ground_that_is_no_road_yet(theme) -> None:
    names = [layer for layer in gl_style(theme, {})["style"]["layers"] if layer["id"].startswith("roads-name")]
    assert len(names) == 2
    for layer in names:
        letters, halo, ground = layer["paint"]["text-color"], layer["paint"]["text-halo-color"], COLOURS["other_road"]
        assert contrast(letters, ground.on(theme)) >= 7
        assert contrast(letters, halo) >= 7
        assert layer["paint"]["text-halo-width"] >= 2.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "land", 7),
        ("ink", "surface", 7),
        ("ink2", "surface", 4.5),
        ("ink3", "land", 4.5),
        ("on_brand", "brand", 7),
        ("link", "surface", 4.5),
        ("stuck", "parcel", 4.5),
        ("focus", "land", 3),
        ("select", "parcel", 3),
    ],
)
def test_text_can_be_read_on_its_ground(theme, text, ground, least):
    assert contrast(COLOURS[text].on(theme), COLOURS[ground].on(theme)) >= least


def test_every_look_names_colours_that_exist():
    for group in LEGEND:
        for look in group.looks:
            assert {name for name in (look.fill, look.line) if name} <= COLOURS.keys(), (group.name, look.name)


@pytest.mark.parametrize("group", [group for group in LEGEND if group.name in {"donations", "clearance_zones"}])
def test_looks_differ_by_more_than_their_colour(group):
    """Grey print and colour-blind eyes: a pattern, a dash or an icon of its own, or light apart from the others."""
    forms = [(look.pattern, look.dash, look.icon) for look in group.looks]
    plain = [look for look, form in zip(group.looks, forms, strict=True) if forms.count(form) > 1]
    for theme in THEMES:
        for one in plain:
            for other in plain:
                if one is not other:
                    assert contrast(COLOURS[one.fill].on(theme), COLOURS[other.fill].on(theme)) > 1.2


def test_values_of_a_group_have_one_look_each():
    for group in LEGEND:
        values = [value for look in group.looks for value in look.values]
        assert len(values) == len(set(values)), group.name


@pytest.mark.parametrize("theme", THEMES)
def test_the_style_holds_no_colour_of_its_own(theme):
    known = {colour.on(theme).lower() for colour in COLOURS.values()}
    used = {text.lower() for text in walk(gl_style(theme, GROUNDS)["style"]) if re.fullmatch("#[0-9a-fA-F]{6}", text)}
    assert used
    assert used <= known


@pytest.mark.parametrize("theme", THEMES)
def test_every_layer_draws_from_a_source_that_the_style_has(theme):
    style = gl_style(theme, GROUNDS, parcel_numbers="vi")["style"]
    names = [layer["id"] for layer in style["layers"]]
    assert len(names) == len(set(names))
    assert {layer["source"] for layer in style["layers"] if "source" in layer} <= style["sources"].keys()


def test_patterns_that_the_style_names_are_drawn():
    drawn = gl_style("light", GROUNDS)
    named = {
        layer["paint"][key]
        for layer in drawn["style"]["layers"]
        for key in ("fill-pattern", "line-pattern")
        if key in layer.get("paint", {})
    }
    assert named
    assert named <= drawn["images"].keys()


def test_roads_are_drawn_before_names_and_after_land():
    names = [layer["id"] for layer in gl_style("light", GROUNDS)["style"]["layers"]]
    order = [names.index(name) for name in ("land", "blocks", "parcels", "clearance", "roads-dash", "roads-name")]
    assert order == sorted(order)


def test_dashes_are_counted_in_widths_of_the_line():
    style = gl_style("light", GROUNDS)["style"]
    boundary = next(layer for layer in style["layers"] if layer["id"] == "subdistricts")
    look = next(group for group in LEGEND if group.shape is Shape.BOUNDARY).looks[0]
    assert [part * boundary["paint"]["line-width"] for part in boundary["paint"]["line-dasharray"]] == pytest.approx(
        list(look.dash)
    )


def test_land_is_coloured_by_the_reference_tables_ground():
    style = gl_style("light", GROUNDS)["style"]
    fill = next(layer for layer in style["layers"] if layer["id"] == "parcels")["paint"]["fill-color"]
    assert fill[fill.index(["NTS"]) + 1] == COLOURS["water"].light
    assert fill[-1] == COLOURS["block"].light


def test_without_a_reference_table_land_is_still_drawn():
    style = gl_style("light", {})["style"]
    fill = next(layer for layer in style["layers"] if layer["id"] == "parcels")["paint"]["fill-color"]
    assert fill == COLOURS["block"].light


def test_parcels_are_numbered_only_where_the_office_allows_it():
    def numbered(*, allowed: bool) -> bool:
        style = gl_style("light", GROUNDS, parcel_numbers="vi" if allowed else None)["style"]
        return any(layer["id"] == "parcels-number" for layer in style["layers"])

    assert numbered(allowed=True)
    assert not numbered(allowed=False)


def test_no_other_host_is_named_unless_the_office_configures_a_base_map():
    address = "https://maps.example/{z}/{x}/{y}.png"
    assert not [text for text in walk(gl_style("light", GROUNDS)) if "//" in text]
    assert address in walk(gl_style("light", GROUNDS, base_map=address))


def test_icons_are_in_the_package():
    assert icons() <= outlines().keys()


def test_css_has_every_colour_in_both_themes():
    for theme in THEMES:
        assert css_properties(theme).count("--") == len(COLOURS)


def test_a_road_is_the_wider_and_the_darker_the_nearer_it_is_to_its_width():
    shares = [look for look in ROADS.looks if look.from_share is not None]
    assert [look.from_share for look in shares] == [0, 0.2, 0.5, 0.8, 1]
    assert [look.width for look in shares] == sorted({look.width for look in shares})
    light = [luminance(COLOURS[look.fill].light) for look in shares]
    assert light == sorted(light, reverse=True)


@pytest.mark.parametrize("theme", THEMES)
def test_a_road_without_a_measure_is_drawn_hollow_and_never_by_a_share(theme):
    """The looks of shares are drawn by a state of the feature; without one the hollow layers alone are opaque."""
    layers = {layer["id"]: layer for layer in gl_style(theme, GROUNDS)["style"]["layers"]}
    for name in ("roads-casing", "roads-dash", "roads-inside"):
        assert layers[name]["paint"]["line-opacity"][-2:] == [1, 0], name
    for name in ("roads-share", "roads-share-casing", "roads-core", "roads-core-centre"):
        assert layers[name]["paint"]["line-opacity"][-2:] == [0, 1], name
        assert layers[name]["paint"]["line-opacity"][1][2] == "no_measure"
    assert layers["roads-share"]["maxzoom"] == layers["roads-core"]["minzoom"]


def test_a_map_without_lanes_never_shows_a_road_as_asphalt_before_its_true_width():
    layers = {layer["id"]: layer for layer in gl_style("light", GROUNDS, lanes=False)["style"]["layers"]}
    assert "roads-core" not in layers
    assert layers["roads-share"]["maxzoom"] == layers["present"]["minzoom"]
    assert layers["roads-core-centre"]["minzoom"] == layers["present"]["minzoom"]


@pytest.mark.parametrize("theme", THEMES)
def test_bottlenecks_are_red_brackets_on_a_paler_line(theme):
    drawn = gl_style(theme, GROUNDS)
    layers = [layer["id"] for layer in drawn["style"]["layers"]]
    assert layers.index("brackets-under") < layers.index("brackets") < layers.index("pills")
    brackets = drawn["style"]["layers"][layers.index("brackets")]
    assert brackets["paint"]["line-color"] == COLOURS["stuck"].on(theme)
    assert "bottleneck" in drawn["images"]


def test_each_kind_of_project_in_the_town_has_a_symbol_of_its_own():
    kinds = {"road", "school", "canal", "bridge", "water", "lighting", "culture_house", "park"}
    assert kinds <= PROJECT_ICONS.keys()
    assert len({PROJECT_ICONS[kind] for kind in kinds}) == len(kinds)
    drawn = gl_style("light", GROUNDS)["images"]
    assert {
        f"projects-{course}-{kind}" for course in ("planned", "under_way", "done") for kind in kinds
    } <= drawn.keys()
    assert {f"clearance_zones-{state}" for state in ZONE_STATES} <= drawn.keys()


def test_the_public_is_shown_no_bottleneck_in_the_legend():
    def looks(*, public: bool) -> set[str]:
        return {look["name"] for group in legend("vi", public=public) for look in group["looks"]}

    assert "bottleneck" in looks(public=False) - looks(public=True)
    assert {"stuck", "planned", "under_way", "done"} <= looks(public=True)


def test_a_parcels_area_stands_under_its_number_as_the_language_writes_it():
    for language, locale in (("vi", "de-DE"), ("en", "en-GB")):
        style = gl_style("light", GROUNDS, parcel_numbers=language)["style"]
        written = next(layer for layer in style["layers"] if layer["id"] == "parcels-number")["layout"]["text-field"]
        assert {text for text in walk(written) if "-" in text and len(text) == len(locale)} == {locale}
