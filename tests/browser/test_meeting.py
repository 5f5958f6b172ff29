"""A meeting in a real Chromium: played to its end without the network, its numbers the engine's, by keys alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from layers.access import add_user
from layers.database import Addresses, engine
from layers.signing_in import set_password
from tests.browser.conftest import LOOKS, OFFICE_PASSWORD, SHARP, Visitor
from tests.browser.test_accessibility import serious
from tests.conftest import DAY, make_token, new_database, serving
from tests.scenes import Street, put

PROJECTOR = {"viewport": {"width": 1024, "height": 768}, "reduced_motion": "reduce"}
LEAST_PX = 20
"""Of what is read from five metres."""
AGENDA = "00000000-0000-4000-8000-000000000001"
LONG = "Ễ" * 300
DARK = ("#10181A", "#1D292C", "#182225")
"""Land, parcels and the page itself in the dark."""
IDLE = "new Promise((done) => { const { gl } = meetingMap; gl.once('idle', done); gl.triggerRepaint(); })"
PHASES = (("1", "2023-03-01", DAY), ("2", "2023-05-01", "2023-09-02"), ("3", "2023-09-03", "2023-12-31"))


def build(database: Addresses, folder: Path) -> None:
    """Import two streets, one opened in each of two phases, one without parcels, and the campaign."""
    first, second, bare = Street(), Street(code="R2", plots=8, north=200), Street(code="R3", plots=4, north=400)
    for number in range(9):
        first.give("L", number, don_no=f"D-1-{number}", d_identif="2023-03-01", d_signed="2023-03-20",
                   **({"d_handed": "2023-04-10"} if number % 3 else {}))  # fmt: skip
    for number in range(4):
        second.give("R", number, don_no=f"D-2-{number}", d_identif="2023-05-01", d_signed="2023-06-01",
                    d_handed=f"2023-07-1{number}")  # fmt: skip
    for street in (first, second):
        street.build(database, folder)
    put(database, "road_segments", [bare.road()], folder)
    put(
        database,
        "present_roads",
        [
            {"seg_code": street.code, "kind": "surface", "geometry": street.centreline.buffer(3, cap_style="flat")}
            for street in (first, second)
        ],
        folder,
    )
    put(
        database,
        "campaign_phases",
        [
            {"phase_no": number, "from_date": begun, "to_date": end, "target_m2": 300, "target_hh": 9}
            for number, begun, end in PHASES
        ],
        folder,
    )


@pytest.fixture(scope="module")
def streets(cluster_url, template, settings) -> Iterator[Addresses]:
    """Yield a database with the streets, an officer and a technician."""
    with new_database(cluster_url, template) as url, TemporaryDirectory() as folder:
        to = settings.addresses(url)
        build(to, Path(folder))
        for name, role in (("an", "officer"), ("bình", "technician")):
            with engine(to.owner).begin() as connection:
                add_user(connection, name, role)
            with engine(to.owner).connect() as connection:
                set_password(connection, name, OFFICE_PASSWORD)
        yield to


@pytest.fixture(scope="module")
def address(streets) -> Iterator[str]:
    """Yield the address of the service."""
    with serving(streets, MAP_DAY=DAY) as where:
        yield where


@pytest.fixture(scope="module")
def office(streets, address) -> Iterator[httpx2.Client]:
    """Yield a client with an officer's token."""
    headers = {"Authorization": f"Bearer {make_token(streets, 'script', 'officer')}"}
    with httpx2.Client(base_url=address, headers=headers, timeout=60) as client:
        yield client


def open_page(visitor: Visitor, path: str, ready: str, name: str = "an", language: str = "vi", **context: Any) -> Page:
    """Sign in, go to a page, and wait until all of it is there."""
    page = visitor.open(path, who=name, language=language, wait=False, graphics=True, **{**PROJECTOR, **context})
    page.wait_for_selector(f"html[data-ready={ready}]", state="attached", timeout=120_000)
    return page


def meeting(visitor: Visitor, query: str = "", **context: Any) -> Page:
    """Open the meeting, of an agenda where the query names one."""
    if not query:
        return open_page(visitor, "/meeting", "meeting", **context)
    page = open_page(visitor, "/agendas", "agendas", **context)
    page.goto(f"{visitor.address}/meeting?{query}")
    page.wait_for_selector("html[data-ready=meeting]", state="attached", timeout=120_000)
    return page


def whole(text: str) -> int:
    """Return a whole number as people in Viet Nam write it."""
    return int(text.replace(".", "").replace("−", "-"))


def shown(page: Page) -> dict[str, tuple[int, int | None]]:
    """Return the numbers of a slide, each with what it is of."""
    found = {}
    for big in page.locator("#numbers .big").all():
        total = big.locator(".big-total")
        of = whole(total.inner_text()[1:]) if total.count() else None
        found[str(big.get_attribute("data-figure"))] = (whole(big.locator("b").inner_text()), of)
    return found


def expected(office: httpx2.Client, code: str, day: str) -> dict[str, tuple[int, int | None]]:
    """Return the same numbers out of the engine's own answers for that day."""
    widening = office.get(f"/api/roads/{code}/widening", params={"on": day}).json()
    rows = office.get("/api/progress", params={"on": day}).json()["rows"]
    households = next(row for row in rows if row["key"] == code)["households"]
    given = widening["donated_area_m2"]
    return {
        "households": (households["handed_over"], households["total"] or None),
        "area": (round(given["handed_over"] + given["recorded"]), round(widening["required_area_m2"]) or None),
        "length": (
            round(widening["length_at_target_m"]["handed_over"]),
            round(widening["measurable_length_m"]) or None,
        ),
        "blocked": (len(widening["bottlenecks"]), None),
    }


def at(page: Page, slide: int) -> None:
    """Wait for a slide."""
    expect(page.locator("html")).to_have_attribute("data-slide", str(slide))


def on(page: Page, day: str) -> None:
    """Wait for a day."""
    expect(page.locator("html")).to_have_attribute("data-day", day)


def share(picture: Image.Image, colour: str) -> float:
    """Return the part of a picture that has a colour."""
    wanted = tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
    pixels = list(picture.get_flattened_data())
    return sum(pixel == wanted for pixel in pixels) / len(pixels)


def test_it_is_played_from_the_first_to_the_last_slide_with_the_server_gone(
    browser, plain_browser, streets, office
) -> None:
    with serving(streets, MAP_DAY=DAY) as where:
        visitor = Visitor(browser, plain_browser, where)
        page = meeting(visitor)
        days = office.get("/api/meeting").json()["days"]
        names = {"Đường R1": "R1", "Đường R2": "R2", "Đường R3": "R3"}
        known = {(code, day): expected(office, code, day) for code in names.values() for day in days}
    with pytest.raises(httpx2.HTTPError):
        httpx2.get(f"{where}/healthz")

    seen = []
    for slide in range(7):
        at(page, slide)
        title = page.locator("#title").inner_text()
        seen.append(title)
        if title in names:
            assert shown(page) == known[names[title], DAY], title
            expect(page.locator("#chart svg")).to_be_visible()
        page.keyboard.press("PageDown")
    assert seen == ["Các tuyến đường Thị trấn Hà Trung", "Đợt 1", "Đường R1", "Đường R3", "Đợt 2", "Đường R2", "Đợt 3"]
    at(page, 6)
    expect(page.locator("#list")).to_contain_text("Chưa có tuyến nào trong đợt này.")

    page.keyboard.press("Shift+N")
    at(page, 5)
    for day in days[days.index(DAY) + 1 :]:
        page.keyboard.press("ArrowRight")
        on(page, day)
        assert shown(page) == known["R2", day], day
    page.keyboard.press("b")
    expect(page.locator("#map-before canvas")).to_be_visible()
    page.keyboard.press("d")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("t")
    page.locator("#date-field").fill("2023-04-11")
    for witness in visitor.witnesses:
        assert witness.errors == []
    page.locator("#date-form [type=submit]").click()
    expect(page.locator("#date-told")).to_contain_text("Không có mạng")
    page.context.close()


def test_paper_is_light_and_the_screen_is_as_it_was_chosen_afterwards(visitor) -> None:
    page = meeting(visitor, color_scheme="light")
    theme = page.locator("html")
    page.keyboard.press("d")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(theme).to_have_attribute("data-theme", "light")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(theme).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize(("scheme", "key"), [("light", ""), ("dark", ""), ("light", "d")])
def test_a_road_is_printed_on_white_with_its_map(visitor, scheme, key) -> None:
    page = meeting(visitor, color_scheme=scheme)
    page.keyboard.press("n")
    for chosen in key:
        page.keyboard.press(chosen)
    expect(page.locator("html")).to_have_attribute("data-map", "R1")
    page.evaluate(f"() => {IDLE}.then(() => true)")
    theme = page.locator("html").get_attribute("data-theme")
    with pdfium.PdfDocument(page.pdf(format="A4", landscape=True)) as document:
        printed = document[0].render(scale=2).to_pil().convert("RGB")
    shares = {colour: share(printed, colour) for colour in ("#E0E6DF", "#273238", "#02626A", *DARK)}
    assert shares["#E0E6DF"] > 0.1, "parcels"
    assert shares["#273238"] > 0.002, "the road"
    assert shares["#02626A"] > 0.002, "land handed over"
    assert max(shares[colour] for colour in DARK) == 0
    expect(page.locator("html")).to_have_attribute("data-theme", str(theme))


def test_a_map_is_on_paper_once(visitor) -> None:
    page = meeting(visitor)
    page.keyboard.press("n")
    expect(page.locator("html")).to_have_attribute("data-map", "R1")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#map-now .map-on-paper")).to_be_visible()
    expect(page.locator("#map-now .maplibregl-canvas")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#map-now .maplibregl-canvas")).to_be_visible()


def test_the_days_slider_goes_by_hand_by_key_by_phase_and_by_itself(visitor) -> None:
    page = meeting(visitor)
    page.keyboard.press("n")
    on(page, DAY)
    page.locator("#day-slider").fill("19540")  # 2023-07-02: the nearest day that is there
    on(page, "2023-06-30")
    page.keyboard.press("m")
    expect(page.locator("#step")).to_have_text("theo đợt")
    page.keyboard.press("ArrowRight")
    on(page, "2023-09-02")
    page.keyboard.press("Space")
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "true")
    on(page, "2023-12-31")
    expect(page.locator("#play")).to_have_attribute("aria-pressed", "false")


def test_any_other_day_is_brought_while_there_is_a_network(visitor, office) -> None:
    page = meeting(visitor)
    page.keyboard.press("n")
    page.keyboard.press("t")
    page.locator("#date-field").fill("2023-04-11")
    page.locator("#date-form [type=submit]").click()
    on(page, "2023-04-11")
    expect(page.locator("#date-dialog")).to_be_hidden()
    assert shown(page) == expected(office, "R1", "2023-04-11")


def test_another_day_begins_with_the_one_that_is_shown_and_can_be_left(visitor) -> None:
    page = meeting(visitor)
    page.keyboard.press("t")
    expect(page.locator("#date-field")).to_have_value(DAY)
    expect(page.locator("#date-form .day-in-words")).to_have_text("30 tháng 4 năm 2023")
    page.get_by_role("button", name="Bỏ").click()
    expect(page.locator("#date-dialog")).to_be_hidden()
    on(page, DAY)


def test_keys_lead_to_roads_phases_lists_and_help(visitor) -> None:
    page = meeting(visitor)
    page.keyboard.press("p")
    at(page, 1)
    expect(page.locator("#list")).to_contain_text("Đường R1")
    page.keyboard.press("n")
    at(page, 2)
    page.keyboard.press("k")
    expect(page.locator("#list table")).to_contain_text("Km0+000")
    page.keyboard.press("k")
    expect(page.locator("#list")).to_be_hidden()
    page.keyboard.press("p")
    at(page, 4)
    page.keyboard.press("Home")
    at(page, 0)
    page.keyboard.press("End")
    at(page, 6)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("PageUp")
    at(page, 6)
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("PageUp")
    at(page, 5)
    page.keyboard.press("f")
    expect(page.locator("#full")).to_have_attribute("aria-pressed", "true")


def test_a_list_that_has_no_room_is_paged_by_the_keys_that_turn_slides(visitor) -> None:
    """No row is out of reach: what is below is counted, and the slide turns after the last of it alone."""
    page = meeting(visitor, viewport={"width": 1024, "height": 330})
    page.keyboard.press("p")
    page.keyboard.press("n")
    at(page, 2)
    page.keyboard.press("k")
    rows = page.locator("#list tbody tr")
    expect(page.locator("#more")).to_contain_text("Page Down")
    edge = page.locator("#list").bounding_box()
    pages = 1
    while page.locator("#more").is_visible():
        assert pages < 20, "each page goes on"
        page.keyboard.press("PageDown")
        pages += 1
    last = rows.last.bounding_box()
    assert last["y"] + last["height"] <= edge["y"] + edge["height"] + 40
    at(page, 2)
    page.keyboard.press("PageDown")
    at(page, 3)


def test_before_and_after_stand_at_one_view_in_one_style(visitor) -> None:
    page = meeting(visitor)
    page.keyboard.press("n")
    page.keyboard.press("b")
    expect(page.locator("#caption-before")).to_have_text("Trước khi mở đường")
    expect(page.locator("#caption-now")).to_have_text("30/04/2023")
    views = page.evaluate(
        """() => [meetingMap, meetingBefore].map(({ gl }) =>
            [gl.getCenter().lng.toFixed(6), gl.getCenter().lat.toFixed(6), gl.getZoom().toFixed(3), gl.getBearing()])"""
    )
    assert views[0] == views[1]
    page.keyboard.press("b")
    expect(page.locator(".view-before")).to_be_hidden()


def test_both_maps_go_with_the_system_s_theme_and_with_the_last_one_asked_for(visitor) -> None:
    page = meeting(visitor, color_scheme="light")
    page.keyboard.press("n")
    page.keyboard.press("b")
    expect(page.locator("#caption-before")).to_have_text("Trước khi mở đường")
    land = "() => [meetingMap, meetingBefore].map(({ gl }) => gl.getPaintProperty('land', 'background-color'))"
    light = page.evaluate(land)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = page.evaluate(land)
    assert len(set(dark)) == len(set(light)) == 1
    assert dark != light
    images = """() => Object.fromEntries(
        meetingMap.gl.listImages().map((name) => [name, String(meetingMap.gl.getImage(name).data.data)]))"""
    before = page.evaluate(images)
    # Twice at once: it is as dark as it was.
    page.evaluate(
        """async () => {
            for (const key of ['d', 'd']) {
                document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code: 'KeyD', bubbles: true }));
                await Promise.resolve();
            }
        }"""
    )
    assert page.evaluate(images) == before


def test_a_map_that_turned_dark_looks_as_one_that_was_opened_in_the_dark(visitor) -> None:
    def seen(scheme: str, *keys: str) -> Image.Image:
        page = meeting(visitor, color_scheme=scheme, **SHARP)
        for key in ("n", "n", "n", "n", *keys):
            page.keyboard.press(key)
        expect(page.locator("html")).to_have_attribute("data-map", "R2")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.evaluate(f"() => {IDLE}.then(() => true)")
        return Image.open(BytesIO(page.locator("#map-now").screenshot())).convert("L")

    apart = ImageChops.difference(seen("light", "d"), seen("dark"))
    assert sum(apart.histogram()[32:]) < 0.0005 * apart.width * apart.height


def test_a_road_lies_along_the_map_from_left_to_right(visitor) -> None:
    page = meeting(visitor)
    page.keyboard.press("n")
    expect(page.locator("html")).to_have_attribute("data-map", "R1")
    start, end = page.evaluate(
        """() => { const line = meetingMap.memory.line('2023-04-30', 'R1');
            return [line[0], line.at(-1)].map((place) => meetingMap.gl.project(place).x); }"""
    )
    assert 40 < start < 200
    assert 824 < end < 984


def test_what_is_free_of_a_road_that_was_never_surveyed_is_not_told_to_be_given(visitor) -> None:
    page = meeting(visitor, viewport={"width": 1920, "height": 1080})
    told = {}
    for _ in range(3):
        page.keyboard.press("n")
        key = page.locator("#chart .chart-key")
        told[page.locator("#title").inner_text()] = words = key.inner_text() if key.count() else ""
        assert ("đường hiện có" in str(page.locator("#chart").get_attribute("aria-label"))) == bool(words)
    assert sorted(told.values()) == ["", "", "Đã bàn giao, hoặc đường hiện có"]


def test_what_changed_since_the_meeting_before(visitor, office) -> None:
    body = {"title": LONG, "on": "2023-07-31", "since": DAY}
    chapters = [{"phase": "2", "roads": ["R2"]}, {"phase": "3", "roads": []}]
    assert office.put(f"/api/agendas/{AGENDA}", json={**body, "chapters": chapters}).status_code == 200
    page = meeting(visitor, f"agenda={AGENDA}")
    expect(page.locator("#title")).to_have_text(LONG)
    wide = page.evaluate("() => [document.documentElement.scrollWidth, document.body.scrollWidth]")
    assert max(wide) <= 1024
    page.keyboard.press("PageDown")
    expect(page.locator("#title")).to_have_text("Thay đổi từ 30/04/2023")
    before, now = (expected(office, "R2", day) for day in (DAY, "2023-07-31"))
    cells = page.locator("#list tbody tr").first.locator("td").all_inner_texts()
    assert [whole(cell) if cell != "như cũ" else 0 for cell in cells] == [
        now[name][0] - before[name][0] for name in ("households", "area", "length", "blocked")
    ]
    page.keyboard.press("n")
    expect(page.locator('[data-figure="households"] .more')).to_have_text("+4")
    page.keyboard.press("c")
    expect(page.locator("#list")).to_contain_text(re.compile("Đã gỡ|Mới có|vẫn như"))


def test_without_graphics_it_says_why_it_is_not_shown(plain_browser, address) -> None:
    page = plain_browser.new_context(**PROJECTOR, locale="vi-VN").new_page()
    page.goto(f"{address}/signin?lang=vi&next=/meeting")
    page.locator("#name").fill("an")
    page.locator("#password").fill(OFFICE_PASSWORD)
    page.locator("#password").press("Enter")
    expect(page.locator("#loading-words")).to_contain_text("WebGL 2")
    page.context.close()


def test_it_is_not_ready_before_all_is_there(browser, address) -> None:
    page = browser.new_context(**PROJECTOR, locale="vi-VN").new_page()
    page.route("**/api/meeting/days/2023-12-31*", lambda route: route.abort())
    page.goto(f"{address}/signin?lang=vi&next=/meeting")
    page.locator("#name").fill("an")
    page.locator("#password").fill(OFFICE_PASSWORD)
    page.locator("#password").press("Enter")
    expect(page.locator("#loading-words")).to_contain_text("chưa trả lời", timeout=60_000)
    expect(page.locator("html")).not_to_have_attribute("data-ready", "meeting")
    expect(page.locator("#loading-bar")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_it_can_be_read_from_five_metres_and_by_everybody(visitor, language, scheme) -> None:
    page = meeting(visitor, language=language, color_scheme=scheme)
    for keys in ("", "p", "n", "k", "k b", "Escape ?"):
        for key in keys.split():
            page.keyboard.press(key)
        assert serious(page) == [], keys
        small = page.evaluate(
            """(least) => [...document.querySelectorAll('main *, dialog[open] *')]
                .filter((one) => !(one instanceof SVGElement) && one.checkVisibility() && !one.closest('.hidden, .gl'))
                .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
                .filter((one) => Number.parseFloat(getComputedStyle(one).fontSize) < least)
                .map((one) => one.outerHTML.slice(0, 120))""",
            LEAST_PX,
        )
        assert small == [], keys


def test_an_agenda_is_put_together_by_keyboard_saved_frozen_and_shown(visitor, office) -> None:
    page = open_page(visitor, "/agendas", "agendas", viewport={"width": 1440, "height": 900})
    assert serious(page) == []
    expect(page.locator(".order-road")).to_have_count(3)
    page.locator("#agenda-title").fill("Giao ban tháng 4")
    page.locator('[data-code="R3"] [data-act="away"]').click()
    page.locator('[data-code="R1"] [data-act="down"]').focus()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    assert page.locator(".order > li").all_inner_texts()[1].startswith("Đợt 2")
    page.locator('#agenda-form button[type="submit"]').click()
    expect(page.locator("#told")).to_have_text("Đã lưu.")
    saved = next(one for one in office.get("/api/agendas").json()["agendas"] if one["title"] == "Giao ban tháng 4")
    assert [(chapter["phase"], chapter["roads"]) for chapter in saved["chapters"]] == [
        ("1", []),
        ("2", ["R2", "R1"]),
        ("3", []),
    ]
    row = page.locator(f'[data-agenda="{saved["id"]}"]')
    row.locator('[data-act="freeze"]').click()
    expect(page.locator("#told")).to_contain_text("Đã chốt", timeout=60_000)
    expect(row.locator('[data-act="freeze"]')).to_have_count(0)
    row.locator("a").click()
    page.wait_for_selector("html[data-ready=meeting]", state="attached", timeout=120_000)
    expect(page.locator("#about")).to_contain_text("chốt ngày")


def test_what_came_of_saving_is_seen_where_the_button_is(visitor) -> None:
    page = open_page(visitor, "/agendas", "agendas", viewport={"width": 390, "height": 600})
    page.locator("#agenda-title").fill("Giao ban")
    save, anew = (page.locator(f"#agenda-form {one}") for one in ('button[type="submit"]', "#new"))
    save.click()
    expect(page.locator("#told")).to_have_text("Đã lưu.")
    expect(page.locator("#told")).to_be_in_viewport()
    expect(save).to_be_in_viewport()
    left, right = save.bounding_box(), anew.bounding_box()
    assert left["y"] + left["height"] / 2 == pytest.approx(right["y"] + right["height"] / 2, abs=1)


def test_on_a_phone_keys_and_roads_stand_one_under_the_other(visitor) -> None:
    page = meeting(visitor, viewport={"width": 390, "height": 844})
    page.keyboard.press("?")
    keys = [key.bounding_box() for key in page.locator(".keys > div").all()]
    assert {key["x"] for key in keys} == {keys[0]["x"]}
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    # As of a phase with few roads, and of one with many.
    for long in (False, True):
        page.locator(".road-lines").evaluate("(list, long) => list.classList.toggle('is-long', long)", long)
        for row in page.locator(".road-lines li").all():
            name, picture = row.locator(".list-words").bounding_box(), row.locator("svg").bounding_box()
            assert name["x"] + name["width"] <= picture["x"]
            assert name["width"] > 20
        assert page.locator(".road-lines li").first.locator("svg").bounding_box()["width"] < 390 / 4


def test_a_finger_finds_what_a_meeting_can_do(visitor) -> None:
    page = meeting(visitor, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    for button in page.locator(".acts button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] + box["width"] <= 390


def test_who_does_not_prepare_meetings_shows_them(visitor) -> None:
    page = open_page(visitor, "/agendas", "agendas", name="bình")
    expect(page.locator("#editor")).to_be_hidden()
    page.goto(f"{visitor.address}/meeting")
    page.wait_for_selector("html[data-ready=meeting]", state="attached", timeout=120_000)
