"""The rounds of a subdistrict's head with a phone, in a real Chromium: four taps, a line that breaks, a killed tab."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import BrowserContext, FloatRect, Page, expect

from layers.access import add_user, create_token
from layers.database import Addresses, engine
from layers.signing_in import set_password
from tests.browser.conftest import LOOKS, OFFICE_PASSWORD
from tests.browser.held import Held
from tests.browser.test_accessibility import serious
from tests.browser.test_public_map import PHONE
from tests.conftest import DAY, new_database, serving

PHOTO = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "public-phone-vi.png"
FINGER_PX = 56


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


def test_a_visit_without_a_network_is_sent_once_when_it_is_back(visitor, officer) -> None:
    page = on_rounds(visitor)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.locator(".household").nth(1).tap()
    page.locator('[data-result="agreed"]').tap()
    page.context.set_offline(True)
    page.locator("#photo").set_input_files(PHOTO)
    page.locator('[name="note"]').fill("Ký cam kết tại nhà")
    donation = page.url.split("/")[-2]
    page.locator("#save").tap()
    line(page, "offline")
    expect(page.locator("#line")).to_contain_text("1 chờ")
    assert told(officer, donation)["visits"] == []
    second, _ = record(page, 3, "absent")
    page.locator("#tab-sent").tap()
    expect(page.locator("#sent .card")).to_have_count(2)
    expect(page.locator("#sent")).to_contain_text("Mất mạng, sẽ gửi sau")
    page.context.set_offline(False)
    line(page, "idle")
    expect(page.locator("#sent .card")).to_have_count(0)
    [visit] = told(officer, donation)["visits"]
    assert (visit["result"], visit["note"], bool(visit["sha256"])) == ("agreed", "Ký cam kết tại nhà", True)
    assert [one["result"] for one in told(officer, second)["visits"]] == ["absent"]
    sent = [url for url in posts if url.endswith("/visits")]
    assert [url.split("/")[-2] for url in sent if "/donations/" in url][-2:] == [donation, second]
    visitor.witnesses[-1].errors.clear()  # of the requests that could not be made


def test_an_answer_that_was_lost_makes_no_second_visit(visitor, officer) -> None:
    page = on_rounds(visitor)
    sent: list[str] = []
    answered = threading.Event()

    def lose(route) -> None:
        """Let the service do it once, and lose each answer on the way back until they come through."""
        sent.append(route.request.headers["idempotency-key"])
        if answered.is_set():
            route.continue_()
            return
        if len(sent) == 1:
            route.fetch()
        route.abort()

    page.route("**/visits", lose)
    donation, _ = record(page, 4, "talked")
    line(page, "offline")
    page.locator("#tab-sent").tap()
    page.locator("#send-now").tap()
    answered.set()  # and it is sent once more, by that tap or by itself
    line(page, "idle")
    assert len(told(officer, donation)["visits"]) == 1
    assert len(sent) > len(set(sent)) == 1
    visitor.witnesses[-1].errors.clear()  # of the answers that were lost


def killed(page: Page) -> BrowserContext:
    """Kill the tab as a phone does that needs its memory."""
    context = page.context
    page.close()
    return context


def test_a_killed_tab_loses_neither_what_is_written_nor_what_waits(visitor, officer) -> None:
    page = on_rounds(visitor)
    installed(page)
    page.context.set_offline(True)
    waiting, _ = record(page, 5, "talked")
    line(page, "offline")
    page.locator(".household").nth(6).tap()
    donation = page.url.split("/")[-1]
    page.locator('[data-result="declined"]').tap()
    page.locator('[name="note"]').fill("Chờ con trai về")
    page.locator("#photo").set_input_files(PHOTO)
    expect(page.locator(".shoot img")).to_be_visible()
    page.locator('[name="note"]').fill("Chờ con trai về bàn")
    context = killed(page)
    # Without a network still: the page comes out of what the browser keeps.
    again = context.new_page()
    again.goto(f"{visitor.address}/field")
    expect(again.locator('[name="note"]')).to_have_value("Chờ con trai về bàn")
    expect(again.locator(".shoot img")).to_be_visible()
    expect(again.locator("#toast")).to_have_text("Lượt đang ghi dở vẫn còn đây.")
    line(again, "offline")
    context.set_offline(False)
    expect(again.locator("#line")).to_contain_text("Đã gửi hết")
    assert [one["result"] for one in told(officer, waiting)["visits"]] == ["talked"]
    again.locator("#save").tap()
    expect(again.locator("#view-list")).to_be_visible()
    line(again, "idle")
    now = told(officer, donation)
    assert (now["state"], now["visits"][0]["note"]) == ("declined", "Chờ con trai về bàn")
    visitor.witnesses[-1].errors.clear()  # of the requests that could not be made


def test_a_session_that_ran_out_while_writing_loses_nothing(visitor, officer) -> None:
    page = on_rounds(visitor)
    page.context.clear_cookies()
    waiting, _ = record(page, 11, "absent")
    line(page, "over")
    page.locator(".household").nth(12).tap()
    donation = page.url.split("/")[-1]
    page.locator('[data-result="talked"]').tap()
    page.locator('[name="note"]').fill("Hẹn sau mùa gặt")
    page.locator("#line").tap()
    expect(page.locator("#sent")).to_contain_text("Đang ghi dở")
    page.get_by_role("link", name="Đăng nhập", exact=True).tap()
    sign_in(page, "hai")
    expect(page.locator('[name="note"]')).to_have_value("Hẹn sau mùa gặt")
    line(page, "idle")
    assert [one["result"] for one in told(officer, waiting)["visits"]] == ["absent"]
    page.locator("#save").tap()
    expect(page.locator("#view-list")).to_be_visible()
    line(page, "idle")
    assert [one["note"] for one in told(officer, donation)["visits"]] == ["Hẹn sau mùa gặt"]


def test_a_conflict_is_shown_and_resolved_on_purpose(visitor, officer) -> None:
    page = on_rounds(visitor)
    page.context.set_offline(True)
    (left, left_name), (came, came_name) = record(page, 7, "agreed"), record(page, 8, "declined")
    states = {left: "declined", came: "agreed"}
    for donation, state in states.items():
        visited = officer.post(f"/api/donations/{donation}/visits", json={"on": "2024-01-02", "result": state})
        assert (visited.status_code, visited.json()["state"]) == (200, state)
    page.context.set_offline(False)
    expect(page.locator("#line")).to_contain_text("2 cần xem")
    page.locator("#line").tap()
    conflicts = {name: page.locator(".is-refused", has_text=name) for name in (left_name, came_name)}
    for name, state in ((left_name, "Không đồng ý"), (came_name, "Đã đồng ý")):
        expect(conflicts[name]).to_contain_text("an đã ghi hồ sơ HD-")
        expect(conflicts[name]).to_contain_text(f"là “{state}”")
    for donation, state in states.items():
        assert (told(officer, donation)["state"], len(told(officer, donation)["visits"])) == (state, 1)
    expect(conflicts[left_name].locator('[data-way="on_top"]')).to_have_count(0)
    conflicts[left_name].locator('[data-way="alone"]').tap()
    conflicts[came_name].locator('[data-way="on_top"]').tap()
    line(page, "idle")
    now = {donation: told(officer, donation) for donation in states}
    assert {donation: one["state"] for donation, one in now.items()} == {left: "declined", came: "declined"}
    assert [visit["result"] for visit in now[left]["visits"]] == ["agreed", "declined"]
    assert [visit["result"] for visit in now[came]["visits"]] == ["declined", "agreed"]
    visitor.witnesses[-1].errors.clear()  # of the refused requests


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


def overlap(one: FloatRect, other: FloatRect) -> bool:
    """Tell whether two boxes have more than an edge in common."""
    sides = (("x", "width"), ("y", "height"))
    return all(one[at] + 1 < other[at] + other[size] and other[at] + 1 < one[at] + one[size] for at, size in sides)


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


def test_on_plain_http_the_opened_page_goes_on_without_a_worker(visitor, officer) -> None:
    page = visitor.open("/signin", wait=False, **PHONE)
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    sign_in(page, "hai")
    ready(page)
    page.context.set_offline(True)
    donation, _ = record(page, 15, "absent")
    line(page, "offline")
    page.locator("#tab-map").tap()
    expect(page.locator("path.place-mark").first).to_be_visible()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    page.context.set_offline(False)
    line(page, "idle")
    assert len(told(officer, donation)["visits"]) == 1
    visitor.witnesses[-1].errors.clear()  # of the requests that could not be made


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_axe_finds_nothing_serious(visitor, language, scheme) -> None:
    page = on_rounds(visitor, language=language, color_scheme=scheme, bypass_csp=True)
    for way in ("#tab-list", "#tab-map", "#tab-sent", "#tab-list", ".household", '[data-result="agreed"]'):
        page.locator(way).first.tap()
        assert serious(page) == [], way


def full(page: Page) -> None:
    """Let the browser answer as it does on a phone that has no room left."""
    page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
    )


def test_a_phone_without_room_sends_what_waits_and_says_that_no_more_is_kept(visitor, officer) -> None:
    page = on_rounds(visitor)
    held = Held(page, "**/visits")
    waiting, _ = record(page, 14, "absent")
    full(page)
    held.release()
    expect(page.locator("#badge")).to_be_hidden()
    line(page, "idle")
    assert [one["result"] for one in told(officer, waiting)["visits"]] == ["absent"]
    page.locator(".household").nth(15).tap()
    page.locator('[data-result="talked"]').tap()
    page.locator("#save").tap()
    expect(page.locator("#toast")).to_contain_text("hết chỗ")
    expect(page.locator("#view-form")).to_be_visible()
    visitor.witnesses[-1].errors.clear()  # of the draft that could not be kept either


def test_households_that_were_read_before_a_visit_was_taken_do_not_undo_it(visitor) -> None:
    page = on_rounds(visitor)
    page.context.set_offline(True)
    donation, _ = record(page, 16, "talked")
    line(page, "offline")
    late = []
    page.route("**/donations/items?*", lambda route: late.append((route, route.fetch())))
    posts = Held(page, "**/visits")
    page.context.set_offline(False)
    waiting = posts.take()
    page.unroute("**/donations/items?*")
    posts.let_go(waiting)
    line(page, "idle")
    with page.expect_request("**/donations/items?*state=*"):
        for route, answer in late:
            route.fulfill(response=answer)
    page.goto(f"{visitor.address}/field#/household/{donation}")
    expect(page.locator("#view-household .state-now")).to_have_text("Đã vận động")
    visitor.witnesses[-1].errors.clear()  # of the requests that could not be made


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
