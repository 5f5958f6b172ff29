"""Drawing at the workbench, in a real Chromium: split, merge, move a point, type a survey list; saved and undone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import bench
from tests.browser.bench import ROAD, at_work, find, select, show
from tests.conftest import DAY

address = bench.address


def corners(page: Page) -> list[tuple[float, float]]:
    """Return where on the page the chosen parcel's points are, by the tool that moves them."""
    page.locator('[data-tool="vertices"]').click()
    handles = page.locator(".marker-icon:not(.marker-icon-middle)")
    expect(handles.first).to_be_visible()
    boxes = [handle.bounding_box() for handle in handles.all()]
    return [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]


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


def test_drawing_that_could_not_be_had_is_had_the_next_time(visitor) -> None:
    page = at_work(visitor)
    page.context.route("**/leaflet-geoman.js", lambda route: route.abort(), times=1)
    page.locator('[data-tool="draw"]').click()
    expect(page.locator("#notice")).to_contain_text("Máy chủ chưa trả lời")
    page.locator('[data-tool="draw"]').click()
    expect(page.locator("#edit-hint")).to_contain_text("Vẽ")
    visitor.witnesses[-1].errors.clear()  # of the script that could not be had
