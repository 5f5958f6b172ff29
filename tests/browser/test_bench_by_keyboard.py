"""At the workbench by the keyboard alone: tools give the focus back, and what an edit comes to is said aloud."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import bench
from tests.browser.bench import at_work, select
from tests.browser.test_typed_edits import use
from tests.conftest import DAY

address = bench.address


def split_off(page: Page, metres: str) -> None:
    """Split a strip off the chosen parcel along its first side."""
    use(page, "parallel")
    expect(page.locator('#tool-panel [name="side"]')).to_be_focused()
    page.locator('[name="distance"]').fill(metres)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("tool", "first"),
    [
        ("vertices", ".vertices tr:first-child td:nth-child(2) input"),
        ("split", "#edit-point"),
        ("parallel", '#tool-panel [name="side"]'),
        ("survey", '[name="list"]'),
        ("measure", "#edit-point"),
    ],
)
def test_a_tool_asks_where_it_is_typed_and_escape_gives_the_focus_back(visitor, tool: str, first: str) -> None:
    page = at_work(visitor)
    select(page, 5)
    use(page, tool)
    expect(page.locator(first)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(first)).to_be_hidden()
    expect(page.locator(f'[data-tool="{tool}"]')).to_be_focused()


def test_points_that_come_and_go_leave_the_focus_in_their_list(visitor) -> None:
    page = at_work(visitor)
    select(page, 5)
    use(page, "vertices")
    lines = page.locator(".vertices tbody tr")
    expect(lines.first).to_be_visible()
    many = lines.count()
    for button, left in (("+", many + 1), ("−", many)):
        lines.first.get_by_text(button, exact=True).press("Enter")
        expect(lines).to_have_count(left)
        expect(page.locator(".vertices button:focus")).to_have_text(button)


def test_what_is_no_point_is_said_and_not_asked_of_the_next_tool(visitor) -> None:
    page = at_work(visitor)
    select(page, 5)
    use(page, "split")
    point = page.locator("#edit-point")
    expect(point).to_be_focused()
    page.keyboard.type("abc")
    page.keyboard.press("Enter")
    expect(point).to_have_js_property(
        "validationMessage",
        "Đây không phải một điểm: hãy ghi X Y, hoặc số mét và số độ tính từ điểm cuối, hoặc số mét về phía con trỏ.",
    )
    page.keyboard.press("Escape")
    use(page, "measure")
    expect(point).to_have_value("")
    expect(point).to_have_js_property("validationMessage", "")


def test_an_edit_is_said_aloud_saved_and_undone_without_losing_the_focus(visitor) -> None:
    page = at_work(visitor)
    select(page, 5)
    split_off(page, "2")
    expect(page.locator("#edit-said")).to_contain_text("1 thay đổi chưa lưu")
    expect(page.locator("#edit-said")).to_contain_text("mới,")
    expect(page.locator('[data-tool="parallel"]')).to_be_focused()
    page.locator("#undo").press("Enter")
    expect(page.locator("#edit-panel")).to_be_hidden()
    expect(page.locator("#redo")).to_be_focused()
    page.keyboard.press("Enter")
    form = page.locator("#edit-panel form")
    form.locator('[name="_from"]').fill(DAY)
    form.locator('[name="_reason"]').fill("Tách bằng bàn phím")
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("Đã lưu lúc")
    expect(page.locator("#panel")).to_be_focused()
    page.locator("#notice button").press("Enter")
    expect(page.locator("#notice")).to_have_text("Đã trở lại như trước.")
    expect(page.locator("#redo")).to_be_focused()
