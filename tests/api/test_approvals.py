"""Approvals: what waits for the chair with what was changed, said of one or many, and never by who changed it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from api.application import create_app
from layers.access import RIGHTS
from layers.changes import change
from layers.database import engine
from tests.conftest import make_token
from tests.in_process import InProcess
from tests.scenes import Street, scene

PATH = "/api/approvals"
SIGNED, APPROVED, SURVEYED = "D-R1-L0", "D-R1-L1", "D-R1-R0"
DEED = {"kind": "gift_deed", "number": "12/TC", "dated": "2023-05-02"}


@scene(autouse=True)
def street(database, tmp_path):
    """Three donations, as a file has them: signed, approved and surveyed."""
    street = Street(plots=2)
    street.give("L", 0, d_survey="2023-04-20", d_signed="2023-05-02")
    street.give("L", 1, d_survey="2023-04-20", d_signed="2023-05-02", d_approved="2023-05-10")
    street.give("R", 0, d_survey="2023-04-20")
    return street.build(database, tmp_path)


@pytest.fixture
def call(database, settings):
    tokens = {role: make_token(database, role, role) for role in RIGHTS}
    with InProcess(create_app(settings, database), raise_server_exceptions=False) as client:

        def ask(role, method, path=PATH, **more):
            headers = {"Accept-Language": "en"} | ({"Authorization": f"Bearer {tokens[role]}"} if role else {})
            return client.request(method, path, headers=headers | more.pop("headers", {}), **more)

        yield ask


def waiting(call, role="chair"):
    return {one["don_no"]: one for one in call(role, "GET").json()["donations"]}


def said(call, *names, role="chair", verdict="approved", reason="looked at", on="2023-06-01", **more):
    listed = waiting(call)
    donations = [{key: listed[name][key] for key in ("id", "newest")} for name in names]
    return call(role, "POST", json={"verdict": verdict, "donations": donations, "reason": reason, "on": on}, **more)


def sign(call, name=SURVEYED, role="officer"):
    body = {"to": "signed", "on": "2023-05-02", "papers": [DEED], "reason": "signed at the meeting"}
    return call(role, "POST", f"/api/donations/{name}/transitions", json=body)


def edit(call, layer, role="officer", **properties):
    """Correct an attribute of the one thing of a layer that belongs to the approved donation."""
    named = {"donations": {"don_no": APPROVED}, "parcels": {"parcel": "L1"}}[layer]
    feature = call(role, "GET", f"/ogc/collections/{layer}/items", params=named).json()["features"][0]
    path = f"/ogc/collections/{layer}/items/{feature['id'].partition('@')[0]}"
    seen = call(role, "GET", path)
    return call(
        role,
        "PATCH",
        path,
        params={"correction": "true", "on": "2023-05-12", "reason": "measured again"},
        json={"properties": properties},
        headers={"If-Match": seen.headers["etag"], "Content-Type": "application/merge-patch+json"},
    )


def test_what_is_signed_waits_and_is_approved_in_the_next_answer(call) -> None:
    listed = waiting(call)
    assert listed.keys() == {SIGNED}
    assert (listed[SIGNED]["state"], listed[SIGNED]["approved"], listed[SIGNED]["own"]) == ("signed", 0, False)
    assert listed[SIGNED]["changed_by"] == ["an"]
    assert sign(call).status_code == 200
    assert said(call, SIGNED, SURVEYED).json()["donations"] == 2
    assert waiting(call) == {}
    for name in (SIGNED, SURVEYED):
        course = call("officer", "GET", f"/api/donations/{name}").json()
        assert (course["state"], course["events"][-1]["who"], course["events"][-1]["day"]) == (
            "approved",
            "chair",
            "2023-06-01",
        )


def test_what_is_edited_after_its_approval_waits_again_with_what_was_changed(call) -> None:
    assert edit(call, "donations", paper_m2=41).status_code == 200
    assert edit(call, "parcels", cert_no="BK 376308").status_code == 200
    one = waiting(call)[APPROVED]
    assert (one["state"], one["changed_by"]) == ("approved", ["officer"])
    found = call("chair", "GET", f"{PATH}/{APPROVED}").json()
    assert [(made["who"], made["reason"], made["what"]) for made in found["changes"]] == [
        ("officer", "measured again", ["donation"]),
        ("officer", "measured again", ["parcel"]),
    ]
    for name, column, now in (("donation", "paper_m2", 41.0), ("parcel", "cert_no", "BK 376308")):
        before, after = found[name]["before"], found[name]["after"]
        assert (before["properties"][column], after["properties"][column]) == (None, now)
        assert before["geometry"]["type"] == "MultiPolygon"
    assert said(call, APPROVED, reason="as measured").status_code == 200
    assert APPROVED not in waiting(call)
    assert call("officer", "GET", f"/api/donations/{APPROVED}").json()["state"] == "approved"
    again = call("chair", "GET", f"{PATH}/{APPROVED}").json()
    assert again["changes"] == []


def test_an_approval_rests_on_the_papers_that_the_track_asks_for(call, database, tmp_path) -> None:
    """Land that is returned to the state is taken by a decision, whose number the chair enters."""
    street = Street(code="R2", north=300, plots=1)
    name = street.give("L", 0, track="return", d_survey="2023-04-20", d_signed="2023-05-02")
    street.build(database, tmp_path)
    needed = call("chair", "GET", f"{PATH}/{name}").json()["papers"]
    assert [one["any_of"] for one in needed] == [["recovery_decision"]]
    assert call("chair", "GET", f"{PATH}/{SIGNED}").json()["papers"] == []
    refused = said(call, name)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/papers-missing")
    assert "Decision on land recovery" in refused.json()["detail"]
    seen = {key: waiting(call)[name][key] for key in ("id", "newest")}
    paper = {"kind": "recovery_decision", "number": "77/QĐ-UBND", "dated": "2023-05-30"}
    body = {"verdict": "approved", "donations": [seen | {"papers": [paper]}], "reason": "taken", "on": "2023-06-01"}
    assert call("chair", "POST", json=body).status_code == 200
    (given,) = call("officer", "GET", f"/api/donations/{name}").json()["events"][-1]["papers"]
    assert (given["number"], given["dated"]) == ("77/QĐ-UBND", "2023-05-30")


def test_what_is_returned_says_why_until_it_is_changed(call) -> None:
    assert said(call, SIGNED, verdict="returned", reason="the area is not that of the minutes").status_code == 200
    one = waiting(call)[SIGNED]
    assert (one["returned_by"], one["returned_why"]) == ("chair", "the area is not that of the minutes")
    course = call("officer", "GET", f"/api/donations/{SIGNED}").json()
    assert (course["state"], course["returned"]["reason"]) == ("signed", "the area is not that of the minutes")
    taken = call("officer", "POST", f"/api/donations/{SIGNED}/transitions/take-back", json={"reason": "anew"})
    assert taken.json()["state"] == "surveyed"
    assert sign(call, SIGNED).status_code == 200
    assert waiting(call)[SIGNED]["returned_by"] is None
    assert call("officer", "GET", f"/api/donations/{SIGNED}").json()["returned"] is None


@pytest.mark.parametrize("way", ["approvals", "transitions"])
def test_nobody_approves_the_own_change(call, way) -> None:
    """An administrator may sign and approve, but not one after the other of the same donation."""
    assert sign(call, role="administrator").status_code == 200
    if way == "approvals":
        assert waiting(call, "administrator")[SURVEYED]["own"]
        refused = said(call, SURVEYED, role="administrator")
    else:
        body = {"to": "approved", "on": "2023-06-01", "reason": "mine"}
        refused = call("administrator", "POST", f"/api/donations/{SURVEYED}/transitions", json=body)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/own-change")
    assert "You entered that it was signed of donation D-R1-R0 yourself" in refused.json()["detail"]
    assert said(call, SURVEYED).status_code == 200


def test_of_many_all_are_approved_or_none(call) -> None:
    assert edit(call, "donations", "administrator", paper_m2=41).status_code == 200
    refused = said(call, SIGNED, APPROVED, role="administrator")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/own-change")
    assert APPROVED in refused.json()["detail"]
    assert waiting(call).keys() == {SIGNED, APPROVED}


def test_the_database_refuses_who_approves_the_own_change(call, database) -> None:
    assert sign(call, role="administrator").status_code == 200
    assert edit(call, "donations", "administrator", paper_m2=41).status_code == 200
    ids = {one["don_no"]: one["id"] for one in call("chair", "GET").json()["donations"]}
    event = (
        "INSERT INTO layers.donation_events (id, seq, state, day, source)"
        f" VALUES ('{ids[SURVEYED]}', 9, 'approved', '2023-06-01', 'program')"
    )
    verdict = f"INSERT INTO layers.reviews (donation, verdict) VALUES ('{ids[APPROVED]}', 'approved')"
    for who, statement, held in (
        ("administrator", event, "the own change"),
        ("administrator", verdict, "the own change"),
        ("officer", event, "the chair's"),
        ("officer", verdict, "the chair's"),
    ):
        with (
            engine(database.officer).connect() as connection,
            pytest.raises(IntegrityError, match=held),
            change(connection, who, "approve", "?"),
        ):
            connection.execute(text(statement))


def test_what_was_changed_while_one_looked_is_looked_at_again(call) -> None:
    seen = waiting(call)[SIGNED]
    taken = call("officer", "POST", f"/api/donations/{SIGNED}/transitions/take-back", json={"reason": "anew"})
    assert taken.status_code == 200
    assert sign(call, SIGNED).status_code == 200
    body = {"verdict": "approved", "donations": [{"id": seen["id"], "newest": seen["newest"]}], "reason": "seen"}
    refused = call("chair", "POST", json=body)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/changed-since-seen")
    assert "officer" in refused.json()["detail"]


def test_a_verdict_that_is_sent_twice_is_given_once(call) -> None:
    key = {"Idempotency-Key": "one"}
    body = {
        "verdict": "approved",
        "donations": [{key: waiting(call)[SIGNED][key] for key in ("id", "newest")}],
        "reason": "looked at",
        "on": "2023-06-01",
    }
    first, again = (call("chair", "POST", json=body, headers=key) for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    nothing = call("chair", "POST", json=body)
    assert (nothing.status_code, nothing.json()["type"]) == (409, "/problems/nothing-to-approve")


def test_who_may_look_and_who_may_say(call) -> None:
    for role, looks, says in (("", 403, 403), ("head", 403, 403), ("technician", 200, 403), ("officer", 200, 403)):
        assert call(role, "GET").status_code == looks
        assert call(role, "GET", f"{PATH}/{SIGNED}").status_code == looks
        assert said(call, SIGNED, role=role).status_code == says
    assert "read what waits for approval" in call("head", "GET").json()["detail"]


def test_what_was_signed_here_keeps_the_track_of_its_papers(call, database) -> None:
    """What came by import may be corrected: it rests on no papers."""
    assert edit(call, "donations", track="return").status_code == 200
    assert edit(call, "donations", track="gift").status_code == 200
    with engine(database.owner).connect() as connection:
        of_the_track = connection.scalar(text("SELECT max(number) FROM layers.changes"))
    back = f"/api/donations/{APPROVED}/transitions/take-back"
    for role in ("chair", "officer"):
        assert call(role, "POST", back, json={"reason": "to be signed anew"}).status_code == 200
    assert sign(call, APPROVED).status_code == 200
    for track in ("return", None):
        refused = edit(call, "donations", track=track)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/track-bound")
    undone = call("officer", "POST", f"/api/edits/{of_the_track}/undo", json={"reason": "to what it was"})
    assert (undone.status_code, undone.json()["type"]) == (409, "/problems/track-bound")
    assert call("officer", "POST", back, json={"reason": "it is returned"}).status_code == 200
    assert edit(call, "donations", track="return").status_code == 200


def remove(call, name):
    """Remove a donation as if it had never been."""
    listed = call("officer", "GET", "/ogc/collections/donations/items", params={"don_no": name}).json()
    (feature,) = listed["features"]
    path = f"/ogc/collections/donations/items/{feature['id'].partition('@')[0]}"
    wrong = {"correction": "true", "on": "2023-06-02", "reason": "entered twice"}
    seen = call("officer", "GET", path).headers["etag"]
    return call("officer", "DELETE", path, params=wrong, headers={"If-Match": seen})


def test_what_was_approved_here_goes_only_after_its_approval(call) -> None:
    """What came by import may go: nobody here has vouched for it."""
    assert said(call, SIGNED).status_code == 200
    refused = remove(call, SIGNED)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/approved-donation")
    assert SIGNED in refused.json()["detail"]
    back = f"/api/donations/{SIGNED}/transitions/take-back"
    assert call("chair", "POST", back, json={"reason": "it was entered twice"}).status_code == 200
    for name in (SIGNED, APPROVED):
        assert remove(call, name).is_success
