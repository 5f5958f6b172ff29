"""OGC API Features Part 4: one feature created, replaced, changed and deleted; nobody overwrites by accident."""

from __future__ import annotations

from uuid import uuid4

import pytest
from shapely.geometry import shape

from layers.database import engine
from tests.api.test_edits import FAR, NEAR, VN_2000, call, parcel, polygon, street  # noqa: F401  # fixtures
from tests.scenes import PLOT_M, WEST

PARCELS = "/ogc/collections/parcels/items"
KEY = {"commune": "15271", "sheet": "R1", "parcel": "50", "land_use": "ODT"}
IN_METRES = {"Content-Crs": f"<{VN_2000}>", "Content-Type": "application/geo+json"}
FROM = {"from": "2023-09-01"}


def feature(**properties) -> dict:
    return {
        "type": "Feature",
        "geometry": polygon(WEST + 500, NEAR, WEST + 520, FAR),
        "properties": {**KEY, **properties},
    }


@pytest.fixture
def made(call):  # noqa: F811
    """A parcel that was created; its address and its ETag."""
    answer = call("POST", PARCELS, params=FROM, headers=IN_METRES, json=feature())
    assert answer.status_code == 201, answer.text
    return answer


def test_a_feature_is_created_where_it_then_is(call, made) -> None:  # noqa: F811
    path = made.headers["location"].partition("testserver")[2]
    found = call("GET", path, params={"crs": VN_2000})
    assert found.json()["geometry"] == made.json()["geometry"]
    assert found.json()["properties"] == made.json()["properties"]
    assert found.headers["etag"] == made.headers["etag"] == '"1-2023-09-01"'
    assert shape(found.json()["geometry"]).area == pytest.approx(20 * 30)


def test_replacing_empties_what_is_not_there_and_changing_does_not(call, made) -> None:  # noqa: F811
    path = f"{PARCELS}/{made.json()['id']}"
    match = {"If-Match": made.headers["etag"]}
    changed = call("PATCH", path, params=FROM, headers=match, json={"properties": {"cert_no": "BĐ 1"}})
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"2-2023-09-01"'
    assert (changed.json()["properties"]["land_use"], changed.json()["properties"]["cert_no"]) == ("ODT", "BĐ 1")
    whole = feature(surv_area=600)
    del whole["properties"]["land_use"]
    match = {"If-Match": changed.headers["etag"], **IN_METRES}
    replaced = call("PUT", path, params=FROM, headers=match, json=whole)
    assert replaced.status_code == 200, replaced.text
    told = replaced.json()["properties"]
    assert (told["land_use"], told["cert_no"], told["surv_area"]) == (None, None, 600)
    # What was read is sent back whole, with what follows from other things: nothing to do.
    again = call("GET", path).json()
    same = call("PUT", path, params=FROM, headers={"If-Match": replaced.headers["etag"]}, json=again)
    assert same.json()["type"] == "/problems/nothing-asked"


def test_nobody_overwrites_by_accident(call, made) -> None:  # noqa: F811
    path = f"{PARCELS}/{made.json()['id']}"
    body = {"properties": {"cert_no": "BĐ 1"}}
    for method in ("PUT", "PATCH", "DELETE"):
        blind = call(method, path, params=FROM, json=body)
        assert (blind.status_code, blind.json()["type"]) == (428, "/problems/no-version-shown")
        silent = call(method, path, headers={"If-Match": made.headers["etag"]}, json=body)
        assert (silent.status_code, silent.json()["type"]) == (400, "/problems/no-when")
    assert call("PATCH", path, params=FROM, headers={"If-Match": made.headers["etag"]}, json=body).status_code == 200
    for method in ("PUT", "PATCH", "DELETE"):
        late = call(method, path, params=FROM, headers={"If-Match": made.headers["etag"]}, json=feature())
        assert late.status_code == 412
        assert (late.json()["shown"]["version"], late.json()["current"]["version"]) == (1, 2)
        assert late.json()["changed"] == ["cert_no"]
    on_purpose = call("PATCH", path, params=FROM, headers={"If-Match": "*"}, json={"properties": {"cert_no": "BĐ 2"}})
    assert on_purpose.status_code == 200
    odd = call("PATCH", path, params=FROM, headers={"If-Match": "latest"}, json=body)
    assert odd.json()["type"] == "/problems/bad-parameter"
    for others in ('"999"', '"latest"', '"9-2023-09-01"'):
        never_given = call("PATCH", path, params=FROM, headers={"If-Match": others}, json=body)
        assert (never_given.status_code, never_given.json()["shown"]) == (412, None)


def test_a_body_is_read_as_what_it_says_to_be(call, made) -> None:  # noqa: F811
    path, body = f"{PARCELS}/{made.json()['id']}", b'{"properties": {"cert_no": "1"}}'
    for method, where, wanted in (
        ("POST", PARCELS, "application/geo+json"),
        ("PATCH", path, "application/merge-patch+json"),
    ):
        for kind in ("text/plain", "application/x-www-form-urlencoded"):
            headers = {"Content-Type": kind, "If-Match": "*"}
            refused = call(method, where, params=FROM, headers=headers, content=body)
            assert (refused.status_code, refused.json()["type"]) == (415, "/problems/wrong-media-type")
            assert wanted in refused.json()["detail"]
    headers = {"Content-Type": "application/merge-patch+json; charset=utf-8", "If-Match": "*"}
    assert call("PATCH", path, params=FROM, headers=headers, content=body).status_code == 200


def test_deleting_ends_it_on_a_day_or_for_ever(call, made) -> None:  # noqa: F811
    path = f"{PARCELS}/{made.json()['id']}"
    ended = call("DELETE", path, params={"from": "2023-10-01"}, headers={"If-Match": made.headers["etag"]})
    assert ended.status_code == 204
    assert int(ended.headers["moduong-change"]) > 0
    assert call("GET", path, params={"datetime": "2023-10-01"}).status_code == 404
    assert call("GET", path, params={"datetime": "2023-09-30"}).status_code == 200
    never = {"correction": "true", "on": "2023-09-30"}
    assert call("DELETE", path, params=never, headers={"If-Match": '"2-2023-09-01"'}).status_code == 204
    assert call("GET", path, params={"datetime": "2023-09-30"}).status_code == 404


def test_every_version_is_in_the_history(call, made) -> None:  # noqa: F811
    path = f"{PARCELS}/{made.json()['id']}"
    change = {"params": {**FROM, "reason": "a new certificate"}, "json": {"properties": {"cert_no": "BĐ 1"}}}
    call("PATCH", path, headers={"If-Match": made.headers["etag"]}, **change)
    never = {"correction": "true", "on": "2023-09-30", "reason": "it never was"}
    call("DELETE", path, params=never, headers={"If-Match": "*"})
    first, second, gone = call("GET", f"{path}/history").json()["versions"]
    assert [one["version"] for one in (first, second, gone)] == [1, 2, None]
    assert (second["who"], second["reason"], second["changed"]) == ("officer", "a new certificate", ["cert_no"])
    assert first["at"] < second["at"] < gone["at"]
    assert first["features"][0]["properties"]["cert_no"] is None
    assert second["features"][0]["id"] == f"{made.json()['id']}@2023-09-01"
    assert gone["features"] == []
    assert call("GET", f"{PARCELS}/{uuid4()}/history").status_code == 404
    assert call("GET", f"{path}/history", "").status_code == 403
    (given,) = call("GET", "/ogc/collections/donations/items", params={"datetime": "2023-05-01"}).json()["features"]
    told = call("GET", f"/ogc/collections/donations/items/{given['id']}/history").json()["versions"]
    assert [event["state"] for event in told[-1]["events"]] == ["identified", "agreed"]


def test_a_request_that_comes_twice_is_answered_the_same(call) -> None:  # noqa: F811
    once = {**IN_METRES, "Idempotency-Key": str(uuid4())}
    first, again = (call("POST", PARCELS, params=FROM, headers=once, json=feature()) for _ in range(2))
    assert (first.status_code, first.json(), first.headers["location"], first.headers["etag"]) == (
        again.status_code,
        again.json(),
        again.headers["location"],
        again.headers["etag"],
    )
    other = call("POST", PARCELS, params=FROM, headers=once, json=feature(cert_no="1"))
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")


def test_of_a_write_whose_answer_was_lost_its_change_is_told(database, call, made) -> None:  # noqa: F811
    address = f"{PARCELS}/{made.json()['id']}"
    beside = {**feature(parcel="51"), "geometry": polygon(WEST + 600, NEAR, WEST + 620, FAR)}
    seen = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
    for method, path, headers, body in (
        ("POST", PARCELS, IN_METRES, beside),
        ("PATCH", address, seen, {"properties": {"cert_no": "BĐ 1"}}),
        ("DELETE", address, seen, None),
    ):
        sent = {"params": {"from": "2023-10-01"}, "headers": {**headers, "Idempotency-Key": str(uuid4())}, "json": body}
        written = call(method, path, **sent)
        assert written.is_success, written.text
        with engine(database.owner).begin() as connection:
            connection.exec_driver_sql("UPDATE office.writes_once SET answer = NULL")
        again = call(method, path, **sent)
        assert (again.status_code, again.json()) == (200, {"change": int(written.headers["moduong-change"])})


def test_the_same_checks_hold_as_for_an_edit(call) -> None:  # noqa: F811
    path = f"{PARCELS}/{parcel(call, '10')['id']}"
    wide = {"geometry": polygon(WEST, NEAR, WEST + PLOT_M + 0.2, FAR)}
    match = {"If-Match": '"1-2020-01-01"', **IN_METRES}
    refused = call("PATCH", path, params=FROM, headers=match, json=wide)
    assert [problem["kind"] for problem in refused.json()["problems"]] == ["overlap"]
    seen = {**FROM, "acknowledged": "overlap"}
    assert call("PATCH", path, params=seen, headers=match, json=wide).status_code == 200
    assert call("POST", PARCELS, params=FROM, headers=IN_METRES, json=feature(parcel="10")).status_code == 409
    for body in (b"{", b"[]", b'{"type": "Feature", "properties": 3}'):
        assert call("POST", PARCELS, params=FROM, headers=IN_METRES, content=body).status_code == 400
    assert call("POST", PARCELS, params={**FROM, "colour": "red"}, json=feature()).status_code == 400


def test_conformance_and_description_tell_of_it(call) -> None:  # noqa: F811
    classes = call("GET", "/ogc/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete" in classes
    paths = call("GET", "/ogc/api").json()["paths"]
    assert {"get", "post"} <= paths["/ogc/collections/{layer}/items"].keys()
    assert {"get", "put", "patch", "delete"} <= paths["/ogc/collections/{layer}/items/{feature}"].keys()


@pytest.mark.parametrize("role", ["", "head", "technician", "chair"])
def test_who_may_not_write_is_told_why(call, made, role) -> None:  # noqa: F811
    path = f"{PARCELS}/{made.json()['id']}"
    for method, where in (("POST", PARCELS), ("PUT", path), ("PATCH", path), ("DELETE", path)):
        refused = call(method, where, role, params=FROM, headers={"If-Match": "*"}, json=feature())
        lacking = "edit parcels" if role else "read the office's layers"
        assert (refused.status_code, lacking in refused.json()["detail"]) == (403, True)


def test_what_is_nested_too_deep_is_no_feature(call) -> None:  # noqa: F811
    deep = '{"a":' * 3000 + "1" + "}" * 3000
    answer = call("POST", PARCELS, params=FROM, headers=IN_METRES, content=deep)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-parameter")


def test_a_number_beyond_all_numbers_is_no_text(call, made) -> None:  # noqa: F811
    path = f"{PARCELS}/{made.json()['id']}"
    for number in (b"1e400", b"-Infinity", b"NaN"):
        body = b'{"properties": {"cert_no": %s}}' % number
        refused = call("PATCH", path, params=FROM, headers={"If-Match": made.headers["etag"]}, content=body)
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/bad-value"), number
    assert call("GET", path).json()["properties"]["cert_no"] is None


def test_degrees_beyond_what_can_be_doubled_are_refused_like_others_beyond_the_earth(call, made) -> None:  # noqa: F811
    path = f"{PARCELS}/{made.json()['id']}"
    for east in (1e200, 1e308):
        body = {"geometry": polygon(east, 19.9, 1.5 * east, 20)}
        refused = call("PATCH", path, params=FROM, headers={"If-Match": made.headers["etag"]}, json=body)
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/not-finite"), east
