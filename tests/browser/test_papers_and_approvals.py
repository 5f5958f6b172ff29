"""From the signed minutes to the public's map: the officer attaches them and signs, the chair approves, all see it."""

from __future__ import annotations

import re
from io import BytesIO

import httpx2
import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from layers.access import add_user
from layers.database import engine
from layers.derived import catch_up
from layers.signing_in import set_password
from tests.browser.bench import at_work, show
from tests.browser.conftest import LOOKS, OFFICE_PASSWORD, drawn
from tests.browser.held import Held
from tests.browser.test_accessibility import serious
from tests.conftest import DAY, new_database, serving
from tests.scenes import Street, put

CANARY = "KANARI"
DONATION = "D-R1-L0"
RETURNED_LAND = "D-R1-R0"
AT_STREET = "#map=19/19.99120/105.84785"
TABLET = {"viewport": {"width": 1180, "height": 820}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="module")
def address(cluster_url, template, settings, tmp_path_factory):
    """Serve a street of which two households of three have signed; the third one's signing tips the public's cell."""
    folder = tmp_path_factory.mktemp("street")
    with new_database(cluster_url, template) as url:
        to = settings.addresses(url)
        street = Street(plots=6)
        put(to, "parties", [{"code": f"{CANARY}-1", "name": f"{CANARY} Văn Hiến"}], folder)
        for number in range(6):
            street.give("L", number, owner=f"{CANARY}-1" if number == 0 else None, d_survey="2023-04-05")
        street.give("R", 0, track="return", d_signed="2023-04-10")
        street.build(to, folder)
        put(to, "donations", [{**street.donations[number], "d_signed": "2023-04-10"} for number in (1, 2)], folder)
        with engine(to.owner).begin() as connection:
            for name, role in (("an", "officer"), ("cường", "chair")):
                add_user(connection, name, role)
        with engine(to.owner).connect() as connection:
            for name in ("an", "cường"):
                set_password(connection, name, OFFICE_PASSWORD)
        catch_up(to)
        with serving(to, MAP_DAY=DAY) as where:
            yield where


def minutes_as_scanned() -> dict[str, object]:
    document, written = pypdfium2.PdfDocument.new(), BytesIO()
    document.new_page(595, 842)
    document.save(written)
    document.close()
    return {"name": "bien-ban-da-ky.pdf", "mimeType": "application/pdf", "buffer": written.getvalue()}


def photo(colour: str = "darkgreen") -> dict[str, object]:
    written = BytesIO()
    Image.new("RGB", (900, 600), colour).save(written, "JPEG")
    return {"name": "cong-truoc-khi-thao.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def levels(page: Page) -> set[str]:
    """Return the public's levels of what MapLibre has drawn of given land in view."""
    return set(
        page.evaluate(
            "() => townTiles.gl.queryRenderedFeatures().filter(({ source }) => source === 'donations')"
            ".map(({ properties }) => properties.state)"
        )
    )


def open_donation(page: Page, parcel: str) -> Locator:
    """Return the donation's page in the panel."""
    show(page, "road R1")
    page.locator("#table tbody tr", has=page.locator(f'td:text-is("{parcel}")')).first.click()
    panel = page.locator("#page-donation")
    expect(panel.locator(".drop")).to_be_visible()
    return panel


def approvals(visitor, name: str = "cường", language: str = "vi", **context: object) -> Page:
    page = visitor.open("/approvals", who=name, language=language, wait=False, **context)
    page.wait_for_selector("html[data-ready=yes]", state="attached")
    return page


def test_what_is_no_scan_is_told_and_photos_are_shown_small(visitor) -> None:
    page = at_work(visitor)
    panel = open_donation(page, "L3")
    panel.locator(".drop input[multiple]").set_input_files(
        [photo(), {"name": "bien-ban.jpg", "mimeType": "image/jpeg", "buffer": b"MZ no photo"}]
    )
    expect(panel.locator(".sending .refused")).to_contain_text("“bien-ban.jpg” không phải bản quét hay ảnh")
    expect(panel.locator(".sending").get_by_role("button", name="Thử lại")).to_be_hidden()
    shown = panel.locator(".scans li")
    expect(shown).to_have_count(1)
    expect(shown.locator(".scan-name")).to_contain_text("cong-truoc-khi-thao.jpg")
    assert shown.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    panel.locator(".sending").get_by_role("button", name="Đóng").click()
    shown.get_by_role("button", name="Gỡ ra").click()
    shown.locator('[name="reason"]').fill("Nhầm hộ")
    shown.locator('form button[type="submit"]').click()
    expect(panel.locator(".scans")).to_have_text("Chưa đính kèm gì.")
    visitor.witnesses[-1].errors.clear()  # of the file that is none


def test_files_are_dropped(visitor) -> None:
    page = at_work(visitor)
    panel = open_donation(page, "L4")
    panel.locator(".drop").evaluate(
        """(place, bytes) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], 'tha-vao.jpg', { type: 'image/jpeg' }));
            place.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        list(photo("navy")["buffer"]),
    )
    expect(panel.locator(".scans .scan-name")).to_contain_text("tha-vao.jpg")


def test_a_parcel_has_scans_of_its_own(visitor) -> None:
    page = at_work(visitor)
    given = open_donation(page, "L5")
    page.locator("#tab-parcel").click()
    parcel = page.locator("#page-parcel")
    parcel.locator(".drop input[multiple]").set_input_files(photo("teal"))
    expect(parcel.locator(".scans .scan-name")).to_contain_text("cong-truoc-khi-thao.jpg")
    page.locator("#tab-donation").click()
    expect(given.locator(".scans")).to_have_text("Chưa đính kèm gì.")


def test_by_touch_the_camera_is_one_tap_away(visitor) -> None:
    page = at_work(visitor, **TABLET)
    panel = open_donation(page, "L4")
    expect(panel.locator(".drop .camera")).to_be_visible()
    assert panel.locator(".drop input[capture]").get_attribute("accept") == "image/*"


def test_minutes_are_attached_signed_approved_and_seen_by_all_without_a_name(visitor) -> None:
    public = visitor.open(f"/{AT_STREET}")
    assert levels(public) == {"needed"}

    officer = at_work(visitor)
    panel = open_donation(officer, "L0")
    with officer.expect_download() as written:
        officer.locator('.minutes a[href$="minutes.docx"]').click()
    assert written.value.suggested_filename == f"Biên bản {DONATION}.docx"
    panel.locator(".drop input[multiple]").set_input_files(minutes_as_scanned())
    expect(panel.locator(".scans .scan-name")).to_contain_text("bien-ban-da-ky.pdf")
    officer.locator('[data-to="signed"]').click()
    form = officer.locator(".move-form").first
    form.locator('[name="on"]').fill("2023-04-20")
    form.locator('[data-part="number"]').fill("12/BB-UBND")
    form.locator('[data-part="scan"]').select_option(label="bien-ban-da-ky.pdf")
    form.locator('[name="reason"]').fill("Ký tại nhà văn hóa tiểu khu")
    form.locator('button[type="submit"]').click()
    expect(officer.locator(".step.is-current .step-name")).to_have_text("Đã ký")
    expect(officer.locator(".step.is-current .step-about a")).to_have_text(
        "Văn bản tặng cho quyền sử dụng đất 12/BB-UBND"
    )
    expect(officer.locator('[data-to="approved"]')).to_be_disabled()

    looks = approvals(visitor, "an")
    expect(looks.locator("#refused")).to_contain_text("Chủ tịch là người duyệt")
    expect(looks.locator("#table tbody input").first).to_be_disabled()

    chair = approvals(visitor)
    waits = chair.locator("#table tbody tr", has_text=DONATION)
    waits.get_by_role("button", name=DONATION).click()
    chair.wait_for_selector(f'html[data-shown="{DONATION}"]', state="attached")
    expect(chair.locator("#one")).to_contain_text("Ký tại nhà văn hóa tiểu khu")
    rests = chair.locator("#one .rests-on a")
    expect(rests).to_have_text(["Văn bản tặng cho quyền sử dụng đất 12/BB-UBND", "bien-ban-da-ky.pdf"])
    for link in rests.all():
        assert (
            chair.request.get(visitor.address + link.get_attribute("href")).headers["content-type"] == "application/pdf"
        )
    assert chair.locator("path.is").count() > 0
    waits.locator("input").check()
    chair.locator("#on").fill("2023-04-25")
    chair.locator("#reason").fill("Đủ giấy tờ")
    chair.locator("#approve").click()
    expect(waits).to_have_count(0)

    visitor.witnesses[0].finished.clear()
    public.reload()
    drawn(public)
    assert levels(public) == {"needed", "signed"}
    assert CANARY not in public.content()
    for url in {request.url for request in visitor.witnesses[0].finished}:
        assert CANARY not in httpx2.get(url).text, url


def test_the_scan_that_was_chosen_for_a_paper_is_still_chosen_in_the_page_opened_again(visitor) -> None:
    page = at_work(visitor)
    panel = open_donation(page, "L3")
    panel.locator(".drop input[multiple]").set_input_files(minutes_as_scanned())
    expect(panel.locator(".scans .scan-name")).to_contain_text("bien-ban-da-ky.pdf")
    page.locator('[data-to="signed"]').click()
    scan = page.locator('.move-form [data-part="scan"]')
    scan.select_option(label="bien-ban-da-ky.pdf")
    chosen = scan.input_value()
    page.reload()
    drawn(page)
    open_donation(page, "L3")
    expect(scan).to_contain_text("bien-ban-da-ky.pdf")
    expect(scan).to_have_value(chosen)


def test_enter_after_the_reason_gives_no_verdict(visitor) -> None:
    chair = approvals(visitor)
    asked: list[str] = []
    chair.on("request", lambda request: asked.append(request.method))
    chair.locator("#all").check()
    chair.locator("#reason").fill("Thiếu chữ ký của vợ")
    asked.clear()
    chair.locator("#reason").press("Enter")
    chair.evaluate("() => fetch(location.href).then((answer) => answer.text())")
    assert asked == ["GET"]
    expect(chair.locator("#reason")).to_have_value("Thiếu chữ ký của vợ")


def test_many_are_returned_at_once_and_say_why(visitor) -> None:
    officer = at_work(visitor)
    chair = approvals(visitor)
    expect(chair.locator("#approve")).to_be_disabled()
    chair.locator("#all").check()
    chair.locator("#reason").fill("Thiếu chữ ký của vợ")
    chair.locator("#return").click()
    expect(chair.locator("#empty")).to_be_visible()
    chair.locator("#which").select_option("returned")
    expect(chair.locator(".is-returned").first).to_have_text("cường trả lại: Thiếu chữ ký của vợ")
    open_donation(officer, "L1")
    expect(officer.locator(".returned")).to_contain_text("Thiếu chữ ký của vợ")
    show(officer, "waiting ")
    expect(officer.locator("#table tbody")).to_contain_text("L1")
    bench = at_work(visitor, "cường")
    show(bench, "waiting ")
    expect(bench.locator("#table tbody tr")).to_have_count(0)


def test_on_a_phone_no_column_of_what_waits_is_off_the_screen(visitor) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    page = approvals(visitor, **phone)
    page.locator("#which").select_option("returned")
    area = page.locator("#table tbody tr").first.locator("td.figure")
    expect(area).to_be_in_viewport(ratio=1)
    for name in ("#reason", "#on", "#approve", "#return"):
        box = page.locator(name).bounding_box()
        assert box["height"] >= 48, name
        assert box["x"] >= 12, name
        assert box["x"] + box["width"] <= 390 - 12, name
    page.locator("#table tbody button").first.tap()
    expect(page.locator("#one h3").first).to_be_in_viewport()


def test_the_chair_enters_the_decision_on_which_an_approval_rests(visitor) -> None:
    chair = approvals(visitor)
    chair.locator("#which").select_option("returned")
    waits = chair.locator("#table tbody tr", has_text=RETURNED_LAND)
    waits.locator("input").check()
    chair.locator("#reason").fill("Đủ giấy tờ")
    chair.locator("#approve").click()
    expect(chair.locator("#refused")).to_contain_text("Quyết định thu hồi đất")
    visitor.witnesses[-1].errors.clear()  # of the answer that refuses
    waits.get_by_role("button", name=RETURNED_LAND).click()
    chair.locator('#one [data-part="number"]').fill("77/QĐ-UBND")
    chair.locator('#one [data-part="dated"]').fill("2023-04-20")
    chair.locator("#approve").click()
    expect(waits).to_have_count(0)


def test_a_verdict_is_sent_once_and_what_is_on_its_way_says_so(visitor) -> None:
    chair = approvals(visitor)
    chair.locator("#which").select_option("returned")
    looked = Held(chair, re.compile("/api/approvals/"))
    name = chair.locator("#table tbody button").first
    name.click()
    expect(chair.locator("#one-title")).to_have_text(name.inner_text())
    expect(chair.locator("#one")).to_have_attribute("aria-busy", "true")
    looked.release()
    expect(chair.locator("#one h3").first).to_be_visible()
    chair.locator("#table tbody input").first.check()
    chair.locator("#reason").fill("Vẫn thiếu chữ ký")
    sent = Held(chair, re.compile("/api/approvals$"))
    chair.locator("#return").dblclick()
    routes = sent.take()
    expect(chair.locator("#return")).to_be_disabled()
    assert len(routes) == 1
    sent.let_go(routes)
    sent.release()
    expect(chair.locator(".is-returned").first).to_contain_text("Vẫn thiếu chữ ký")


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_axe_finds_nothing_serious(visitor, language, scheme) -> None:
    page = approvals(visitor, language=language, color_scheme=scheme)
    page.locator("#which").select_option("returned")
    page.locator("#table tbody button").first.click()
    page.wait_for_selector("html[data-shown]", state="attached")
    assert serious(page) == []
    bench = at_work(visitor, language=language, color_scheme=scheme)
    open_donation(bench, "L4")
    assert serious(bench) == []
