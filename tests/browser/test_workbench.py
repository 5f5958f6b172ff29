"""The officer's day at the workbench, in a real Chromium: find, select, move a donation on, correct a parcel."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import bench
from tests.browser.bench import ROAD, at_work, find, show, texts
from tests.browser.conftest import drawn

address = bench.address


def sign(page: Page, number: str) -> None:
    """Enter all that the move to `signed` asks for."""
    page.locator('[data-to="signed"]').click()
    form = page.locator(".move-form")
    form.locator('[name="on"]').fill("2023-12-31")
    form.locator('[name="reason"]').fill("Ký tại nhà văn hóa tiểu khu")
    for paper in form.locator(".paper").all():
        paper.locator('[data-part="number"]').fill(number)
    form.locator('button[type="submit"]').click()


def test_a_step_after_the_day_shown_says_so(visitor) -> None:
    """The table tells the state of that day, the panel all steps: without a word they contradict each other."""
    page = at_work(visitor)
    find(page, "HD-2023-0456", "HD-2023-0456")
    expect(page.locator(".step", has_text="Đã vận động")).not_to_contain_text("sau ngày đang xem")
    expect(page.locator(".step.is-current")).to_contain_text("sau ngày đang xem")


def test_the_door_is_before_the_workbench(visitor) -> None:
    page = visitor.open("/workbench", wait=False)
    expect(page).to_have_url(f"{visitor.address}/signin?next=/workbench")


def test_a_road_is_a_table_that_heads_sort_and_words_filter(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    along = [int(text[2:].replace("+", "")) for text in texts(page, 5) if text != "–"]
    assert along == sorted(along) != []
    page.locator('th[data-column="required"] button').click()
    page.locator('th[data-column="required"] button').click()
    needed = [float(text.replace(".", "").replace(",", ".")) for text in texts(page, 7) if text != "–"]
    assert needed == sorted(needed, reverse=True)
    page.locator("#states").select_option("handed_over")
    assert set(texts(page, 9)) == {"Đã bàn giao"}
    page.locator("#states").select_option("")
    page.locator("#filter").fill("dong y")
    assert set(texts(page, 9)) == {"Đã đồng ý"}
    expect(page.locator("#register-count")).to_have_text(re.compile(r"^\d+ trong \d+ dòng$"))
    expect(page.locator("#register-empty")).to_be_hidden()
    kept = page.locator("#filter").input_value()
    page.locator("#filter").fill("không có dòng nào như thế")
    expect(page.locator("#register-empty")).to_contain_text("hãy xóa ô lọc")
    page.locator("#filter").fill(kept)
    expect(page.locator("#register-empty")).to_be_hidden()


def test_rows_and_map_select_each_other_and_keys_are_enough(visitor) -> None:
    page = at_work(visitor, graphics=True)
    show(page, f"road {ROAD}")
    page.locator("#table tbody tr").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen = page.locator('#table tr[aria-selected="true"]')
    number = chosen.locator("td").first.inner_text()
    expect(page.locator("#one-title")).to_have_text(f"Thửa {number}")
    drawn(page)
    page.locator("#one-close").click()
    expect(page.locator("#one")).to_be_hidden()
    page.locator("#map_town").focus()
    expect(chosen).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#one")).to_be_visible()
    expect(chosen).to_have_count(1)


def test_households_parcels_and_what_waits_are_found(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    sheet, parcel, owner = (texts(page, column)[0] for column in (2, 1, 3))
    find(page, f"{sheet}/{parcel}", f"{sheet}/{parcel}")
    expect(page.locator("#one-title")).to_have_text(f"Thửa {parcel}")
    expect(page.locator("#one-title")).to_be_focused()
    find(page, owner, owner)
    page.wait_for_selector(f'html[data-rows="household {owner}"]', state="attached")
    assert set(texts(page, 3)) == {owner}
    show(page, "waiting ")
    assert "Đã ký" not in texts(page, 9), "that is for the chair to approve"
    assert "Đã đo đạc" in texts(page, 9)


def test_a_donation_is_moved_to_signed_with_its_papers(visitor) -> None:
    page = at_work(visitor)
    page.locator("#day-field").fill("2023-12-31")
    show(page, "waiting ")
    page.locator("#states").select_option("surveyed")
    page.locator("#table tbody tr").first.click()
    expect(page.locator(".step-missing")).to_contain_text("Cần có:")
    page.locator('[data-to="signed"]').click()
    page.locator('.move-form [name="on"]').fill("2023-12-31")
    page.locator('.move-form [name="reason"]').fill("Ký")
    page.locator('.move-form button[type="submit"]').click()
    expect(page.locator(".move-form .refused")).to_contain_text("Thiếu:")
    page.locator(".move-form .second-button").click()
    sign(page, "412/BB-TK4")
    expect(page.locator(".step.is-current .step-name")).to_have_text("Đã ký")
    expect(page.locator(".step.is-current .step-about")).to_contain_text("412/BB-TK4")
    expect(page.locator('[data-to="approved"]')).to_be_disabled()
    expect(page.locator(".moves")).to_contain_text("duyệt việc hiến đất")


def test_a_day_is_told_in_words_whatever_order_the_browser_writes_it_in(visitor) -> None:
    page = at_work(visitor, locale="en-US")
    day = page.locator("#day-field")
    expect(day).to_have_accessible_description("30 tháng 4 năm 2023")
    day.fill("2023-05-01")
    expect(day).to_have_accessible_description("01 tháng 5 năm 2023")
    show(page, f"road {ROAD}")
    page.locator("#states").select_option("agreed")
    page.locator("#table tbody tr").first.click()
    page.locator(".moves .main-button:enabled").first.click()
    happened = page.locator('.move-form [name="on"]')
    expect(happened).to_have_accessible_name("Diễn ra ngày")
    happened.fill("2023-01-05")
    expect(happened).to_have_accessible_description("05 tháng 01 năm 2023")
    expect(page.locator(".move-form .day-in-words").first).to_be_visible()


def test_attributes_are_saved_with_a_reason_and_stand_in_the_history(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    page.locator("#table tbody tr").last.click()
    page.locator("#tab-parcel").click()
    form = page.locator(".attributes")
    form.locator('[name="cert_no"]').fill("CT 123456")
    form.locator('[name="_when"][value="correction"]').check()
    form.locator('[name="_reason"]').fill("Nhập số giấy chứng nhận")
    form.locator('button[type="submit"]').click()
    expect(page.locator('.attributes [name="_reason"]')).to_have_value("")
    expect(page.locator('.attributes [name="cert_no"]')).to_have_value("CT 123456")


def test_who_only_reads_finds_no_way_to_write(visitor) -> None:
    page = at_work(visitor, "bình")
    show(page, f"road {ROAD}")
    page.locator("#table tbody tr").first.click()
    expect(page.locator('[data-tool="strip"]')).to_be_disabled()
    for button in page.locator(".moves button").all():
        expect(button).to_be_disabled()
    page.locator("#tab-parcel").click()
    expect(page.locator('.attributes [name="cert_no"]')).not_to_be_editable()


def test_a_donation_declined_after_the_day_shown_says_so(visitor) -> None:
    page = at_work(visitor)
    show(page, "road TK4-09")
    page.locator("#states").select_option("approached")
    page.locator("#table tbody tr").first.click()
    page.locator('[data-to="declined"]').click()
    form = page.locator(".move-form")
    form.locator('[name="on"]').fill("2023-12-31")
    form.locator('[name="reason"]').fill("Gia đình chưa thống nhất")
    form.locator('button[type="submit"]').click()
    expect(page.locator(".step.is-current", has_text="Không đồng ý")).to_contain_text("sau ngày đang xem")
