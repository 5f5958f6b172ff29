"""The workbench on a phone, a tablet, paper and without graphics; to who can't see, and by keyboard."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser import bench
from tests.browser.bench import ROAD, at_work, select, show
from tests.browser.conftest import LOOKS
from tests.browser.test_accessibility import serious
from tests.browser.test_public_map import PHONE

address = bench.address


def test_on_a_narrow_screen_and_on_paper_the_panel_covers_nothing_of_the_table(visitor) -> None:
    page = at_work(visitor, viewport={"width": 794, "height": 1123})
    show(page, f"road {ROAD}")
    page.locator("#table tbody tr").first.click()
    expect(page.locator(".step.is-current")).to_be_visible()
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        assert page.evaluate(
            """() => [...document.querySelectorAll('#panel *')].filter((one) => one.checkVisibility())
                .every((one) => one.getBoundingClientRect().bottom
                    <= document.querySelector('#register').getBoundingClientRect().top + 1)"""
        ), media
    assert page.evaluate("() => document.querySelector('#register-body').scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "language"), [(768, "en"), (820, "vi"), (1024, "en")])
def test_on_a_tablet_the_search_says_what_it_finds_and_pages_have_their_words(visitor, width, language) -> None:
    page = at_work(visitor, language=language, viewport={"width": width, "height": 1180})
    room = page.locator("#search").evaluate("(field) => field.clientWidth")
    assert room >= 220
    bar = page.locator(".bar").bounding_box()
    for one in page.locator(".bar :is(a, button, input):visible").all():
        box = one.bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width, one.inner_text()
        assert box["y"] + box["height"] <= bar["y"] + bar["height"], one.inner_text()
    if width <= 900:
        words = page.locator(".office-pages span").first.bounding_box()
        assert words["width"] > 20


def test_on_a_phone_one_part_lies_under_the_other_and_a_row_opens_its_parcel(visitor) -> None:
    page = at_work(visitor, graphics=True, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]
    row = page.locator("#table tbody tr").nth(4)
    number = row.locator("td").first.inner_text()
    row.tap()
    expect(page.locator("#one-title")).to_have_text(f"Thửa {number}")
    expect(page.locator("#one-title")).to_be_in_viewport()
    assert serious(page) == []


def test_on_a_phone_what_has_the_focus_is_seen(visitor) -> None:
    page = at_work(visitor, viewport=PHONE["viewport"])
    show(page, f"road {ROAD}")
    heads = page.locator("#table th button")
    heads.last.focus()
    for column in reversed(range(1, heads.count() - 1)):
        page.keyboard.press("Shift+Tab")
        head = heads.nth(column)
        expect(head).to_be_focused()
        box, stays = head.bounding_box(), page.locator("#table th").first.bounding_box()
        assert box["x"] + box["width"] / 2 > stays["x"] + stays["width"], head.inner_text()
    page.locator("#table tbody tr").nth(12).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#one-title")).to_be_focused()
    expect(page.locator("#one-title")).to_be_in_viewport()


def test_headings_leave_out_no_level(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    expect(page.locator("#road-works h2")).to_be_visible()
    levels = page.evaluate(
        """() => [...document.querySelectorAll('h1, h2, h3, h4')].filter((one) => one.checkVisibility())
            .map((one) => Number(one.tagName[1]))"""
    )
    assert all(level <= before + 1 for before, level in pairwise(levels)), levels


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_axe_finds_nothing_serious(visitor, language, scheme) -> None:
    page = at_work(visitor, language=language, graphics=True, color_scheme=scheme)
    show(page, f"road {ROAD}")
    page.locator("#table tbody tr").first.click()
    expect(page.locator(".steps")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == language
    assert serious(page) == []
    page.locator("#tab-parcel").click()
    expect(page.locator(".attributes")).to_be_visible()
    assert serious(page) == []


def test_forms_that_open_and_close_by_keyboard_keep_the_focus(visitor) -> None:
    page = at_work(visitor)
    select(page, 5)
    page.locator('[data-to="take-back"]').press("Enter")
    expect(page.locator('.move-form [name="reason"]')).to_be_focused()
    page.locator(".move-form .second-button").press("Enter")
    expect(page.locator(".moves button:focus")).to_have_count(1)


def test_without_graphics_it_says_so_and_rows_and_parcels_are_there(visitor) -> None:
    page = at_work(visitor)
    expect(page.locator("#notice")).to_contain_text("WebGL 2")
    select(page, 2)
    expect(page.locator(".leaflet-gl-layer")).to_have_count(0)
