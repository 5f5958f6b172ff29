"""Answers that come late at the workbench: what was asked for since is what is shown."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from tests.browser import bench
from tests.browser.bench import ROAD, at_work, select, show, texts
from tests.browser.held import Held
from tests.conftest import DAY

address = bench.address


def test_a_tab_that_is_opened_while_its_parcel_is_read_stays_open(visitor) -> None:
    page = at_work(visitor)
    select(page, 3)
    held: list[Route] = []
    page.route("**/api/donations/*", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks what it calls
    with page.expect_request("**/api/donations/*"):
        page.locator("#table tbody tr").nth(5).click()
    page.locator("#tab-history").click()
    with page.expect_response("**/api/documents?layer=donations*"):
        held[0].continue_()
    expect(page.locator("#tab-history")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".versions li").first).to_be_visible()


def test_rows_of_an_earlier_day_that_come_late_are_not_shown(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    now = texts(page, 9)
    held = Held(page, "**/widening?on=2023-03-01")
    page.locator("#day-field").fill("2023-03-01")
    late = held.take()
    page.evaluate("document.documentElement.removeAttribute('data-rows')")
    page.locator("#day-field").fill(DAY)
    page.wait_for_selector(f'html[data-rows="road {ROAD}"]', state="attached")
    held.let_go(late)
    assert texts(page, 9) == now


def test_a_donation_that_comes_late_is_not_shown_under_another_parcel(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    rows = page.locator("#table tbody tr")
    held = Held(page, re.compile("/api/donations/[0-9a-f-]+$"))
    rows.nth(5).click()
    first = held.take()
    rows.nth(6).click()
    held.release()
    shown = page.locator("#page-donation .minutes a").first
    expect(shown).to_be_visible()
    link = shown.get_attribute("href")
    held.let_go(first)
    assert shown.get_attribute("href") == link


def test_a_road_that_comes_late_does_not_tell_what_blocks_another(visitor) -> None:
    page = at_work(visitor)
    other = str(page.locator('#place option[value^="road "]').nth(1).get_attribute("value"))
    show(page, other)
    told = page.locator("#road-works h2").first.inner_text()
    held = Held(page, f"**/api/roads/{ROAD}?on=*")
    show(page, f"road {ROAD}")
    late = held.take()
    show(page, other)
    expect(page.locator("#road-works h2").first).to_have_text(told)
    held.let_go(late)
    expect(page.locator("#road-works h2").first).to_have_text(told)


def test_a_parcel_that_is_asked_for_twice_is_found_once(visitor) -> None:
    page = at_work(visitor)
    held = Held(page, "**/parcels/items?*parcel=143*")
    search = page.locator("#search")
    search.fill("P7-73/143")
    search.blur()
    search.focus()
    held.release()
    expect(page.locator("#found li", has_text="P7-73/143")).to_have_count(1)
