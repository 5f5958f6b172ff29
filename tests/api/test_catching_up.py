"""A write past the program, as QGIS makes it, is caught up with: blocks below zoom 15, and the public's cells."""

from __future__ import annotations

import mapbox_vector_tile
import pytest

from layers.changes import change
from layers.database import engine
from layers.postgres_server import wait_until
from tests.scenes import Street

ABOVE = "/tiles/parcels/14/13009/7263.mvt"


@pytest.fixture(autouse=True)
def street(database, tmp_path):
    street = Street()
    for number in range(6):
        street.give("L", number, d_identif="2023-02-03")
    return street.build(database, tmp_path)


def write(database, statement):
    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "past the program"):
        connection.exec_driver_sql(statement)


def grounds(client):
    drawn = mapbox_vector_tile.decode(client.get(ABOVE).content)["parcel_blocks"]["features"]
    return {feature["properties"]["ground"] for feature in drawn}


def test_blocks_follow(public_client, database) -> None:
    assert grounds(public_client) == {"built"}
    write(database, "UPDATE layers.parcels_states SET land_use = 'NTS' WHERE parcel = 'R0'")
    assert wait_until(lambda: grounds(public_client) == {"built", "water"}, patience=20)


def test_the_publics_cells_follow(public_client, database) -> None:
    def states():
        features = public_client.get("/ogc/collections/donations/items").json()["features"]
        return {feature["properties"]["state"] for feature in features}

    assert states() == {"needed"}
    write(
        database,
        "INSERT INTO layers.donation_events (id, seq, state, day, source)"
        " SELECT id, 2, 'signed', '2023-04-01', 'import' FROM layers.donations",
    )
    assert wait_until(lambda: states() == {"signed"}, patience=20)
