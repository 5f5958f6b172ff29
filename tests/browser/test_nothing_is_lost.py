"""Two editors, killed tabs, lost lines, sessions that ran out: nobody loses work, and every version comes back."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import bench
from tests.browser.bench import ROAD as OF_ROAD
from tests.browser.bench import at_work, find, select, show
from tests.browser.conftest import OFFICE_PASSWORD, drawn
from tests.browser.held import Held
from tests.conftest import DAY

ROAD = f"road {OF_ROAD}"


address = bench.address


def attributes(page: Page, row: int) -> Locator:
    """Open the attributes of a parcel, and return their form."""
    select(page, row)
    page.locator("#tab-parcel").click()
    form = page.locator(".attributes")
    form.locator('[name="_when"][value="correction"]').check()
    form.locator('[name="_reason"]').fill("Nhập số giấy chứng nhận")
    return form


def named(page: Page) -> tuple[str, str]:
    """Return number and sheet of the chosen row's parcel."""
    cells = page.locator('#table tr[aria-selected="true"] td')
    return cells.nth(0).inner_text(), cells.nth(1).inner_text()


def save(form: Locator) -> None:
    """Send a form."""
    form.locator('button[type="submit"]').click()


def saved(page: Page) -> None:
    """Wait until it is saved."""
    expect(page.locator("#notice")).to_contain_text("Đã lưu lúc")


def split_off(page: Page) -> Locator:
    """Split the chosen parcel by what its road needs; return the form that saves it."""
    page.locator('[data-tool="strip"]').click()
    expect(page.locator("#edit-panel .changes")).to_contain_text("mới,")
    return page.locator("#edit-panel form")


def fill(form: Locator) -> None:
    """Say when and why."""
    form.locator('[name="_from"]').fill(DAY)
    form.locator('[name="_reason"]').fill("Tách phần hiến")
    if form.locator('[name="_seen"]').count():
        form.locator('[name="_seen"]').check()


def forgive(visitor) -> None:
    """Let pass what a browser says of answers that refuse and of lines that are cut, which are what is tested."""
    for witness in visitor.witnesses:
        witness.errors.clear()


def test_two_who_change_other_fields_both_have_them_and_choose_where_both_changed_one(visitor) -> None:
    mine, theirs = at_work(visitor), at_work(visitor, "chi")
    my, their = attributes(mine, 4), attributes(theirs, 4)
    their.locator('[name="cert_no"]').fill("CT 000002")
    their.locator('[name="cert_area"]').fill("212,5")
    save(their)
    expect(their.locator(".refused")).to_contain_text("212,50 m²")
    their.locator('[name="_seen"]').check()
    save(their)
    saved(theirs)
    my.locator('[name="cert_no"]').fill("CT 000001")
    my.locator('[name="land_use"]').fill("CLN")
    save(my)
    expect(mine.locator(".attributes .refused")).to_contain_text("chi")
    lines = mine.locator(".conflict-table tbody tr")
    expect(lines).to_have_count(3)
    line = mine.locator(".conflict-table tr.both")
    expect(line).to_contain_text("CT 000002")
    expect(line).to_contain_text("CT 000001")
    together = mine.get_by_role("button", name="Ghép cả hai bản")
    expect(together).to_be_disabled()
    line.locator('input[value="theirs"]').check()
    together.click()
    saved(mine)
    expect(mine.locator('.attributes [name="cert_no"]')).to_have_value("CT 000002")
    expect(mine.locator('.attributes [name="cert_area"]')).to_have_value("212,5")
    expect(mine.locator('.attributes [name="land_use"]')).to_have_value("CLN")
    forgive(visitor)


def test_one_overwrites_on_purpose_and_the_other_one_is_in_the_history_and_comes_back(visitor) -> None:
    mine, theirs = at_work(visitor), at_work(visitor, "chi")
    my, their = attributes(mine, 5), attributes(theirs, 5)
    their.locator('[name="cert_no"]').fill("CT 000022")
    save(their)
    saved(theirs)
    my.locator('[name="cert_no"]').fill("CT 000011")
    save(my)
    mine.get_by_role("button", name="Lưu bản của tôi lên trên").click()
    saved(mine)
    mine.locator("#tab-history").click()
    mine.get_by_label("Lịch sử của").select_option(label=mine.locator("#one-title").inner_text())
    versions = mine.locator(".versions li")
    expect(versions.nth(1)).to_contain_text("chi")
    versions.nth(0).get_by_role("button", name="Xem thay đổi").click()
    expect(versions.nth(0).locator("del")).to_have_text("CT 000022")
    expect(versions.nth(0).locator("ins")).to_have_text("CT 000011")
    expect(mine.locator("path.is")).to_have_count(1)
    versions.nth(1).locator("[data-restore]").click()
    form = mine.locator("#edit-panel form")
    expect(form.locator('[name="_reason"]')).to_have_value(re.compile("^Trở lại như bản"))
    form.locator('[name="_when"][value="correction"]').check()
    save(form)
    saved(mine)
    mine.locator("#tab-parcel").click()
    expect(mine.locator('.attributes [name="cert_no"]')).to_have_value("CT 000022")
    forgive(visitor)


def test_a_boundary_comes_back_out_of_history_and_the_difference_is_drawn(visitor) -> None:
    page = at_work(visitor)
    select(page, 8)
    number, sheet = named(page)
    fill(split_off(page))
    save(page.locator("#edit-panel form"))
    saved(page)
    find(page, f"{sheet}/{number}", f"{sheet}/{number}")
    expect(page.locator("#one-title")).to_have_text(f"Thửa {number}")
    page.locator("#tab-history").click()
    expect(page.locator(".versions li").nth(1)).to_be_visible()
    first = page.locator(".versions li").first
    first.get_by_role("button", name="Xem thay đổi").click()
    expect(first.locator(".version-details")).to_contain_text("Ranh giới")
    expect(page.locator("path.difference")).to_have_count(1)
    expect(page.locator("path.was")).to_have_count(1)
    page.locator(".versions li").nth(1).locator("[data-restore]").click()
    expect(page.locator("#edit-panel .problems")).to_contain_text("chồng lấn")
    page.locator("#undo").click()
    expect(page.locator("#edit-panel")).to_be_hidden()
    page.locator("#undo").click()
    expect(page.locator("#notice")).to_have_text("Đã trở lại như trước.")
    page.locator("#redo").click()
    expect(page.locator("#notice")).to_have_text("Đã làm lại.")
    page.keyboard.press("Control+z")
    expect(page.locator("#notice")).to_have_text("Đã trở lại như trước.")


def test_what_is_drawn_is_done_upon_what_another_has_saved_meanwhile(visitor) -> None:
    mine, theirs = at_work(visitor), at_work(visitor, "chi")
    select(mine, 10)
    number, sheet = named(mine)
    form = split_off(mine)
    their = attributes(theirs, 10)
    their.locator('[name="cert_no"]').fill("CT 000005")
    save(their)
    saved(theirs)
    fill(form)
    save(form)
    expect(mine.locator("#edit-panel .refused")).to_contain_text("chi")
    expect(mine.locator(".conflict-table")).to_contain_text("CT 000005")
    expect(mine.locator("path.conflict")).to_have_count(1)
    mine.get_by_role("button", name="Ghép cả hai bản").click()
    expect(mine.locator(".conflict-view")).to_have_count(0)
    expect(mine.locator("#edit-panel .changes")).to_contain_text("mới,")
    expect(form.locator('[name="_reason"]')).to_have_value("Tách phần hiến")
    fill(form)
    save(form)
    saved(mine)
    find(mine, f"{sheet}/{number}", f"{sheet}/{number}")
    expect(mine.locator("#one-title")).to_have_text(f"Thửa {number}")
    mine.locator("#tab-parcel").click()
    expect(mine.locator('.attributes [name="cert_no"]')).to_have_value("CT 000005")
    forgive(visitor)


def test_others_see_who_is_editing_and_see_it_no_more_when_the_tab_closes(visitor) -> None:
    mine, theirs = at_work(visitor), at_work(visitor, "chi")
    attributes(theirs, 12).locator('[name="cert_no"]').fill("CT 7")
    select(mine, 12)
    expect(mine.locator("#one-editors")).to_have_text(re.compile(r"^chi đang sửa từ \d\d:\d\d$"))
    expect(theirs.locator("#one-editors")).to_be_hidden()
    theirs.close(run_before_unload=False)
    mine.locator("#one-close").click()
    select(mine, 12)
    expect(mine.locator(".steps")).to_be_visible()
    expect(mine.locator("#one-editors")).to_be_hidden()
    mine.locator('[data-tool="vertices"]').click()
    third = at_work(visitor, "chi")
    select(third, 12)
    expect(third.locator("#one-editors")).to_contain_text("an đang sửa")


def test_what_is_typed_survives_a_killed_tab_another_row_and_another_day(visitor) -> None:
    page = at_work(visitor)
    form = attributes(page, 14)
    form.locator('[name="cert_no"]').fill("CT 000009")
    select(page, 15)
    select(page, 14)
    page.locator("#tab-parcel").click()
    expect(form.locator('[name="cert_no"]')).to_have_value("CT 000009")
    page.close()
    again = page.context.new_page()
    again.goto(f"{visitor.address}/workbench")
    drawn(again)
    select(again, 14)
    again.locator("#tab-parcel").click()
    form = again.locator(".attributes")
    expect(form.locator(".put-back")).to_contain_text("được giữ lại")
    expect(form.locator('[name="cert_no"]')).to_have_value("CT 000009")
    expect(form.locator('[name="_reason"]')).to_have_value("Nhập số giấy chứng nhận")
    form.get_by_role("button", name="Bỏ đi").click()
    expect(form.locator('[name="cert_no"]')).not_to_have_value("CT 000009")
    again.context.close()
    forgive(visitor)


def test_a_session_that_ran_out_while_typing_loses_nothing(visitor) -> None:
    page = at_work(visitor)
    form = attributes(page, 16)
    form.locator('[name="cert_no"]').fill("CT 000016")
    other = page.context.new_page()
    other.goto(f"{visitor.address}/account")
    other.get_by_role("button", name="Đăng xuất", exact=True).click()
    other.wait_for_url("**/signin**")
    save(form)
    expect(page.locator("#signed-out")).to_be_visible()
    expect(form.locator('[name="cert_no"]')).to_have_value("CT 000016")
    with page.expect_popup() as opened:
        page.locator("#signed-out a").click()
    door = opened.value
    door.locator("#name").fill("an")
    door.locator("#password").fill(OFFICE_PASSWORD)
    door.locator("#password").press("Enter")
    door.wait_for_url("**/account")
    door.close()
    save(form)
    saved(page)
    expect(page.locator("#signed-out")).to_be_hidden()
    forgive(visitor)


def test_nothing_is_sent_in_the_name_of_who_signed_in_instead(visitor) -> None:
    page = at_work(visitor)
    form = attributes(page, 17)
    form.locator('[name="cert_no"]').fill("CT 000017")
    other = page.context.new_page()
    other.goto(f"{visitor.address}/signin?next=/account")
    other.locator("#name").fill("chi")
    other.locator("#password").fill(OFFICE_PASSWORD)
    other.locator("#password").press("Enter")
    other.wait_for_url("**/account")
    save(form)
    expect(page.locator("#signed-out")).to_be_visible()
    expect(form.locator('[name="cert_no"]')).to_have_value("CT 000017")
    forgive(visitor)


def test_a_draft_survives_a_killed_tab_and_is_sent_once_when_the_connection_is_back(visitor) -> None:
    page = at_work(visitor)
    select(page, 20)
    fill(split_off(page))
    sent: list[str] = []
    page.context.on("request", lambda request: sent.append(request.url) if request.url.endswith("/api/edits") else None)
    page.context.set_offline(True)
    save(page.locator("#edit-panel form"))
    expect(page.locator("#edit-panel .refused")).to_have_text("Mất mạng, sẽ gửi sau")
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(f"{visitor.address}/workbench")
    drawn(again)
    saved(again)
    expect(again.locator("#edit-panel")).to_be_hidden()
    again.reload()
    drawn(again)
    expect(again.locator("#edit-panel")).to_be_hidden()
    assert len(sent) == 2, "one that could not be made, and one that was done"
    again.context.close()
    forgive(visitor)


def test_a_connection_that_comes_back_takes_what_waits_along(visitor) -> None:
    page = at_work(visitor)
    form = attributes(page, 22)
    form.locator('[name="cert_no"]').fill("CT 000022")
    page.context.set_offline(True)
    save(form)
    expect(form.locator(".refused")).to_have_text("Mất mạng, sẽ gửi sau")
    page.context.set_offline(False)
    saved(page)
    forgive(visitor)


def test_two_tabs_keep_a_draft_each(visitor) -> None:
    page = at_work(visitor)
    select(page, 24)
    split_off(page)
    # One that is too busy to say so is there all the same.
    page.evaluate("() => { BroadcastChannel.prototype.postMessage = () => {}; }")
    other = page.context.new_page()
    other.goto(f"{visitor.address}/workbench")
    drawn(other)
    expect(other.locator("#edit-panel")).to_be_hidden()
    show(other, ROAD)
    select(other, 26)
    split_off(other)
    for tab in (page, other):
        tab.reload()
        drawn(tab)
        expect(tab.locator("#edit-panel .changes li").nth(1)).to_contain_text("mới,")
    other.close()
    page.reload()
    drawn(page)
    page.locator("#undo").click()
    expect(page.locator("#edit-panel")).to_be_hidden()


def test_what_is_done_while_an_edit_is_being_saved_stays(visitor) -> None:
    page = at_work(visitor)
    select(page, 28)
    form = split_off(page)
    fill(form)
    held = Held(page, "**/api/edits")
    save(form)
    select(page, 30)
    page.locator('[data-tool="strip"]').click()
    expect(page.locator("#edit-panel h2")).to_contain_text("2")
    held.release()
    saved(page)
    expect(page.locator("#review")).to_have_text("Lưu (1)")
    expect(page.locator("#edit-panel .changes")).to_contain_text("mới,")
    page.locator("#undo").click()
    expect(page.locator("#edit-panel")).to_be_hidden()


def test_a_history_that_can_not_be_had_is_told(visitor) -> None:
    page = at_work(visitor)
    select(page, 3)
    page.locator("#tab-history").click()
    expect(page.locator(".versions li").first).to_be_visible()
    page.context.set_offline(True)
    page.locator("#page-history select").select_option("1")
    expect(page.locator("#notice")).to_contain_text("Máy chủ chưa trả lời")
    page.context.set_offline(False)
    forgive(visitor)
