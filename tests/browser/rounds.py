"""The rounds of a subdistrict's head with a phone: a town for them, and what is done on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect

from layers.access import add_user, create_token
from layers.database import Addresses, engine
from layers.signing_in import set_password
from tests.browser.conftest import OFFICE_PASSWORD
from tests.browser.test_public_map import PHONE
from tests.conftest import DAY, new_database, serving

PHOTO = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "public-phone-vi.png"


@pytest.fixture(scope="module")
def database(cluster_url, demonstration, settings) -> Iterator[Addresses]:
    """Yield the demonstration town with the heads of two subdistricts and an officer, for reading and writing."""
    with new_database(cluster_url, demonstration) as url:
        to = settings.addresses(url)
        for name, role, subdistrict in (("hai", "head", "4"), ("ba", "head", "3"), ("an", "officer", "")):
            with engine(to.owner).begin() as connection:
                add_user(connection, name, role, subdistrict)
            with engine(to.owner).connect() as connection:
                set_password(connection, name, OFFICE_PASSWORD)
        yield to


@pytest.fixture(scope="module")
def address(database) -> Iterator[str]:
    with serving(database, MAP_DAY=DAY, MAP_SUBDISTRICT="4") as where:
        yield where


@pytest.fixture(scope="module")
def officer(database, address) -> Iterator[httpx2.Client]:
    """Yield a client with an officer's token."""
    with engine(database.owner).begin() as connection:
        token = create_token(connection, "an", "officer")
    with httpx2.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}) as client:
        yield client


def sign_in(page: Page, name: str) -> None:
    page.locator("#name").fill(name)
    page.locator("#password").fill(OFFICE_PASSWORD)
    page.locator("#password").press("Enter")


def on_rounds(visitor, name: str = "hai", language: str = "vi", **context: object) -> Page:
    """Come to the rounds on a phone and wait until all households are there."""
    page = visitor.open("/field", who=name, language=language, wait=False, **{**PHONE, **context})
    ready(page)
    return page


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready=all]", state="attached")


def installed(page: Page) -> None:
    """Wait until the page can be opened without a network."""
    page.wait_for_selector("html[data-installed=yes]", state="attached")


def household(page: Page, number: int) -> tuple[str, str]:
    """Return id and name of a household of the list."""
    row = page.locator(".household").nth(number)
    return str(row.get_attribute("href")).split("/")[-1], row.locator(".household-name").inner_text()


def record(page: Page, number: int, result: str, *, photo: bool = False) -> tuple[str, str]:
    """Record what came of a visit to a household of the list; return the household."""
    found = household(page, number)
    page.locator(".household").nth(number).tap()
    page.locator(f'[data-result="{result}"]').tap()
    if photo:
        page.locator("#photo").set_input_files(PHOTO)
    page.locator("#save").tap()
    expect(page.locator("#view-list")).to_be_visible()
    return found


def told(officer, donation: str) -> dict:
    return officer.get(f"/api/donations/{donation}").json()


def line(page: Page, look: str) -> None:
    expect(page.locator("#line")).to_have_attribute("data-line", look)
