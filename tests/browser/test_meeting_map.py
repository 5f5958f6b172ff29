"""A meeting's map in a real Chromium: along the road, before and after, in the light and in the dark, on paper."""

from __future__ import annotations

from io import BytesIO

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from tests.browser import hall
from tests.browser.conftest import SHARP
from tests.browser.hall import IDLE, meeting, share

streets, address = hall.streets, hall.address

DARK = ("#10181A", "#1D292C", "#182225")
"""Land, parcels and the page itself in the dark."""


def test_paper_is_light_and_the_screen_is_as_it_was_chosen_afterwards(visitor) -> None:
    page = meeting(visitor, color_scheme="light")
    theme = page.locator("html")
    page.keyboard.press("d")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(theme).to_have_attribute("data-theme", "light")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(theme).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize(("scheme", "key"), [("light", ""), ("dark", ""), ("light", "d")])
def test_a_road_is_printed_on_white_with_its_map(visitor, scheme, key) -> None:
    page = meeting(visitor, color_scheme=scheme)
    page.keyboard.press("n")
    for chosen in key:
        page.keyboard.press(chosen)
    expect(page.locator("html")).to_have_attribute("data-map", "R1")
    page.evaluate(f"() => {IDLE}.then(() => true)")
    theme = page.locator("html").get_attribute("data-theme")
    with pdfium.PdfDocument(page.pdf(format="A4", landscape=True)) as document:
        printed = document[0].render(scale=2).to_pil().convert("RGB")
    shares = {colour: share(printed, colour) for colour in ("#E0E6DF", "#273238", "#02626A", *DARK)}
    assert shares["#E0E6DF"] > 0.1, "parcels"
    assert shares["#273238"] > 0.002, "the road"
    assert shares["#02626A"] > 0.002, "land handed over"
    assert max(shares[colour] for colour in DARK) == 0
    expect(page.locator("html")).to_have_attribute("data-theme", str(theme))


def test_a_map_is_on_paper_once(visitor) -> None:
    page = meeting(visitor)
    page.keyboard.press("n")
    expect(page.locator("html")).to_have_attribute("data-map", "R1")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#map-now .map-on-paper")).to_be_visible()
    expect(page.locator("#map-now .maplibregl-canvas")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#map-now .maplibregl-canvas")).to_be_visible()


def test_before_and_after_stand_at_one_view_in_one_style(visitor) -> None:
    page = meeting(visitor)
    page.keyboard.press("n")
    page.keyboard.press("b")
    expect(page.locator("#caption-before")).to_have_text("Trước khi mở đường")
    expect(page.locator("#caption-now")).to_have_text("30/04/2023")
    views = page.evaluate(
        """() => [meetingMap, meetingBefore].map(({ gl }) =>
            [gl.getCenter().lng.toFixed(6), gl.getCenter().lat.toFixed(6), gl.getZoom().toFixed(3), gl.getBearing()])"""
    )
    assert views[0] == views[1]
    page.keyboard.press("b")
    expect(page.locator(".view-before")).to_be_hidden()


def test_both_maps_go_with_the_system_s_theme_and_with_the_last_one_asked_for(visitor) -> None:
    page = meeting(visitor, color_scheme="light")
    page.keyboard.press("n")
    page.keyboard.press("b")
    expect(page.locator("#caption-before")).to_have_text("Trước khi mở đường")
    land = "() => [meetingMap, meetingBefore].map(({ gl }) => gl.getPaintProperty('land', 'background-color'))"
    light = page.evaluate(land)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = page.evaluate(land)
    assert len(set(dark)) == len(set(light)) == 1
    assert dark != light
    images = """() => Object.fromEntries(
        meetingMap.gl.listImages().map((name) => [name, String(meetingMap.gl.getImage(name).data.data)]))"""
    before = page.evaluate(images)
    # Twice at once: it is as dark as it was.
    page.evaluate(
        """async () => {
            for (const key of ['d', 'd']) {
                document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code: 'KeyD', bubbles: true }));
                await Promise.resolve();
            }
        }"""
    )
    assert page.evaluate(images) == before


def test_a_map_that_turned_dark_looks_as_one_that_was_opened_in_the_dark(visitor) -> None:
    def seen(scheme: str, *keys: str) -> Image.Image:
        page = meeting(visitor, color_scheme=scheme, **SHARP)
        for key in ("n", "n", "n", "n", *keys):
            page.keyboard.press(key)
        expect(page.locator("html")).to_have_attribute("data-map", "R2")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.evaluate(f"() => {IDLE}.then(() => true)")
        return Image.open(BytesIO(page.locator("#map-now").screenshot())).convert("L")

    apart = ImageChops.difference(seen("light", "d"), seen("dark"))
    assert sum(apart.histogram()[32:]) < 0.0005 * apart.width * apart.height


def test_a_road_lies_along_the_map_from_left_to_right(visitor) -> None:
    page = meeting(visitor)
    page.keyboard.press("n")
    expect(page.locator("html")).to_have_attribute("data-map", "R1")
    start, end = page.evaluate(
        """() => { const line = meetingMap.memory.line('2023-04-30', 'R1');
            return [line[0], line.at(-1)].map((place) => meetingMap.gl.project(place).x); }"""
    )
    assert 40 < start < 200
    assert 824 < end < 984
