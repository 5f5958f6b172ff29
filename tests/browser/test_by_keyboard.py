"""Who has a keyboard alone: the focus is never lost, and Escape closes what was opened and gives the focus back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.test_public_map import PHONE


def test_facts_take_the_focus_and_give_it_back_to_the_road_in_the_list(visitor) -> None:
    page = visitor.open("/", graphics=False)
    road = page.locator(".road").nth(3)
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.locator("#facts .close").press("Enter")):
        road.press("Enter")
        expect(page.locator("#facts h2")).to_be_focused()
        close()
        expect(page.locator("#facts")).to_be_hidden()
        expect(road).to_be_focused()


def test_escape_in_the_search_closes_its_list_alone(visitor) -> None:
    page = visitor.open("/", graphics=False)
    search = page.locator("#search")
    search.fill("dong say")
    search.press("Enter")
    expect(page.locator("#facts h2")).to_contain_text("Đồng Sậy")
    search.fill("kenh tay")
    expect(page.locator("#found")).to_be_visible()
    search.press("Escape")
    expect(page.locator("#found")).to_be_hidden()
    expect(page.locator("#facts")).to_be_visible()
    search.press("Escape")
    expect(page.locator("#facts")).to_be_hidden()
    expect(search).to_be_focused()


def test_legend_and_days_are_closed_by_escape(visitor) -> None:
    page = visitor.open("/", graphics=False, **PHONE)
    for button, part, within in (("#layers", "#legend", ".eye"), ("#day-button", "#dates", "#day-field")):
        page.locator(button).press("Enter")
        expect(page.locator(button)).to_have_attribute("aria-expanded", "true")
        page.locator(f"{part} {within}").first.press("Escape")
        expect(page.locator(part)).to_be_hidden()
        expect(page.locator(button)).to_be_focused()


def test_the_days_come_next_after_the_button_that_opens_them(visitor) -> None:
    page = visitor.open("/", graphics=False, **PHONE)
    page.locator("#day-button").press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#day-field")).to_be_focused()


def test_roads_can_be_read_where_their_widths_could_not_be_had(visitor) -> None:
    """No road is said to be worked out for ever, and its other facts are there."""
    page = visitor.open("/", graphics=False, wait=False)
    page.route(
        re.compile("/api/progress"), lambda route: route.fulfill(status=500, json={"detail": "Máy chủ gặp lỗi."})
    )
    page.reload()
    expect(page.locator("#notice")).to_contain_text("Máy chủ gặp lỗi")
    expect(page.locator("#subline")).to_contain_text("chưa lấy được bề rộng")
    expect(page.locator(".road-share").first).to_have_text("–")
    expect(page.locator(".road-said").first).to_have_text("Chưa lấy được số liệu")
    page.locator(".road").first.click()
    expect(page.locator("#facts dl")).to_contain_text("Chưa lấy được số liệu")
    visitor.witnesses[-1].errors.clear()  # the browser's own, of the answers 500
