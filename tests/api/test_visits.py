"""Visits to a household: recorded as often as it takes, moving the donation on, and never over what another entered."""

from __future__ import annotations

import pytest

from api.application import create_app
from layers.access import RIGHTS
from layers.database import engine
from tests.conftest import make_token
from tests.in_process import InProcess
from tests.scenes import Street, put, scene

PATH = "/api/donations/D-R1-L1/visits"


@scene(autouse=True)
def street(database, tmp_path):
    """A street in two subdistricts: the donation of plot L1 lies in 4, that of R1 in 5."""
    street = Street(plots=3)
    street.give("L", 1, d_identif="2023-03-01")
    street.give("R", 1, d_identif="2023-03-01")
    north = street.centreline.buffer(40, single_sided=True, cap_style="flat")
    south = street.centreline.buffer(-40, single_sided=True, cap_style="flat")
    put(database, "subdistricts", [{"sub_no": "4", "name": "Tiểu khu 4", "geometry": north},
                                   {"sub_no": "5", "name": "Tiểu khu 5", "geometry": south}], tmp_path)  # fmt: skip
    return street.build(database, tmp_path)


@pytest.fixture
def call(database, settings):
    """Yield a function that asks as a role; the head's subdistrict is 4."""
    with InProcess(create_app(settings, database), raise_server_exceptions=False) as client:
        tokens = {role: make_token(database, role, role) for role in RIGHTS}
        with engine(database.owner).begin() as connection:
            connection.exec_driver_sql("UPDATE office.users SET subdistrict = '4' WHERE name = 'head'")

        def ask(role: str, method: str, path: str, key: str = "", **body):
            headers = {"Authorization": f"Bearer {tokens[role]}"} if role != "public" else {}
            once = {"Idempotency-Key": key} if key else {}
            return client.request(method, path, headers={"Accept-Language": "en", **headers, **once}, **body)

        yield ask


def visited(result: str, on: str = "2023-05-02", **more: object) -> dict:
    return {"json": {"on": on, "result": result, **more}}


def test_a_household_is_visited_until_it_agrees(call) -> None:
    for result, state in (("absent", "identified"), ("talked", "approached"), ("absent", "approached")):
        answer = call("head", "POST", PATH, **visited(result))
        assert (answer.status_code, answer.json()["state"]) == (200, state)
    agreed = call("head", "POST", PATH, **visited("agreed", note="Ký cam kết tại nhà", seen="approached")).json()
    assert (agreed["state"], agreed["since"]) == ("agreed", "2023-05-02")
    told = [(visit["no"], visit["result"], visit["visitor"], visit["note"]) for visit in agreed["visits"]]
    assert told[0] == (4, "agreed", "head", "Ký cam kết tại nhà")
    assert [result for _, result, *_ in told] == ["agreed", "absent", "talked", "absent"]
    assert agreed["events"][-1]["reason"] == "Ký cam kết tại nhà"
    listed = call("head", "GET", "/ogc/collections/visits/items").json()["features"]
    assert {(one["properties"]["don_no"], one["properties"]["visit_no"]) for one in listed} == {
        ("D-R1-L1", number) for number in (1, 2, 3, 4)
    }


def test_one_visit_passes_all_states_on_the_way_in_one_change(call) -> None:
    agreed = call("head", "POST", PATH, **visited("agreed")).json()
    assert [event["state"] for event in agreed["events"]] == ["identified", "approached", "agreed"]
    assert agreed["events"][1]["at"] == agreed["events"][2]["at"]


def test_a_visit_that_is_sent_twice_is_recorded_once(call) -> None:
    first = call("head", "POST", PATH, key="a1", **visited("agreed", seen="identified"))
    again = call("head", "POST", PATH, key="a1", **visited("agreed", seen="identified"))
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(call("head", "GET", "/api/donations/D-R1-L1").json()["visits"]) == 1
    other = call("head", "POST", PATH, key="a1", **visited("declined"))
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")


def test_what_another_entered_meanwhile_is_told_and_resolved_on_purpose(call) -> None:
    body = {"json": {"to": "declined", "on": "2023-05-01", "reason": "said so at the office"}}
    assert call("officer", "POST", "/api/donations/D-R1-L1/transitions", **body).status_code == 200
    refused = call("head", "POST", PATH, **visited("agreed", seen="identified"))
    assert refused.status_code == 409
    told = refused.json()
    assert (told["type"], told["state"], told["since"], told["who"]) == (
        "/problems/moved-meanwhile", "declined", "2023-05-01", "officer",
    )  # fmt: skip
    assert "officer entered that donation D-R1-L1 is “Declined”" in told["detail"]
    on_top = call("head", "POST", PATH, **visited("agreed", seen="declined"))
    assert (on_top.status_code, on_top.json()["type"]) == (409, "/problems/no-move-left")
    assert call("head", "GET", "/api/donations/D-R1-L1").json()["visits"] == []
    alone = call("head", "POST", PATH, **visited("agreed", seen="declined", move=False)).json()
    assert (alone["state"], [visit["result"] for visit in alone["visits"]]) == ("declined", ["agreed"])


def test_a_visit_at_which_nothing_was_decided_is_never_in_the_way(call) -> None:
    call("officer", "POST", PATH, **visited("agreed"))
    absent = call("head", "POST", PATH, **visited("absent", seen="identified"))
    assert (absent.status_code, absent.json()["state"]) == (200, "agreed")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (visited("absent", "2999-01-01"), "day-to-come"),
        (visited("agreed", "2023-02-01"), "day-too-early"),
        (visited("absent", sha256="0" * 64), "unknown-document"),
        (visited("asleep"), "bad-parameter"),
        (visited("absent", seen="somewhere"), "bad-parameter"),
    ],
)
def test_a_refused_visit_says_why_and_writes_nothing(call, body, reason) -> None:
    refused = call("head", "POST", PATH, **body)
    assert refused.json()["type"] == f"/problems/{reason}"
    now = call("head", "GET", "/api/donations/D-R1-L1").json()
    assert (now["state"], now["visits"]) == ("identified", [])


def test_a_head_visits_in_the_own_subdistrict_alone(call) -> None:
    other = PATH.replace("L1", "R1")
    refused = call("head", "POST", other, **visited("absent"))
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/other-subdistrict")
    assert call("officer", "POST", other, **visited("absent")).status_code == 200
    assert call("head", "GET", "/ogc/collections/visits/items").json()["features"] == []


def test_the_public_learns_nothing_of_a_visit(call) -> None:
    assert call("public", "POST", PATH, **visited("absent")).status_code == 403
    assert call("public", "GET", "/ogc/collections/visits/items").status_code == 404
