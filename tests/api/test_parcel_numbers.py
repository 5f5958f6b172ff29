"""Sheet and number of a parcel are the office's, until a setting of the office shows them to the public."""

from __future__ import annotations

import mapbox_vector_tile
import pytest

from api.application import create_app
from api.database import make_ready
from tests.in_process import InProcess
from tests.scenes import Street

TILE = "/tiles/parcels/17/104074/58105.mvt"


@pytest.fixture(params=[False, True], ids=["hidden", "shown"])
def shown(request, database, settings, tmp_path):
    """Whether they are shown; the office has set it and started the service again."""
    Street().build(database, tmp_path)
    set_so = settings.model_copy(update={"public_parcel_numbers": request.param})
    make_ready(set_so, database)
    with InProcess(create_app(set_so, database)) as client:
        yield client, request.param


def test_features_tell_them_only_then(shown) -> None:
    client, shows = shown
    features = client.get("/ogc/collections/parcels/items").json()["features"]
    numbers = {feature["properties"]["parcel"] for feature in features}
    assert ("L3" in numbers) is shows
    assert (numbers == {None}) is not shows
    found = client.get("/ogc/collections/parcels/items", params={"sheet": "R1", "parcel": "L3"}).json()["features"]
    assert len(found) == int(shows)


def test_tiles_carry_them_only_then(shown) -> None:
    client, shows = shown
    drawn = mapbox_vector_tile.decode(client.get(TILE).content)["parcels"]["features"]
    assert any("parcel" in feature["properties"] for feature in drawn) is shows


def test_each_number_is_written_in_one_tile_alone(shown) -> None:
    """A parcel reaches over the edges of tiles; its number would stand on both parts."""
    client, shows = shown
    _, x, y = (int(part) for part in TILE.removesuffix(".mvt").split("/")[-3:])
    written = []
    for across in (-1, 0, 1):
        for down in (-1, 0, 1):
            tile = client.get(f"/tiles/parcels/17/{x + across}/{y + down}.mvt").content
            points = mapbox_vector_tile.decode(tile).get("parcel_numbers", {"features": []})
            written += [point["properties"]["parcel"] for point in points["features"]]
            assert all(point["properties"]["tenths_m2"] == 6000 for point in points["features"])
    assert bool(written) is shows
    assert len(written) == len(set(written))


def test_tilejson_describes_them_only_then(shown) -> None:
    client, shows = shown
    described = {layer["id"]: layer["fields"] for layer in client.get("/tiles/parcels.json").json()["vector_layers"]}
    assert ("parcel_numbers" in described, "parcel" in described["parcels"]) == (shows, shows)


def test_the_page_searches_them_only_then(shown) -> None:
    client, shows = shown
    page = client.get("/").text
    script = page.split('src="/static/town-')[1].split('"')[0]
    assert f'"parcelNumbers":{str(shows).lower()}' in client.get(f"/static/town-{script}").text
