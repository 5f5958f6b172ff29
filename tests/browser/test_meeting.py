"""A meeting in a real Chromium: played to its end without the network, its numbers the engine's, by keys alone."""

from __future__ import annotations

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser import hall
from tests.browser.conftest import LOOKS, OFFICE_PASSWORD, Visitor
from tests.browser.hall import PROJECTOR, at, expected, meeting, on, shown
from tests.browser.test_accessibility import serious
from tests.conftest import DAY, serving

streets, address, office = hall.streets, hall.address, hall.office

LEAST_PX = 20
"""Of what is read from five metres."""


def test_it_is_played_from_the_first_to_the_last_slide_with_the_server_gone(
    browser, plain_browser, streets, office
) -> None:
    with serving(streets, MAP_DAY=DAY) as where:
        visitor = Visitor(browser, plain_browser, where)
        page = meeting(visitor)
        days = office.get("/api/meeting").json()["days"]
        names = {"Đường R1": "R1", "Đường R2": "R2", "Đường R3": "R3"}
        known = {(code, day): expected(office, code, day) for code in names.values() for day in days}
    with pytest.raises(httpx2.HTTPError):
        httpx2.get(f"{where}/healthz")

    seen = []
    for slide in range(7):
        at(page, slide)
        title = page.locator("#title").inner_text()
        seen.append(title)
        if title in names:
            assert shown(page) == known[names[title], DAY], title
            expect(page.locator("#chart svg")).to_be_visible()
        page.keyboard.press("PageDown")
    assert seen == ["Các tuyến đường Thị trấn Hà Trung", "Đợt 1", "Đường R1", "Đường R3", "Đợt 2", "Đường R2", "Đợt 3"]
    at(page, 6)
    expect(page.locator("#list")).to_contain_text("Chưa có tuyến nào trong đợt này.")

    page.keyboard.press("Shift+N")
    at(page, 5)
    for day in days[days.index(DAY) + 1 :]:
        page.keyboard.press("ArrowRight")
        on(page, day)
        assert shown(page) == known["R2", day], day
    page.keyboard.press("b")
    expect(page.locator("#map-before canvas")).to_be_visible()
    page.keyboard.press("d")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("t")
    page.locator("#date-field").fill("2023-04-11")
    for witness in visitor.witnesses:
        assert witness.errors == []
    page.locator("#date-form [type=submit]").click()
    expect(page.locator("#date-told")).to_contain_text("Không có mạng")
    page.context.close()


def test_the_days_slider_goes_by_hand_by_key_by_phase_and_by_itself(visitor) -> None:
    page = meeting(visitor)
    page.keyboard.press("n")
    on(page, DAY)
    page.locator("#day-slider").fill("19540")  # 2023-07-02: the nearest day that is there
    on(page, "2023-06-30")
    page.keyboard.press("m")
    expect(page.locator("#step")).to_have_text("theo đợt")
    page.keyboard.press("ArrowRight")
    on(page, "2023-09-02")
    page.keyboard.press("Space")
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "true")
    on(page, "2023-12-31")
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "false")


def test_any_other_day_is_brought_while_there_is_a_network(visitor, office) -> None:
    page = meeting(visitor)
    page.keyboard.press("n")
    page.keyboard.press("t")
    page.locator("#date-field").fill("2023-04-11")
    page.locator("#date-form [type=submit]").click()
    on(page, "2023-04-11")
    expect(page.locator("#date-dialog")).to_be_hidden()
    assert shown(page) == expected(office, "R1", "2023-04-11")


def test_another_day_begins_with_the_one_that_is_shown_and_can_be_left(visitor) -> None:
    page = meeting(visitor)
    page.keyboard.press("t")
    expect(page.locator("#date-field")).to_have_value(DAY)
    expect(page.locator("#date-form .day-in-words")).to_have_text("30 tháng 4 năm 2023")
    page.get_by_role("button", name="Bỏ").click()
    expect(page.locator("#date-dialog")).to_be_hidden()
    on(page, DAY)


def test_keys_lead_to_roads_phases_lists_and_help(visitor) -> None:
    page = meeting(visitor)
    page.keyboard.press("p")
    at(page, 1)
    expect(page.locator("#list")).to_contain_text("Đường R1")
    page.keyboard.press("n")
    at(page, 2)
    page.keyboard.press("k")
    expect(page.locator("#list table")).to_contain_text("Km0+000")
    page.keyboard.press("k")
    expect(page.locator("#list")).to_be_hidden()
    page.keyboard.press("p")
    at(page, 4)
    page.keyboard.press("Home")
    at(page, 0)
    page.keyboard.press("End")
    at(page, 6)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("PageUp")
    at(page, 6)
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("PageUp")
    at(page, 5)
    page.keyboard.press("f")
    expect(page.locator("#full")).to_have_attribute("aria-pressed", "true")


def test_a_list_that_has_no_room_is_paged_by_the_keys_that_turn_slides(visitor) -> None:
    """No row is out of reach: what is below is counted, and the slide turns after the last of it alone."""
    page = meeting(visitor, viewport={"width": 1024, "height": 330})
    page.keyboard.press("p")
    page.keyboard.press("n")
    at(page, 2)
    page.keyboard.press("k")
    rows = page.locator("#list tbody tr")
    expect(page.locator("#more")).to_contain_text("Page Down")
    edge = page.locator("#list").bounding_box()
    pages = 1
    while page.locator("#more").is_visible():
        assert pages < 20, "each page goes on"
        page.keyboard.press("PageDown")
        pages += 1
    last = rows.last.bounding_box()
    assert last["y"] + last["height"] <= edge["y"] + edge["height"] + 40
    at(page, 2)
    page.keyboard.press("PageDown")
    at(page, 3)


def test_what_is_free_of_a_road_that_was_never_surveyed_is_not_told_to_be_given(visitor) -> None:
    page = meeting(visitor, viewport={"width": 1920, "height": 1080})
    told = {}
    for _ in range(3):
        page.keyboard.press("n")
        key = page.locator("#chart .chart-key")
        told[page.locator("#title").inner_text()] = words = key.inner_text() if key.count() else ""
        assert ("đường hiện có" in str(page.locator("#chart").get_attribute("aria-label"))) == bool(words)
    assert sorted(told.values()) == ["", "", "Đã bàn giao, hoặc đường hiện có"]


def test_without_graphics_it_says_why_it_is_not_shown(plain_browser, address) -> None:
    page = plain_browser.new_context(**PROJECTOR, locale="vi-VN").new_page()
    page.goto(f"{address}/signin?lang=vi&next=/meeting")
    page.locator("#name").fill("an")
    page.locator("#password").fill(OFFICE_PASSWORD)
    page.locator("#password").press("Enter")
    expect(page.locator("#loading-words")).to_contain_text("WebGL 2")
    page.context.close()


def test_it_is_not_ready_before_all_is_there(browser, address) -> None:
    page = browser.new_context(**PROJECTOR, locale="vi-VN").new_page()
    page.route("**/api/meeting/days/2023-12-31*", lambda route: route.abort())
    page.goto(f"{address}/signin?lang=vi&next=/meeting")
    page.locator("#name").fill("an")
    page.locator("#password").fill(OFFICE_PASSWORD)
    page.locator("#password").press("Enter")
    expect(page.locator("#loading-words")).to_contain_text("chưa trả lời", timeout=60_000)
    expect(page.locator("html")).not_to_have_attribute("data-ready", "meeting")
    expect(page.locator("#loading-bar")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_it_can_be_read_from_five_metres_and_by_everybody(visitor, language, scheme) -> None:
    page = meeting(visitor, language=language, color_scheme=scheme)
    for keys in ("", "p", "n", "k", "k b", "Escape ?"):
        for key in keys.split():
            page.keyboard.press(key)
        assert serious(page) == [], keys
        small = page.evaluate(
            """(least) => [...document.querySelectorAll('main *, dialog[open] *')]
                .filter((one) => !(one instanceof SVGElement) && one.checkVisibility() && !one.closest('.hidden, .gl'))
                .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
                .filter((one) => Number.parseFloat(getComputedStyle(one).fontSize) < least)
                .map((one) => one.outerHTML.slice(0, 120))""",
            LEAST_PX,
        )
        assert small == [], keys
