"""A meeting in the window that is there: turned to the projector, on a phone, on paper; a box closes by itself."""

from __future__ import annotations

import pypdfium2 as pdfium
from playwright.sync_api import Page, expect

from tests.browser import hall
from tests.browser.hall import IDLE, meeting, share

streets, address = hall.streets, hall.address


def road(page: Page) -> None:
    """Go to the first road and wait until its map is drawn."""
    page.keyboard.press("n")
    expect(page.locator("html")).to_have_attribute("data-map", "R1")


def ends(page: Page) -> list[float]:
    """Return how far from the map's sides the road begins and ends, in rem."""
    found: list[float] = page.evaluate(
        """() => { const { gl, memory } = meetingMap;
            const line = memory.line('2023-04-30', 'R1');
            const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
            const [start, end] = [line[0], line.at(-1)].map((place) => gl.project(place).x);
            return [start / rem, (gl.getContainer().clientWidth - end) / rem]; }"""
    )
    return found


def test_a_road_stands_over_its_chart_in_a_window_of_another_size_as_well(visitor) -> None:
    page = meeting(visitor)
    road(page)
    before = [round(end, 1) for end in ends(page)]
    page.locator("#map-now").evaluate("(map) => { window.wide = map.clientWidth; }")
    page.set_viewport_size({"width": 800, "height": 600})
    page.evaluate(
        """() => new Promise((done) => {
            const { gl } = meetingMap;
            const stands = () => gl.getContainer().clientWidth < window.wide
                && gl.getCanvas().clientWidth === innerWidth
                && document.documentElement.dataset.map === 'R1';
            const look = () => (stands() ? done() : requestAnimationFrame(look));
            look();
        })"""
    )
    page.evaluate(f"() => {IDLE}.then(() => true)")
    assert [round(end, 1) for end in ends(page)] == before


def test_escape_closes_a_box_and_leaves_what_is_shown_behind_it(visitor) -> None:
    page = meeting(visitor)
    road(page)
    page.keyboard.press("b")
    for key, box in (("t", "#date-dialog"), ("?", "#help")):
        page.keyboard.press(key)
        expect(page.locator(box)).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(box)).to_be_hidden()
        expect(page.locator("#meeting")).to_have_attribute("data-part", "compare")
    page.keyboard.press("Escape")
    expect(page.locator("#meeting")).to_have_attribute("data-part", "map")


def test_where_a_bottleneck_is_takes_one_line_of_a_phone(visitor) -> None:
    page = meeting(visitor, viewport={"width": 390, "height": 844})
    road(page)
    page.keyboard.press("k")
    for place in page.locator("#list tbody th").all():
        tall, letter = place.evaluate("(cell) => [cell.clientHeight, parseFloat(getComputedStyle(cell).fontSize)]")
        assert tall < 2.5 * letter
    assert page.locator("#list").evaluate("(list) => list.scrollWidth <= list.clientWidth")


def test_an_upright_sheet_has_no_empty_land_round_the_map(visitor) -> None:
    page = meeting(visitor)
    road(page)
    page.evaluate(f"() => {IDLE}.then(() => true)")
    drawn = page.locator("#map-now").bounding_box()
    # As a browser does: the page is told first, and then laid out for the sheet.
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".view-before")).to_be_hidden()
    page.set_viewport_size({"width": 794, "height": 1123})
    view = page.locator("#views").bounding_box()
    assert abs(view["height"] / view["width"] - drawn["height"] / drawn["width"]) < 0.05
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    with pdfium.PdfDocument(page.pdf(format="A4")) as document:
        assert len(document) == 1
        assert share(document[0].render(scale=1).to_pil().convert("RGB"), "#EBEFEA") < 0.1


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


def test_what_is_written_on_the_map_is_as_large_as_the_page_is_read(visitor) -> None:
    page = meeting(visitor, viewport={"width": 390, "height": 844})
    road(page)
    size = "meetingMap.gl.getLayoutProperty('pills', 'text-size')"
    on_a_phone = page.evaluate(size)
    page.set_viewport_size({"width": 1024, "height": 768})
    on_a_projector = page.evaluate(
        f"""(before) => new Promise((done) => {{
            const look = () => ({size} === before ? requestAnimationFrame(look) : done({size}));
            look();
        }})""",
        on_a_phone,
    )
    assert abs(on_a_phone / on_a_projector - 12 / 16) < 0.01


def test_names_are_written_along_what_is_in_view_of_the_roads_and_off_the_shown_one(visitor) -> None:
    page = meeting(visitor)
    road(page)
    page.evaluate(
        """() => { const { gl, memory } = meetingMap;
            const line = memory.line('2023-04-30', 'R2');
            const center = [0, 1].map((axis) => (line[0][axis] + line.at(-1)[axis]) / 2);
            gl.jumpTo({ center, zoom: gl.getZoom() + 1 }); }"""
    )
    page.evaluate(f"() => {IDLE}.then(() => true)")
    sides, own = page.evaluate(
        """() => { const { gl } = meetingMap;
            const written = gl.querySourceFeatures('road_names');
            const lines = written.filter(({ properties }) => properties.code === 'R2');
            const parts = lines.flatMap(({ geometry: { type, coordinates: own } }) =>
                type === 'LineString' ? [own] : own);
            const across = parts.flat().map((point) => gl.project(point).x);
            return [[Math.min(...across), gl.getContainer().clientWidth - Math.max(...across)],
                written.filter(({ properties }) => properties.code === 'R1').length]; }"""
    )
    assert all(-1 < side < 9 for side in sides)
    assert own == 0
