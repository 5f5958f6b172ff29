"""The officer's day at the workbench, in a real Chromium: find, select, move a donation on, split a parcel, undo."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from api.commands.serving import load_town
from layers.access import add_user
from layers.database import engine
from layers.signing_in import set_password
from tests.browser.conftest import drawn
from tests.browser.test_accessibility import serious
from tests.conftest import DAY, new_database, serving

PASSWORD = "đường mới mở rộng"
ROAD = "TK4-01"


@pytest.fixture(scope="module")
def address(cluster_url, template, settings) -> Iterator[str]:
    """Yield the address of the demonstration town with an officer and a technician, for reading and writing."""
    with new_database(cluster_url, template) as url:
        to = settings.addresses(url)
        load_town(settings, to)
        for name, role in (("an", "officer"), ("bình", "technician")):
            with engine(to.owner).begin() as connection:
                add_user(connection, name, role)
            with engine(to.owner).connect() as connection:
                set_password(connection, name, PASSWORD)
        with serving(to, MAP_DAY=DAY, MAP_SUBDISTRICT="4") as where:
            yield where


def at_work(visitor, name: str = "an", language: str = "vi", **context: object) -> Page:
    """Sign in and wait until the workbench is drawn."""
    page = visitor.open(f"/workbench?lang={language}", wait=False, viewport={"width": 1440, "height": 900}, **context)
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    drawn(page)
    return page


def show(page: Page, place: str) -> None:
    """Show a road or a subdistrict, and wait for its rows."""
    page.locator("#place").select_option(place)
    page.wait_for_selector(f'html[data-rows="{place}"]', state="attached")


def find(page: Page, typed: str, text: str) -> None:
    """Type into the search box and take what it finds."""
    page.keyboard.press("Control+k")
    page.keyboard.type(typed)
    page.locator("#found li", has_text=text).first.click()


def texts(page: Page, column: int) -> list[str]:
    """Return the texts of a column of the table."""
    return page.locator(f"#table tbody td:nth-child({column})").all_inner_texts()


def sign(page: Page, number: str) -> None:
    """Enter all that the move to `signed` asks for."""
    page.locator('[data-to="signed"]').click()
    form = page.locator(".move-form")
    form.locator('[name="on"]').fill("2023-12-31")
    form.locator('[name="reason"]').fill("Ký tại nhà văn hóa tiểu khu")
    for paper in form.locator(".paper").all():
        paper.locator('[data-part="number"]').fill(number)
    form.locator('button[type="submit"]').click()


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


def test_rows_and_map_select_each_other_and_keys_are_enough(visitor) -> None:
    page = at_work(visitor)
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


def test_a_parcel_is_split_by_the_strip_saved_and_undone(visitor) -> None:
    page = at_work(visitor)
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


def test_a_draft_survives_a_closed_tab_and_is_sent_when_the_connection_is_back(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    page.locator("#states").select_option("approached")
    page.locator("#table tbody tr").first.click()
    expect(page.locator(".steps")).to_be_visible()
    page.locator('[data-tool="strip"]').click()
    expect(page.locator("#edit-panel .changes")).to_contain_text("mới,")
    page.reload()
    drawn(page)
    expect(page.locator("#edit-panel .changes")).to_contain_text("mới,")
    form = page.locator("#edit-panel form")
    form.locator('[name="_from"]').fill(DAY)
    form.locator('[name="_reason"]').fill("Tách phần hiến")
    if form.locator('[name="_seen"]').count():
        form.locator('[name="_seen"]').check()
    page.context.set_offline(True)
    form.locator('button[type="submit"]').click()
    expect(page.locator("#edit-panel .refused")).to_have_text("Mất mạng, sẽ gửi sau")
    page.context.set_offline(False)
    expect(page.locator("#notice")).to_contain_text("Đã lưu lúc")
    expect(page.locator("#edit-panel")).to_be_hidden()
    visitor.witnesses[-1].errors.clear()  # of the request that could not be made


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


@pytest.mark.parametrize(("language", "scheme"), [("vi", "light"), ("en", "dark")])
def test_axe_finds_nothing_serious(visitor, language, scheme) -> None:
    page = at_work(visitor, language=language, color_scheme=scheme)
    show(page, f"road {ROAD}")
    page.locator("#table tbody tr").first.click()
    expect(page.locator(".steps")).to_be_visible()
    assert serious(page) == []
    page.locator("#tab-parcel").click()
    expect(page.locator(".attributes")).to_be_visible()
    assert serious(page) == []
