"""The workbench where there is little room, and what it says there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import bench
from tests.browser.bench import at_work, select, show

ROAD = "road TK4-01"
FINGER = {"has_touch": True, "is_mobile": True}


address = bench.address


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_search_has_room_for_a_parcel_s_number_on_a_small_desk(visitor, language) -> None:
    page = at_work(visitor, language=language, viewport={"width": 901, "height": 700})
    assert page.locator("#search").bounding_box()["width"] >= 180
    assert page.evaluate("document.documentElement.scrollWidth") <= 901


def test_legend_and_tools_can_be_used_above_a_long_section(visitor) -> None:
    page = at_work(visitor, viewport={"width": 1000, "height": 700})
    show(page, ROAD)
    page.locator("#profile-button").click()
    expect(page.locator("#section-frame")).to_be_visible()
    page.locator("#layers").click()
    legend, tools = page.locator("#legend").bounding_box(), page.locator(".tools").bounding_box()
    section = page.locator("#section-frame").bounding_box()
    assert legend["height"] > 200
    assert tools["y"] + tools["height"] < section["y"]
    assert legend["y"] > tools["y"] + tools["height"] or legend["x"] + legend["width"] < tools["x"]


def test_what_a_tool_asks_for_leaves_the_map_in_sight_on_a_small_desk(visitor) -> None:
    page = at_work(visitor, viewport={"width": 1024, "height": 768})
    select(page, 4)
    page.locator('[data-tool="hole"]').click()
    expect(page.locator("#edit-hint")).to_be_visible()
    hint, tools = page.locator("#edit-hint").bounding_box(), page.locator(".tools").bounding_box()
    assert hint["height"] < 110
    assert hint["x"] + hint["width"] < tools["x"]


def test_a_paper_that_is_missing_is_told_at_its_fields(visitor) -> None:
    page = at_work(visitor)
    select(page, 1)
    move = page.locator(".moves .main-button:enabled").first
    move.click()
    form = page.locator(".move-form")
    form.locator('[name="on"]').fill("2023-12-31")
    form.locator('[name="reason"]').fill("Thiếu giấy")
    form.locator('button[type="submit"]').click()
    paper = form.locator(".paper").first
    expect(paper.locator('[data-part="has"]')).to_be_focused()
    expect(paper.locator('[data-part="has"]')).to_have_accessible_description(
        "Còn thiếu: hãy đánh dấu khi đã có, hoặc ghi số."
    )
    expect(paper.locator(".paper-missing")).to_be_in_viewport()


@pytest.mark.parametrize(("context", "told"), [({}, True), (FINGER, False)], ids=["mouse", "finger"])
def test_a_key_is_told_to_whom_has_one(visitor, context, told) -> None:
    page = at_work(visitor, **context)
    select(page, 2)
    page.locator('[data-tool="vertices"]').click()
    hint = page.locator("#edit-hint p")
    expect(hint).to_contain_text("m²")
    assert ("Alt" in hint.inner_text()) is told
