"""An edit that is not saved yet is in view when the page is opened again, and a service that fails is told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import bench
from tests.browser.bench import at_work, select, show
from tests.browser.conftest import drawn
from tests.conftest import DAY

if TYPE_CHECKING:
    from playwright.sync_api import Locator

FAR_OFF = "TK3-01"
"""A road that is not in view where the workbench opens."""
NO_ANSWER = "Máy chủ không trả lời: không mất gì cả. Hãy thử lại."

address = bench.address


def split(page: Page) -> Locator:
    """Split off what the road needs of the chosen parcel; return the form that saves it."""
    page.locator('[data-tool="strip"]').click()
    expect(page.locator("#edit-panel .changes")).to_contain_text("mới,")
    return page.locator("#edit-panel form")


def middle(page: Page) -> list[float]:
    """Return where the map stands."""
    found: list[float] = page.evaluate("() => { const { lat, lng } = town.map.getCenter(); return [lng, lat]; }")
    return found


def is_seen(page: Page, place: list[float]) -> bool:
    """Return whether a place is on the map."""
    return bool(page.evaluate("([lng, lat]) => town.map.getBounds().contains([lat, lng])", place))


def failing(status: int, body: str = ""):
    """Return what answers as a server does that stands before the service."""

    def answer(route: Route) -> None:
        route.fulfill(status=status, body=body, content_type="text/html")

    return answer


@pytest.mark.parametrize("answered", [True, False])
def test_a_draft_is_in_view_when_the_page_is_opened_again(visitor, answered) -> None:
    page = at_work(visitor)
    first = middle(page)
    show(page, f"road {FAR_OFF}")
    page.locator("#table tbody tr", has_text="Đã vận động").first.click()
    expect(page.locator("#one:not([aria-busy]) .steps")).to_be_visible()
    split(page)
    place = middle(page)
    assert not is_seen(page, first)
    if not answered:
        page.route("**/api/edits/preview", failing(502))
    page.reload()
    drawn(page)
    expect(page.locator("#edit-panel")).to_be_visible()
    assert is_seen(page, place)
    if not answered:
        expect(page.locator("#edit-panel .refused")).to_have_text(NO_ANSWER)
    page.locator("#undo").click()
    expect(page.locator("#edit-panel")).to_be_hidden()
    visitor.witnesses[-1].errors.clear()  # of the answer that refuses


def test_a_save_that_fails_is_told_in_words_and_goes_through_the_next_time(visitor) -> None:
    page = at_work(visitor)
    select(page, 34)
    form = split(page)
    form.locator('[name="_from"]').fill(DAY)
    form.locator('[name="_reason"]').fill("Tách phần hiến")
    if form.locator('[name="_seen"]').count():
        form.locator('[name="_seen"]').check()
    for status, body in ((500, "Internal Server Error"), (503, "<html></html>"), (429, "")):
        page.route("**/api/edits", failing(status, body))
        form.locator('button[type="submit"]').click()
        expect(page.locator("#edit-panel .refused")).to_have_text(NO_ANSWER)
        page.unroute("**/api/edits")
    form.locator('button[type="submit"]').click()
    expect(page.locator("#notice")).to_contain_text("Đã lưu lúc")
    visitor.witnesses[-1].errors.clear()  # of the answers that refuse
