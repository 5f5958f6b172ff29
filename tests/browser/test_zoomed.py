"""Pages at four times their size, which is a window of 320 pixels: nothing is off the screen or over another."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

NARROW = {"viewport": {"width": 320, "height": 568}}


def off_screen(page: Page) -> list[str]:
    """Return what stands beside the screen and can't be scrolled to."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('a, button, h1, dd, li > *')]
          .filter((one) => one.checkVisibility() && !one.closest('.skip, .hidden, .leaflet-pane, .table-frame, .pages'))
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
          .map((one) => one.textContent.trim())"""
    )
    return found


@pytest.mark.parametrize("path", ["/", "/roads", "/campaign", "/thanks", "/signin"])
def test_public_pages_fit(visitor, path) -> None:
    page = visitor.open(path, graphics=False, wait=path == "/", **NARROW)
    assert off_screen(page) == []


def test_the_map_is_one_page_of_paper(visitor) -> None:
    page = visitor.open("/", graphics=False)
    assert len(page.query_selector_all(".road")) > 20
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
