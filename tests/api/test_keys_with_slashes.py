"""Keys as papers have them, “01/HĐ-2023”: whatever is imported under such a number is reached by it."""

from __future__ import annotations

from urllib.parse import quote

import httpx2
import pytest

from api.application import create_app
from tests.conftest import make_token, serving, shared_database
from tests.in_process import InProcess
from tests.scenes import Street, put

ROAD, DONATION, HALF, PROJECT, ZONE, OWNER = "A/1", "01/HĐ-2023", "50%2F2", "DA/01", "GP/01", "H/1"
STEP = {"step": 1, "on": "2023-03-02", "reason": "kế hoạch", "paper": {"kind": "survey_plan", "number": "12/KH"}}


def at(path, **keys):
    return path.format(**{name: quote(key, safe="") for name, key in keys.items()})


database = shared_database


@pytest.fixture(scope="module", autouse=True)
def street(database, tmp_path_factory):
    """A street with two donations and a zone, all numbered as offices number."""
    folder = tmp_path_factory.mktemp("street")
    street = Street(code=ROAD, plots=2)
    put(database, "parties", [{"code": OWNER, "name": "Hộ Mẫu"}], folder)
    put(database, "projects", [{"code": PROJECT, "name": "Dự án", "geometry": street.plot("R", 0)}], folder)
    street.give("L", 0, don_no=DONATION, d_signed="2023-03-01")
    street.give("L", 1, don_no=HALF, d_identif="2023-03-01")
    street.build(database, folder)
    ground = street.strip("R", 0, 5)
    put(database, "clearance_zones", [{"zone_no": ZONE, "project": PROJECT, "name": "Khu", "geometry": ground}], folder)
    put(database, "clearance_households", [
        {"zone_no": ZONE, "owner": OWNER, "land_kind": "other", "geometry": ground.buffer(-1)}
    ], folder)  # fmt: skip
    return street


@pytest.fixture(scope="module")
def call(database, settings):
    headers = {"Authorization": f"Bearer {make_token(database, role='administrator')}", "Accept-Language": "en"}
    app = create_app(settings, database)
    with InProcess(app, headers=headers, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client.request


def test_a_donation_of_such_a_number_is_read_and_moved(call) -> None:
    for number in (DONATION, HALF):
        path = at("/api/donations/{name}", name=number)
        assert call("GET", path).json()["don_no"] == number
        assert call("GET", f"{path}/minutes.pdf").headers["content-type"] == "application/pdf"
        assert call("GET", at("/api/approvals/{name}", name=number)).json()["don_no"] == number
    path = at("/api/donations/{name}", name=HALF)
    moved = call("POST", f"{path}/transitions", json={"to": "approached", "on": "2023-03-02", "reason": "visited"})
    assert (moved.status_code, moved.json()["state"]) == (200, "approached")
    assert call("POST", f"{path}/transitions/take-back", json={"reason": "was not"}).json()["state"] == "identified"


def test_minutes_are_named_without_a_slash(call) -> None:
    named = call("GET", at("/api/donations/{name}/minutes.docx", name=DONATION)).headers["content-disposition"]
    assert named.partition("''")[2] == quote("Biên bản 01-HĐ-2023.docx")


def test_a_project_a_zone_and_a_household_of_such_numbers_are_read_and_moved(call) -> None:
    project = at("/api/projects/{code}", code=PROJECT)
    zone = at("/api/clearance/{zone}", zone=ZONE)
    assert call("GET", project).json()["code"] == PROJECT
    assert call("GET", zone).json()["zone_no"] == ZONE
    assert call("GET", zone + at("/households/{owner}", owner=OWNER)).json()["owner"] == OWNER
    assert call("POST", f"{project}/transitions", json=STEP).status_code == 200
    assert call("POST", f"{project}/transitions/take-back", json={"reason": "was not"}).status_code == 200


def test_a_road_of_such_a_code_has_its_page_pictures_and_figures(call) -> None:
    for path in ("", "/section.svg", "/picture.png", "/map.js", "/changes.atom"):
        assert call("GET", at("/roads/{code}", code=ROAD) + path).status_code == 200, path
    assert call("GET", at("/embed/roads/{code}", code=ROAD)).status_code == 200
    for path in ("", "/widening", "/profile", "/shapes", "/series?from=2023-01-01&to=2023-02-28"):
        assert call("GET", at("/api/roads/{code}", code=ROAD) + path).status_code == 200, path


def test_a_slash_that_is_a_border_stays_one(call) -> None:
    assert call("GET", "/api/roads/A/1").json()["title"] == "Not found"
    assert call("GET", "/api%2Froads/A%2F1").json()["title"] == "Not found"
    assert call("GET", "/static/js%2Fnone.js").json()["detail"] == "There is no file “js/none.js”."


def test_a_redirect_and_a_problem_keep_the_key(call) -> None:
    went = call("GET", at("/api/donations/{name}/", name=DONATION))
    assert went.status_code == 307
    assert went.headers["location"].endswith(at("/api/donations/{name}", name=DONATION))
    missing = call("GET", at("/api/donations/{name}", name="02/HĐ")).json()
    assert missing["type"] == "/problems/unknown-donation"
    assert missing["instance"] == "/api/donations/02%2FHĐ"


def test_so_it_is_under_a_path_behind_a_proxy(database, settings) -> None:
    with InProcess(create_app(settings, database), root_path="/mo", follow_redirects=False) as client:
        path = "/mo" + at("/roads/{code}", code=ROAD)
        assert client.get(path).status_code == 200
        assert client.get(f"{path}/").headers["location"].endswith(path)
        assert client.get("/mo/ogc/collections/parcels/items").status_code == 200


def test_so_it_is_for_a_server(database) -> None:
    with serving(database) as address:
        assert httpx2.get(address + at("/roads/{code}", code=ROAD)).status_code == 200
