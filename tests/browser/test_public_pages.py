"""The pages for everybody in a real Chromium: on a phone, without scripts, in others' frames, before axe-core."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import serious
from tests.browser.test_public_map import PHONE
from tests.conftest import DAY

DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PAGES = (f"/roads/TK4-02?on={DAY}", "/roads", "/campaign?on=2023-12-31", "/thanks", f"/embed/roads/TK4-02?on={DAY}")


@pytest.mark.parametrize("screen", [{**PHONE, "color_scheme": "dark"}, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["vi", "en"])
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
    page = visitor.open("/")
    page.locator("#search").fill("kenh tay")
    page.locator("#found li").first.click()
    page.locator(".facts-more").click()
    expect(page.locator("h1")).to_have_text("Đường Kênh Tây")
    expect(page.locator(".ribbon-picture")).to_be_visible()
    expect(page.locator("#near .map")).to_be_visible()
    page.get_by_role("link", name="Xem trên bản đồ").click()
    expect(page.locator("#facts h2")).to_have_text("Đường Kênh Tây")


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


def test_the_snippet_is_copied_and_what_it_frames_is_the_road(visitor) -> None:
    page = visitor.open("/roads/TK4-02", wait=False)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_have_text("Đã chép")
    snippet = page.evaluate("navigator.clipboard.readText()")
    assert snippet.startswith(f'<iframe src="{visitor.address}/embed/roads/TK4-02?lang=vi"')
    # A page of another origin: nothing of ours stands around the frame.
    page.goto("data:text/html," + snippet.replace("#", "%23"))
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("Đường Đồng Sậy")


def test_on_a_phone_targets_are_large_enough(visitor) -> None:
    page = visitor.open("/roads/TK4-02", wait=False, **PHONE)
    for target in page.locator(".actions a, .day-form input, .day-form button").all():
        assert target.bounding_box()["height"] >= 48
    for target in page.locator(".pages a").all():
        assert target.bounding_box()["height"] >= 43
