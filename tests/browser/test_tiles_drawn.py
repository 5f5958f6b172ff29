"""How the browser draws tiles: each once, and in the colours of the theme."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import drawn

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
