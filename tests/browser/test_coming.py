"""Answers that take seconds: what is on its way says so, and nothing is told before it is known."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import bench
from tests.browser.bench import ROAD, at_work, select, show
from tests.browser.held import Held

address = bench.address


def another_road(page: Page) -> str:
    """Return the value of the choice of a road that is not shown."""
    roads = page.locator('#place option[value^="road "]')
    values = [str(one.get_attribute("value")) for one in roads.all()]
    return next(value for value in values if value != f"road {ROAD}")


def test_no_width_is_told_before_it_is_known(visitor) -> None:
    page = visitor.open("/", wait=False, graphics=True)
    page.wait_for_selector("html[data-ready=tiles]", state="attached")
    listed = Held(page, re.compile("/ogc/collections/subdistricts/items"))
    figures = Held(page, re.compile("/api/progress"))
    page.reload(wait_until="commit")
    roads = listed.take()
    expect(page.locator("#road-list")).to_have_attribute("aria-busy", "true")
    listed.let_go(roads)
    listed.release()
    taken = figures.take()
    expect(page.locator("#road-list")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#subline")).not_to_contain_text("chưa đo")
    expect(page.locator(".road-share").first).to_have_text("…")
    expect(page.locator(".road-said").first).to_have_text("Đang tính")
    figures.let_go(taken)
    expect(page.locator(".road-share").first).to_contain_text("%")


def test_rows_of_one_road_do_not_stand_under_the_name_of_another(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    rows = page.locator("#table tbody tr")
    expect(rows).not_to_have_count(0)
    held = Held(page, re.compile("/widening"))
    page.locator("#place").select_option(another_road(page))
    routes = held.take()
    expect(rows).to_have_count(0)
    expect(page.locator("#register-body")).to_have_attribute("aria-busy", "true")
    page.locator("#filter").fill("1")
    expect(page.locator("#register-empty")).to_be_hidden()
    page.locator("#filter").fill("")
    held.let_go(routes)
    expect(rows).not_to_have_count(0)


def test_rows_that_can_not_be_had_are_told_where_they_would_stand(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    page.route(re.compile("/widening"), lambda route: route.abort())
    page.locator("#place").select_option(another_road(page))
    expect(page.locator("#register-empty")).to_contain_text("Chưa lấy được các dòng")
    page.unroute_all()
    show(page, f"road {ROAD}")
    expect(page.locator("#register-empty")).to_be_hidden()
    visitor.witnesses[-1].errors.clear()  # of the request that could not be made


def test_a_chosen_row_is_named_at_once_and_nothing_of_the_one_before_can_be_sent(visitor) -> None:
    page = at_work(visitor)
    select(page, 3)
    held = Held(page, re.compile("/ogc/collections/parcels/items"))
    row = page.locator("#table tbody tr").nth(4)
    row.click()
    routes = held.take()
    expect(page.locator("#one-title")).to_have_text(f"Thửa {row.locator('td').first.inner_text()}")
    expect(page.locator("#one .steps, #one form")).to_have_count(0)
    held.let_go(routes)
    held.release()
    expect(page.locator("#one .steps")).to_be_visible()


def test_a_parcel_that_can_not_be_had_says_so_and_is_had_by_the_next_click(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    parcels = re.compile("/ogc/collections/parcels/items")
    page.route(parcels, lambda route: route.abort())
    row = page.locator("#table tbody tr").nth(4)
    row.click()
    expect(page.locator("#page-parcel")).to_contain_text("Máy chủ không trả lời")
    page.unroute_all()
    row.click()
    expect(page.locator("#one .steps")).to_be_visible()
    visitor.witnesses[-1].errors.clear()  # of the request that could not be made


def test_a_table_of_works_on_its_way_says_so(visitor) -> None:
    page = at_work(visitor)
    held = Held(page, re.compile("/api/clearance"))
    page.locator("#register-of").select_option("clearance_zones")
    routes = held.take()
    expect(page.locator("#register-body")).to_have_attribute("aria-busy", "true")
    held.let_go(routes)
    expect(page.locator("#works-table tbody tr").first).to_be_visible()
    expect(page.locator("#register-body")).not_to_have_attribute("aria-busy", "true")


def test_attributes_saved_by_a_double_click_are_saved_once(visitor) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    page.locator("#table tbody tr").nth(6).click()
    page.locator("#tab-parcel").click()
    form = page.locator(".attributes")
    form.locator('[name="cert_no"]').fill("CT 654321")
    form.locator('[name="_when"][value="correction"]').check()
    form.locator('[name="_reason"]').fill("Nhập số giấy chứng nhận")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method) if request.method == "PATCH" else None)
    form.locator('button[type="submit"]').dblclick()
    expect(page.locator('.attributes [name="_reason"]')).to_have_value("")
    assert asked == ["PATCH"]
