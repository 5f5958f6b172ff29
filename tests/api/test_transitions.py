"""A donation's course over HTTP: who may, what is missing in one sentence, and every picture right at once."""

from __future__ import annotations

import pytest

from api.application import create_app
from layers.access import RIGHTS, Right
from layers.database import engine
from layers.donation_course import RIGHT_TO_ENTER
from layers.donations import STATES
from tests.conftest import make_token
from tests.in_process import InProcess
from tests.scenes import Street, put, scene

PATH = "/api/donations/D-R1-L1/transitions"
DEED = {"kind": "gift_deed", "number": "12/TC", "dated": "2023-05-02"}
SPOUSE = "Trần Thị Bình"
CONSENT = {"kind": "consent", "holder": SPOUSE, "dated": "2023-05-02"}
HANDOVER = {"kind": "handover_minutes", "number": "3/BB"}


@scene(autouse=True)
def street(database, tmp_path):
    put(database, "parties", [{"code": "H1", "name": "Nguyễn Văn An", "spouse": SPOUSE}], tmp_path)
    street = Street(plots=3)
    street.give("L", 1, owner="H1", paper_m2=45, d_identif="2023-03-01", d_agreed="2023-04-01", d_survey="2023-04-20")
    street.give("L", 0)
    return street.build(database, tmp_path)


@pytest.fixture
def clients(database, settings):
    """Yield one service and a function that makes a caller's headers, by role; none for the public."""
    with InProcess(create_app(settings, database), raise_server_exceptions=False) as client:
        tokens = {role: make_token(database, role, role) for role in RIGHTS}

        def call(role: str, method: str, path: str, **body):
            headers = {"Authorization": f"Bearer {tokens[role]}"} if role else {}
            return client.request(method, path, headers={"Accept-Language": "en", **headers}, **body)

        yield call


def transition(to: str, on: str = "2023-05-02", papers=(), reason: str = "as the papers say") -> dict:
    return {"json": {"to": to, "on": on, "papers": list(papers), "reason": reason}}


def test_the_course_of_a_donation_with_all_that_it_needs(clients) -> None:
    before = clients("officer", "GET", "/api/donations/D-R1-L1").json()
    assert (before["state"], before["source"], before["since"]) == ("surveyed", "import", "2023-04-20")
    assert before["areas"] == [{"column": "paper_m2", "paper_m2": 45.0, "difference_m2": 5.0, "tolerated": False}]
    signing = next(move for move in before["next"] if move["to"] == "signed")
    assert [(paper["code"], paper["holder"]) for paper in signing["papers"]] == [
        ("gift-signed", None),
        ("gift-signed-co-user", SPOUSE),
    ]
    refused = clients("officer", "POST", PATH, **transition("signed", papers=[DEED]))
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"] == "/problems/papers-missing"
    assert SPOUSE in refused.json()["detail"]
    assert "Deed of gift" not in refused.json()["detail"]
    papers = [DEED, CONSENT]
    signed = clients("officer", "POST", PATH, **transition("signed", papers=papers))
    assert signed.status_code == 200
    assert signed.headers["cache-control"] == "private, no-store"
    event = signed.json()["events"][-1]
    assert (event["state"], event["source"], event["who"], event["reason"]) == (
        "signed",
        "program",
        "officer",
        "as the papers say",
    )
    assert [paper["kind"] for paper in event["papers"]] == ["gift_deed", "consent"]
    approved = clients("chair", "POST", PATH, **transition("approved", "2023-05-10"))
    assert approved.json()["state"] == "approved"
    handed = clients("officer", "POST", PATH, **transition("handed_over", "2023-06-01", [HANDOVER]))
    assert handed.json()["change"] > approved.json()["change"] > signed.json()["change"]
    items = clients("officer", "GET", "/ogc/collections/donations/items?don_no=D-R1-L1").json()["features"]
    assert [one["properties"]["state"] for one in items] == ["handed_over"]


def test_refusals_have_a_stable_type_and_speak_vietnamese(clients) -> None:
    for body, status, reason in (
        (transition("handed_over"), 409, "no-such-move"),
        (transition("signed", "2023-04-19"), 422, "day-too-early"),
        (transition("signed", "2999-01-01"), 422, "day-to-come"),
        (transition("signed", papers=[{**DEED, "sha256": "0" * 64}, CONSENT]), 422, "unknown-document"),
        (transition("signed", papers=[{"kind": "gift_deed"}, CONSENT]), 422, "papers-unsigned"),
        (transition("signed", papers=[{**DEED, "dated": "2023-05-03"}, CONSENT]), 422, "paper-too-late"),
        (transition("nowhere"), 400, "bad-parameter"),
        (transition("signed", "02/05/2023"), 400, "bad-parameter"),
        (transition("signed", reason=" "), 400, "bad-parameter"),
        (transition("signed", papers=[{"kind": "napkin"}]), 400, "bad-parameter"),
        ({"json": {"to": "signed"}}, 400, "bad-parameter"),
    ):  # fmt: skip
        refused = clients("officer", "POST", f"{PATH}?lang=vi", **body)
        assert (refused.status_code, refused.json()["type"]) == (status, f"/problems/{reason}"), body
        if status != 400:
            assert "D-R1-L1" in refused.json()["detail"] or reason in {"day-to-come", "unknown-document"}
    told = clients("officer", "POST", f"{PATH}?lang=vi", **transition("signed"))
    assert "Văn bản tặng cho quyền sử dụng đất” hoặc “" in told.json()["detail"]
    assert clients("officer", "GET", "/api/donations/D-R1-L1").json()["state"] == "surveyed"
    unknown = clients("officer", "POST", "/api/donations/D-9/transitions", **transition("signed"))
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/unknown-donation")


@pytest.mark.parametrize("role", ["", *RIGHTS])
def test_who_may_move_a_donation_into_which_state(clients, role) -> None:
    """Without the right: 403 and one sentence that names it. With it, something else may be missing."""
    for state in STATES:
        answer = clients(role, "POST", PATH, **transition(state))
        right = RIGHT_TO_ENTER[state]
        if right not in RIGHTS.get(role, ()):
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed"), state
            assert (right if role else Right.READ_OFFICE).value in answer.json()["detail"]
        else:
            assert answer.json().get("type") != "/problems/not-allowed", state


def test_taking_back_needs_the_right_and_a_reason(clients) -> None:
    path = f"{PATH}/take-back"
    for role in ("", "technician", "head"):
        assert clients(role, "POST", path, json={"reason": "?"}).status_code == 403
    assert clients("officer", "POST", path, json={}).status_code == 400
    taken = clients("officer", "POST", path, json={"reason": "surveyed the wrong plot"})
    assert (taken.status_code, taken.json()["state"]) == (200, "agreed")
    empty = clients("officer", "POST", "/api/donations/D-R1-L0/transitions/take-back", json={"reason": "?"})
    assert empty.json()["type"] == "/problems/nothing-to-take-back"


def test_two_who_enter_the_same_move_are_told_that_it_stands_already(clients) -> None:
    again = clients("officer", "POST", PATH, **transition("agreed"))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/no-such-move")
    assert "has been “Agreed” since 01/04/2023: that was entered already" in again.json()["detail"]


def test_two_who_take_the_same_step_back_take_one(clients) -> None:
    path = f"{PATH}/take-back"
    both = [clients("officer", "POST", path, json={"reason": "a slip", "seen": "surveyed"}) for _ in range(2)]
    assert [answer.status_code for answer in both] == [200, 409]
    assert both[1].json()["type"] == "/problems/moved-meanwhile"
    assert "is “Agreed” by now, not “Surveyed” as you saw it" in both[1].json()["detail"]
    assert clients("officer", "GET", PATH.removesuffix("/transitions")).json()["state"] == "agreed"


def test_an_approval_is_taken_back_by_who_may_approve_alone(clients) -> None:
    path = f"{PATH}/take-back"
    papers = [DEED, CONSENT]
    assert clients("officer", "POST", PATH, **transition("signed", papers=papers)).status_code == 200
    assert clients("chair", "POST", PATH, **transition("approved")).status_code == 200
    refused = clients("officer", "POST", path, json={"reason": "a slip"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/approval-stands")
    assert clients("officer", "GET", "/api/donations/D-R1-L1").json()["state"] == "approved"
    assert clients("chair", "POST", path, json={"reason": "a slip"}).json()["state"] == "signed"
    assert clients("officer", "POST", path, json={"reason": "a slip"}).json()["state"] == "surveyed"


def test_a_head_works_in_the_own_subdistrict_alone(clients, database, street, tmp_path) -> None:
    with engine(database.owner).begin() as connection:
        connection.exec_driver_sql("UPDATE office.users SET subdistrict = '4' WHERE name = 'head'")
    west = street.plot("L", 0).buffer(0.5)
    put(database, "subdistricts", [{"sub_no": "4", "name": "Tiểu khu 4", "geometry": west}], tmp_path)
    own = clients("head", "POST", "/api/donations/D-R1-L0/transitions", **transition("identified"))
    assert own.json()["state"] == "identified"
    other = clients("head", "POST", PATH, **transition("withdrawn"))
    assert (other.status_code, other.json()["type"]) == (403, "/problems/other-subdistrict")


def test_the_public_learns_nothing_of_a_donation(clients) -> None:
    assert clients("", "GET", "/api/donations/D-R1-L1").status_code == 403


def test_a_move_shows_in_the_next_tile(clients) -> None:
    tile = "/tiles/donations/17/104074/58105.mvt"
    before = clients("officer", "GET", tile)
    papers = [DEED, CONSENT]
    assert clients("officer", "POST", PATH, **transition("signed", papers=papers)).status_code == 200
    after = clients("officer", "GET", tile)
    assert b"signed" in after.content
    assert b"signed" not in before.content
