"""A hand-out opened from a file in a real Chromium without any network: its figures are the service's, on each day."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import httpx2
import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Browser, Page, expect

from api.commands.line import run
from tests.browser.boxes import overlap
from tests.conftest import DAY

MOST_BYTES = 5_000_000


@pytest.fixture(scope="module")
def folder(town, tmp_path_factory) -> Iterator[Path]:
    """Yield a folder with hand-outs of the demonstration town, made by the command."""
    made = tmp_path_factory.mktemp("handouts")
    with pytest.MonkeyPatch.context() as given:
        for name in [name for name in os.environ if name.startswith("MODUONG_")]:
            given.delenv(name)
        given.setenv("MODUONG_DATABASE_URL", town.libpq(town.owner))
        given.setenv("MODUONG_MAP_DAY", DAY)
        for name, arguments in {
            "subdistrict": ("--subdistrict", "4"),
            "road": ("--road", "TK4-01", "--lang", "en"),
            "phase": ("--phase", "2"),
        }.items():
            assert run(["handout", *arguments, "-o", str(made / f"{name}.html")]) == 0
        yield made


@pytest.fixture
def opened(plain_browser: Browser, folder: Path) -> Iterator[object]:
    """Yield a function that opens a hand-out from its file; a request of any kind, or an error, fails the test."""
    contexts, faults = [], []

    def open_file(name: str, **context: object) -> Page:
        of_its_own = plain_browser.new_context(
            **{"viewport": {"width": 1120, "height": 700}, "locale": "vi-VN", **context}
        )
        contexts.append(of_its_own)
        of_its_own.set_offline(True)
        page = of_its_own.new_page()
        address = (folder / f"{name}.html").as_uri()

        def only_the_file(route) -> None:
            if route.request.url == address:
                route.continue_()
            else:
                faults.append(route.request.url)
                route.abort()

        of_its_own.route("**/*", only_the_file)
        page.on(
            "request", lambda request: None if request.url.startswith((address, "data:")) else faults.append(request)
        )
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        page.wait_for_selector("html[data-shown]", state="attached")
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert faults == []


def numbers(page: Page) -> dict[str, tuple[int, int]]:
    """Return the four numbers of the page, each with what it is of."""
    found = {}
    for name in ("households", "area", "length", "blocked"):
        written = page.locator(f"[data-number={name}] dd").inner_text()
        part, whole = (int(re.sub(r"\D", "", piece)) for piece in written.split("/"))
        found[name] = (part, whole)
    return found


def told(address: str, day: str, code: str = "") -> dict[str, tuple[int, int]]:
    """Return what the service tells the public on a day: of a road, or of subdistrict 4."""
    by, key = ("road", code) if code else ("subdistrict", "4")
    rows = httpx2.get(f"{address}/api/progress", params={"by": by, "on": day}).json()["rows"]
    row = next(one for one in rows if one["key"] == key)
    return {
        "households": (row["households"]["handed_over"], row["households"]["total"]),
        "area": (row["donated_m2"]["handed_over"], row["required_m2"]),
        "length": (round(row["length_at_target_m"]["handed_over"]), round(row["measurable_length_m"])),
    }


def blocked(address: str, day: str, codes: list[str]) -> tuple[int, int]:
    """Return how many zones lie over the strips of roads and are not handed over, and how many there are."""
    roads = [httpx2.get(f"{address}/api/roads/{code}", params={"on": day}).json() for code in codes]
    zones = {zone["zone_no"] for road in roads for zone in road["zones"]}
    return len({zone for road in roads for zone in road["blocks"]}), len(zones)


def slide(page: Page, key: str) -> str:
    """Move the slider by a key; return the day that is shown then."""
    before = page.locator("html").get_attribute("data-shown")
    page.locator("#day-slider").press(key)
    expect(page.locator("html")).not_to_have_attribute("data-shown", before)
    return page.locator("html").get_attribute("data-shown")


def test_the_slider_moves_and_each_number_is_the_services(opened, address):
    page = opened("subdistrict")
    codes = [button.get_attribute("data-road") for button in page.locator("#rows button").all()]
    assert len(codes) == 18
    days = [DAY, *(slide(page, "ArrowRight") for _ in range(3))]
    assert days == ["2023-04-30", "2023-05-31", "2023-06-30", "2023-07-31"]
    page.locator("#day-field").fill(DAY)
    for day in days:
        expect(page.locator("html")).to_have_attribute("data-shown", day)
        shown = numbers(page)
        assert shown == {**told(address, day), "blocked": blocked(address, day, codes)}
        assert page.locator("header .shown-day").inner_text() == "/".join(reversed(day.split("-")))
        if day != days[-1]:
            slide(page, "ArrowRight")


def test_any_day_of_the_field_is_shown_by_the_end_of_its_month(opened, address):
    page = opened("road")
    page.locator("#day-field").fill("2023-09-12")
    expect(page.locator("html")).to_have_attribute("data-shown", "2023-09-30")
    assert {name: value for name, value in numbers(page).items() if name != "blocked"} == told(
        address, "2023-09-30", "TK4-01"
    )
    assert page.locator("h1").inner_text() == "Đường Đồng Sậy"
    assert page.locator("#by-road").inner_text() == "Progress by road"


def test_each_road_of_the_table_has_the_services_sums(opened, address):
    page = opened("subdistrict")
    rows = httpx2.get(f"{address}/api/progress", params={"by": "road", "on": DAY}).json()["rows"]
    for row in (one for one in rows if one["key"].startswith("TK4-")):
        line = page.locator(f"tr[data-code={row['key']}]")
        figures = [re.sub(r"\D", "", text) for text in line.locator("td.figure").nth(1).inner_text().split("/")]
        assert figures == [str(row["donated_m2"]["handed_over"]), str(row["required_m2"])]


def test_a_phase_slides_within_its_days_and_tells_what_it_brought(opened, address):
    page = opened("phase")
    assert page.locator("html").get_attribute("data-shown") == "2023-09-30"
    rows = httpx2.get(f"{address}/api/progress", params={"by": "phase", "on": "2023-09-30"}).json()["rows"]
    gained = next(row for row in rows if row["key"] == "2")["donated_m2"]["handed_over"]
    assert re.sub(r"\D", "", page.locator("#in-phase").inner_text().removesuffix(".").replace("m²", "")) == str(gained)
    page.locator("#day-slider").press("ArrowRight")
    expect(page.locator("html")).to_have_attribute("data-shown", "2023-09-30")
    assert slide(page, "ArrowLeft") == "2023-08-31"


def test_fonts_symbols_and_roads_are_drawn(opened):
    page = opened("subdistrict", viewport={"width": 1440, "height": 900})
    faces = page.evaluate(
        """async () => [...(await document.fonts.ready)].map(({ family, status }) => [family, status])"""
    )
    assert [status for family, status in faces if "IBM Plex Sans" in family] == ["loaded", "loaded"]
    marks = set(page.locator(".map-mark canvas").evaluate_all("(all) => all.map(({ dataset }) => dataset.image)"))
    assert {"clearance_zones-stuck", "clearance_zones-done", "projects-under_way-road"} <= marks
    seen = page.locator(".leaflet-overlay-pane canvas").evaluate(
        """(canvas) => new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size"""
    )
    assert seen > 50, "the canvas has colours on it"


@pytest.mark.parametrize("width", [390, 1440])
def test_roads_names_are_whole_and_lie_over_no_sign_no_other_name_and_under_no_button(opened, width):
    page = opened("subdistrict", viewport={"width": width, "height": 900})
    names = [name.bounding_box() for name in page.locator(".street-name span:visible").all()]
    signs = [sign.bounding_box() for sign in page.locator(".map-mark").all()]
    buttons = [page.locator(".tools").bounding_box(), page.locator(".leaflet-control-scale").bounding_box()]
    assert len(names) > 5
    assert len(signs) > 5
    sides = page.locator(".leaflet-container").bounding_box()
    assert all(sides["x"] <= name["x"] + 1 for name in names)
    assert all(name["x"] + name["width"] <= sides["x"] + sides["width"] + 1 for name in names)
    assert not [(one, other) for one, other in combinations(names, 2) if overlap(one, other)]
    assert not [(name, other) for name in names for other in signs + buttons if overlap(name, other)]


def test_a_very_long_name_is_told_in_lines_on_the_map(opened, folder):
    long = "Đường liên thôn từ nhà văn hóa tiểu khu bốn qua trạm bơm Cầu Cừ tới ngã ba chợ Hạ, đoạn thứ hai"
    made = (folder / "subdistrict.html").read_text("utf-8")
    (folder / "long.html").write_text(made.replace("Đường Ao Đình", long), "utf-8")
    page = opened("long", viewport={"width": 1440, "height": 900})
    name = page.locator(".street-name span:visible", has_text=long).bounding_box()
    assert name["width"] < 240
    assert name["height"] < 100


def test_the_legend_shows_one_look_alone_and_hides_a_group(opened):
    page = opened("subdistrict", viewport={"width": 1440, "height": 900})
    page.locator("#layers").click()
    page.locator('[data-group="clearance_zones"][data-look="stuck"]').click()
    marks = page.locator('.map-mark canvas[data-image^="clearance_zones"]')
    assert set(marks.evaluate_all("(all) => all.map(({ dataset }) => dataset.image)")) == {"clearance_zones-stuck"}
    page.locator('[data-eye="projects"]').click()
    expect(page.locator('.map-mark canvas[data-image^="projects"]')).to_have_count(0)


def test_a_chosen_road_is_marked_and_looked_at(opened):
    page = opened("subdistrict")
    page.locator("button[data-road=TK4-05]").click()
    expect(page.locator("tr[data-code=TK4-05]")).to_have_attribute("aria-current", "")
    expect(page.locator("tr[aria-current]")).to_have_count(1)


def test_on_paper_the_map_is_light_and_as_wide_as_the_page(opened):
    page = opened("subdistrict", viewport={"width": 1440, "height": 900}, color_scheme="dark")
    place = page.locator("#map-frame .map")
    on_screen = place.bounding_box()["width"]
    parcels = page.locator(".leaflet-paper-pane canvas")
    darkest = """(canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const isDrawnGreen = (at) => at % 4 === 1 && data[at + 2] === 255;
        return data.reduce((least, value, at) => (isDrawnGreen(at) ? Math.min(least, value) : least), 255);
    }"""
    assert parcels.evaluate(darkest) < 60
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert place.bounding_box()["width"] == pytest.approx(180 / 25.4 * 96, abs=1)
    assert parcels.evaluate(darkest) > 100
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert place.bounding_box()["width"] == on_screen
    assert parcels.evaluate(darkest) < 60


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_runs_out_of_the_page(opened, width):
    page = opened("subdistrict", viewport={"width": width, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_subdistrict_4_fits_on_any_stick(folder):
    assert (folder / "subdistrict.html").stat().st_size <= MOST_BYTES


def test_a_sheet_is_white_with_its_grounds_printed_as_well(opened):
    page = opened("road")
    with pdfium.PdfDocument(page.pdf(format="A4", print_background=True)) as document:
        for sheet in document:
            printed = sheet.render().to_pil().convert("RGB")
            assert printed.getpixel((printed.width - 3, printed.height - 3)) == (255, 255, 255)
