"""A service without data says so on each page, and what comes next: nobody sees figures of nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from layers.access import add_user
from layers.database import engine
from layers.signing_in import set_password
from tests.browser.conftest import OFFICE_PASSWORD
from tests.browser.test_public_map import PHONE
from tests.conftest import DAY, new_database, serving


@pytest.fixture(scope="module")
def address(cluster_url, template, settings) -> Iterator[str]:
    """Yield where a service with empty layers is; an officer works there."""
    with new_database(cluster_url, template) as url:
        to = settings.addresses(url)
        with engine(to.owner).begin() as connection:
            add_user(connection, "an", "officer")
        with engine(to.owner).connect() as connection:
            set_password(connection, "an", OFFICE_PASSWORD)
        with serving(to, MAP_DAY=DAY) as where:
            yield where


def test_the_public_map_tells_no_figures(visitor) -> None:
    page = visitor.open("/", graphics=False)
    expect(page.locator("#subline")).to_have_text("Chưa nhập tuyến đường nào.")
    expect(page.locator("#counted")).to_be_hidden()


def test_the_officer_reads_what_is_missing(visitor) -> None:
    page = visitor.open("/workbench", who="an", graphics=False)
    expect(page.locator("#register-empty")).to_contain_text("Chưa nhập tuyến đường nào: kỹ thuật viên")


def test_nobody_is_told_that_all_have_been_visited(visitor) -> None:
    page = visitor.open("/field", who="an", wait=False, **PHONE)
    page.wait_for_selector("html[data-ready=all]", state="attached")
    expect(page.locator("#streets")).to_have_text("Chưa nhập hộ nào ở đây: hãy hỏi địa chính.")
