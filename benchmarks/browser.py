"""A real Chromium without a graphics card, and people who sign in at the service with it."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from layers.access import add_user
from layers.database import engine
from layers.signing_in import set_password

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, Page

    from layers.database import Addresses

PASSWORD = "đường mới mở rộng"
_SWITCHES = ("--no-sandbox", "--enable-unsafe-swiftshader", "--disable-background-networking")


@contextmanager
def chromium(*switches: str) -> Iterator[Browser]:
    """Run Chromium with further switches."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*_SWITCHES, *switches])
        yield browser
        browser.close()


def let_in(to: Addresses, people: Mapping[str, str]) -> None:
    """Add users.

    Parameters
    ----------
    to
        The service's database.
    people
        Subdistricts by role, whose name is the user's; empty where the role has none.
    """
    for role, subdistrict in people.items():
        with engine(to.owner).begin() as connection:
            add_user(connection, role, role, subdistrict)
        with engine(to.owner).connect() as connection:
            set_password(connection, role, PASSWORD)


def sign_in(page: Page, address: str, name: str) -> None:
    """Sign in, and wait until the account is there."""
    page.goto(f"{address}/signin?next=/account")
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/account")
