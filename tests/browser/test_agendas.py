"""Agendas in a real Chromium: put together, saved, frozen and shown; what changed since the meeting before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import hall
from tests.browser.hall import expected, meeting, open_page, whole
from tests.browser.test_accessibility import serious
from tests.conftest import DAY

streets, address, office = hall.streets, hall.address, hall.office

AGENDA = "00000000-0000-4000-8000-000000000001"
LONG = "Ễ" * 300


def test_an_agenda_is_put_together_by_keyboard_saved_frozen_and_shown(visitor, office) -> None:
    page = open_page(visitor, "/agendas", "agendas", viewport={"width": 1440, "height": 900})
    assert serious(page) == []
    expect(page.locator(".order-road")).to_have_count(3)
    page.locator("#agenda-title").fill("Giao ban tháng 4")
    page.locator('[data-code="R3"] [data-act="away"]').click()
    page.locator('[data-code="R1"] [data-act="down"]').focus()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    assert page.locator(".order > li").all_inner_texts()[1].startswith("Đợt 2")
    page.locator('#agenda-form button[type="submit"]').click()
    expect(page.locator("#told")).to_have_text("Đã lưu.")
    saved = next(one for one in office.get("/api/agendas").json()["agendas"] if one["title"] == "Giao ban tháng 4")
    assert [(chapter["phase"], chapter["roads"]) for chapter in saved["chapters"]] == [
        ("1", []),
        ("2", ["R2", "R1"]),
        ("3", []),
    ]
    row = page.locator(f'[data-agenda="{saved["id"]}"]')
    row.locator('[data-act="freeze"]').click()
    expect(page.locator("#told")).to_contain_text("Đã chốt", timeout=60_000)
    expect(row.locator('[data-act="freeze"]')).to_have_count(0)
    row.locator("a").click()
    page.wait_for_selector("html[data-ready=meeting]", state="attached", timeout=120_000)
    expect(page.locator("#about")).to_contain_text("chốt ngày")


def test_what_came_of_saving_is_seen_where_the_button_is(visitor) -> None:
    page = open_page(visitor, "/agendas", "agendas", viewport={"width": 390, "height": 600})
    page.locator("#agenda-title").fill("Giao ban")
    save, anew = (page.locator(f"#agenda-form {one}") for one in ('button[type="submit"]', "#new"))
    save.click()
    expect(page.locator("#told")).to_have_text("Đã lưu.")
    expect(page.locator("#told")).to_be_in_viewport()
    expect(save).to_be_in_viewport()
    left, right = save.bounding_box(), anew.bounding_box()
    assert left["y"] + left["height"] / 2 == pytest.approx(right["y"] + right["height"] / 2, abs=1)


def test_who_was_signed_out_signs_in_again_and_saves_what_was_typed(visitor) -> None:
    page = open_page(visitor, "/agendas", "agendas", viewport={"width": 390, "height": 600})
    page.locator("#agenda-title").fill("Giao ban tháng 5")
    page.context.clear_cookies()
    page.locator('#agenda-form button[type="submit"]').click()
    expect(page.locator("#signed-out")).to_be_visible()
    expect(page.locator("#signed-out")).to_be_in_viewport(ratio=1)
    page.locator("#signed-out a").click(trial=True)
    expect(page.locator("#signed-out a")).to_have_attribute("href", "/signin?next=/account")
    visitor.sign_in(page, "an")
    page.locator('#agenda-form button[type="submit"]').click()
    expect(page.locator("#told")).to_have_text("Đã lưu.")
    expect(page.locator("#signed-out")).to_be_hidden()
    visitor.witnesses[-1].errors.clear()  # of the answers 401


def test_what_changed_since_the_meeting_before(visitor, office) -> None:
    body = {"title": LONG, "on": "2023-07-31", "since": DAY}
    chapters = [{"phase": "2", "roads": ["R2"]}, {"phase": "3", "roads": []}]
    assert office.put(f"/api/agendas/{AGENDA}", json={**body, "chapters": chapters}).status_code == 200
    page = meeting(visitor, f"agenda={AGENDA}")
    expect(page.locator("#title")).to_have_text(LONG)
    wide = page.evaluate("() => [document.documentElement.scrollWidth, document.body.scrollWidth]")
    assert max(wide) <= 1024
    page.keyboard.press("PageDown")
    expect(page.locator("#title")).to_have_text("Thay đổi từ 30/04/2023")
    before, now = (expected(office, "R2", day) for day in (DAY, "2023-07-31"))
    cells = page.locator("#list tbody tr").first.locator("td").all_inner_texts()
    assert [whole(cell) if cell != "như cũ" else 0 for cell in cells] == [
        now[name][0] - before[name][0] for name in ("households", "area", "length", "blocked")
    ]
    page.keyboard.press("n")
    expect(page.locator('[data-figure="households"] .more')).to_have_text("+4")
    page.keyboard.press("c")
    expect(page.locator("#list")).to_contain_text(re.compile("Đã gỡ|Mới có|vẫn như"))


def test_who_does_not_prepare_meetings_shows_them(visitor) -> None:
    page = open_page(visitor, "/agendas", "agendas", name="bình")
    expect(page.locator("#editor")).to_be_hidden()
    page.goto(f"{visitor.address}/meeting")
    page.wait_for_selector("html[data-ready=meeting]", state="attached", timeout=120_000)
