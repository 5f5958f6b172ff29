"""axe-core finds nothing serious: in both languages, light and dark, on desktop and phone, with a panel open."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS
from tests.browser.test_public_map import AT_PARCELS, PHONE

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def serious(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical", "moderate"}
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_the_map_page(visitor, language, scheme) -> None:
    page = visitor.open(f"/?lang={language}{AT_PARCELS}", color_scheme=scheme)
    assert serious(page) == []
    page.locator(".road").first.click()
    expect(page.locator("#facts")).to_be_visible()
    expect(page.locator("#section .chart-plot svg")).to_be_visible()
    assert serious(page) == []


def test_the_map_page_on_a_phone_with_its_legend(visitor) -> None:
    page = visitor.open("/", **PHONE)
    assert serious(page) == []
    page.locator("#day-button").tap()
    expect(page.locator("#day-slider")).to_be_visible()
    assert serious(page) == []
    page.locator("#day-button").tap()
    page.locator("#layers").tap()
    expect(page.locator("#legend")).to_be_visible()
    assert serious(page) == []
