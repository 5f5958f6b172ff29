"""How the browser draws tiles: each once, and in the colours of the theme."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import drawn
from tests.browser.held import Held

MAPLIBRE = re.compile(r"/maplibre-gl\.js")
AT_PARCELS = "#map=19/20.00455/105.84350"
COUNT_TILES = """
    window.laidOut = {};
    const count = ({ dataType, sourceId, tile, coord }) => {
        if (dataType !== 'source' || tile?.state !== 'loaded' || !coord) return;
        const name = `${sourceId} ${coord.key}`;
        window.laidOut[name] = (window.laidOut[name] ?? 0) + 1;
    };
    const listen = () => window.townTiles?.gl?.on('data', count) ?? requestAnimationFrame(listen);
    requestAnimationFrame(listen);
"""


def test_each_tile_is_laid_out_once(visitor) -> None:
    """Whatever the page tells MapLibre of a layer after its tiles came has them all laid out and drawn again."""
    page = visitor.open(f"/{AT_PARCELS}", wait=False, graphics=True, scripts=[COUNT_TILES])
    drawn(page)
    tiles = page.evaluate("laidOut")
    assert any(name.startswith("parcels ") for name in tiles)
    assert set(tiles.values()) == {1}


def test_the_legend_counts_what_is_in_view_as_soon_as_it_is_drawn(visitor) -> None:
    page = visitor.open(f"/{AT_PARCELS}")
    counts = page.evaluate("Object.fromEntries(townTiles.counts())")
    assert len(counts) > 1
    for key, count in counts.items():
        group, look = key.split("/")
        expect(page.locator(f'[data-group="{group}"][data-look="{look}"] .count')).to_have_text(str(count))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dark_and_light_are_drawn_each_in_its_colours(visitor, scheme) -> None:
    page = visitor.open(f"/{AT_PARCELS}", color_scheme=scheme)
    assert _land(page) == {"light": "#EBEFEA", "dark": "#10181A"}[scheme]


def test_hatches_and_badges_go_with_the_theme(visitor) -> None:
    page = visitor.open(f"/{AT_PARCELS}", color_scheme="light")
    light = _images(page)
    page.evaluate(
        """() => {
            window.redrawn = new Promise((done) => {
                townTiles.gl.once('style.load', () => townTiles.gl.once('idle', () => done(true)));
            });
        }"""
    )
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("redrawn")
    assert _land(page) == "#10181A"
    dark = _images(page)
    assert dark.keys() == light.keys()
    assert dark == _images(visitor.open(f"/{AT_PARCELS}", color_scheme="dark"))
    assert dark != light


def test_a_theme_that_changes_while_the_tiles_are_loading_is_heard(visitor) -> None:
    page = visitor.open(f"/{AT_PARCELS}", color_scheme="light")
    held = Held(page, MAPLIBRE)
    page.reload(wait_until="commit")
    page.wait_for_selector("html[data-ready=overview]", state="attached")
    page.emulate_media(color_scheme="dark")
    held.release()
    drawn(page)
    assert _land(page) == "#10181A"


def test_of_two_themes_the_one_that_is_asked_for_last_is_drawn(visitor) -> None:
    page = visitor.open(f"/{AT_PARCELS}", color_scheme="light")
    held = Held(page, re.compile("style-dark"))
    page.emulate_media(color_scheme="dark")
    late = held.take()
    with page.expect_response(re.compile("style-light")):
        page.emulate_media(color_scheme="light")
    held.let_go(late)
    drawn(page)
    assert _land(page) == "#EBEFEA"


def test_a_day_that_is_chosen_while_the_tiles_are_loading_is_drawn(visitor) -> None:
    page = visitor.open(f"/{AT_PARCELS}")
    held = Held(page, MAPLIBRE)
    page.reload(wait_until="commit")
    expect(page.locator("#day-slider")).to_be_enabled()
    page.locator("#day-field").fill("2023-12-31")
    expect(page.locator("#day")).to_have_text("31/12/2023")
    held.release()
    drawn(page)
    assert page.evaluate("townTiles.gl.getSource('parcels').tiles[0]").endswith("?on=2023-12-31")


def _land(page: Page) -> str:
    colour: str = page.evaluate("townTiles.gl.getPaintProperty('land', 'background-color')")
    return colour


def _images(page: Page) -> dict[str, str]:
    """Return the pixels of all images of the map, by name."""
    images: dict[str, str] = page.evaluate(
        """() => {
            const { gl } = townTiles;
            return Object.fromEntries(gl.listImages().map((name) => [name, String(gl.getImage(name).data.data)]));
        }"""
    )
    return images
