"""Signing in as people do: by keyboard, without script, in both languages; and what the own account offers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from layers.access import add_user
from layers.database import engine
from layers.signing_in import set_password
from tests.browser.conftest import LOOKS
from tests.browser.test_accessibility import serious
from tests.browser.test_public_map import PHONE
from tests.conftest import new_database, serving

PASSWORD = "đường mới mở rộng"


@pytest.fixture(scope="module")
def address(cluster_url, template, settings):
    """Yield the address of a service with two users and no data."""
    with new_database(cluster_url, template) as url:
        to = settings.addresses(url)
        for name, role in (("an", "officer"), ("bình", "technician")):
            with engine(to.owner).begin() as connection:
                add_user(connection, name, role)
            with engine(to.owner).connect() as connection:
                set_password(connection, name, PASSWORD)
        with serving(to) as where:
            yield where


def sign_in(page: Page, name: str = "an", password: str = PASSWORD) -> None:
    page.locator("#name").fill(name)
    page.locator("#password").fill(password)
    page.locator("#password").press("Enter")


def test_somebody_signs_in_by_keyboard_alone_and_out_again(visitor) -> None:
    page = visitor.open("/account", wait=False)
    expect(page).to_have_title("Đăng nhập · Mở Đường")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type("an")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Đăng nhập")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{visitor.address}/account")
    expect(page.locator("h1")).to_have_text("an")
    expect(page.get_by_text("Công chức địa chính")).to_be_visible()
    out = page.get_by_role("button", name="Đăng xuất", exact=True)
    out.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{visitor.address}/signin")
    page.goto(f"{visitor.address}/account")
    expect(page).to_have_url(f"{visitor.address}/signin?next=/account")


def test_all_of_it_works_without_script(visitor) -> None:
    page = visitor.open("/signin?lang=en&next=/account", wait=False, java_script_enabled=False)
    sign_in(page, password=PASSWORD)
    expect(page.locator("h1")).to_have_text("an")
    page.locator("#label").fill("QGIS on the old laptop")
    page.get_by_role("button", name="Make a token").click()
    token = page.locator(".token").inner_text()
    assert token.startswith("md_")
    answer = page.request.get(f"{visitor.address}/api/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["name"] == "an"
    page.get_by_role("button", name="Take back: QGIS on the old laptop").click()
    expect(page.get_by_role("status")).to_have_text("The token is taken back.")
    expect(page.locator(".token")).to_have_count(0)
    refused = page.request.get(f"{visitor.address}/api/me", headers={"Authorization": f"Bearer {token}"})
    assert refused.status == 401


def test_a_wrong_password_keeps_the_name_and_says_so_by_the_field(plain_browser, address) -> None:
    page = plain_browser.new_context(locale="en-GB").new_page()
    page.goto(f"{address}/signin?next=/account")
    sign_in(page, "bình", "not this one")
    expect(page.locator("#name")).to_have_value("bình")
    expect(page.locator("#password")).to_be_focused()
    expect(page.locator("#password")).to_have_value("")
    expect(page.get_by_role("alert")).to_contain_text("Name or password is wrong")
    expect(page.locator("#password")).to_have_attribute("aria-describedby", "refused")
    sign_in(page, "bình")
    expect(page.locator("h1")).to_have_text("bình")
    page.context.close()


def test_a_session_is_ended_from_another_browser(visitor) -> None:
    phone = visitor.open("/signin?lang=en&next=/account", wait=False, **PHONE)
    sign_in(phone)
    desktop = visitor.open("/signin?lang=en&next=/account", wait=False)
    sign_in(desktop)
    expect(desktop.get_by_role("button", name="Sign out there").first).to_be_visible()
    for _ in range(desktop.get_by_role("button", name="Sign out there").count()):
        desktop.get_by_role("button", name="Sign out there").first.click()
    expect(desktop.locator("#sessions + ul li")).to_have_count(1)
    phone.reload()
    expect(phone).to_have_title("Sign in · Mở Đường")


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_axe_finds_nothing_on_these_pages(plain_browser, address, language, scheme) -> None:
    for size in ({"viewport": {"width": 1120, "height": 700}}, PHONE):
        page = plain_browser.new_context(color_scheme=scheme, bypass_csp=True, **size).new_page()
        page.goto(f"{address}/signin?lang={language}&next=/account")
        assert serious(page) == []
        sign_in(page, "bình", "not this one")
        assert serious(page) == []
        page.goto(f"{address}/api/donations/D-1?lang={language}")
        assert serious(page) == []
        page.goto(f"{address}/signin?lang={language}&next=/account")
        sign_in(page, "bình")
        expect(page.locator("h1")).to_have_text("bình")
        page.locator("#label").fill("QGIS")
        page.locator("#label").press("Enter")
        expect(page.locator(".token")).to_be_visible()
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"
        page.context.close()
