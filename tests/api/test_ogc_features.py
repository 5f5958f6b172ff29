"""OGC API Features, Parts 1 and 2: pages, days, systems, links, and what is refused."""

from __future__ import annotations

import math
import unicodedata
from urllib.parse import parse_qs, urlsplit

import pytest
from shapely.geometry import shape

from tests.conftest import shared_database
from tests.scenes import PLOT_M, SOUTH, WEST, Street, put

EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"
PARCELS = "/ogc/collections/parcels/items"

database = shared_database


@pytest.fixture(scope="module", autouse=True)
def street(database, tmp_path_factory):
    """A street with twelve plots on each side; one was sold and divided on 1 May 2023."""
    street = Street()
    first = street.parcels[0]
    street.parcels[0] = {**first, "from_date": "2015-01-01", "to_date": "2023-05-01"}
    street.parcels.append({**first, "land_use": "CLN", "from_date": "2023-05-01", "to_date": None})
    street.give("L", 1, d_identif="2023-02-03", d_signed="2023-04-10", owner="Bà Mẫu")
    return street.build(database, tmp_path_factory.mktemp("street"))


def features(answer):
    assert answer.status_code == 200, answer.text
    return answer.json()["features"]


def link(document, rel):
    return next((entry["href"] for entry in document["links"] if entry["rel"] == rel), None)


def test_the_front_door_leads_to_everything(public_client) -> None:
    landing = public_client.get("/ogc").json()
    for rel in ("self", "service-desc", "conformance", "data"):
        assert public_client.get(link(landing, rel)).status_code == 200
    collections = public_client.get(link(landing, "data")).json()["collections"]
    assert {"road_segments", "parcels", "donations"} <= {collection["id"] for collection in collections}
    for collection in collections:
        page = public_client.get(link(collection, "items"), params={"limit": 2})
        assert page.headers["content-type"] == "application/geo+json"
        assert page.json()["numberReturned"] == len(page.json()["features"])
        for feature in page.json()["features"]:
            address = f"/ogc/collections/{collection['id']}/items/{feature['id']}"
            assert public_client.get(address).json()["properties"] == feature["properties"]


def test_openapi_tells_of_every_path_and_parameter(public_client):
    paths = public_client.get("/ogc/api").json()["paths"]
    described = {entry["name"] for entry in paths["/ogc/collections/{layer}/items"]["get"]["parameters"]}
    assert {"layer", "bbox", "bbox-crs", "crs", "datetime", "limit", "after", "recorded"} <= described
    assert {"/tiles/{layer}/{z}/{x}/{y}.mvt", "/tiles/{layer}.json", "/healthz"} <= paths.keys()


def test_the_public_sees_no_office_layers(public_client, office_client):
    assert public_client.get("/ogc/collections/parties").status_code == 404
    assert office_client.get("/ogc/collections/parties").status_code == 200


def test_a_page_turned_after_midnight_goes_on_with_its_day(office_client) -> None:
    following = link(office_client.get(PARCELS, params={"limit": 5}).json(), "next")
    assert parse_qs(urlsplit(following).query)["datetime"][0].count("-") == 2


@pytest.mark.parametrize(
    ("on", "land_use"), [("2014-12-31", None), ("2015-01-01", "ODT"), ("2023-04-30", "ODT"), ("2023-05-01", "CLN")]
)
def test_datetime_is_valid_time(office_client, on, land_use):
    found = features(office_client.get(PARCELS, params={"datetime": on, "parcel": "L0"}))
    assert [feature["properties"]["land_use"] for feature in found] == ([land_use] if land_use else [])


def test_an_interval_gives_every_state_with_an_id_of_its_own(office_client) -> None:
    found = features(office_client.get(PARCELS, params={"datetime": "../..", "parcel": "L0"}))
    states = {feature["id"].partition("@")[2]: feature["properties"] for feature in found}
    assert {first: state["land_use"] for first, state in states.items()} == {"2015-01-01": "ODT", "2023-05-01": "CLN"}
    for feature in found:
        alone = office_client.get(f"{PARCELS}/{feature['id']}").json()
        assert alone["properties"] == feature["properties"]
        assert alone["id"] == feature["id"]
    only_later = features(office_client.get(PARCELS, params={"datetime": "2023-06-01/..", "parcel": "L0"}))
    assert [feature["properties"]["land_use"] for feature in only_later] == ["CLN"]


def test_a_state_without_a_beginning_has_an_id_too(office_client) -> None:
    (found,) = features(office_client.get(PARCELS, params={"datetime": "../..", "parcel": "L5"}))
    assert found["id"].endswith("@..")
    assert office_client.get(f"{PARCELS}/{found['id']}").json()["id"] == found["id"]


def test_donations_show_the_state_of_the_day(office_client) -> None:
    items = "/ogc/collections/donations/items"
    states = {
        on: [feature["properties"]["state"] for feature in features(office_client.get(items, params={"datetime": on}))]
        for on in ("2023-02-02", "2023-02-03", "2023-04-09", "2023-04-10", "2024-01-01")
    }
    assert states == {
        "2023-02-02": [],
        "2023-02-03": ["identified"],
        "2023-04-09": ["identified"],
        "2023-04-10": ["signed"],
        "2024-01-01": ["signed"],
    }


def test_coordinates_come_in_the_system_that_is_asked_for(office_client) -> None:
    def first_point(crs):
        parameters = {"parcel": "R0"} | ({"crs": crs} if crs else {})
        answer = office_client.get(PARCELS, params=parameters)
        assert answer.headers["content-crs"] == f"<{crs or 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'}>"
        return shape(features(answer)[0]["geometry"]).bounds[:2]

    lon, lat = first_point(None)
    assert math.isclose(lon, 105.847586, abs_tol=1e-5)
    assert math.isclose(lat, 19.990869, abs_tol=1e-5)
    assert first_point(EPSG.format(4326)) == (lat, lon), "EPSG:4326 has latitude first"
    assert first_point(EPSG.format(5897)) == (WEST, SOUTH - 33)
    assert first_point(EPSG.format(9205))[0] > WEST + 100_000, "another zone of VN-2000"


def test_a_box_finds_what_meets_it_in_each_system(office_client) -> None:
    """The first three plots south of the street, whichever system the box is written in."""
    west, south, east, north = WEST + 1, SOUTH - 20, WEST + 3 * PLOT_M - 1, SOUTH - 10

    def parcels(**parameters):
        found = features(office_client.get(PARCELS, params=parameters))
        return {feature["properties"]["parcel"] for feature in found}

    own = {"bbox": f"{west},{south},{east},{north}", "bbox-crs": EPSG.format(5897)}
    assert parcels(**own) == {"R0", "R1", "R2"}
    lon0, lat0, lon1, lat1 = 105.84760, 19.99100, 105.84814, 19.99107
    assert parcels(bbox=f"{lon0},{lat0},{lon1},{lat1}") == {"R0", "R1", "R2"}
    swapped = {"bbox": f"{lat0},{lon0},{lat1},{lon1}", "bbox-crs": EPSG.format(4326)}
    assert parcels(**swapped) == {"R0", "R1", "R2"}
    assert parcels(bbox=f"{lon0},{lat0},-100,{lon1},{lat1},9000") == {"R0", "R1", "R2"}
    assert parcels(bbox="170,-80,-170,80") == set(), "a box over the antimeridian"
    assert len(parcels(bbox="-180,-90,180,90")) == 24


SYSTEMS = [EPSG.format(srid) for srid in (3857, 4756, 5897, 9205, 9218, 3405, 3406)]
SIZES = (1e-9, 1e-7, 1e-6, 1e-5, 1e-3, 1e-2, 0.1, 0.3, 0.6, 1, 1.5, 2, 2.5, 10, 1e3, 1e290)
"""Half a box's side, in tens of thousands of kilometres (ninety degrees)."""


@pytest.mark.parametrize("crs", SYSTEMS)
def test_a_box_that_grows_never_finds_less(office_client, crs) -> None:
    def found(*box):
        given = {"bbox": ",".join(map(str, box)), "bbox-crs": crs}
        return {feature["id"] for feature in features(office_client.get(PARCELS, params=given))}

    (plot,) = features(office_client.get(PARCELS, params={"parcel": "R6", "crs": crs}))
    middle = shape(plot["geometry"]).centroid.coords[0]
    unit = 90 if crs.endswith("4756") else 1e7
    for corners in ((-1, -1, 1, 1), (-1.5, -1.3, 1.6, 1.7), (-0.1, -2, 0.1, 0.1), (-3, -0.01, 0.5, 3)):
        seen: set[str] = set()
        for size in SIZES:
            box = [middle[place % 2] + corner * size * unit for place, corner in enumerate(corners)]
            now = found(*box)
            assert seen <= now, (corners, size)
            seen = now
        assert len(seen) == 24
    if unit > 90:
        assert len(found(-15_000_000, -13_000_000, 16_000_000, 17_000_000)) == 24
    parties = office_client.get(
        PARCELS.replace("parcels", "parties"), params={"bbox": "-9e9,-9e9,9e9,9e9", "bbox-crs": crs}
    )
    assert features(parties) == [], "what has no place is in no box, however large"


def test_private_answers_are_kept_by_nobody(office_client, public_client) -> None:
    assert office_client.get(PARCELS).headers["cache-control"] == "private, no-store"
    assert public_client.get(PARCELS).headers["cache-control"] == "no-cache"


def test_geometry_can_be_left_out(office_client) -> None:
    (feature,) = features(office_client.get(PARCELS, params={"parcel": "R1", "skipGeometry": "true"}))
    assert feature["geometry"] is None
    assert feature["properties"]["parcel"] == "R1"


def test_a_large_answer_is_packed_for_who_accepts_that(public_client) -> None:
    plain = public_client.get(PARCELS, headers={"Accept-Encoding": "identity"})
    packed = public_client.get(PARCELS, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"], "two representations"
    for shown in (plain.headers["etag"], packed.headers["etag"]):
        assert public_client.get(PARCELS, headers={"If-None-Match": shown}).status_code == 304


@pytest.mark.parametrize(
    ("accepted", "packed"), [("gzip;q=0", False), ("br, gzip; q=0.000", False), ("GZIP;q=0.5", True)]
)
def test_who_refuses_packed_answers_is_sent_plain_ones(public_client, accepted, packed) -> None:
    answer = public_client.get(PARCELS, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == ("gzip" if packed else None)


def test_properties_filter_by_equality(office_client) -> None:
    assert {f["properties"]["parcel"] for f in features(office_client.get(PARCELS, params={"land_use": "CLN"}))} == {
        "L0"
    }


def test_text_is_found_however_its_marks_are_written(office_client) -> None:
    for form in ("NFC", "NFD"):
        asked = {"name": unicodedata.normalize(form, "Đường R1")}
        assert len(features(office_client.get("/ogc/collections/road_segments/items", params=asked))) == 1


def test_a_number_is_written_in_digits(office_client) -> None:
    for text in ("1_0", "１", "nan", "1e999999999", "0x1"):
        answer = office_client.get(PARCELS, params={"cert_area": text})
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-parameter"), text
    assert features(office_client.get(PARCELS, params={"cert_area": "-1.5e2"})) == []


def test_a_layer_without_places_is_read_all_the_same(office_client) -> None:
    (party,) = features(office_client.get("/ogc/collections/parties/items"))
    assert party["geometry"] is None
    assert party["properties"]["name"] == "Bà Mẫu"


def test_what_was_recorded_needs_a_right(public_client, office_client) -> None:
    refused = public_client.get(PARCELS, params={"recorded": "2030-01-01T00:00:00Z"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-allowed")
    assert len(features(office_client.get(PARCELS, params={"recorded": "2030-01-01T00:00:00Z"}))) == 24
    assert features(office_client.get(PARCELS, params={"recorded": "2020-01-01T00:00:00Z"})) == []


@pytest.mark.parametrize(
    ("address", "status", "reason"),
    [
        ("/ogc/collections/rivers/items", 404, "unknown-layer"),
        (f"{PARCELS}/nothing", 404, "unknown-feature"),
        (f"{PARCELS}/00000000-0000-4000-8000-000000000000", 404, "unknown-feature"),
        (f"{PARCELS}?bbox=1,2,3", 400, "bad-parameter"),
        (f"{PARCELS}?bbox=1,2,3,nan", 400, "bad-parameter"),
        (f"{PARCELS}?bbox=1,5,3,2", 400, "bad-parameter"),
        (f"{PARCELS}?bbox=1_05.84,19,106,20", 400, "bad-parameter"),
        (f"{PARCELS}?bbox=１,2,3,4", 400, "bad-parameter"),
        (f"{PARCELS}?bbox=1,2,3,1e999", 400, "bad-parameter"),
        ("/api/roads/R1/widening?change=1_0", 400, "bad-parameter"),
        ("/api/roads/R1/profile?step=1_0", 400, "bad-parameter"),
        ("/base/1_0/0/0", 400, "bad-parameter"),
        (f"{PARCELS}?bbox=1,2,300,4", 400, "bad-parameter"),
        (f"{PARCELS}?bbox=1,2,3,4&bbox-crs=EPSG:2056", 400, "unknown-crs"),
        (f"{PARCELS}?crs=EPSG:6957", 400, "unknown-crs"),
        (f"{PARCELS}?crs=nonsense", 400, "unknown-crs"),
        (f"{PARCELS}?limit=0", 400, "bad-parameter"),
        (f"{PARCELS}?limit=many", 400, "bad-parameter"),
        (f"{PARCELS}?limit=5&limit=6", 400, "bad-parameter"),
        (f"{PARCELS}?datetime=yesterday", 400, "bad-parameter"),
        (f"{PARCELS}?datetime=2023-02-30", 400, "bad-parameter"),
        (f"{PARCELS}?datetime=2023-05-01/2023-04-01", 400, "bad-parameter"),
        (f"{PARCELS}?after=elsewhere", 400, "bad-parameter"),
        (f"{PARCELS}?colour=red", 400, "unknown-parameter"),
        (f"{PARCELS}?f=shapefile", 400, "bad-parameter"),
        ("/ogc?f=html", 400, "bad-parameter"),
        ("/ogc/collections?f=html", 400, "bad-parameter"),
        ("/ogc/collections/parcels?f=xml", 400, "bad-parameter"),
        (f"{PARCELS}?skipGeometry=maybe", 400, "bad-parameter"),
        ("/ogc/nothing", 404, "not-found"),
    ],
)
def test_what_is_wrong_is_told_as_a_problem(public_client, address, status, reason):
    answer = public_client.get(address, headers={"Accept-Language": "en"})
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["type"]) == (status, f"/problems/{reason}")
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"] == address.partition("?")[0]


def test_problems_are_told_in_the_callers_language(public_client):
    vietnamese = public_client.get(f"{PARCELS}?limit=0", headers={"Accept-Language": "vi"}).json()
    english = public_client.get(f"{PARCELS}?limit=0", headers={"Accept-Language": "en-GB"}).json()
    assert english["detail"] == "The parameter limit can't be “0”: write a whole number from 1 to 9007199254740991."
    assert vietnamese["detail"] != english["detail"]
    assert vietnamese["title"] != english["title"]


def test_a_wrong_token_is_nobody(public_client):
    for header in ("Bearer md_wrong", "Basic YTpi", "Bearer "):
        answer = public_client.get(PARCELS, headers={"Authorization": header})
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/bad-token")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_features_have_the_ids_that_tiles_number_them_by(office_client) -> None:
    (parcel,) = features(office_client.get(PARCELS, params={"parcel": "R1"}))
    digits = parcel["id"].replace("-", "")
    number = int(digits[:12] + digits[13], 16)
    (found,) = features(office_client.get(PARCELS, params={"fid": number}))
    assert found["id"] == parcel["id"]


def test_projects_may_have_no_place(office_client, database, tmp_path):
    put(database, "projects", [{"code": "DA-9", "name": "Cầu Mẫu", "plan_from": "01/03/2023"}], tmp_path)
    (project,) = features(office_client.get("/ogc/collections/projects/items"))
    assert project["geometry"] is None
    assert project["properties"]["plan_from"] == "2023-03-01"
