"""What is typed at the workbench: columns that are filtered, coordinates, distances, areas; all of it by keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import bench
from tests.browser.bench import ROAD, at_work, select, show, texts

address = bench.address


def numbers(text: str) -> list[float]:
    """Return the figures of a text in Vietnamese, `1.234,5`."""
    return [float(one.replace(".", "").replace(",", ".")) for one in re.findall(r"\d[\d.]*(?:,\d+)?", text)]


def use(page: Page, tool: str) -> None:
    """Take a tool by the keyboard."""
    page.locator(f'[data-tool="{tool}"]').focus()
    page.keyboard.press("Enter")


def middle(page: Page) -> tuple[float, float]:
    """Return X and Y of the middle of the chosen parcel, by the list of its points; the tool is left."""
    use(page, "vertices")
    fields = page.locator(".vertices input")
    expect(fields.first).to_be_visible()
    values = [float(field.input_value()) for field in fields.all()]
    page.keyboard.press("Escape")
    expect(fields).to_have_count(0)
    norths, easts = values[::2], values[1::2]
    return (min(norths) + max(norths)) / 2, (min(easts) + max(easts)) / 2


def enter(page: Page, *points: str) -> None:
    """Type points while drawing, and end."""
    field = page.locator("#edit-point")
    expect(field).to_be_visible()
    page.wait_for_selector(".leaflet-overlay-pane .drawn-line", state="attached")
    field.focus()
    for point in points:
        page.keyboard.type(point)
        page.keyboard.press("Enter")
        expect(field).to_have_value("")
    page.keyboard.press("Enter")


def test_each_column_is_filtered_by_letters_or_by_what_its_numbers_are(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    page.locator("#columns").focus()
    page.keyboard.press("Enter")
    expect(page.locator('.filters [name="parcel"]')).to_be_focused()
    page.locator('.filters [name="required"]').fill(">15")
    assert all(number > 15 for text in texts(page, 7) for number in numbers(text))
    page.locator('.filters [name="side"]').fill("trai")
    assert set(texts(page, 4)) == {"trái"}
    expect(page.locator("#register-count")).to_have_text(re.compile(r"^\d+ trong \d+ dòng$"))
    page.locator("#columns").click()
    expect(page.locator("#register-count")).to_have_text(re.compile(r"^\d+ dòng$"))


def test_a_parcel_is_split_so_that_the_part_has_the_area_that_was_typed(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    page.locator("#table tbody tr").last.click()  # one of which nothing is given: no donation lies across
    expect(page.locator(".attributes")).to_be_visible()
    use(page, "parallel")
    page.locator('#tool-panel [name="area"]').fill("50")
    expect(page.locator("path.side")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#edit-panel .changes")).to_contain_text(re.compile(r"mới, 50,0\sm²"))
    page.locator("#undo").click()
    expect(page.locator("#edit-panel")).to_be_hidden()


def test_a_point_goes_to_the_coordinates_that_were_typed(visitor) -> None:
    page = at_work(visitor)
    select(page, 31)
    use(page, "vertices")
    north = page.locator(".vertices input").first
    before = page.locator("#edit-hint p").inner_text()
    north.fill(f"{float(north.input_value()) + 1.5:.3f}")
    north.press("Tab")
    expect(page.locator("#edit-hint p")).not_to_have_text(before)
    page.locator("#edit-done").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#edit-panel .changes")).to_contain_text("thành")
    page.locator("#undo").click()
    expect(page.locator("#edit-panel")).to_be_hidden()


def test_a_hole_is_drawn_by_a_point_and_by_distances_with_directions(visitor) -> None:
    page = at_work(visitor)
    select(page, 32)
    x, y = middle(page)
    use(page, "hole")
    enter(page, f"{x:.3f} {y:.3f}", "2 0", "2 90", "2 180")
    changes = page.locator("#edit-panel .changes li").first
    expect(changes).to_contain_text("thành")
    before, after = numbers(changes.inner_text().partition(":")[2].replace("m²", ""))
    assert before - after == pytest.approx(4, abs=0.11)


def test_a_line_that_cuts_nothing_stays_in_sight_beside_the_reason(visitor) -> None:
    page = at_work(visitor)
    select(page, 33)
    x, y = middle(page)
    use(page, "split")
    enter(page, f"{x:.3f} {y:.3f}", "2 0")
    expect(page.locator("#edit-panel .refused")).to_contain_text("hãy vẽ đường từ bên này sang bên kia")
    expect(page.locator(".leaflet-overlay-pane .edited")).to_have_count(1)
    visitor.witnesses[-1].errors.clear()  # of the answer that refuses


def test_what_can_not_be_saved_as_it_is_says_so_before_a_reason_is_written(visitor) -> None:
    page = at_work(visitor)
    select(page, 6)
    x, y = middle(page)
    page.locator('[data-tool="survey"]').click()
    corners = [(0, 0), (9, 9), (9, 0), (0, 9)]
    crossing = "\n".join(f"{at}\t{x + north}\t{y + east}" for at, (north, east) in enumerate(corners, 1))
    page.locator('[name="list"]').fill(crossing)
    page.locator("#tool-panel select").select_option(label="ranh giới của thửa đang chọn")
    page.locator('#tool-panel button[type="submit"]').click()
    told = re.compile(r"tự cắt nhau\. Phải sửa rồi mới lưu được\.")
    expect(page.locator("#edit-panel .hard")).to_have_text(told)
    expect(page.locator("#edit-said")).to_contain_text(told)


def test_lengths_and_areas_are_measured(visitor) -> None:
    page = at_work(visitor, "bình")  # who reads may measure as well
    select(page, 33)
    page.locator('[data-tool="measure"]').click()
    x, y = 2_212_979.55, 588_064.67
    enter(page, f"{x} {y}", "10 90", "10 0", "10 270")
    expect(page.locator("#edit-hint p")).to_have_text(re.compile(r"^30,00\sm · 100,0\sm²$"))
    page.locator("#edit-cancel").click()
    expect(page.locator("#edit-hint")).to_be_hidden()
