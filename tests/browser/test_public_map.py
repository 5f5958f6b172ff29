"""The public's map in a real Chromium: parcels drawn, facts read, layers switched, links kept, keys enough."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import SHARP, drawn
from tests.browser.held import Held

AT_PARCELS = "#map=19/20.00455/105.84350"
SELECTED = (0x3F, 0x74, 0xF5)
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def rendered(page: Page, layer: str) -> int:
    """Return how many features of a map layer MapLibre has drawn in view."""
    return page.evaluate("layer => townTiles.gl.queryRenderedFeatures({ layers: [layer] }).length", layer)


def parcel_in_view(page: Page) -> dict[str, float]:
    """Return the place on the page of a point inside a drawn parcel of homes, and its land use."""
    return page.evaluate(
        """() => {
            const { gl } = townTiles;
            const box = gl.getCanvas().getBoundingClientRect();
            for (let x = 200; x < box.width - 300; x += 20) for (let y = 100; y < box.height - 100; y += 20) {
                const [first, ...rest] = gl.queryRenderedFeatures([x, y]).filter(({ layer }) => layer.type === 'fill');
                if (first?.source === 'parcels' && first.properties.land_use?.startsWith('ODT')) {
                    return { x: box.x + x, y: box.y + y, use: first.properties.land_use };
                }
            }
            return null;
        }"""
    )


@pytest.mark.parametrize("somebody", ["visitor", "visitor_as_people_are"])
def test_parcels_are_drawn_and_one_tells_its_facts(request, somebody) -> None:
    page = request.getfixturevalue(somebody).open(f"/{AT_PARCELS}")
    assert rendered(page, "parcels") > 20
    place = parcel_in_view(page)
    page.mouse.click(place["x"], place["y"])
    facts = page.locator("#facts")
    expect(facts).to_be_visible()
    expect(facts).to_contain_text("Thửa đất")
    expect(facts).to_contain_text(f"({place['use']})")
    expect(facts).to_contain_text(re.compile(r"\d+,\d\sm²"))
    expect(facts.locator("dt")).not_to_contain_text(["Số thửa"])
    assert "pick=parcels/" in page.evaluate("location.hash")


def test_what_the_pointer_is_over_and_what_is_chosen_is_outlined_and_nothing_is_drawn_for_the_rest(visitor) -> None:
    """A layer of marked features has every feature of its source: without width MapLibre leaves it out."""

    def widths() -> list[float]:
        names = ["parcels-hover-ink", "parcels-selected-select", "road_segments-hover-ink"]
        return page.evaluate("names => names.map((name) => townTiles.gl.getPaintProperty(name, 'line-width'))", names)

    page = visitor.open(f"/{AT_PARCELS}", **SHARP)
    assert widths() == [0, 0, 0]
    place = parcel_in_view(page)
    page.mouse.move(place["x"], place["y"])
    page.wait_for_selector("#map_town.over")
    assert widths() == [2, 0, 0]
    page.mouse.click(place["x"], place["y"])
    expect(page.locator("#facts")).to_be_visible()
    page.mouse.move(20, 20)
    page.wait_for_selector("#map_town:not(.over)")
    assert widths() == [0, 3, 0]
    picture = Image.open(io.BytesIO(page.locator("#map_town").screenshot())).convert("RGB")
    assert dict(map(reversed, picture.getcolors(maxcolors=1_000_000))).get(SELECTED, 0) > 100


def test_what_is_drawn_is_on_the_screen(visitor) -> None:
    """Pixels, not features: the colours of homes, water and outlines of the style table are on the canvas."""
    page = visitor.open(f"/{AT_PARCELS}", color_scheme="light", **SHARP)
    picture = Image.open(io.BytesIO(page.locator("#map_town").screenshot())).convert("RGB")
    colours = {colour: count for count, colour in picture.getcolors(maxcolors=1_000_000)}
    for name, colour in {"homes": (0xE0, 0xE6, 0xDF), "water": (0xC9, 0xDD, 0xE0), "road": (0x27, 0x32, 0x38)}.items():
        assert colours.get(colour, 0) > 2_000, name
    assert colours.get((0xA9, 0xB5, 0xAB), 0) > 200, "outlines"


def test_the_map_is_drawn_up_to_the_edges_of_what_lies_over_it(visitor) -> None:
    """Over a plain colour that scrolls Chromium drew none, from the legend up to the tools."""
    page = visitor.open("/", viewport={"width": 1280, "height": 800}, **SHARP)
    legend, tools = (page.locator(one).bounding_box() for one in (".legend", ".tools"))
    box = {"x": legend["x"] + 10, "y": tools["y"] + 10, "width": 180, "height": legend["y"] - tools["y"] - 20}
    picture = Image.open(io.BytesIO(page.screenshot(clip=box))).convert("RGB")
    assert len(picture.getcolors(picture.width * picture.height)) > 20


def test_the_overview_comes_before_the_tiles(visitor) -> None:
    page = visitor.open("/", wait=False, graphics=True)
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.locator(".road").first).to_be_visible()
    drawn(page)
    assert rendered(page, "roads-share") > 0


def test_all_before_the_tiles_weighs_less_than_600_kb(visitor) -> None:
    visitor.open("/")
    finished = visitor.witnesses[-1].finished
    before = {r.url: r.sizes()["responseBodySize"] for r in finished if "/tiles/" not in r.url}
    assert len(before) > 15
    assert sum(before.values()) < 600_000, sorted(before.items(), key=lambda item: -item[1])[:5]


def test_nothing_is_asked_twice(visitor) -> None:
    """What the page asks for ahead is what its scripts ask for: an address that differs would be fetched again."""
    visitor.open("/")
    asked = [request.url for request in visitor.witnesses[-1].finished if "/items?" in request.url]
    assert len(asked) >= 5
    assert sorted(asked) == sorted(set(asked))


def test_a_road_is_found_by_keyboard_alone(visitor) -> None:
    page = visitor.open("/", graphics=False)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator("#search").focus()
    page.keyboard.type("dong say")
    expect(page.locator("#found li").first).to_contain_text("Đường Đồng Sậy")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#facts h2")).to_have_text("Đường Đồng Sậy")
    expect(page.locator("#facts")).to_contain_text("Đã đủ rộng")
    page.keyboard.press("Escape")
    expect(page.locator("#facts")).to_be_hidden()


def test_the_middle_of_the_map_is_picked_with_enter(visitor) -> None:
    page = visitor.open(f"/{AT_PARCELS}")
    page.locator("#map_town").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#facts h2")).to_be_focused()


def test_the_legend_is_the_layer_control(visitor) -> None:
    page = visitor.open(f"/{AT_PARCELS}")
    page.locator("#layers").click()
    assert rendered(page, "parcels") > 0
    page.locator('[data-eye="parcels"]').click()
    drawn(page)
    assert rendered(page, "parcels") == 0
    page.locator('[data-eye="parcels"]').click()
    page.locator('[data-look="handed_over"]').click()
    drawn(page)
    drawn_states = """() => townTiles.gl.queryRenderedFeatures()
        .filter(({ source }) => source === 'donations').map(({ properties }) => properties.state)"""
    assert set(page.evaluate(drawn_states)) == {"handed_over"}


def test_a_link_keeps_place_and_layers(visitor) -> None:
    page = visitor.open("/#map=18/20.0040/105.8430&hide=projects,clearance_zones")
    expect(page.locator('[data-eye="projects"]')).to_have_attribute("aria-pressed", "false")
    assert rendered(page, "clearance") == 0
    assert page.evaluate("map_town.getZoom()") == 18
    page.locator("#zoom-in").click()
    page.wait_for_url(re.compile("map=19/20.004"))
    again = visitor.open("/" + page.evaluate("location.hash"), graphics=False)
    assert again.evaluate("map_town.getZoom()") == 19
    expect(again.locator('[data-eye="clearance_zones"]')).to_have_attribute("aria-pressed", "false")


def test_english_is_one_click_away_and_remembered(visitor) -> None:
    page = visitor.open(f"/{AT_PARCELS}", graphics=False)
    assert page.locator("html").get_attribute("lang") == "vi"
    page.get_by_role("link", name="English").click()
    drawn(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert AT_PARCELS.split("/")[1] in page.url, "the place is kept"
    page.goto(visitor.address + "/")
    expect(page.locator("#legend h2")).to_have_text("Legend")


def test_the_map_opens_on_the_pilot_subdistrict(visitor) -> None:
    page = visitor.open("/")
    middle = page.evaluate("[map_town.getCenter().lng, map_town.getCenter().lat]")
    assert 105.838 < middle[0] < 105.850
    assert 19.998 < middle[1] < 20.010
    assert rendered(page, "roads-share") >= 12, "the roads of subdistrict 4, by their share at target"


def test_a_phone_has_a_sheet_of_three_heights(visitor) -> None:
    page = visitor.open("/", graphics=False, **PHONE)
    panel = page.locator("#panel")
    heights = []
    for _ in range(3):
        heights.append(round(panel.bounding_box()["height"]))
        page.locator("#handle").click()
        page.wait_for_function("() => true")
        panel.evaluate("element => Promise.all(element.getAnimations().map((a) => a.finished))")
    assert sorted(heights) == [96, round(844 * 0.44), round(844 * 0.92)]
    page.locator("#search").tap()
    page.keyboard.type("gò mít")
    page.locator("#found li").first.tap()
    expect(page.locator("#facts h2")).to_contain_text("Gò Mít")


def test_all_that_is_found_is_within_a_small_phone_however_long_its_name(visitor) -> None:
    page = visitor.open("/", graphics=False, **PHONE | {"viewport": {"width": 360, "height": 640}})
    panel = page.locator("#panel")
    low = panel.bounding_box()["height"]
    page.locator("#search").fill("đường")
    panel.evaluate("element => Promise.all(element.getAnimations().map((a) => a.finished))")
    found = page.locator("#found")
    long = "Đường liên thôn từ nhà văn hóa tiểu khu bốn qua trạm bơm Cầu Cừ tới ngã ba chợ Hạ, đoạn thứ hai"
    found.locator("li span").evaluate_all("(all, long) => { for (const one of all) one.textContent = long; }", long)
    assert found.bounding_box()["y"] + found.bounding_box()["height"] <= 640
    assert found.evaluate("element => element.scrollWidth <= element.clientWidth")
    page.locator("#search").press("ArrowUp")
    expect(found.locator("[aria-selected=true]")).to_be_in_viewport(ratio=1)
    page.locator("#search").press("Escape")
    panel.evaluate("element => Promise.all(element.getAnimations().map((a) => a.finished))")
    assert panel.bounding_box()["height"] == low


def test_on_a_phone_targets_are_large_enough(visitor) -> None:
    page = visitor.open("/", graphics=False, **PHONE)
    for name in ("#locate", "#layers", "#search"):
        box = page.locator(name).bounding_box()
        assert min(box["width"], box["height"]) >= 48, name


def test_it_says_so_when_the_service_is_gone(visitor) -> None:
    page = visitor.open(f"/{AT_PARCELS}")
    witness = visitor.witnesses[-1]
    page.context.set_offline(True)
    place = parcel_in_view(page)
    page.mouse.click(place["x"], place["y"])
    expect(page.locator("#notice")).to_contain_text("Máy chủ chưa trả lời")
    page.context.close()
    witness.errors.clear()  # of the requests that could not be made


def test_figures_that_are_still_worked_out_are_asked_for_again(visitor) -> None:
    """Until then the page shows what it shows of roads that nobody measured, and complains of nothing."""
    page = visitor.open("/")
    context, witness = page.context, visitor.witnesses[-1]
    figures = re.compile(r"/api/(progress|roads/)")
    asked: list[Route] = []
    ready: list[bool] = []

    def awaited(route: Route) -> None:
        answer = {"type": "/problems/figures-awaited", "detail": "Số liệu đang được tính."}
        route.fulfill(status=503, headers={"Retry-After": "1"}, json=answer)

    def first_and_second(route: Route) -> None:
        asked.append(route)
        if ready:
            route.continue_()
        elif len(asked) == 1:
            awaited(route)

    context.route(figures, first_and_second)
    with page.expect_request(lambda request: bool(asked) and figures.search(request.url) is not None):
        page.reload(wait_until="commit")
    drawn(page)
    page.locator(".road").first.click()
    expect(page.locator("#facts")).to_contain_text("Đang tính")
    expect(page.locator("#section")).to_be_hidden()
    expect(page.locator("#notice")).to_be_empty()
    ready.append(True)
    awaited(asked[1])
    expect(page.locator("#facts")).to_contain_text("Đã đủ rộng")
    expect(page.locator("#section")).to_be_visible()
    expect(page.locator("#headline")).to_contain_text("đủ rộng")
    witness.errors.clear()  # the browser's own, of the answers 503


def test_near_by_the_strip_and_the_edge_of_the_road_to_be_are_drawn(visitor) -> None:
    """They come with the roads in view, are asked for once, turn with the day, and are switched by the legend."""
    page = visitor.open("/")
    assert not any("/shapes" in request.url for request in visitor.witnesses[-1].finished)
    near = visitor.open(f"/{AT_PARCELS}")
    asked = [request.url for request in visitor.witnesses[-1].finished if "/shapes" in request.url]
    assert len(asked) == len(set(asked)) > 0
    assert rendered(near, "strip") > 0
    assert rendered(near, "target-edge") > 0
    assert rendered(near, "present-between") == 1, "a road whose edges were surveyed is asphalt between them"
    near.locator("#layers").click()
    near.locator('[data-group="required"][data-look="target_edge"]').click()
    drawn(near)
    assert (rendered(near, "strip"), rendered(near, "target-edge") > 0) == (0, True)
    near.locator('button[data-eye="required"]').click()
    drawn(near)
    assert rendered(near, "target-edge") == 0
    near.locator('button[data-eye="present_roads"]').click()
    drawn(near)
    assert rendered(near, "present-between") == 0
    page.close()


def test_without_graphics_the_roads_are_drawn_the_list_answers_and_it_says_why(visitor) -> None:
    page = visitor.open(graphics=False)
    expect(page.locator("#notice")).to_contain_text("WebGL 2")
    expect(page.locator("path.overview-inside").first).to_be_attached()
    page.locator("#search").fill("dong say")
    expect(page.locator("#found [role=option]").first).to_be_visible()


def test_facts_that_come_late_are_not_shown_over_what_was_chosen_since(visitor) -> None:
    page = visitor.open("/", graphics=False)
    roads = page.locator(".road")
    held = Held(page, re.compile(r"road_segments/items\?.*fid="))
    roads.nth(0).click()
    page.locator("#search").fill(roads.nth(1).locator(".road-name").inner_text())
    first = held.take(2)
    page.locator("#search").press("Enter")
    held.release(2)
    name = page.locator("#facts h2").inner_text()
    # Where the map is follows once it stands still.
    picked = page.evaluate("location.hash").partition("&pick=")[2]
    assert picked
    held.let_go(first)
    expect(page.locator("#facts h2")).to_have_text(name)
    assert page.evaluate("location.hash").partition("&pick=")[2] == picked


def test_what_was_closed_is_not_opened_again_by_its_facts(visitor) -> None:
    page = visitor.open("/", graphics=False)
    held = Held(page, re.compile(r"road_segments/items\?.*fid="))
    page.locator(".road").first.click()
    page.locator(".map").click(position={"x": 400, "y": 300})
    held.release(2)
    expect(page.locator("#facts")).to_be_hidden()
    assert "road_segments" not in page.evaluate("location.hash")


def test_roads_of_an_earlier_day_that_come_late_are_not_listed(visitor) -> None:
    page = visitor.open("/", graphics=False)
    before = page.locator(".road").count()
    held = Held(page, re.compile(r"road_segments/items\?.*datetime=1990-01-31"))
    page.locator("#day-field").fill("1990-01-15")
    expect(page.locator("#day")).to_have_text("31/01/1990")
    page.locator("#day-field").fill("2023-12-31")
    expect(page.locator("#day")).to_have_text("31/12/2023")
    expect(page.locator(".road")).to_have_count(before)
    held.release()
    expect(page.locator(".road")).to_have_count(before)


def test_it_says_so_when_the_drawing_can_not_be_had(visitor) -> None:
    page = visitor.open("/")
    page.route(re.compile(r"/maplibre-gl\.js"), lambda route: route.abort())
    page.reload()
    expect(page.locator("#notice")).to_contain_text("Máy chủ chưa trả lời")
    visitor.witnesses[-1].errors.clear()  # of the script that could not be had
