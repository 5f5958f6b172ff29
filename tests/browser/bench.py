"""The officer's workbench as tests use it: signing in, showing a place, finding, choosing a row."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import drawn

ROAD = "TK4-01"


@pytest.fixture(scope="module")
def address(office_address: str) -> str:
    """Return where the office works."""
    return office_address


def at_work(visitor, name: str = "an", language: str = "vi", *, graphics: bool = False, **context: object) -> Page:
    """Sign in and wait until the workbench stands.

    Parameters
    ----------
    visitor
        Who opens it.
    name, language
        Who signs in, and the page's language.
    graphics
        Whether tiles are drawn; what is edited is drawn without them, and a test is twice as quick.
    context
        What the browser is told.
    """
    desk = {"viewport": {"width": 1440, "height": 900}}
    page = visitor.open("/workbench", who=name, language=language, wait=False, graphics=graphics, **(desk | context))
    drawn(page)
    return page


def show(page: Page, place: str) -> None:
    """Show a road or a subdistrict, and wait for its rows."""
    # Rows are drawn anew even where they are shown already.
    page.evaluate("document.documentElement.removeAttribute('data-rows')")
    page.locator("#place").select_option(place)
    page.wait_for_selector(f'html[data-rows="{place}"]', state="attached")


def find(page: Page, typed: str, text: str) -> None:
    """Type into the search box and take what it finds."""
    page.keyboard.press("Control+k")
    page.keyboard.type(typed)
    page.locator("#found li", has_text=text).first.click()


def texts(page: Page, column: int) -> list[str]:
    """Return the texts of a column of the table."""
    return page.locator(f"#table tbody td:nth-child({column})").all_inner_texts()


def select(page: Page, row: int) -> None:
    """Choose a row of the road and wait for its page."""
    show(page, f"road {ROAD}")
    page.locator("#table tbody tr").nth(row).click()
    expect(page.locator("#table tbody tr").nth(row)).to_have_attribute("aria-selected", "true")
    expect(page.locator("#one:not([aria-busy]) .steps")).to_be_visible()
