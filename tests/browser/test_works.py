"""Site clearance and projects: their symbols on the public's map, their tables, steps and forms at the workbench."""

from __future__ import annotations

import re

import httpx2
from playwright.sync_api import Page, expect

from tests.browser import bench
from tests.browser.bench import ROAD, at_work, show
from tests.browser.conftest import drawn
from tests.browser.held import Held
from tests.browser.test_accessibility import serious
from tests.browser.test_papers_and_approvals import photo
from tests.conftest import DAY

address = bench.address


def table(page: Page, layer: str) -> list[str]:
    """Show the table of a layer of works; return the keys of its rows."""
    page.locator("#register-of").select_option(layer)
    page.wait_for_selector(f"html[data-works={layer}]", state="attached")
    return page.locator("#works-table tbody tr").evaluate_all("(all) => all.map(({ dataset }) => dataset.key)")


def clearance(page: Page) -> dict:
    """Return what the service tells the office of site clearance on the page's day."""
    return page.evaluate(
        """async () => {
            const headers = { 'moduong-csrf': town.csrf };
            return (await fetch(`${town.base}/api/clearance?on=${town.day}`, { headers })).json();
        }"""
    )


def row(page: Page, key: str) -> None:
    """Choose a row of the table."""
    page.locator(f'#works-table tr[data-key="{key}"]').click()


def test_the_public_map_draws_zones_and_projects_by_their_symbols(visitor) -> None:
    page = visitor.open("/#map=16/20.0010/105.8440", viewport={"width": 1440, "height": 900})
    found = page.evaluate(
        """() => {
            const { gl } = townTiles;
            const seen = (layer, name) =>
                [...new Set(gl.queryRenderedFeatures({ layers: [layer] }).map(({ properties }) => properties[name]))];
            return {
                states: seen('clearance', 'state'),
                badges: seen('clearance-badge', 'state'),
                layers: gl.getStyle().layers.map(({ id }) => id),
                images: seen('projects-square', 'image').filter((name) => gl.hasImage(name)),
            };
        }"""
    )
    assert len(found["states"]) >= 3
    assert set(found["badges"]) <= set(found["states"])
    assert {f"clearance-{state}" for state in ("done", "paid", "proc", "inv", "stuck", "none")} <= set(found["layers"])
    assert "projects-under_way-bridge" in found["images"]


def test_the_legend_has_six_states_of_clearance_and_three_of_projects(visitor) -> None:
    page = visitor.open("/?lang=en")
    assert page.locator('.look[data-group="clearance_zones"]').count() == 6
    assert page.locator('.look[data-group="clearance_zones"] .badge svg').count() == 6
    names = page.locator('.look[data-group="projects"] .word').all_text_contents()
    assert names == ["Planned", "Under way", "Done"]


def test_zones_are_listed_with_both_shares_and_what_waits_first(visitor) -> None:
    page = at_work(visitor)
    keys = table(page, "clearance_zones")
    assert sorted(keys) == [f"GP-{number:02}" for number in range(1, 14)]
    told = clearance(page)
    zones = {zone["zone_no"]: zone for project in told["projects"] for zone in project["zones"]}
    for key in keys:
        cells = page.locator(f'#works-table tr[data-key="{key}"] td').all_inner_texts()
        households = zones[key]["shares"]["households"]
        if households["total"]:
            assert cells[4] == f"{households['done']}/{households['total']}"
    waits = [key for key in keys if zones[key]["open_obstacles"]]
    assert set(waits) <= set(keys[: len(waits) + 3])
    assert page.locator("#table").is_hidden()
    page.locator("#register-of").select_option("")
    expect(page.locator("#table")).to_be_visible()


def test_a_zone_shows_its_households_on_the_map_and_one_of_them_its_steps(visitor) -> None:
    page = at_work(visitor)
    table(page, "clearance_zones")
    row(page, "GP-04")
    expect(page.locator("#work h2")).to_have_text("QL217 đoạn 4")
    count = page.locator("#work .household").count()
    assert count == 12
    expect(page.locator(".household-land")).to_have_count(count)
    assert page.locator(".household-land.stroke-c-stuck").count() == 2
    expect(page.locator("#work .problems li")).to_have_count(2)
    page.locator("#work .household").first.click()
    expect(page.locator(".legal-steps .step")).to_have_count(16)
    expect(page.locator(".household-land.is-chosen")).to_have_count(1)
    assert page.locator(".step.is-done").count() > 4
    assert serious(page) == []


def test_a_term_that_is_nearly_over_is_told_and_the_step_taken_with_its_paper(visitor) -> None:
    page = at_work(visitor)
    told = clearance(page)
    warned = next(one for one in told["warnings"] if one["standing"] in {"near", "passed"})
    table(page, "clearance_zones")
    row(page, warned["zone_no"])
    page.locator(f'#work [data-owner="{warned["owner"]}"]').click()
    late = page.locator(f'.step[data-step="{warned["step"]}"] .deadline')
    expect(late.first).to_have_attribute("data-standing", warned["standing"])
    expect(late.first).to_contain_text(re.compile(r"\d\d/\d\d/\d{4}"))
    # What is next on an earlier day may have been taken since: the town's files tell no more after this one.
    page.locator("#day-field").fill("2023-12-31")
    expect(page.locator(f'.step[data-step="{warned["step"]}"]')).to_have_class(re.compile("is-done"))
    button = page.locator("[data-take]:not([data-take=back])").first
    step = button.get_attribute("data-take")
    button.click()
    form = page.locator(".move-form")
    form.locator('[name="on"]').fill("2023-12-31")
    form.locator('[name="reason"]').fill("Ghi theo biên bản")
    if form.locator('[name="number"]').count():
        form.locator('button[type="submit"]').click()
        expect(form.locator(".refused")).to_contain_text("Thiếu:")
        form.locator('[name="number"]').fill("12/BB")
    form.locator('button[type="submit"]').click()
    expect(page.locator(f'.step[data-step="{step}"]')).to_have_class(re.compile("is-done"))


def test_an_obstacle_is_entered_and_given_to_somebody(visitor) -> None:
    page = at_work(visitor)
    before = table(page, "obstacles")
    page.locator("#new-obstacle").click()
    form = page.locator('form[data-layer="obstacles"]')
    for name, value in {
        "obst_no": "VM-90",
        "zone_no": "GP-02",
        "note": "Chờ quyết định",
        "since": "2023-04-10",
        "due": "2023-04-20",
    }.items():
        form.locator(f'[name="{name}"]').fill(value)
    form.locator('[name="kind"]').select_option("papers")
    form.locator('[name="_from"]').fill("2023-04-10")
    form.locator('[name="_reason"]').fill("Họp giao ban")
    form.locator('button[type="submit"]').click()
    line = page.locator('#works-table tr[data-key="VM-90"]')
    expect(line).to_contain_text("chưa có ai")
    expect(line.locator(".alarm")).to_have_count(2)
    row(page, "VM-90")
    expect(page.locator("#work h2")).to_have_text("Vướng mắc VM-90")
    page.locator("#work details summary").click()
    form = page.locator('form[data-layer="obstacles"]')
    form.locator('[name="resp"]').fill("Công chức Địa chính")
    form.locator('[name="_when"][value="correction"]').check()
    form.locator('[name="_reason"]').fill("Giao việc")
    form.locator('button[type="submit"]').click()
    expect(line).to_contain_text("Công chức Địa chính")
    assert len(table(page, "obstacles")) == len(before) + 1
    table(page, "clearance_zones")
    expect(page.locator('#works-table tr[data-key="GP-02"] [data-state]')).to_have_attribute("data-state", "stuck")


def test_a_project_shows_its_delay_its_readings_and_its_zones(visitor) -> None:
    page = at_work(visitor, language="en")
    assert table(page, "projects") == [f"DA-{number:02}" for number in range(1, 12)]
    row(page, "DA-05")
    expect(page.locator("#work h2")).to_contain_text("Cầu Đồng Sậy")
    expect(page.locator("#work dl")).to_contain_text("19 days after the plan")
    assert page.locator("#work .readings li").count() > 1
    page.locator("#work .households .household").first.click()
    expect(page.locator("#work .facts-head p")).to_contain_text("DA-05")
    page.locator("#work .close").click()
    expect(page.locator("#work")).to_be_hidden()


def test_a_reading_is_entered_with_its_photo(visitor) -> None:
    page = at_work(visitor)
    table(page, "projects")
    row(page, "DA-05")
    readings = page.locator("#work .readings li")
    expect(readings.first.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    before = readings.count()
    page.locator("#work summary", has_text="Ghi tiến độ mới").click()
    form = page.locator('form[data-layer="progress_readings"]')
    for name, value in {"read_on": DAY, "percent": "61.5", "_from": DAY, "_reason": "Đi hiện trường"}.items():
        form.locator(f'[name="{name}"]').fill(value)
    form.locator('button[type="submit"]').click()
    expect(readings).to_have_count(before + 1)
    expect(readings.first).to_contain_text("61,5%")
    page.locator("#work .drop input[multiple]").set_input_files(photo())
    expect(page.locator("#work .scans .scan-name")).to_contain_text("cong-truoc-khi-thao.jpg")
    readings.nth(1).get_by_role("button").click()
    expect(page.locator("#work .scans")).to_have_text("Chưa đính kèm gì.")


def test_a_reading_is_stored_as_it_was_typed_and_what_is_no_number_is_not_sent(visitor) -> None:
    page = at_work(visitor, locale="en-US")
    table(page, "projects")
    row(page, "DA-07")
    page.locator("#work summary", has_text="Ghi tiến độ mới").click()
    readings = page.locator("#work .readings li")
    before = readings.count()
    form = page.locator('form[data-layer="progress_readings"]')
    for name, value in {"read_on": DAY, "percent": "7,5,", "_from": DAY, "_reason": "Đi hiện trường"}.items():
        form.locator(f'[name="{name}"]').fill(value)
    form.locator('button[type="submit"]').click()
    expect(form.get_by_role("status").filter(has_text="Hãy viết số như 1.234,5")).to_be_visible()
    expect(readings).to_have_count(before)
    form.locator('[name="percent"]').fill("7,5")
    form.locator('button[type="submit"]').click()
    expect(readings).to_have_count(before + 1)
    expect(readings.first).to_contain_text("7,5%")


def test_amounts_stand_in_their_fields_as_they_are_written_and_say_how_they_are_read(visitor) -> None:
    page = at_work(visitor)
    table(page, "projects")
    row(page, "DA-05")
    form = page.locator('form[data-layer="projects"]')
    page.locator("#work details", has=form).locator("summary").click()
    budget = form.locator('[name="budget"]')
    expect(budget).to_have_value(re.compile(r"^\d{1,3}(\.\d{3})+$"))
    budget.fill("1.234")
    expect(budget.locator("xpath=following-sibling::small")).to_have_text("Đọc là 1234.")
    budget.fill("6.800.000.000")
    expect(budget.locator("xpath=following-sibling::small")).to_have_text("")


def test_a_road_shows_what_blocks_it(visitor, address) -> None:
    page = at_work(visitor)
    show(page, f"road {ROAD}")
    told = httpx2.get(f"{address}/api/roads/{ROAD}", params={"on": DAY}).json()
    listed = page.locator("#road-works .household")
    expect(listed).to_have_count(len(told["zones"]) + len(told["projects"]))
    assert told["blocks"]
    expect(page.locator("#road-works")).to_contain_text(f"{len(told['blocks'])} trên {len(told['zones'])} khu")
    listed.first.click()
    expect(page.locator("#work .facts-head p")).to_contain_text(told["zones"][0]["zone_no"])
    page.locator("#table tbody tr").first.click()
    expect(page.locator("#one")).to_be_visible()
    expect(page.locator("#work")).to_be_hidden()
    drawn(page)


def test_who_may_not_record_clearance_only_reads(visitor) -> None:
    page = at_work(visitor, name="bình")
    table(page, "clearance_zones")
    row(page, "GP-04")
    page.locator("#work .household").first.click()
    expect(page.locator(".legal-steps .step")).to_have_count(16)
    for button in page.locator("[data-take]").all():
        expect(button).to_be_disabled()
    table(page, "obstacles")
    expect(page.locator("#new-obstacle")).to_be_hidden()


def test_what_comes_late_is_not_shown_over_what_was_opened_since(visitor) -> None:
    page = at_work(visitor)
    table(page, "clearance_zones")
    held = Held(page, "**/clearance_zones/items/*")
    row(page, "GP-04")
    first = held.take()
    row(page, "GP-01")
    held.release()
    expect(page.locator("#work h2")).to_be_visible()
    shown = page.locator("#work h2").inner_text()
    held.let_go(first)
    expect(page.locator("#work h2")).to_have_text(shown)
