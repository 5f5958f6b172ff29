"""Signing in: nobody learns who there is, nobody guesses for long, no other site acts for us, and what ends is over."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest

from api.application import create_app
from layers import passwords
from layers.access import UnfitUser, add_user
from layers.database import engine
from layers.signing_in import MOST_BY_ADDRESS, MOST_BY_NAME, set_password
from tests.conftest import HASHER
from tests.in_process import InProcess

PASSWORD = "đường mới mở rộng"
HERE = "http://testserver"


@pytest.fixture
def users(database):
    for name, role in (("an", "officer"), ("bình", "chair")):
        with engine(database.owner).begin() as connection:
            add_user(connection, name, role)
        with engine(database.owner).connect() as connection:
            set_password(connection, name, PASSWORD)
    return database


@pytest.fixture
def browser(users, settings):
    with InProcess(
        create_app(settings, users), raise_server_exceptions=False, follow_redirects=False,
        headers={"Accept-Language": "en", "Accept": "text/html,*/*", "Origin": HERE},
    ) as client:  # fmt: skip
        yield client


def sign_in(browser, name="an", password=PASSWORD, **more):
    return browser.post("/signin", data={"name": name, "password": password, **more.pop("form", {})}, **more)


def csrf(browser):
    return browser.get("/api/me").json()["csrf"]


def sql(database, statement):
    with engine(database.owner).begin() as connection:
        return connection.exec_driver_sql(statement)


def test_who_signs_in_is_known_until_signing_out(browser) -> None:
    assert browser.get("/api/me").json() == {"name": None, "role": "public", "subdistrict": None, "rights": []}
    door = browser.get("/account")
    assert (door.status_code, door.headers["location"]) == (303, "/signin?next=/account")
    came = sign_in(browser, form={"next": "/account"})
    assert (came.status_code, came.headers["location"]) == (303, "/account")
    cookie = came.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    me = browser.get("/api/me")
    assert (me.json()["name"], me.json()["role"]) == ("an", "officer")
    assert me.headers["cache-control"] == "private, no-store"
    assert "an" in browser.get("/account").text
    out = browser.post("/signout", data={"csrf": me.json()["csrf"]})
    assert (out.status_code, out.headers["location"]) == (303, "/signin")
    assert browser.get("/api/me").json()["role"] == "public"


def test_by_https_the_cookie_is_this_hosts_alone(browser, users, settings) -> None:
    public = settings.model_copy(update={"public_address": "https://town.example"})
    with InProcess(create_app(public, users), base_url="https://town.example", follow_redirects=False) as client:
        cookie = sign_in(client).headers["set-cookie"]
        assert cookie.startswith("__Host-moduong=")
        assert "Secure" in cookie
        assert client.get("/api/me").json()["name"] == "an"


def test_only_hashes_are_kept(browser, users) -> None:
    sign_in(browser)
    session = browser.cookies["moduong"]
    kept = sql(
        users,
        "SELECT (SELECT string_agg(s::text, ' ') FROM office.sessions AS s), min(hash) FROM office.passwords",
    ).one()
    assert session not in kept[0]
    assert kept[1].startswith("$argon2id$")


def test_a_password_that_was_kept_by_less_is_kept_by_more_from_the_next_sign_in_on(browser, users, monkeypatch) -> None:
    def kept() -> str:
        asked = "SELECT hash FROM office.passwords JOIN office.users ON id = user_id WHERE name = 'an'"
        return sql(users, asked).scalar_one()

    assert not kept().startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    monkeypatch.setattr(passwords, "_hasher", HASHER)
    for _ in range(2):
        assert sign_in(browser).status_code == 303
        assert kept().startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert sign_in(browser, password="something else").status_code == 403


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(browser) -> None:
    unknown, wrong = sign_in(browser, "nobody"), sign_in(browser, "an", "something else")
    for answer, name in ((unknown, "nobody"), (wrong, "an")):
        assert answer.status_code == 403
        assert f'value="{name}"' in answer.text
        assert "Name or password is wrong" in answer.text
        assert "something else" not in answer.text
        assert "set-cookie" not in answer.headers
    assert unknown.text.replace("nobody", "an") == wrong.text
    vietnamese = browser.post("/signin?lang=vi", data={"name": "an", "password": "x"})
    assert "Tên hoặc mật khẩu không đúng" in vietnamese.text


def test_a_password_is_the_same_whichever_way_letters_are_composed(browser) -> None:
    assert sign_in(browser, "bi\u0300nh", PASSWORD.replace("ơ", "o\u031b")).status_code == 303


def test_after_some_wrong_tries_the_name_waits_for_whoever_there_is_and_is_not(browser, users) -> None:
    for name in ("an", "nobody"):
        assert [sign_in(browser, name, "wrong").status_code for _ in range(MOST_BY_NAME)] == [403] * MOST_BY_NAME
        waits = sign_in(browser, name, PASSWORD)
        assert waits.status_code == 429
        assert waits.headers["retry-after"] == "900"
        assert "wait 15 minutes" in waits.text
    assert sign_in(browser, "bình").status_code == 303
    sql(users, "UPDATE office.sign_in_tries SET at = at - interval '16 minutes'")
    assert sign_in(browser, "an").status_code == 303


def test_who_is_given_another_password_need_not_wait(browser, users) -> None:
    for _ in range(MOST_BY_NAME):
        sign_in(browser, "an", "wrong")
    with engine(users.owner).connect() as connection:
        set_password(connection, "an", "một mật khẩu khác")
    assert sign_in(browser, "an", "một mật khẩu khác").status_code == 303


def test_names_that_differ_in_capitals_alone_are_one_users(users) -> None:
    with engine(users.owner).begin() as connection, pytest.raises(UnfitUser, match="“bình” already"):
        add_user(connection, "BI\u0300NH", "officer")


def test_many_tries_at_once_are_counted_one_by_one(browser) -> None:
    with ThreadPoolExecutor(8) as at_once:
        codes = list(at_once.map(lambda n: sign_in(browser, "an", f"wrong {n}").status_code, range(12)))
    assert sorted(codes) == [403] * MOST_BY_NAME + [429] * (12 - MOST_BY_NAME)


def test_an_address_that_tries_many_names_waits(browser, users) -> None:
    sql(
        users,
        "INSERT INTO office.sign_in_tries (name, address) SELECT sha256(n::text::bytea), 'testclient'"
        f" FROM generate_series(1, {MOST_BY_ADDRESS}) AS n",
    )
    assert sign_in(browser).status_code == 429


@pytest.mark.parametrize("foreign", [{"Origin": "https://elsewhere.example"}, {"Origin": "null"},
                                     {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])  # fmt: skip
def test_no_other_site_signs_in_or_acts_for_us(browser, foreign) -> None:
    assert sign_in(browser, headers=foreign).status_code == 403
    sign_in(browser)
    token = csrf(browser)
    for method, path in (("POST", "/signout"), ("POST", "/account/tokens"), ("POST", "/api/donations/D-1/transitions")):
        refused = browser.request(method, path, headers={**foreign, "Moduong-Csrf": token, "Accept": "*/*"})
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-our-page")
    assert browser.get("/api/me").json()["name"] == "an"


def test_a_request_that_changes_something_shows_the_sessions_token(browser) -> None:
    sign_in(browser)
    body = {"to": "agreed", "on": "2023-05-02", "reason": "?"}
    path = "/api/donations/D-1/transitions"
    for shown in ({}, {"Moduong-Csrf": ""}, {"Moduong-Csrf": "0" * 64}):
        refused = browser.post(path, json=body, headers={**shown, "Accept": "*/*"})
        assert refused.json()["type"] == "/problems/not-our-page"
    passed = browser.post(path, json=body, headers={"Moduong-Csrf": csrf(browser), "Accept": "*/*"})
    assert passed.json()["type"] == "/problems/unknown-donation"


def test_the_publics_map_is_the_publics_for_who_has_signed_in_too(browser) -> None:
    sign_in(browser)
    asked = {"Accept": "*/*"}
    for path in ("/ogc/collections/parties/items", "/tiles/parcels/17/104074/58105.mvt?recorded=2030-01-01T00:00:00Z"):
        assert browser.get(path, headers=asked).status_code in {403, 404}
        own = browser.get(path, headers={**asked, "Moduong-Csrf": csrf(browser)})
        assert (own.status_code, own.headers["cache-control"]) == (200, "private, no-store")
    assert browser.get("/ogc/collections", headers=asked).headers["cache-control"] == "no-cache"


def test_signing_in_again_ends_the_session_before(browser) -> None:
    sign_in(browser)
    before = browser.cookies["moduong"]
    sign_in(browser)
    assert browser.cookies["moduong"] != before
    browser.cookies.clear()
    over = browser.get("/api/me", headers={"Cookie": f"moduong={before}", "Accept": "*/*"})
    assert (over.status_code, over.json()["type"]) == (401, "/problems/session-over")
    assert 'moduong=""' in over.headers["set-cookie"]


@pytest.mark.parametrize(
    "end",
    [
        "UPDATE office.sessions SET expires = now()",
        "UPDATE office.sessions SET revoked = now()",
        "UPDATE office.users SET disabled = true",
        "DELETE FROM office.users WHERE name = 'an'",
    ],
)
def test_a_session_that_ended_is_over_at_once(browser, users, end) -> None:
    sign_in(browser)
    sql(users, end)
    over = browser.get("/api/me", headers={"Accept": "*/*"})
    assert over.json()["type"] == "/problems/session-over"
    assert browser.get("/api/me").json()["role"] == "public"


def test_a_page_whose_session_another_tab_has_ended_is_told_so_and_not_taken_for_the_public(browser) -> None:
    """What waits on it is sent after signing in again; as the public's it would be refused for good."""
    sign_in(browser)
    proof = {"Moduong-Csrf": csrf(browser), "Accept": "*/*"}
    browser.post("/signout", data={"csrf": proof["Moduong-Csrf"]})
    assert "moduong" not in browser.cookies
    for method, path in (
        ("GET", "/ogc/collections/parcels/items"),
        ("POST", "/api/edits"),
        ("POST", "/api/donations/HD-2023-0001/visits"),
        ("PUT", "/api/presence/0123456789abcdef"),
    ):
        over = browser.request(method, path, headers=proof)
        assert (over.status_code, over.json()["type"]) == (401, "/problems/session-over"), path
    assert browser.get("/api/me").json()["role"] == "public"


def test_a_session_that_is_used_lives_on_but_not_for_ever(browser, users) -> None:
    sign_in(browser)
    sql(users, "UPDATE office.sessions SET last_seen = now() - interval '1 hour', expires = now() + interval '1 hour'")
    assert browser.get("/api/me").json()["name"] == "an"
    assert sql(users, "SELECT expires > now() + interval '11 hours' FROM office.sessions").scalar()
    sql(users, "UPDATE office.sessions SET created = now() - interval '14 days' + interval '1 minute',"
        " last_seen = now() - interval '1 hour'")  # fmt: skip
    browser.get("/api/me")
    assert sql(users, "SELECT expires < now() + interval '2 minutes' FROM office.sessions").scalar()


def test_the_own_account_lists_and_ends_sessions(browser, users, settings) -> None:
    sign_in(browser)
    with InProcess(create_app(settings, users), follow_redirects=False) as other:
        sign_in(other, headers={"User-Agent": "Mozilla/5.0 (Android 14; Mobile) Firefox/140.0"})
        page = browser.get("/account").text
        assert "Firefox · Android" in page
        [end] = re.findall(r'action="(/account/sessions/[^"]+/end)"', page)
        assert "Signed out there." in browser.post(end, data={"csrf": csrf(browser)}).text
        assert other.get("/api/me").status_code == 401
        sign_in(other, "bình")
        foreign = browser.post(end, data={"csrf": csrf(browser)}, headers={"Accept": "*/*"})
        assert foreign.json()["type"] == "/problems/unknown-session"


def test_a_new_password_ends_all_other_sessions(browser, users, settings) -> None:
    sign_in(browser)
    with InProcess(create_app(settings, users), follow_redirects=False) as other:
        sign_in(other)
        for old, new, said in (
            ("wrong", "another long one", "The password until now is not right"),
            (PASSWORD, "short", "A password has 10 to 200 characters"),
            (PASSWORD, "aaaaaaaaaaaa", "A password has 10 to 200 characters"),
        ):
            told = browser.post("/account/password", data={"csrf": csrf(browser), "old": old, "new": new}).text
            assert said in told.partition('name="old"')[2], "beside the field that it is about"
        assert other.get("/api/me").json()["name"] == "an"
        changed = browser.post(
            "/account/password", data={"csrf": csrf(browser), "old": PASSWORD, "new": "another long one"}
        )
        assert "The password is changed." in changed.text
        assert other.get("/api/me").status_code == 401
    assert browser.get("/api/me").json()["name"] == "an"
    assert sign_in(browser, password="another long one").status_code == 303


def test_tokens_are_shown_once_work_and_are_taken_back(browser) -> None:
    sign_in(browser)
    made = browser.post("/account/tokens", data={"csrf": csrf(browser), "label": "QGIS <b>"}).text
    [token] = re.findall(r"md_[\w-]{43}", made)
    bearer = {"Authorization": f"Bearer {token}", "Accept": "*/*"}
    assert browser.get("/api/me", headers=bearer).json()["name"] == "an"
    assert "csrf" not in browser.get("/api/me", headers=bearer).json()
    page = browser.get("/account").text
    assert token not in page
    assert "QGIS &lt;b&gt;" in page
    [revoke] = re.findall(r'action="(/account/tokens/[^"]+/revoke)"', page)
    assert "The token is taken back." in browser.post(revoke, data={"csrf": csrf(browser)}).text
    assert browser.get("/api/me", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    "path", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "x", "/a\n"]
)
def test_nobody_is_sent_elsewhere(browser, path) -> None:
    assert sign_in(browser, form={"next": path}).headers["location"] == "/home"


@pytest.mark.parametrize(
    ("name", "work"), [("an", "/workbench"), ("bình", "/approvals"), ("cúc", "/field"), ("dũng", "/account")]
)
def test_each_role_comes_to_its_own_work(browser, users, name, work) -> None:
    sql(users, "INSERT INTO office.users (name, role, subdistrict) VALUES ('cúc', 'head', '4')")
    sql(users, "INSERT INTO office.users (name, role) VALUES ('dũng', 'technician')")
    for one in ("cúc", "dũng"):
        with engine(users.owner).connect() as connection:
            set_password(connection, one, PASSWORD)
    assert sign_in(browser, name).headers["location"] == "/home"
    sent = browser.get("/home")
    assert (sent.status_code, sent.headers["location"]) == (303, work)
    assert browser.get(work).status_code == 200


@pytest.mark.parametrize(
    ("role", "works_at"),
    [
        ("officer", {"/workbench", "/approvals", "/agendas", "/field", "/account"}),
        ("chair", {"/workbench", "/approvals", "/agendas", "/account"}),
        ("head", {"/field", "/account"}),
    ],
)
def test_each_page_offers_the_pages_that_one_may_work_at_and_no_other(browser, users, role, works_at) -> None:
    sql(users, f"INSERT INTO office.users (name, role, subdistrict) VALUES ('{role}', '{role}', '4')")
    with engine(users.owner).connect() as connection:
        set_password(connection, role, PASSWORD)
    sign_in(browser, role)
    for page in ("/workbench", "/approvals", "/agendas", "/field", "/account"):
        answer = browser.get(page)
        offered = set(re.findall(r'href="(/[^"]+)" title="', answer.text))
        if page in works_at:
            assert (answer.status_code, offered) == (200, works_at), page
            assert answer.text.count('aria-current="page"') >= 1
        else:
            assert (answer.status_code, offered) == (403, set()), page
            assert 'href="/home"' in answer.text, "the way to the own work"
            assert "/signin" not in answer.text, "who has signed in is not sent to the door"


def test_a_form_that_is_none_or_too_large_is_refused(browser) -> None:
    assert browser.post("/signin", json={"name": "an"}).status_code == 403
    assert browser.post("/signin", data={"name": "an" * 20_000}).status_code == 413
    assert sign_in(browser, "a\0n").status_code == 403
    assert sign_in(browser, "an", "x" * 15_000).status_code == 403


def test_a_person_who_opens_what_is_refused_reads_a_sentence_and_finds_the_door(browser) -> None:
    refused = browser.get("/api/donations/D-1")
    assert refused.status_code == 403
    assert refused.headers["content-type"] == "text/html; charset=utf-8"
    assert "read the office" in refused.text
    assert "Public, not signed in" in refused.text
    assert 'href="/signin?next=/api/donations/D-1"' in refused.text


@pytest.mark.parametrize("base", ["", "/mo"])
def test_the_door_leads_back_to_the_very_address_that_was_asked_for(users, settings, base) -> None:
    with InProcess(
        create_app(settings, users), root_path=base, follow_redirects=False, headers={"Origin": HERE}
    ) as client:
        sent = client.get(f"{base}/workbench?lang=en&x=1&q=%C4%91+%26").headers
        door = client.get(sent["location"], headers={"Accept-Language": "vi"}).text
        assert '<html lang="en">' in door, "the door speaks what was asked for"
        [onward] = re.findall(r'name="next" value="([^"]*)"', door)
        came = client.post(f"{base}/signin", data={"name": "an", "password": PASSWORD, "next": unescape(onward)})
        assert came.headers["location"] == f"{base}/workbench?x=1&q=%C4%91+%26"
        assert client.get(came.headers["location"]).status_code == 200
