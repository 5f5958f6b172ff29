"""The officer's day at the workbench, in a real Chromium: find, select, move a donation on, split a parcel, undo."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.bench import ROAD, at_work, find, select, show, texts
from tests.browser.conftest import LOOKS, drawn
from tests.browser.held import Held
from tests.browser.test_accessibility import serious
from tests.browser.test_public_map import PHONE
from tests.conftest import DAY


@pytest.fixture(scope="module")
def address(office_address: str) -> str:
    """Return where the office works."""
    return office_address


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


def test_headings_leave_out_no_level(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    expect(page.locator("#road-works h2")).to_be_visible()
    levels = page.evaluate(
        """() => [...document.querySelectorAll('h1, h2, h3, h4')].filter((one) => one.checkVisibility())
            .map((one) => Number(one.tagName[1]))"""
    )
    assert all(level <= before + 1 for before, level in pairwise(levels)), levels


def test_a_parcel_is_split_by_the_strip_saved_and_undone(visitor) -> None:
    page = at_work(visitor, graphics=True)
    show(page, f"road {ROAD}")
    page.locator("#states").select_option("agreed")
    page.locator("#table tbody tr").first.click()
    expect(page.locator(".steps")).to_be_visible()
    row = page.locator('#table tr[aria-selected="true"] td')
    parcel, sheet, needed = (row.nth(place).inner_text() for place in (0, 1, 6))
    page.locator('[data-tool="strip"]').click()
    changes = page.locator("#edit-panel .changes")
    expect(changes).to_contain_text(f"{sheet}/{parcel}:")
    expect(changes).to_contain_text("mới,")
    assert f"mới, {needed} m²".replace(" ", "\u00a0").split(",\u00a0")[0] in changes.inner_text().replace(" ", "\u00a0")
    page.locator("#undo").click()
    expect(page.locator("#edit-panel")).to_be_hidden()
    page.locator("#redo").click()
    expect(changes).to_be_visible()
    form = page.locator("#edit-panel form")
    form.locator('[name="_from"]').fill(DAY)
    form.locator('[name="_reason"]').fill("Tách phần hiến")
    seen = form.locator('[name="_seen"]')
    if seen.count():
        seen.check()
    form.locator('button[type="submit"]').click()
    expect(page.locator("#notice")).to_contain_text("Đã lưu lúc")
    expect(page.locator("#edit-panel")).to_be_hidden()
    page.locator("#notice button").click()
    expect(page.locator("#notice")).to_have_text("Đã trở lại như trước.")


def test_what_an_undo_takes_away_is_shown_no_longer(visitor) -> None:
    page = at_work(visitor)
    select(page, 6)
    page.locator('[data-tool="survey"]').click()
    form = page.locator("#tool-panel form")
    corners = ("2212979,55 588064,67", "2212979,55 588074,67", "2212989,55 588074,67")
    form.locator("textarea").fill("\n".join(f"{n} {xy}" for n, xy in enumerate(corners, 1)))
    form.locator('[name="sheet"]').fill("S9")
    form.locator('[name="parcel"]').fill("9003")
    form.locator('button[type="submit"]').click()
    form = page.locator("#edit-panel form")
    form.locator('[name="_when"][value="from"]').check()
    expect(form.locator('[name="_from"]')).to_have_js_property("required", True)
    form.locator('[name="_from"]').fill(DAY)
    form.locator('[name="_reason"]').fill("Đo mới")
    form.locator('[name="_seen"]').check()
    form.locator('button[type="submit"]').click()
    expect(page.locator("#notice")).to_contain_text("Đã lưu lúc")
    find(page, "S9/9003", "9003")
    expect(page.locator("#one-title")).to_have_text("Thửa 9003")
    expect(page.locator("#one")).not_to_have_attribute("aria-busy", "true")
    page.locator("#undo").click()
    expect(page.locator("#notice")).to_have_text("Đã trở lại như trước.")
    expect(page.locator("#one")).to_be_hidden()


def corners(page: Page) -> list[tuple[float, float]]:
    """Return where on the page the chosen parcel's points are, by the tool that moves them."""
    page.locator('[data-tool="vertices"]').click()
    handles = page.locator(".marker-icon:not(.marker-icon-middle)")
    expect(handles.first).to_be_visible()
    boxes = [handle.bounding_box() for handle in handles.all()]
    return [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]


def test_a_point_moves_in_both_parcels_that_share_it(visitor) -> None:
    page = at_work(visitor)
    select(page, 6)
    x, y = corners(page)[1]
    before = page.locator("#edit-hint").inner_text()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 25, y + 20, steps=4)  # nearer, it snaps to where it was
    page.mouse.up()
    expect(page.locator("#edit-hint")).not_to_have_text(before)
    page.locator("#edit-done").click()
    changes = page.locator("#edit-panel .changes li")
    expect(changes.nth(1)).to_contain_text("thành")
    page.keyboard.press("Control+z")
    expect(page.locator("#edit-panel")).to_be_hidden()


def test_a_line_splits_and_a_click_merges(visitor) -> None:
    page = at_work(visitor, graphics=True)
    select(page, 6)
    places = corners(page)
    page.locator("#edit-cancel").click()
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    middle = sum(y for _, y in places) / len(places)
    page.locator('[data-tool="split"]').click()
    expect(page.locator("#edit-hint")).to_contain_text("Vẽ đường cắt")
    page.wait_for_selector(".leaflet-overlay-pane .drawn-line", state="attached")
    for x in (left - 30, right + 30, right + 30):
        page.mouse.move(x, middle, steps=3)
        page.mouse.click(x, middle)
    changes = page.locator("#edit-panel .changes")
    expect(changes).to_contain_text("mới,")
    page.locator("#undo").click()
    expect(page.locator("#edit-panel")).to_be_hidden()
    page.locator('[data-tool="merge"]').click()
    page.mouse.click(right + 15, middle)
    expect(changes).to_contain_text("chấm dứt")


def test_a_survey_list_is_a_parcel_and_what_is_wrong_with_it_is_told(visitor) -> None:
    page = at_work(visitor)
    select(page, 6)
    page.locator('[data-tool="survey"]').click()
    form = page.locator("#tool-panel form")
    form.locator("textarea").fill("1 2212979,5,5 588064.67\n2 2212979.55 588084.67\n3 2212999.55 588084.67")
    form.locator('[name="parcel"]').fill("9001")
    form.locator('button[type="submit"]').click()
    expect(form.locator(".refused")).to_contain_text("Dòng 1")
    points = ("2.212.979,55\t588.064,67", "2212979.55\t588084.67", "2212999.55\t588084.67", "2212999.55\t588064.67")
    form.locator("textarea").fill("điểm\tX\tY\n" + "\n".join(f"{n}\t{xy}" for n, xy in enumerate(points, 1)))
    form.locator('button[type="submit"]').click()
    expect(page.locator("#edit-panel .changes")).to_have_text(re.compile(r"/9001: mới, 400,0\sm²"))
    expect(page.locator("#edit-panel .problems li").first).to_contain_text("chồng lấn")
    assert page.locator("path.problem").count() > 0


def test_a_survey_list_keeps_its_first_point_and_gets_x_and_y_the_right_way_round(visitor) -> None:
    page = at_work(visitor)
    select(page, 6)
    page.locator('[data-tool="survey"]').click()
    form = page.locator("#tool-panel form")
    corners = [("588.064,67", "2.212.979,55"), ("588.084,67", "2.212.979,55"), ("588.084,67", "2.212.999,55")]
    corners.append(("588.064,67", "2.212.999,55"))
    lines = "\n".join(f"{n}\t{east}\t{north}" for n, (east, north) in enumerate(corners, 1))
    form.locator("textarea").fill(f"Điểm\tX\tY\n{lines}")
    expect(form.get_by_role("status")).to_contain_text("tiêu đề cột: “Điểm\tX\tY”", use_inner_text=False)
    form.locator('[name="parcel"]').fill("9002")
    form.locator('button[type="submit"]').click()
    expect(form.locator(".refused")).to_contain_text("đổi chỗ X và Y")
    form.locator("textarea").fill(lines)
    expect(form.get_by_role("status")).to_have_text("")
    form.get_by_role("button", name="Đổi chỗ X và Y").click()
    form.locator('button[type="submit"]').click()
    expect(page.locator("#edit-panel .changes")).to_have_text(re.compile(r"/9002: mới, 400,0\sm²"))
    page.locator("#undo").click()
    expect(page.locator("#edit-panel")).to_be_hidden()


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


def test_on_a_phone_one_part_lies_under_the_other_and_a_row_opens_its_parcel(visitor) -> None:
    page = at_work(visitor, graphics=True, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]
    row = page.locator("#table tbody tr").nth(4)
    number = row.locator("td").first.inner_text()
    row.tap()
    expect(page.locator("#one-title")).to_have_text(f"Thửa {number}")
    expect(page.locator("#one-title")).to_be_in_viewport()
    assert serious(page) == []


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


def test_without_graphics_it_says_so_and_rows_and_parcels_are_there(visitor) -> None:
    page = at_work(visitor)
    expect(page.locator("#notice")).to_contain_text("WebGL 2")
    select(page, 2)
    expect(page.locator(".leaflet-gl-layer")).to_have_count(0)


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


def test_forms_that_open_and_close_by_keyboard_keep_the_focus(visitor) -> None:
    page = at_work(visitor)
    select(page, 5)
    page.locator('[data-to="take-back"]').press("Enter")
    expect(page.locator('.move-form [name="reason"]')).to_be_focused()
    page.locator(".move-form .second-button").press("Enter")
    expect(page.locator(".moves button:focus")).to_have_count(1)


def test_drawing_that_could_not_be_had_is_had_the_next_time(visitor) -> None:
    page = at_work(visitor)
    page.context.route("**/leaflet-geoman.js", lambda route: route.abort(), times=1)
    page.locator('[data-tool="draw"]').click()
    expect(page.locator("#notice")).to_contain_text("Máy chủ chưa trả lời")
    page.locator('[data-tool="draw"]').click()
    expect(page.locator("#edit-hint")).to_contain_text("Vẽ")
    visitor.witnesses[-1].errors.clear()  # of the script that could not be had


def test_a_parcel_that_is_asked_for_twice_is_found_once(visitor) -> None:
    page = at_work(visitor)
    held = Held(page, "**/parcels/items?*parcel=143*")
    search = page.locator("#search")
    search.fill("P7-73/143")
    search.blur()
    search.focus()
    held.release()
    expect(page.locator("#found li", has_text="P7-73/143")).to_have_count(1)


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
