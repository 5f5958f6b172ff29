"""Who may do what: one table of every role, every route and every layer, and each of its cells tried."""

from __future__ import annotations

import re

import mapbox_vector_tile
import pytest

from layers.access import RIGHTS, Right
from layers.catalogue import LAYERS
from layers.database import engine
from layers.readable import FOR_HEADS
from tests.api.two_subdistricts import SECRET_OF_4, SECRET_OF_5, asking, build
from tests.conftest import shared_database

ROLES = ("public", *RIGHTS)
EVERYBODY = frozenset(ROLES)
STAFF = frozenset(RIGHTS)
PAST = STAFF - {"head"}
"""Who reads what was recorded in the past: of the head of a subdistrict the database can't tell that by place."""
EDITORS = frozenset({"administrator", "officer"})
ROUTES: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/"): EVERYBODY,
    ("GET", "/static/{path:path}"): EVERYBODY,
    ("GET", "/roads"): EVERYBODY,
    ("GET", "/roads/{code}"): EVERYBODY,
    ("GET", "/roads/{code}/section.svg"): EVERYBODY,
    ("GET", "/roads/{code}/picture.png"): EVERYBODY,
    ("GET", "/roads/{code}/map.js"): EVERYBODY,
    ("GET", "/embed/roads/{code}"): EVERYBODY,
    ("GET", "/changes.atom"): EVERYBODY,
    ("GET", "/roads/{code}/changes.atom"): EVERYBODY,
    ("GET", "/campaign"): EVERYBODY,
    ("GET", "/thanks"): EVERYBODY,
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/openapi.json"): EVERYBODY,
    ("GET", "/base/{z}/{x}/{y}"): EVERYBODY,
    ("GET", "/ogc"): EVERYBODY,
    ("GET", "/ogc/conformance"): EVERYBODY,
    ("GET", "/ogc/api"): EVERYBODY,
    ("GET", "/ogc/collections"): EVERYBODY,
    ("GET", "/ogc/collections/{layer}"): EVERYBODY,
    ("GET", "/ogc/collections/{layer}/schema"): EVERYBODY,
    ("GET", "/ogc/collections/{layer}/items"): EVERYBODY,
    ("GET", "/ogc/collections/{layer}/items/{feature}"): EVERYBODY,
    ("GET", "/tiles/{layer}.json"): EVERYBODY,
    ("GET", "/tiles/{layer}/{z}/{x}/{y}.mvt"): EVERYBODY,
    ("GET", "/api/roads/{code}/widening"): EVERYBODY,
    ("GET", "/api/roads/{code}/profile"): EVERYBODY,
    ("GET", "/api/roads/{code}/series"): EVERYBODY,
    ("GET", "/api/roads/{code}/shapes"): EVERYBODY,
    ("GET", "/api/progress"): EVERYBODY,
    ("GET", "/api/roads/{code}"): EVERYBODY,
    ("GET", "/api/clearance"): EVERYBODY,
    ("GET", "/api/clearance/{zone}"): PAST,
    ("GET", "/api/clearance/{zone}/households/{owner}"): PAST,
    ("POST", "/api/clearance/{zone}/households/{owner}/transitions"): EDITORS,
    ("POST", "/api/clearance/{zone}/households/{owner}/transitions/take-back"): EDITORS | {"chair"},
    ("GET", "/api/projects/{code}"): EVERYBODY,
    ("POST", "/api/projects/{code}/transitions"): EDITORS,
    ("POST", "/api/projects/{code}/transitions/take-back"): EDITORS | {"chair"},
    ("GET", "/api/campaign"): EVERYBODY,
    ("GET", "/api/thanks"): EVERYBODY,
    ("GET", "/api/me"): EVERYBODY,
    ("GET", "/api/meeting"): PAST,
    ("GET", "/api/meeting/days/{day}"): PAST,
    ("GET", "/api/agendas"): PAST,
    ("PUT", "/api/agendas/{agenda}"): EDITORS | {"chair"},
    ("POST", "/api/agendas/{agenda}/freeze"): EDITORS | {"chair"},
    ("POST", "/api/agendas/{agenda}/shown"): PAST,
    ("DELETE", "/api/agendas/{agenda}"): EDITORS | {"chair"},
    ("GET", "/api/documents"): STAFF,
    ("POST", "/api/documents"): frozenset({"administrator", "officer", "head"}),
    ("GET", "/api/documents/{sha256}"): STAFF,
    ("GET", "/api/documents/{sha256}/picture"): STAFF,
    ("GET", "/api/documents/{sha256}/thumbnail"): STAFF,
    ("POST", "/api/documents/{sha256}/detach"): frozenset({"administrator", "chair", "officer"}),
    ("GET", "/api/donations/{name}"): STAFF,
    ("GET", "/api/approvals"): PAST,
    ("GET", "/api/approvals/{name}"): PAST,
    ("POST", "/api/approvals"): frozenset({"administrator", "chair"}),
    ("GET", "/approvals/files/{name}"): EVERYBODY,
    ("GET", "/api/donations/{name}/minutes.{form}"): STAFF,
    ("POST", "/api/donations/{name}/transitions"): frozenset({"administrator", "officer", "head"}),
    ("POST", "/api/donations/{name}/visits"): frozenset({"administrator", "officer", "head"}),
    ("POST", "/api/donations/{name}/transitions/take-back"): frozenset({"administrator", "chair", "officer"}),
    ("OPTIONS", "/ogc/collections/{layer}/items"): EVERYBODY,
    ("OPTIONS", "/ogc/collections/{layer}/items/{feature}"): EVERYBODY,
    ("POST", "/ogc/collections/{layer}/items"): EDITORS,
    ("PUT", "/ogc/collections/{layer}/items/{feature}"): EDITORS,
    ("PATCH", "/ogc/collections/{layer}/items/{feature}"): EDITORS,
    ("DELETE", "/ogc/collections/{layer}/items/{feature}"): EDITORS,
    ("GET", "/ogc/collections/{layer}/items/{feature}/history"): PAST,
    ("POST", "/api/edits"): EDITORS,
    ("POST", "/api/edits/preview"): EDITORS,
    ("POST", "/api/edits/{edit}/undo"): EDITORS,
    ("PUT", "/api/presence/{tab}"): EDITORS,
    ("DELETE", "/api/presence/{tab}"): EDITORS,
    ("GET", "/workbench/files/{name}"): EVERYBODY,
    ("GET", "/field/files/{name}"): EVERYBODY,
    ("GET", "/field/worker.js"): EVERYBODY,
    ("GET", "/field/manifest.webmanifest"): EVERYBODY,
    ("GET", "/signin"): EVERYBODY,
    ("POST", "/signin"): EVERYBODY,
    ("GET", "/signin/provider"): EVERYBODY,
    ("GET", "/signin/provider/back"): EVERYBODY,
}
"""Who is not refused by the route itself; of donations' moves the state that is entered decides, see below."""
OWN_ACCOUNT = {
    ("POST", "/signout"),
    ("GET", "/workbench"),
    ("GET", "/meeting"),
    ("GET", "/agendas"),
    ("GET", "/approvals"),
    ("GET", "/field"),
    ("GET", "/home"),
    ("GET", "/account"),
    ("POST", "/account/password"),
    ("POST", "/account/tokens"),
    ("POST", "/account/tokens/{token}/revoke"),
    ("POST", "/account/sessions/{session}/end"),
}
"""For whoever has signed in with a browser, on the own account; test_sign_in.py has the whole story."""
HIDDEN, PUBLIC_FORM, OWN, ALL = "hidden", "in public form", "of the own subdistrict", "all"
PRIVATE_LAYERS = (
    "parties",
    "interests",
    "documents",
    "clearance_households",
    "household_steps",
    "obstacles",
    "contributions",
    "consents",
    "visits",
)
PLACED_LAYERS = ("parcels", "donations", "clearance_zones")
COUNTED_LAYERS = ("surveys",)
"""Counts of people: the public is told of large ones, by /api/campaign."""
READS: dict[tuple[str, str], str] = {
    (layer, role): (
        (HIDDEN if layer in (*PRIVATE_LAYERS, *COUNTED_LAYERS) else PUBLIC_FORM)
        if role == "public"
        else OWN
        if role == "head" and layer in (*PRIVATE_LAYERS, *PLACED_LAYERS)
        else ALL
    )
    for layer in FOR_HEADS
    for role in ROLES
}
"""What each role reads of each layer."""
ROWS: dict[str, tuple[int, int]] = {
    "parties": (1, 2),
    "subdistricts": (2, 2),
    "projects": (1, 1),
    "road_segments": (1, 1),
    "present_roads": (1, 1),
    "parcels": (3, 12),
    "interests": (1, 2),
    "donations": (1, 2),
    "clearance_zones": (1, 2),
    "campaign_phases": (1, 1),
    "documents": (1, 2),
    "clearance_households": (1, 2),
    "project_steps": (1, 1),
    "household_steps": (1, 2),
    "obstacles": (1, 2),
    "progress_readings": (1, 1),
    "campaign_targets": (1, 1),
    "contributions": (1, 2),
    "tidy_readings": (1, 1),
    "surveys": (1, 1),
    "consents": (1, 2),
    "visits": (1, 2),
}
"""Features of each layer in the scene: those of subdistrict 4, and all."""
TILE = "17/104074/58105"
EDIT = {
    "reason": "?",
    "from": "2023-05-02",
    "operations": [
        {"op": "delete", "layer": "parcels", "id": "00000000-0000-0000-0000-000000000000", "version": 1},
    ],
}
BODY = {"json": {"to": "agreed", "on": "2023-05-02", "reason": "visited"}}
VERDICT = {
    "verdict": "approved",
    "reason": "?",
    "donations": [{"id": "00000000-0000-0000-0000-000000000000", "newest": 1}],
}
OF_NONE = {"layer": "donations", "row_key": "none"}
VISIT = {"on": "2023-05-02", "result": "absent"}
AGENDA = {"title": "?", "on": "2023-05-02", "chapters": []}
STEP = {"step": 1, "on": "2023-05-02", "reason": "taken"}
database = shared_database


@pytest.fixture(scope="module")
def call(database, settings, tmp_path_factory):
    """Yield a function that asks as a role, with its token."""
    build(database, tmp_path_factory.mktemp("scene"))
    with asking(database, settings) as ask:
        yield ask


def test_the_table_has_every_route(call) -> None:
    assert call.routes == ROUTES.keys() | OWN_ACCOUNT


def test_the_table_has_every_layer() -> None:
    assert ROWS.keys() == LAYERS.keys()


NOBODYS = "00000000-0000-0000-0000-000000000000"
FILLED = {
    "layer": "parcels", "feature": NOBODYS, "z": "17", "x": "104074", "y": "58105", "code": "R1",
    "name": f"D-{SECRET_OF_4}", "zone": "none", "owner": "none", "edit": "0", "token": NOBODYS, "session": NOBODYS,
    "agenda": NOBODYS, "day": "2023-04-30", "path:path": "none.css", "sha256": "0" * 64, "form": "docx",
    "tab": "0" * 32,
}  # fmt: skip


def filled(path):
    return re.sub(r"\{([\w:]+)\}", lambda found: FILLED[found[1]], path)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_on_every_route(call, role) -> None:
    """Refused is 403 and one sentence that names the right; else the route may find something else amiss."""
    for (method, path), allowed in ROUTES.items():
        if (method, path) == ("POST", "/signin"):
            continue
        params = OF_NONE if path == "/api/documents" else None
        answer = call(role, method, filled(path), params=params, **({"json": {}} if method == "POST" else {}))
        if path == "/api/agendas/{agenda}" and method == "PUT":
            answer = call(role, method, filled(path), json=AGENDA)
        if role == "public" and method == "POST":  # what it brings is not even looked into
            assert (answer.status_code == 403) == (role not in allowed), (path, answer.text)
        if method == "POST":  # of users a right is asked for once the body can be read
            body = EDIT if path in {"/api/edits", "/api/edits/preview"} else BODY["json"]
            body = STEP if path.startswith(("/api/clearance", "/api/projects")) else body
            body = VISIT if path.endswith("/visits") else body
            body = VERDICT if path == "/api/approvals" else body
            body = {"reason": "?"} if path.endswith(("take-back", "undo")) else body
            body = {**OF_NONE, "reason": "?"} if path.endswith("detach") else body
            answer = call(role, method, filled(path).replace(SECRET_OF_4, "none"), json=body, params=params)
        assert answer.status_code < 500 or path == "/signin/provider/back", (role, path, answer.text)
        assert answer.status_code != 401, (role, path)
        refused = answer.status_code == 403
        assert refused == (role not in allowed), (role, method, path, answer.status_code)
        if refused:
            assert answer.json()["type"] == "/problems/not-allowed"
            assert any(right.value in answer.json()["detail"] for right in Right)


def test_every_route_takes_a_key_with_a_slash(call) -> None:
    """What a route takes from its path may hold one: it is found all the same, whatever it says of the key."""
    for method, path in ROUTES.keys() | OWN_ACCOUNT:
        answer = call("administrator", method, re.sub(r"\{[\w:]+\}", "01%2FH%C4%90", path))
        assert '"detail": "Not Found"' not in answer.text, (method, path)
        assert answer.status_code != 405, (method, path)


ITEMS, ITEM = "/ogc/collections/parcels/items", f"/ogc/collections/parcels/items/{NOBODYS}"


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_told_which_methods_it_may_use_on_features(call, role) -> None:
    told = [call(role, "OPTIONS", path).headers["allow"] for path in (ITEMS, ITEM)]
    if role in EDITORS:
        assert told == ["GET, HEAD, POST, OPTIONS", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"]
    else:
        assert told == ["GET, HEAD, OPTIONS"] * 2
    hidden = call(role, "OPTIONS", "/ogc/collections/parties/items")
    assert hidden.status_code == (404 if READS["parties", role] == HIDDEN else 204)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_with_a_token_has_no_browsers_account(call, role) -> None:
    for method, path in OWN_ACCOUNT:
        answer = call(role, method, filled(path))
        assert (answer.status_code, answer.headers["location"][:12]) == (303, "/signin?next")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("layer", ROWS)
def test_every_role_reads_of_every_layer_what_the_table_says(call, role, layer) -> None:
    reads, (own, every) = READS[layer, role], ROWS[layer]
    items = call(role, "GET", f"/ogc/collections/{layer}/items", params={"datetime": "../.."})
    listed = {one["id"] for one in call(role, "GET", "/ogc/collections").json()["collections"]}
    assert (layer in listed) == (reads != HIDDEN)
    if reads == HIDDEN:
        assert items.status_code == 404
        assert call(role, "GET", f"/ogc/collections/{layer}/schema").status_code == 404
        return
    features = items.json()["features"]
    ids = {feature["id"].partition("@")[0] for feature in features}
    if reads == PUBLIC_FORM:
        assert "KANARI" not in re.sub(r'"zone_no":"[^"]*"', "", items.text) or layer == "clearance_zones"
        assert SECRET_OF_5 + "-GCN" not in items.text
        assert SECRET_OF_5 + " kiện" not in items.text
        assert layer == "donations" or len(ids) == every
    else:
        assert len(ids) == (own if reads == OWN else every)
        if layer in (*PRIVATE_LAYERS, *PLACED_LAYERS):
            assert SECRET_OF_4 in items.text
            assert (SECRET_OF_5 in items.text) == (reads == ALL)
    for feature in ids:
        assert call(role, "GET", f"/ogc/collections/{layer}/items/{feature}").status_code in {200, 404}
    if reads == OWN:
        for feature in call("officer", "GET", f"/ogc/collections/{layer}/items").json()["features"]:
            answer = call(role, "GET", f"/ogc/collections/{layer}/items/{feature['id']}")
            assert answer.status_code == (200 if feature["id"] in ids else 404)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("layer", [name for name in ROWS if LAYERS[name].geometry])
def test_every_role_sees_of_every_layer_in_tiles_what_the_table_says(call, role, layer) -> None:
    for again in range(2):  # a tile that is kept is nobody else's
        tile = call(role, "GET", f"/tiles/{layer}/{TILE}.mvt", params={"on": "2023-06-30"})
        assert tile.status_code == (404 if READS[layer, role] == HIDDEN else 200)
        if READS[layer, role] == HIDDEN:
            return
        decoded = mapbox_vector_tile.decode(tile.content) if tile.content else {}
        names = {str(feature["properties"]) for one in decoded.values() for feature in one["features"]}
        if READS[layer, role] == ALL:
            assert len(names) >= 1, again
        if READS[layer, role] == OWN:
            told = " ".join(names)
            assert SECRET_OF_5 not in told
            assert layer != "parcels" or len(decoded["parcels"]["features"]) == ROWS["parcels"][0]
    if role in {"public", "head"}:
        assert (
            call(role, "GET", f"/tiles/{layer}/{TILE}.mvt", params={"recorded": "2030-01-01T00:00:00Z"}).status_code
            == 403
        )


@pytest.mark.parametrize("role", ROLES)
def test_who_reads_the_past_as_it_was_recorded(call, role) -> None:
    for path in (
        "/ogc/collections/parcels/items",
        f"/tiles/parcels/{TILE}.mvt",
        "/api/progress",
        "/api/roads/R1/widening",
    ):
        answer = call(role, "GET", path, params={"recorded": "2030-01-01T00:00:00Z"})
        assert (answer.status_code == 403) == (role not in PAST), (path, answer.text)


def test_a_head_finds_no_donation_of_another_subdistrict_and_moves_none(call) -> None:
    own = call("head", "GET", f"/api/donations/D-{SECRET_OF_4}")
    assert (own.json()["subdistrict"], own.json()["state"]) == ("4", "approached")
    assert own.json()["events"][0]["who"] == "an"
    assert [move["to"] for move in own.json()["next"]]
    other = call("head", "GET", f"/api/donations/D-{SECRET_OF_5}")
    assert (other.status_code, other.json()["type"]) == (404, "/problems/unknown-donation")
    for path, body in (("transitions", BODY["json"]), ("visits", VISIT)):
        refused = call("head", "POST", f"/api/donations/D-{SECRET_OF_5}/{path}", json=body)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/other-subdistrict")


def test_a_head_reads_figures_of_roads_in_the_form_that_everybody_does(call) -> None:
    for path in ("/api/roads/R1/widening", "/api/roads/R1/profile", "/api/progress", "/api/progress?by=subdistrict"):
        told, public = call("head", "GET", path), call("public", "GET", path)
        assert (told.status_code, public.status_code) == (200, 200)
        assert told.json() == public.json()


def test_a_head_of_no_subdistrict_reads_nothing_of_any(call, database) -> None:
    with engine(database.owner).begin() as connection:
        connection.exec_driver_sql("UPDATE office.users SET subdistrict = NULL WHERE name = 'head'")
    try:
        for layer in (*PRIVATE_LAYERS, *PLACED_LAYERS):
            assert call("head", "GET", f"/ogc/collections/{layer}/items").json()["features"] == []
    finally:
        with engine(database.owner).begin() as connection:
            connection.exec_driver_sql("UPDATE office.users SET subdistrict = '4' WHERE name = 'head'")
