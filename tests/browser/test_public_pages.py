"""The pages for everybody in a real Chromium: on a phone, without scripts, in others' frames, before axe-core."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_accessibility import serious
from tests.browser.test_public_map import PHONE
from tests.conftest import DAY, PROVING, serving
from tests.scenes import Street

DARK_PHONE = {**PHONE, "color_scheme": "dark"}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PAGES = (f"/roads/TK4-02?on={DAY}", "/roads", "/campaign?on=2023-12-31", "/thanks", f"/embed/roads/TK4-02?on={DAY}")


@pytest.mark.parametrize(
    ("language", "screen"),
    [("vi", DARK_PHONE), ("en", DESKTOP), *([("en", DARK_PHONE), ("vi", DESKTOP)] if PROVING else [])],
)
def test_no_page_has_anything_serious_or_is_wider_than_its_screen(visitor, language, screen) -> None:
    for path in PAGES:
        page = visitor.open(f"{path}{'&' if '?' in path else '?'}lang={language}", wait=False, **screen)
        if path.startswith("/roads/"):
            expect(page.locator("#near .leaflet-interactive, #near path").first).to_be_attached()
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        assert serious(page) == [], path
        wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= room, path


def test_a_road_is_found_on_the_map_and_its_page_leads_back(visitor) -> None:
    page = visitor.open("/", graphics=False)
    page.locator("#search").fill("kenh tay")
    page.locator("#found li").first.click()
    page.locator(".facts-more").click()
    expect(page.locator("h1")).to_have_text("Đường Kênh Tây")
    expect(page.locator(".ribbon-picture")).to_be_visible()
    expect(page.locator("#near .map")).to_be_visible()
    page.get_by_role("link", name="Xem trên bản đồ").click()
    expect(page.locator("#facts h2")).to_have_text("Đường Kênh Tây")


def test_roads_stand_as_vietnamese_sorts_them(visitor) -> None:
    page = visitor.open("/campaign?on=2023-12-31", wait=False)
    names = page.locator("#tidy ~ .table-frame tbody th").all_inner_texts()
    assert names[0] == "Đường Ao Đình (TK4-09)"
    assert names.index("Đường Đồng Sậy (TK4-01)") < names.index("Đường Ga Cũ") < names.index("Ngõ 12 Gò Mít")


def test_who_reads_it_dark_prints_it_on_white(visitor) -> None:
    page = visitor.open(f"/roads/TK4-02?on={DAY}", wait=False, color_scheme="dark")
    ink = "getComputedStyle(document.querySelector('h1')).color"
    assert page.evaluate(ink) == "rgb(241, 245, 243)"
    page.emulate_media(media="print")
    assert page.evaluate(ink) == "rgb(22, 33, 31)"
    expect(page.locator(".four .value").first).to_be_visible()
    for pressed in (".day-form", ".actions >> nth=0", ".pages", "#snippet"):
        expect(page.locator(pressed)).to_be_hidden()


def test_pictures_and_map_are_made_for_paper_while_it_is_printed(visitor) -> None:
    page = visitor.open(f"/roads/TK4-02?on={DAY}", wait=False, color_scheme="dark")
    pictures = "[...document.querySelectorAll('.brand img, .long-section img')].map((image) => image.currentSrc)"
    page.wait_for_function(f"() => {pictures}.every(Boolean)")
    page.locator("#near .map").scroll_into_view_if_needed()
    on_screen = page.evaluate("map_road.getSize().x")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not [source for source in page.evaluate(pictures) if "dark" in source]
    assert page.evaluate("map_road.getSize().x") == round(180 / 25.4 * 96) - 2  # its edge
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert all("dark" in source for source in page.evaluate(pictures))
    assert page.evaluate("map_road.getSize().x") == on_screen


def test_without_scripts_text_picture_and_day_are_there(visitor) -> None:
    page = visitor.open(f"/roads/TK4-02?on={DAY}", wait=False, java_script_enabled=False, **PHONE)
    expect(page.locator(".ribbon-picture")).to_be_visible()
    expect(page.locator(".four .value").first).to_be_visible()
    expect(page.locator(".long-section img")).to_be_visible()
    expect(page.locator("#near")).to_be_hidden()
    expect(page.locator("[data-copy]")).to_be_hidden()
    page.locator("#on").fill("2023-06-10")
    page.get_by_role("button", name="Hiện").click()
    expect(page.locator(".four .how").first).to_contain_text("30/06/2023")
    page.wait_for_load_state("networkidle")
    page.goto(f"{visitor.address}/roads?q=go+mit")
    expect(page.locator(".road").first).to_contain_text("Gò Mít")


@contextmanager
def other_site(html: str) -> Iterator[str]:
    """Serve one page of another origin; yield its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_road_with_a_slash_in_its_code_is_opened_from_the_list(browser, plain_browser, database, tmp_path) -> None:
    Street(code="A/1", plots=2).build(database, tmp_path)
    with serving(database) as address:
        visitor = Visitor(browser, plain_browser, address)
        page = visitor.open("/roads", wait=False)
        page.locator(".road").click()
        expect(page.locator("h1")).to_have_text("Đường A/1")
        expect(page.locator("#near .leaflet-interactive, #near path").first).to_be_attached()
        visitor.close()


def test_the_snippet_is_copied_and_another_site_frames_the_road_with_it(visitor, plain_browser) -> None:
    page = visitor.open("/roads/TK4-02", wait=False)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_have_text("Đã chép")
    snippet = page.evaluate("navigator.clipboard.readText()")
    assert snippet.startswith(f'<iframe src="{visitor.address}/embed/roads/TK4-02?lang=vi"')
    page.wait_for_load_state("networkidle")
    shut = snippet.replace("/embed/roads/", "/roads/")
    with other_site(f"<!doctype html><h2>Elsewhere</h2>{snippet}{shut}") as address:
        elsewhere = plain_browser.new_context().new_page()
        elsewhere.goto(address)
        expect(elsewhere.frame_locator("iframe >> nth=0").locator("h1")).to_have_text("Đường Đồng Sậy")
        expect(elsewhere.frame_locator("iframe >> nth=1").locator(".story")).to_have_count(0)
        elsewhere.context.close()


def test_each_stone_stands_whole_on_the_map_of_a_road(visitor) -> None:
    for screen in (PHONE, DESKTOP):
        page = visitor.open(f"/roads/TK4-02?on={DAY}", wait=False, **screen)
        expect(page.locator(".near-stone").first).to_be_visible()
        frame = page.locator("#near .map").bounding_box()
        for stone in page.locator(".near-stone").all():
            box = stone.bounding_box()
            assert frame["x"] <= box["x"]
            assert box["x"] + box["width"] <= frame["x"] + frame["width"]
            assert frame["y"] <= box["y"]
            assert box["y"] + box["height"] <= frame["y"] + frame["height"]


def test_on_a_phone_targets_are_large_enough(visitor) -> None:
    page = visitor.open("/roads/TK4-02", wait=False, **PHONE)
    page.wait_for_load_state("networkidle")
    for target in page.locator(".actions a, .day-form input, .day-form button").all():
        assert target.bounding_box()["height"] >= 48
    for target in page.locator(".pages a").all():
        assert target.bounding_box()["height"] >= 47
