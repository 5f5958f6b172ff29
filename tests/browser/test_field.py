"""The rounds of a head with a phone, in a real Chromium: four taps, large fingers, the own households alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import rounds
from tests.browser.boxes import overlap
from tests.browser.conftest import LOOKS
from tests.browser.rounds import PHOTO, household, installed, line, on_rounds, ready, record, sign_in, told
from tests.browser.test_accessibility import serious
from tests.browser.test_public_map import PHONE

database, address, officer = rounds.database, rounds.address, rounds.officer

FINGER_PX = 56


def test_a_head_comes_to_the_own_rounds_and_an_officer_to_the_workbench(visitor) -> None:
    page = visitor.open("/signin", wait=False, **PHONE)
    sign_in(page, "hai")
    ready(page)
    expect(page).to_have_url(re.compile(r"/field#?"))
    expect(page.locator("#title")).to_have_text("Tiểu khu 4")
    streets = page.locator(".street h2").all_inner_texts()
    assert len(streets) > 5
    assert all(re.search(r"\d+ hộ$", street) for street in streets)
    left = int(page.locator("#count-left").inner_text())
    assert page.locator(".household").count() == left
    page.locator("#search").fill("ho nang mai")
    expect(page.locator(".household").first).to_contain_text("Nắng Mai")
    page.locator("#search").fill("")
    page.locator("#pick-all").tap()
    expect(page.locator(".household")).to_have_count(int(page.locator("#count-all").inner_text()))
    desk = visitor.open("/signin", wait=False)
    sign_in(desk, "an")
    expect(desk).to_have_url(re.compile(r"/workbench$"))


def test_an_agreement_with_a_photo_takes_four_taps(visitor, officer) -> None:
    page = on_rounds(visitor)
    page.evaluate("window.taps = 0; addEventListener('pointerup', () => { window.taps += 1; }, true)")
    page.locator(".household").nth(2).tap()
    page.locator('[data-result="agreed"]').wait_for()
    donation, name = page.url.split("/")[-1], page.locator("#title").inner_text()
    page.locator('[data-result="agreed"]').tap()
    with page.expect_file_chooser() as camera:
        page.locator(".shoot").tap(position={"x": 20, "y": 20})
    camera.value.set_files(PHOTO)
    page.locator("#save").tap()
    expect(page.locator("#toast")).to_contain_text("Đã gửi lúc")
    assert page.evaluate("window.taps") == 4
    line(page, "idle")
    expect(page.locator(".household", has_text=name)).to_have_count(0)
    now = told(officer, donation)
    assert now["state"] == "agreed"
    [visit] = now["visits"]
    assert (visit["result"], visit["visitor"]) == ("agreed", "hai")
    photo = officer.get(f"/api/documents/{visit['sha256']}")
    assert photo.headers["content-type"].startswith("image/")


def test_everything_to_be_tapped_is_large(visitor) -> None:
    page = on_rounds(visitor)

    def small() -> list[str]:
        found: list[str] = page.evaluate(
            """least => [...document.querySelectorAll('a, button, input, textarea, label.shoot')]
            .filter((one) => one.checkVisibility() && !one.closest('.shoot:not(label)') && one.id !== 'photo')
            .map((one) => [one.id || one.className, one.getBoundingClientRect()])
            .filter(([, box]) => box.height < least - 0.5 || box.width < least - 0.5)
            .map(([name, box]) => `${name}: ${box.width} × ${box.height}`)""",
            FINGER_PX,
        )
        return found

    for way in ("#tab-list", "#tab-map", "#tab-sent", "#tab-list", ".household", '[data-result="talked"]'):
        page.locator(way).first.tap()
        assert small() == [], way
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"


def test_the_map_shows_the_own_households_and_where_one_stands(visitor) -> None:
    page = on_rounds(visitor, geolocation={"latitude": 20.0046, "longitude": 105.8436}, permissions=["geolocation"])
    page.locator("#tab-map").tap()
    expect(page.locator("path.place-mark").first).to_be_visible()
    page.locator("#locate").tap()
    expect(page.locator("path.here")).to_be_visible()
    expect(page.locator("#locate")).to_have_attribute("aria-pressed", "true")
    page.locator("#locate").tap()
    expect(page.locator("path.here")).to_have_count(0)
    box = page.locator("path.place-mark").first.bounding_box()
    view = page.locator("#view-map").bounding_box()
    assert box
    assert view
    marks = [mark.bounding_box() for mark in page.locator("path.place-mark").all()]
    seen = next(
        mark for mark in marks
        if mark and view["x"] + 40 < mark["x"] < view["x"] + 300 and view["y"] + 90 < mark["y"] < view["y"] + 600
    )  # fmt: skip
    page.touchscreen.tap(seen["x"] + seen["width"] / 2 + 6, seen["y"] + seen["height"] / 2 + 6)
    expect(page.locator("#view-household .result").first).to_be_visible()


def test_no_street_s_name_lies_over_another(visitor) -> None:
    page = on_rounds(visitor, viewport={"width": 820, "height": 1180})
    page.locator("#tab-map").tap()
    expect(page.locator(".street-name span:visible").nth(3)).to_be_visible()
    over = page.evaluate(
        """() => {
            const names = [...document.querySelectorAll('.street-name span')].filter((one) => one.checkVisibility());
            const boxes = names.map((one) => [one.textContent, one.getBoundingClientRect()]);
            return boxes.flatMap(([name, one], at) => boxes.slice(at + 1)
                .filter(([, other]) => one.left < other.right - 1 && other.left < one.right - 1
                    && one.top < other.bottom - 1 && other.top < one.bottom - 1)
                .map(([other]) => [name, other]));
        }"""
    )
    assert over == []


def test_streets_names_are_whole_and_seldom_lie_over_a_household(visitor) -> None:
    page = on_rounds(visitor, viewport={"width": 820, "height": 1180})
    page.locator("#tab-map").tap()
    expect(page.locator(".street-name span:visible").nth(3)).to_be_visible()
    map_box = page.locator("#view-map").bounding_box()
    names = [name.bounding_box() for name in page.locator(".street-name span:visible").all()]
    marks = [mark.bounding_box() for mark in page.locator("path.place-mark").all()]
    seen = [box for box in names if map_box["x"] < box["x"] + box["width"] / 2 < map_box["x"] + map_box["width"]]
    assert all(map_box["x"] <= box["x"] + 1 for box in seen)
    assert all(box["x"] + box["width"] <= map_box["x"] + map_box["width"] + 1 for box in seen)
    over = [box for box in seen if any(overlap(box, mark) for mark in marks)]
    assert len(over) <= len(seen) / 4


def test_a_head_sees_nothing_of_another_subdistrict(visitor, officer) -> None:
    four = on_rounds(visitor)
    donation, name = household(four, 8)
    three = on_rounds(visitor, "ba")
    expect(three.locator("#title")).to_have_text("Tiểu khu 3")
    three.locator("#pick-all").tap()
    streets = {road["properties"]["code"] for road in officer.get(
        "/ogc/collections/road_segments/items", params={"subdist": "3"}).json()["features"]}  # fmt: skip
    shown = {street.get_attribute("data-street") for street in three.locator(".street").all()}
    assert shown - {""} <= streets
    expect(three.locator(".household", has_text=name)).to_have_count(0)
    three.goto(f"{visitor.address}/field#/household/{donation}")
    expect(three.locator("#view-list")).to_be_visible()


def test_who_signs_out_leaves_nothing_behind(visitor) -> None:
    page = on_rounds(visitor)
    installed(page)
    page.locator("#tab-sent").tap()
    page.locator("#sign-out").tap()
    expect(page).to_have_url(f"{visitor.address}/signin")
    page.wait_for_selector("html[data-forgotten=yes]", state="attached")
    left = page.evaluate(
        """async () => {
            const database = await new Promise((done) => {
                const request = indexedDB.open('moduong-field');
                request.onsuccess = () => done(request.result);
            });
            const count = (name) => new Promise((done) => {
                const request = database.transaction(name).objectStore(name).count();
                request.onsuccess = () => done(request.result);
            });
            const workers = await navigator.serviceWorker.getRegistrations();
            const kept = await Promise.all(['snapshots', 'entries', 'drafts'].map(count));
            return [...kept, (await caches.keys()).length, workers.length];
        }"""
    )
    assert left == [0, 0, 0, 0, 0]


def test_the_next_one_at_the_phone_sees_nothing_of_the_one_before(visitor) -> None:
    page = on_rounds(visitor)
    _, name = household(page, 9)
    page.context.set_offline(True)
    record(page, 9, "absent")
    line(page, "offline")
    page.context.clear_cookies()
    page.context.set_offline(False)  # on which the page asks who works here, and leads to the door
    page.wait_for_selector("html[data-forgotten=yes]", state="attached")
    sign_in(page, "ba")
    ready(page)
    page.locator("#pick-all").tap()
    expect(page.locator(".household", has_text=name)).to_have_count(0)
    page.locator("#tab-sent").tap()
    expect(page.locator("#sent .card")).to_have_count(0)
    visitor.witnesses[-1].errors.clear()  # of the requests that could not be made


def test_the_worker_keeps_files_and_never_data(visitor) -> None:
    page = on_rounds(visitor)
    installed(page)
    kept = page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
            (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat()"""
    )
    assert "/field" in kept
    assert all(
        re.match(r"/static/(npm|own)-[0-9a-f]+/|/field/files/(map|town)-[0-9a-f]+\.js$|/field$", path) for path in kept
    )
    manifest = page.request.get(f"{visitor.address}/field/manifest.webmanifest").json()
    assert (manifest["start_url"], manifest["display"], manifest["lang"]) == ("/field", "standalone", "vi")
    for icon in manifest["icons"]:
        assert page.request.get(f"{visitor.address}{icon['src']}").headers["content-type"] == "image/png"


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_axe_finds_nothing_serious(visitor, language, scheme) -> None:
    page = on_rounds(visitor, language=language, color_scheme=scheme, bypass_csp=True)
    for way in ("#tab-list", "#tab-map", "#tab-sent", "#tab-list", ".household", '[data-result="agreed"]'):
        page.locator(way).first.tap()
        assert serious(page) == [], way


def test_who_stays_signed_in_keeps_the_focus(visitor) -> None:
    page = on_rounds(visitor)
    page.context.set_offline(True)
    record(page, 17, "absent")
    line(page, "offline")
    page.locator("#tab-sent").tap()
    # A key is pressed whether or not its button is to be seen yet.
    expect(page.locator("#sign-out")).to_be_visible()
    page.locator("#sign-out").press("Enter")
    expect(page.get_by_role("button", name="Ở lại")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#sign-out")).to_be_focused()
    page.context.set_offline(False)
    line(page, "idle")
    visitor.witnesses[-1].errors.clear()  # of the requests that could not be made
