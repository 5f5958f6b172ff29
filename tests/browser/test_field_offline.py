"""Rounds on which the line breaks, the tab is killed or the session runs out: nothing is lost or sent twice."""

from __future__ import annotations

import threading

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import rounds
from tests.browser.held import Held
from tests.browser.rounds import PHOTO, installed, line, on_rounds, ready, record, sign_in, told
from tests.browser.test_public_map import PHONE

database, address, officer = rounds.database, rounds.address, rounds.officer


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


def test_a_photo_that_the_browser_can_not_draw_is_said_to_be_there(visitor) -> None:
    page = on_rounds(visitor)
    page.locator(".household").nth(7).tap()
    page.locator('[data-result="talked"]').tap()
    page.locator("#photo").set_input_files({"name": "IMG_0001.HEIC", "mimeType": "image/heic", "buffer": b"ftypheic"})
    expect(page.locator(".shoot .shown")).to_have_text("Ảnh của lượt này")
    page.locator("#photo").set_input_files(PHOTO)
    expect(page.locator(".shoot img")).to_be_visible()
    expect(page.locator(".shoot .shown")).to_have_count(1)


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
    visitor.witnesses[-1].errors.clear()  # of the answers 401


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
