"""Other people's clients read every feature: GDAL's OAPIF driver, which QGIS uses too, and OWSLib."""

from __future__ import annotations

import pyogrio
import pytest
from owslib.ogcapi.features import Features

from layers.readable import Audience, collections
from tests.conftest import make_token, serving, shared_database
from tests.scenes import SOUTH, WEST, Street

database = shared_database


@pytest.fixture(scope="module", autouse=True)
def street(database, tmp_path_factory):
    street = Street(plots=60)
    for number in range(12):
        street.give("L", number, d_identif="2023-02-03", d_signed="2023-04-10")
    return street.build(database, tmp_path_factory.mktemp("street"))


@pytest.fixture(scope="module")
def live(database):
    # GDAL waits for answers without letting go of the interpreter: the service needs a process of its own.
    with serving(database) as address:
        yield address


@pytest.fixture
def token(database):
    """Let GDAL show a technician's token."""
    pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": make_token(database)})
    yield
    pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": None, "GDAL_HTTP_BEARER": None})


def own_count(client, name):
    return len(client.get(f"/ogc/collections/{name}/items", params={"limit": 10000}).json()["features"])


def test_gdal_reads_every_feature_of_the_public(live, public_client) -> None:
    listed = {name for name, _ in pyogrio.list_layers(f"OAPIF:{live}/ogc")}
    assert listed == set(collections(Audience.PUBLIC))
    for name in ("parcels", "donations", "road_segments"):
        frame = pyogrio.read_dataframe(f"OAPIF:{live}/ogc", layer=name, PAGE_SIZE=7)
        assert len(frame) == own_count(public_client, name) > 0


@pytest.mark.usefixtures("token")
def test_gdal_reads_the_offices_with_a_token(live, office_client) -> None:
    listed = {name for name, _ in pyogrio.list_layers(f"OAPIF:{live}/ogc")}
    assert listed == set(collections(Audience.OFFICE))
    frame = pyogrio.read_dataframe(f"OAPIF:{live}/ogc", layer="donations", PAGE_SIZE=5)
    assert len(frame) == own_count(office_client, "donations") == 12
    assert set(frame["state"]) == {"signed"}


def test_gdal_reads_in_the_zone_of_the_office(live, street) -> None:
    frame = pyogrio.read_dataframe(f"OAPIF:{live}/ogc", layer="parcels", CRS="EPSG:5897")
    west, south, _, _ = frame.total_bounds
    drawn = min(parcel["geometry"].bounds[0] for parcel in street.parcels)
    assert abs(west - drawn) < 0.002
    assert 2_211_000 < south < 2_212_000


@pytest.mark.parametrize(
    ("crs", "box"),
    [
        ("EPSG:5897", (WEST + 1, SOUTH - 20, WEST + 59, SOUTH - 10)),
        ("OGC:CRS84", (105.84760, 19.99100, 105.84814, 19.99107)),
    ],
)
def test_gdal_asks_for_a_box(live, crs, box) -> None:
    assert len(pyogrio.read_dataframe(f"OAPIF:{live}/ogc", layer="parcels", bbox=box, CRS=crs)) == 3


def test_a_token_can_be_shown_as_a_password(live, database) -> None:
    pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": f"an:{make_token(database)}"})
    try:
        assert "parties" in {name for name, _ in pyogrio.list_layers(f"OAPIF:{live}/ogc")}
    finally:
        pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": None})


def test_owslib_finds_the_description_in_the_version_that_it_knows(live) -> None:
    described = Features(f"{live}/ogc").api()
    assert described["openapi"].startswith("3.0.")
    assert "/ogc/collections/{layer}/items" in described["paths"]
    told = str(described)
    assert "{'type': 'null'}" not in told
    assert "'const':" not in told
    assert "'nullable': True" in told


def test_owslib_reads_every_feature(live, database) -> None:
    client = Features(f"{live}/ogc", headers={"Authorization": f"Bearer {make_token(database)}"})
    assert client.conformance()["conformsTo"]
    assert set(client.feature_collections()) == {
        name for name, collection in collections(Audience.OFFICE).items() if collection.geometry
    } | set(client.feature_collections())
    page = client.collection_items("parcels", limit=100)
    following = [link for link in page["links"] if link["rel"] == "next"]
    assert (len(page["features"]), len(following)) == (100, 1)
    one = client.collection_item("parcels", page["features"][0]["id"])
    assert one["properties"] == page["features"][0]["properties"]
