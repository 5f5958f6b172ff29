"""Tiles: what they carry, for whom, on which day, and what is refused."""

from __future__ import annotations

import mapbox_vector_tile
import pytest
import shapely
from sqlalchemy import text

from layers.changes import change
from layers.database import engine
from tests.conftest import shared_database
from tests.scenes import Street

TILE = (17, 104074, 58105)

database = shared_database


@pytest.fixture(scope="module", autouse=True)
def street(database, tmp_path_factory):
    """A street with twelve plots on each side; one was a garden until 1 May 2023."""
    street = Street()
    first = street.parcels[0]
    street.parcels[0] = {**first, "land_use": "CLN", "to_date": "2023-05-01", "from_date": None}
    street.parcels.append({**first, "from_date": "2023-05-01", "to_date": None})
    street.parcels[2] = {**street.parcels[2], "geometry": shapely.segmentize(street.parcels[2]["geometry"], 1)}
    for number in range(6):
        street.give("L", number, d_identif="2023-02-03", d_signed="2023-04-10", d_handed="2023-05-20")
    return street.build(database, tmp_path_factory.mktemp("street"))


def tile(client, layer, place=TILE, **parameters):
    answer = client.get("/tiles/{}/{}/{}/{}.mvt".format(layer, *place), params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    return mapbox_vector_tile.decode(answer.content) if answer.content else {}


def above(place, zoom):
    z, x, y = place
    return zoom, x >> (z - zoom), y >> (z - zoom)


def test_a_tile_carries_what_style_and_click_need_and_no_more(public_client, office_client) -> None:
    public = tile(public_client, "parcels")["parcels"]["features"][0]
    office = tile(office_client, "parcels")["parcels"]["features"][0]
    assert public["properties"].keys() <= {"land_use", "sheet", "parcel"}
    assert "parcel" not in public["properties"], "numbers of parcels are the office's, unless it shows them"
    assert office["properties"].keys() == {"land_use", "sheet", "parcel"}
    assert public["id"] == office["id"]


def test_a_tile_shows_a_day(office_client) -> None:
    def gardens(on):
        drawn = tile(office_client, "parcels", on=on)["parcels"]["features"]
        return [feature["properties"]["parcel"] for feature in drawn if feature["properties"]["land_use"] == "CLN"]

    assert gardens("2023-04-30") == ["L0"]
    assert gardens("2023-05-01") == []


def test_below_zoom_15_parcels_give_way_to_blocks(public_client) -> None:
    blocks = tile(public_client, "parcels", above(TILE, 14), on="2023-06-01")
    assert list(blocks) == ["parcel_blocks"]
    assert {feature["properties"]["ground"] for feature in blocks["parcel_blocks"]["features"]} == {"built"}
    assert len(blocks["parcel_blocks"]["features"]) < 24
    assert list(tile(public_client, "parcels", above(TILE, 15))) == ["parcels"]


def test_at_zoom_15_a_straight_side_has_no_points_but_its_ends_and_no_parcel_is_lost(office_client) -> None:
    near, far = (
        {feature["properties"]["parcel"]: feature["geometry"]["coordinates"][0] for feature in drawn["features"]}
        for drawn in (tile(office_client, "parcels", above(TILE, zoom))["parcels"] for zoom in (16, 15))
    )
    assert near.keys() == far.keys()
    assert len(near["L2"]) > 10
    assert len(far["L2"]) == 5


def test_the_offices_donations_carry_the_days_of_their_states(office_client) -> None:
    drawn = tile(office_client, "donations")["donations"]["features"]
    states = {feature["properties"]["state"]: feature["properties"] for feature in drawn}
    assert states.keys() == {"identified", "signed", "handed_over"}
    assert states["identified"]["last"] == states["signed"]["first"] == 19457  # 2023-04-10 in days since 1970
    assert "last" not in states["handed_over"]


def test_the_days_of_a_donation_come_in_their_order_so_that_rows_written_anew_are_the_same_bytes(
    office_client, database
) -> None:
    before = office_client.get("/tiles/donations/{}/{}/{}.mvt".format(*TILE))
    drawn = mapbox_vector_tile.decode(before.content)["donations"]["features"]
    firsts: dict[int, list[int]] = {}
    for feature in drawn:
        firsts.setdefault(feature["id"], []).append(feature["properties"]["first"])
    assert len(firsts) == 6
    assert all(days == sorted(days) for days in firsts.values())

    with engine(database.owner).connect() as connection, change(connection, "an", "edit", "as it was") as number:
        connection.execute(text("UPDATE layers.donations_states SET seg_code = seg_code WHERE don_no LIKE '%L2'"))
    after = office_client.get("/tiles/donations/{}/{}/{}.mvt".format(*TILE), params={"change": number})
    assert after.headers["etag"] == before.headers["etag"]


def test_the_publics_donations_are_cells(public_client) -> None:
    drawn = tile(public_client, "donations", on="2023-06-01")["donations"]["features"]
    assert drawn
    assert {feature["properties"]["state"] for feature in drawn} == {"handed_over"}
    assert all("don_no" not in feature["properties"] for feature in drawn)


def test_a_tile_with_nothing_on_it_is_empty_and_has_an_etag(public_client) -> None:
    answer = public_client.get("/tiles/parcels/17/0/0.mvt")
    assert (answer.status_code, answer.content) == (200, b"")
    again = public_client.get("/tiles/parcels/17/0/0.mvt", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_who_has_a_tile_gets_304(public_client) -> None:
    address = "/tiles/parcels/{}/{}/{}.mvt".format(*TILE)
    first = public_client.get(address)
    again = public_client.get(address, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("tongue", ["vi", "en"])
def test_tilejson_speaks_the_language_of_the_collections(public_client, tongue) -> None:
    asked = {"Accept-Language": tongue}
    collection = public_client.get("/ogc/collections/parcels", headers=asked).json()
    described = public_client.get("/tiles/parcels.json", headers=asked).json()
    assert described["description"] == collection["description"]
    assert described["vector_layers"][-1]["description"] == collection["description"]


def test_tilejson_describes_the_tiles(public_client, office_client) -> None:
    described = public_client.get("/tiles/parcels.json").json()
    assert described["tilejson"] == "3.0.0"
    assert described["tiles"][0].endswith("/tiles/parcels/{z}/{x}/{y}.mvt")
    assert [layer["id"] for layer in described["vector_layers"]] == ["parcel_blocks", "parcels"]
    fields = {
        layer["id"]: layer["fields"] for layer in office_client.get("/tiles/donations.json").json()["vector_layers"]
    }
    assert fields["donations"].keys() >= {"don_no", "state", "first", "last"}


@pytest.mark.parametrize(
    ("address", "status", "reason"),
    [
        ("/tiles/rivers/17/0/0.mvt", 404, "unknown-layer"),
        ("/tiles/parties/17/0/0.mvt", 404, "unknown-layer"),
        ("/tiles/campaign_phases/17/0/0.mvt", 404, "not-drawn"),
        ("/tiles/parcels/17/131072/0.mvt", 404, "no-tile"),
        ("/tiles/parcels/17/0/-1.mvt", 404, "no-tile"),
        ("/tiles/parcels/19/0/0.mvt", 404, "no-tile"),
        ("/tiles/parcels/x/y/z.mvt", 404, "no-tile"),
        ("/tiles/parcels/99999999999999999999/0/0.mvt", 404, "no-tile"),
        ("/tiles/parcels/17/0/0.mvt?on=2023-13-01", 400, "bad-parameter"),
        ("/tiles/parcels/17/0/0.mvt?on=..", 400, "bad-parameter"),
        ("/tiles/parcels/17/0/0.mvt?change=-1", 400, "bad-parameter"),
        ("/tiles/parcels/17/0/0.mvt?colour=red", 400, "unknown-parameter"),
        ("/tiles/parcels/17/0/0.mvt?recorded=2023-01-01", 403, "not-allowed"),
    ],
)
def test_what_is_wrong_is_told_as_a_problem(public_client, address, status, reason) -> None:
    answer = public_client.get(address)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{reason}")
