"""The long section under the map and the control of the day, in a real Chromium with the town's own figures."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import drawn
from tests.browser.test_public_map import PHONE

PLACE = re.compile(r"^Km\d+\+\d{3}")


def choose(page: Page, name: str = "Đường Đồng Sậy") -> None:
    """Choose a road of the list, and wait for its section."""
    page.locator(".road", has_text=name).first.click()
    expect(page.locator("#section .chart-plot svg")).to_be_visible()


def place(page: Page) -> int:
    """Return the chainage of the chart's cursor, m."""
    return int(page.locator(".chart-plot").get_attribute("aria-valuenow"))


def marker(page: Page) -> list[float]:
    """Return the middle of the marker on the road, px."""
    box = page.locator(".on-road").bounding_box()
    return [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]


def test_the_chosen_road_has_its_section_under_the_map(visitor) -> None:
    page = visitor.open("/", graphics=False)
    expect(page.locator("#section")).to_be_hidden()
    choose(page)
    expect(page.locator(".chart-title")).to_have_text("Đường Đồng Sậy (TK4-01): đất hiến dọc tuyến")
    assert page.locator("#section").bounding_box()["y"] > page.locator("#map_town").bounding_box()["y"]
    chart = page.locator(".chart-plot")
    expect(chart).to_have_attribute("aria-label", re.compile(r"^Đường Đồng Sậy \(TK4-01\), \d+\sm, ngày 30/04/2023"))
    assert page.locator("#section polygon").count() > 2
    page.keyboard.press("Escape")
    expect(page.locator("#section")).to_be_hidden()


def test_arrows_move_the_cursor_by_a_metre_and_with_shift_by_ten(visitor) -> None:
    page = visitor.open("/", graphics=False)
    choose(page)
    page.locator(".chart-plot").focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert place(page) == 13
    expect(page.locator(".chart-place")).to_have_text("Km0+013")
    before = marker(page)
    page.keyboard.press("End")
    assert marker(page) != before
    expect(page.locator(".chart-plot")).to_have_attribute("aria-valuetext", PLACE)


def test_the_cursor_and_the_road_on_the_map_are_one(visitor) -> None:
    """The pointer moves along the chart, and a marker along the road; moved to that marker, it finds the same place."""
    page = visitor.open("/", graphics=False)
    choose(page)
    drawn(page)
    chart = page.locator(".chart-plot").bounding_box()
    page.mouse.move(chart["x"] + chart["width"] * 0.45, chart["y"] + 40)
    along = place(page)
    x, y = marker(page)
    page.mouse.move(chart["x"] + chart["width"] * 0.8, chart["y"] + 40)
    assert place(page) > along + 50
    page.mouse.move(x, y)
    assert abs(place(page) - along) <= 3


def test_list_and_map_show_the_share_of_each_road(visitor) -> None:
    page = visitor.open("/")
    expect(page.locator("#headline")).to_have_text(re.compile(r"^[\d,.]+\s(km|m) đã đủ rộng$"))
    shares = page.locator(".road-share").all_inner_texts()
    assert sum(bool(re.fullmatch(r"[\d,]+%", share)) for share in shares) > 10
    assert page.locator(".ribbon.measured svg").count() == sum(share != "–" for share in shares)
    looks = page.evaluate(
        """() => townTiles.gl.queryRenderedFeatures({ layers: ['roads-share'] }).map(({ state }) => state.look)"""
    )
    assert len(set(looks)) >= 3
    assert set(looks) <= {"share_0", "share_20", "share_50", "share_80", "share_100", "no_measure"}


def test_one_look_of_the_roads_is_shown_alone(visitor) -> None:
    page = visitor.open("/")
    page.locator("#layers").click()
    page.locator('[data-group="road_segments"][data-look="share_80"]').click()
    drawn(page)
    looks = page.evaluate(
        """() => townTiles.gl.queryRenderedFeatures({ layers: ['roads-share'] }).map(({ state }) => state.look)"""
    )
    assert set(looks) == {"share_80"}


def test_the_slider_turns_everything_to_another_day(visitor) -> None:
    page = visitor.open("/")
    expect(page.locator("#day-slider")).to_have_attribute("aria-valuetext", "30/04/2023, Đợt 1")
    before = page.locator("#headline").inner_text()
    page.locator("#day-slider").focus()
    page.keyboard.press("End")
    expect(page.locator("#day")).to_have_text("31/12/2023")
    expect(page.locator("#headline")).not_to_have_text(before)
    drawn(page)
    assert "on=2023-12-31" in page.evaluate("location.hash")
    tiles = page.evaluate("['parcels', 'donations'].map((name) => townTiles.gl.getSource(name).tiles[0])")
    assert tiles[0].endswith("?on=2023-12-31")
    assert tiles[1].endswith("?on=.."), "the slider filters what it has"
    again = visitor.open("/" + page.evaluate("location.hash"))
    expect(again.locator("#day")).to_have_text("31/12/2023")


def test_the_slider_shows_days_between_without_asking(visitor) -> None:
    """While it is dragged only what is there is filtered: no request is made before it is let go."""
    page = visitor.open("/#map=18/20.0040/105.8430")
    slider = page.locator("#day-slider")
    slider.focus()
    page.evaluate(
        """() => new Promise((done) => {
            const look = () => townTiles.gl.getSource('donations').tiles[0].endsWith('?on=..') && done();
            look();
            townTiles.gl.on('data', look);
        })"""
    )
    drawn(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    states = """() => townTiles.gl.queryRenderedFeatures().filter(({ source }) => source === 'donations')
        .map(({ properties }) => `${properties.first} ${properties.state}`).sort().join()"""
    april = page.evaluate(states)
    slider.evaluate("(range) => { range.value = Number(range.value) + 100; range.dispatchEvent(new Event('input')); }")
    drawn(page)
    assert page.evaluate(states) != april
    assert [url for url in asked if "/tiles/" not in url] == []
    expect(page.locator("#day")).to_have_text("31/08/2023")


def test_a_day_is_typed_and_keys_move_it(visitor) -> None:
    """The public is told of the ends of months; P goes to the end of the next phase, which is 02/9."""
    page = visitor.open("/", graphics=False)
    page.locator("#day-field").fill("2023-06-15")
    expect(page.locator("#day-slider")).to_have_attribute("aria-valuetext", "30/06/2023, Đợt 2")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#day-field")).to_have_value("2023-07-31")
    page.keyboard.press("p")
    expect(page.locator("#day-field")).to_have_value("2023-09-30")


def test_on_a_phone_the_section_stands_in_the_panel_and_the_day_behind_its_button(visitor) -> None:
    page = visitor.open("/", graphics=False, **PHONE)
    expect(page.locator("#dates")).to_be_hidden()
    page.locator("#day-button").tap()
    expect(page.locator("#day-slider")).to_be_visible()
    page.locator("#day-button").tap()
    page.locator(".road", has_text="Đường Đồng Sậy").first.tap()
    # What is drawn in it is drawn anew with the panel's size.
    chart = page.locator("#panel .chart-plot")
    expect(chart.locator("svg")).to_be_visible()
    # The facts wait for the progress, the chart does not.
    expect(page.locator("#facts dl")).to_be_visible()
    assert page.locator("#facts h2").bounding_box()["y"] < chart.bounding_box()["y"]
    assert chart.bounding_box()["y"] < page.locator("#facts dl").bounding_box()["y"]


def test_on_a_phone_that_lies_the_section_leaves_the_map_its_room(visitor) -> None:
    lying = {**PHONE, "viewport": {"width": 844, "height": 390}}
    page = visitor.open("/", graphics=False, **lying)
    map_frame = page.locator("#map-frame")
    room = map_frame.bounding_box()
    page.locator(".road", has_text="Đường Đồng Sậy").first.tap()
    expect(page.locator("#panel .chart-plot svg")).to_be_visible()
    assert map_frame.bounding_box() == room


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_section_follows_the_theme(visitor, scheme) -> None:
    page = visitor.open("/", graphics=False, color_scheme=scheme)
    choose(page)
    fill = {"light": "rgb(39, 50, 56)", "dark": "rgb(242, 247, 246)"}[scheme]
    expect(page.locator("#section polygon.fill-mo5").first).to_have_css("fill", fill)
