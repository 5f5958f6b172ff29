"""Edits over HTTP: previewed, saved once, undone; refused in a sentence, with what a program needs to mend it."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from shapely.geometry import shape

from api.application import create_app
from api.days import today
from layers.access import RIGHTS, Right
from tests.conftest import make_token
from tests.in_process import InProcess
from tests.scenes import DEPTH_M, PLOT_M, ROAD_M, SOUTH, WEST, Street, scene

VN_2000 = "http://www.opengis.net/def/crs/EPSG/0/5897"
NEAR, FAR = SOUTH + ROAD_M, SOUTH + ROAD_M + DEPTH_M
ON = "2023-09-01"


@scene(autouse=True)
def street(database, tmp_path):
    street = Street(plots=3)
    for number, parcel in enumerate(street.parcels):
        parcel |= {"parcel": str(10 + number), "from_date": "2020-01-01"}
    street.give("L", 1, d_identif="2023-03-01", d_agreed="2023-04-01")
    street.donations[0]["parcel"] = "11"
    return street.build(database, tmp_path)


@pytest.fixture
def call(database, settings):
    """Return a function that sends a request in a role; none for the public."""
    with InProcess(create_app(settings, database), raise_server_exceptions=False) as client:
        tokens = {role: make_token(database, role, role) for role in RIGHTS}

        def send(method: str, path: str, role: str = "officer", headers=None, **more):
            shown = {"Authorization": f"Bearer {tokens[role]}"} if role else {}
            return client.request(method, path, headers={"Accept-Language": "en", **shown, **(headers or {})}, **more)

        yield send


def parcel(call, number: str, **params) -> dict:
    (found,) = call(
        "GET", "/ogc/collections/parcels/items", params={"parcel": number, "datetime": ON, **params}
    ).json()["features"]
    return found


def edit(*operations: dict, **more) -> dict:
    return {"reason": "as measured", "from": ON, "crs": VN_2000, "operations": list(operations), **more}


def polygon(west: float, south: float, east: float, north: float) -> dict:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def split(call, number: str = "10", y: float = SOUTH + 20, version: int = 1, **more) -> dict:
    line = [[WEST + 200, y], [WEST - 10, y]]
    named = {"op": "split", "layer": "parcels", "id": parcel(call, number)["id"], "version": version}
    return {**named, "line": line, **more}


def wider(call, by: float = 0.2, version: int = 1) -> dict:
    """Draw plot 10 over its neighbour."""
    shape = polygon(WEST, NEAR, WEST + PLOT_M + by, FAR)
    named = {"op": "replace", "layer": "parcels", "id": parcel(call, "10")["id"], "version": version}
    return {**named, "geometry": shape}


def test_no_edit_is_of_a_day_to_come(call) -> None:
    to_come = edit(split(call), **{"from": (today() + timedelta(days=1)).isoformat()})
    for path in ("/api/edits/preview", "/api/edits"):
        told = call("POST", path, json=to_come)
        assert (told.status_code, told.json()["type"]) == (422, "/problems/day-to-come")
    query = f"from={to_come['from']}&reason=x"
    path = f"/ogc/collections/parcels/items/{parcel(call, '10')['id']}?{query}"
    told = call("PATCH", path, headers={"If-Match": "*"}, json={"type": "Feature", "properties": {"cert_no": "A"}})
    assert told.json()["type"] == "/problems/day-to-come"
    assert call("POST", "/api/edits/preview", json=to_come | {"from": today().isoformat()}).status_code == 200


def test_a_parcel_with_x_and_y_exchanged_is_saved_only_when_that_was_seen(call) -> None:
    shape = polygon(SOUTH, WEST, SOUTH + 20, WEST + 20)
    new = {"op": "create", "layer": "parcels", "geometry": shape}
    wanted = edit({**new, "properties": {"commune": "15271", "sheet": "S", "parcel": "1"}})
    (problem,) = call("POST", "/api/edits/preview", json=wanted).json()["problems"]
    assert problem["kind"] == "outside_town"
    assert call("POST", "/api/edits", json=wanted).json()["type"] == "/problems/unacknowledged"
    assert call("POST", "/api/edits", json=wanted | {"acknowledged": ["outside_town"]}).status_code == 200


def test_days_numbers_and_layers_in_a_refusal_are_written_as_the_reader_writes_them(call) -> None:
    def told(path: str, **wanted) -> str:
        return call("POST", path, json=wanted, headers={"Accept-Language": "vi"}).json()["detail"]

    wide = told("/api/edits", **edit(wider(call)))
    assert "chồng lấn 6,00 m²" in wide, wide
    assert "overlap" not in wide
    nothing = edit({"op": "delete", "layer": "parcels", "id": str(uuid4()), "version": 1})
    gone = "Vào ngày 01/09/2023 lớp “Thửa đất” không có đối tượng này: có thể đã bị xóa hoặc gộp."
    assert told("/api/edits/preview", **nothing) == gone
    no_day = told("/api/edits/preview", **(nothing | {"from": ""}))
    assert "hãy viết ngày" in no_day, no_day


def test_a_preview_says_what_an_edit_does_and_the_edit_does_it(call) -> None:
    new = str(uuid4())
    wanted = edit(split(call, new_id=new))
    told = call("POST", "/api/edits/preview", json=wanted)
    assert told.status_code == 200, told.text
    assert (told.json()["edit"], told.json()["change"]) == (None, None)
    done = call("POST", "/api/edits", json=wanted).json()
    assert done["changes"] == told.json()["changes"]
    assert done["edit"] == done["change"] > 0
    changes = {change["id"]: change for change in done["changes"]}
    assert changes[new]["before"] is None
    assert changes[new]["after"]["properties"]["parcel"] == "16"
    assert changes[new]["after"]["properties"]["from_date"] == ON
    old = changes[parcel(call, "10")["id"]]
    assert (old["layer"], old["version"]) == ("parcels", 2)
    areas = [shape(one["geometry"]).area for one in (old["before"], old["after"], changes[new]["after"])]
    assert areas[0] == pytest.approx(areas[1] + areas[2], abs=0.01) == pytest.approx(600, abs=0.01)
    assert done["problems"] == []


def test_coordinates_are_degrees_unless_another_system_is_named(call) -> None:
    """What is read in degrees and sent back as it is changes nothing, though eight digits are no micrometres."""
    read = parcel(call, "10")
    same = {"op": "replace", "layer": "parcels", "id": read["id"], "version": 1, "geometry": read["geometry"]}
    wanted = {"reason": "?", "from": ON, "operations": [same]}
    refused = call("POST", "/api/edits", json=wanted)
    assert refused.json()["type"] == "/problems/nothing-asked", refused.text
    for crs in (VN_2000, "EPSG:4326"):
        shape_there = parcel(call, "10", crs=crs)["geometry"]
        body = {**wanted, "crs": crs, "operations": [{**same, "geometry": shape_there}]}
        assert call("POST", "/api/edits", json=body).json()["type"] == "/problems/nothing-asked"


def test_each_operation(call) -> None:
    def saved(*operations, **more):
        answer = call("POST", "/api/edits", json=edit(*operations, **more))
        assert answer.status_code == 200, answer.text
        return answer.json()

    ten, eleven = parcel(call, "10")["id"], parcel(call, "11")["id"]
    ends = [[WEST + PLOT_M, NEAR], [WEST + PLOT_M, FAR]]
    boundary = {"op": "move_boundary", "layer": "parcels", "ids": [ten, eleven], "versions": [1, 1], "from": ends}
    moved = saved({**boundary, "to": [[x - 1, y] for x, y in ends]})
    assert {(change["id"], change["version"]) for change in moved["changes"]} == {(ten, 2), (eleven, 2)}
    strip = saved({"op": "cut_strip", "id": eleven, "version": 2, "road": "R1"})
    assert "donations" in {change["layer"] for change in strip["changes"]}
    twelve = parcel(call, "12")["id"]
    hole = polygon(WEST + 45, SOUTH + 10, WEST + 49, SOUTH + 14)
    saved({"op": "cut_hole", "layer": "parcels", "id": twelve, "version": 2, "hole": hole})
    key = {"commune": "15271", "sheet": "R1", "parcel": "77"}
    saved({"op": "create", "layer": "parcels", "properties": key, "geometry": hole})
    versions = [4, 1]
    ids = [twelve, parcel(call, "77")["id"]]
    merged = call(
        "POST", "/api/edits", json=edit({"op": "merge", "layer": "parcels", "ids": ids, "versions": versions})
    )
    if merged.status_code == 412:  # the hole's rim got no vertex, so its parcel was not written
        versions[0] = merged.json()["current"]["version"]
        saved({"op": "merge", "layer": "parcels", "ids": ids, "versions": versions})
    assert shape(parcel(call, "12", crs=VN_2000)["geometry"]).area == pytest.approx(600)
    saved({"op": "delete", "layer": "parcels", "id": parcel(call, "15")["id"], "version": 1})
    assert not call("GET", "/ogc/collections/parcels/items", params={"parcel": "15", "datetime": ON}).json()["features"]


def test_soft_problems_are_told_with_a_mend_and_saved_when_acknowledged(call) -> None:
    refused = call("POST", "/api/edits", json=edit(wider(call)))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/unacknowledged")
    (problem,) = refused.json()["problems"]
    assert (problem["kind"], problem["hard"]) == ("overlap", False)
    assert shape(problem["geometry"]).area == pytest.approx(6, abs=0.01)
    assert "overlap on 6.00 m²" in problem["detail"]
    mend = problem["mend"]["operation"]
    mended = call("POST", "/api/edits/preview", json=edit(wider(call), mend)).json()
    assert mended["problems"] == []
    saved = call("POST", "/api/edits", json=edit(wider(call), acknowledged=["overlap"]))
    assert saved.status_code == 200
    assert saved.json()["problems"][0]["mend"]["operation"]["version"] == 2
    vietnamese = call("POST", "/api/edits?lang=vi", json=edit(wider(call, 0.4, version=2))).json()
    assert "chồng lấn" in vietnamese["problems"][0]["detail"]


def test_a_donation_of_land_that_is_given_already_is_told(call) -> None:
    """Two donations of one strip would be signed and handed over both; after one is given up the land is free."""
    key = {"commune": "15271", "sheet": "R1", "parcel": "11", "seg_code": "R1"}
    strip = polygon(WEST + PLOT_M, NEAR, WEST + 2 * PLOT_M, NEAR + 2)
    again = {"op": "create", "layer": "donations", "geometry": strip, "properties": {**key, "don_no": "D-2"}}
    refused = call("POST", "/api/edits", json=edit(again))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/unacknowledged")
    (problem,) = refused.json()["problems"]
    assert (problem["kind"], problem["hard"]) == ("overlap", False)
    assert "D-2 and D-R1-L1 overlap on 40.00 m²" in problem["detail"]
    # Of the third one of them the second is told as well, but not anew of what lay there before.
    assert call("POST", "/api/edits", json=edit(again, acknowledged=["overlap"])).status_code == 200
    items = call("GET", "/ogc/collections/donations/items", params={"don_no": "D-2", "datetime": ON}).json()
    kept = {"op": "replace", "layer": "donations", "id": items["features"][0]["id"], "version": 1}
    narrower = polygon(WEST + PLOT_M, NEAR, WEST + 2 * PLOT_M, NEAR + 1)
    assert call("POST", "/api/edits/preview", json=edit({**kept, "geometry": narrower})).json()["problems"] == []
    for name in ("D-R1-L1", "D-2"):
        given_up = {"to": "withdrawn", "on": ON, "papers": [], "reason": "changed their minds"}
        assert call("POST", f"/api/donations/{name}/transitions", json=given_up).status_code == 200
    third = {**again, "properties": {**key, "don_no": "D-3"}}
    assert call("POST", "/api/edits/preview", json=edit(third)).json()["problems"] == []


def test_values_against_a_rule_of_the_layer_are_told_with_the_rule(call) -> None:
    def created(layer: str, lang: str = "en", **properties):
        wanted = edit({"op": "create", "layer": layer, "properties": properties})
        return call("POST", f"/api/edits?lang={lang}", json=wanted)

    gift = {"contr_no": "C1", "giver": "household", "kind": "money", "given_on": "2023-05-01"}
    refused = created("contributions", **gift, value_vnd=0)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/against-rules")
    assert "Money has a value" in refused.json()["detail"]
    assert "Tiền có giá trị" in created("contributions", "vi", **gift, value_vnd=0).json()["detail"]
    to_come = created("contributions", **{**gift, "given_on": str(today() + timedelta(days=1))}, value_vnd=5)
    assert (to_come.status_code, to_come.json()["type"]) == (422, "/problems/day-to-come")
    assert "Given on is " in to_come.json()["detail"]
    assert created("contributions", **gift, value_vnd=5).status_code == 200


def test_hard_problems_can_not_be_acknowledged(call) -> None:
    ring = [[WEST, NEAR], [WEST + 20, FAR], [WEST + 20, NEAR], [WEST, FAR], [WEST, NEAR]]
    bow_tie = {**wider(call), "geometry": {"type": "Polygon", "coordinates": [ring]}}
    refused = call("POST", "/api/edits", json=edit(bow_tie, acknowledged=["self_crossing"]))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/unsound")
    assert refused.json()["problems"][0]["geometry"]["type"] == "Point"
    out = {
        "op": "replace",
        "layer": "donations",
        "version": 1,
        "geometry": polygon(WEST + 19, NEAR, WEST + 40, NEAR + 2),
    }
    (given,) = call("GET", "/ogc/collections/donations/items", params={"datetime": ON}).json()["features"]
    body = edit({**out, "id": given["id"]}) | {"correction": True}
    del body["from"]
    (problem,) = call("POST", "/api/edits/preview", json=body).json()["problems"]
    assert problem["kind"] == "outside_parcel"
    assert problem["mend"] is not None


@pytest.mark.parametrize("point", [(WEST + 5, NEAR + 5), (WEST + 0.001, NEAR)], ids=["within a plot", "at a corner"])
@pytest.mark.parametrize("metres", [0, 0.0005])
def test_a_shape_as_small_as_a_point_is_told_as_a_problem(call, point, metres) -> None:
    """As of a survey list that says the same point three times."""
    x, y = point
    ring = [[x, y], [x + metres, y], [x, y + metres], [x, y]]
    named = {"properties": {"commune": "15271", "sheet": "P7-72", "parcel": "99"}}
    dot = {"op": "create", "layer": "parcels", "geometry": {"type": "Polygon", "coordinates": [ring]}, **named}
    shown = call("POST", "/api/edits/preview", json=edit(dot))
    assert shown.status_code == 200, shown.text
    assert shown.json()["problems"]


def test_who_is_late_is_shown_both_versions(call) -> None:
    ten = parcel(call, "10")["id"]
    use = {"op": "replace", "layer": "parcels", "id": ten, "version": 1, "properties": {"land_use": "CLN"}}
    assert call("POST", "/api/edits", json=edit(use)).status_code == 200
    late = call("POST", "/api/edits", json=edit(wider(call, by=-1)))
    assert (late.status_code, late.json()["type"]) == (412, "/problems/changed-since")
    told = late.json()
    assert (told["shown"]["version"], told["current"]["version"]) == (1, 2)
    assert told["changed"] == ["land_use"]
    assert told["current"]["who"] == "officer"
    assert told["current"]["features"][-1]["properties"]["land_use"] == "CLN"
    assert "officer" in told["detail"]


def test_a_request_that_comes_twice_is_done_once(call) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    body = edit(split(call))
    first = call("POST", "/api/edits", json=body, headers=key)
    again = call("POST", "/api/edits", json=body, headers=key)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    other = call("POST", "/api/edits", json={**body, "reason": "another"}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")
    undo = {"Idempotency-Key": str(uuid4())}
    path = f"/api/edits/{first.json()['edit']}/undo"
    undone = [call("POST", path, json={"reason": "wrong"}, headers=undo).json() for _ in range(2)]
    assert undone[0] == undone[1]
    move = {"to": "surveyed", "on": "2023-09-02", "papers": [{"kind": "survey_extract"}], "reason": "measured"}
    path = "/api/donations/D-R1-L1/transitions"
    moved = [call("POST", path, json=move, headers={"Idempotency-Key": "visit 7"}) for _ in range(2)]
    assert [answer.status_code for answer in moved] == [200, 200]
    assert moved[0].json() == moved[1].json()
    assert len(moved[0].json()["events"]) == 3


def test_an_edit_is_undone_and_redone(call) -> None:
    before = parcel(call, "10", crs=VN_2000)["geometry"]
    saved = call("POST", "/api/edits", json=edit(split(call))).json()
    after = parcel(call, "10", crs=VN_2000)["geometry"]
    undone = call("POST", f"/api/edits/{saved['edit']}/undo", json={"reason": "the wrong line"}).json()
    assert parcel(call, "10", crs=VN_2000)["geometry"] == before
    assert {change["id"] for change in undone["changes"]} >= {parcel(call, "10")["id"]}
    assert call("POST", f"/api/edits/{saved['edit']}/undo", json={"reason": "again"}).status_code == 409
    redone = call("POST", f"/api/edits/{undone['edit']}/undo", json={"reason": "it was right"})
    assert redone.status_code == 200
    assert parcel(call, "10", crs=VN_2000)["geometry"] == after
    assert call("POST", "/api/edits/99999/undo", json={"reason": "?"}).status_code == 404
    imported = call("POST", "/api/edits/2/undo", json={"reason": "all of it"})
    assert imported.json()["type"] == "/problems/not-an-edit"


def test_an_edited_parcel_is_right_in_the_very_next_tile_item_and_figure(call) -> None:
    tile, road = "/tiles/parcels/17/104074/58105.mvt", f"/api/roads/R1/widening?on={today()}"
    tile_before, figure_before = call("GET", tile).content, call("GET", road).json()
    use = {"op": "replace", "layer": "parcels", "id": parcel(call, "10")["id"], "version": 1}
    saved = call("POST", "/api/edits", json=edit({**use, "properties": {"land_use": "DGT", "blocks": False}}))
    assert saved.status_code == 200, saved.text
    assert saved.headers["moduong-change"] == str(saved.json()["change"])
    assert call("GET", tile).content != tile_before
    assert parcel(call, "10")["properties"]["land_use"] == "DGT"
    assert call("GET", road).json() != figure_before


OPERATIONS = "create, replace, delete, split, cut_strip, cut_hole, merge, move_boundary"


def test_what_is_wrong_with_a_request_is_said(call) -> None:
    ten = parcel(call, "10")["id"]
    use = {"op": "replace", "layer": "parcels", "id": ten, "version": 1, "properties": {"land_use": "CLN"}}
    good = edit(use)
    for body, status, reason in (
        ({**good, "from": None}, 400, "no-when"),
        ({**good, "correction": True}, 400, "no-when"),
        ({**good, "reason": " "}, 400, "bad-parameter"),
        ({**good, "crs": "EPSG:1"}, 400, "unknown-crs"),
        ({**good, "operations": []}, 400, "bad-parameter"),
        (edit({**use, "op": "paint"}), 400, "bad-parameter"),
        (edit({**use, "layer": "nowhere"}), 404, "unknown-layer"),
        (edit({**use, "id": str(uuid4())}), 404, "unknown-feature"),
        (edit({**use, "geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}}), 400, "bad-parameter"),
        (edit({**use, "geometry": {"type": "Point", "coordinates": [WEST, SOUTH]}}), 422, "unfit-geometry"),
        (edit({**use, "geometry": polygon(1e300, 0, 2e300, 1)}), 422, "not-finite"),
        (edit({**use, "properties": {"colour": "red"}}), 422, "unknown-property"),
        (edit({**use, "properties": {"cert_area": "much"}}), 422, "bad-value"),
        (edit({**use, "properties": {"owner": "H" * 201}}), 422, "bad-value"),
    ):
        refused = call("POST", "/api/edits", json=body)
        assert (refused.status_code, refused.json()["type"]) == (status, f"/problems/{reason}"), json.dumps(body)
    for change, said in (
        ({"reason": " "}, "Tham số reason không thể là “ ”: không được để trống."),
        ({"reason": 7}, "Tham số reason không thể là “7”: hãy viết chữ."),
        ({"operations": []}, "Tham số operations không thể là “[]”: hãy cho ít nhất 1."),
        (
            {"operations": [{**use, "op": "paint"}]},
            f"Tham số op không thể là “paint”: hãy viết một trong {OPERATIONS}.",
        ),
        ({"operations": "split"}, "Tham số operations không thể là “split”: hãy cho một danh sách."),
        ({"correction": "perhaps"}, "Tham số correction không thể là “perhaps”: hãy viết true hoặc false."),
        ({"from": "30/04/2023"}, "Tham số from không thể là “30/04/2023”: hãy viết ngày như 2023-04-30."),
        ({"colour": "red"}, "Tham số colour không thể là “red”: ở đây không có thành phần này."),
        ({"operations": [{**use, "version": "new"}]}, "Tham số version không thể là “new”: hãy viết số nguyên."),
        ({"operations": [{"op": "delete", "layer": "parcels", "id": ten}]}, "Thiếu tham số version."),
        ({"reason": "r" * 2000}, f"Tham số reason không thể là “{'r' * 100}…”: hãy viết nhiều nhất 1000 ký tự."),
    ):
        refused = call("POST", "/api/edits", json={**good, **change}, headers={"Accept-Language": "vi"})
        assert refused.json()["detail"] == said
    broken = call("POST", "/api/edits", content=b"{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 400
    assert call("POST", "/api/edits", json=good, headers={"Idempotency-Key": " "}).status_code == 400


@pytest.mark.parametrize("role", ["", *RIGHTS])
def test_who_may_edit(call, role) -> None:
    ten = parcel(call, "10")["id"]
    use = edit({"op": "replace", "layer": "parcels", "id": ten, "version": 1, "properties": {"land_use": "CLN"}})
    may = Right.EDIT_PARCELS in RIGHTS.get(role, ())
    for path in ("/api/edits/preview", "/api/edits"):
        answer = call("POST", path, role, json=use)
        assert answer.status_code == (200 if may else 403)
        lacking = Right.EDIT_PARCELS if role else Right.READ_OFFICE
        assert may or lacking.value in answer.json()["detail"]
    road = edit({"op": "delete", "layer": "road_segments", "id": str(uuid4()), "version": 1})
    allowed = Right.EDIT_LAYERS in RIGHTS.get(role, ())
    assert call("POST", "/api/edits", role, json=road).status_code == (404 if allowed else 403)
