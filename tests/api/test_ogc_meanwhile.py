"""Features while somebody writes: pages that neither lose nor repeat, and ETags that follow the rows."""

from __future__ import annotations

import pytest

from layers.changes import change
from layers.database import engine
from tests.scenes import Street

PARCELS = "/ogc/collections/parcels/items"


@pytest.fixture(autouse=True)
def street(database, tmp_path):
    """A street with twelve plots on each side."""
    return Street().build(database, tmp_path)


def edit(database, where):
    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "it is a shop"):
        connection.exec_driver_sql(f"UPDATE layers.parcels_states SET land_use = 'TMD' WHERE parcel {where}")


def next_page(page):
    return next((link["href"] for link in page["links"] if link["rel"] == "next"), None)


def test_pages_neither_lose_nor_repeat_whatever_is_written_meanwhile(office_client, database) -> None:
    every = office_client.get(PARCELS, params={"limit": 10000}).json()["features"]
    assert len(every) == 24
    seen = []
    following = f"{PARCELS}?limit=5"
    while following is not None:
        page = office_client.get(following).json()
        seen += [feature["id"] for feature in page["features"]]
        following = next_page(page)
        if len(seen) == 10:
            edit(database, "LIKE 'R%%'")
    assert sorted(seen) == sorted(feature["id"] for feature in every)


def test_an_etag_is_the_rows_version_and_day(office_client, database) -> None:
    (found,) = office_client.get(PARCELS, params={"parcel": "R3"}).json()["features"]
    address = f"{PARCELS}/{found['id']}"
    first = office_client.get(address)
    assert first.headers["etag"].startswith('"1-')
    assert office_client.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    edit(database, "= 'R3'")
    second = office_client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert second.headers["etag"].startswith('"2-')


def test_a_table_that_somebody_keeps_locked_is_no_fault_of_the_service(office_client, database) -> None:
    """An office's server may be set to give up waiting for a lock after a time of its own."""
    (found,) = office_client.get(PARCELS, params={"parcel": "R3"}).json()["features"]
    owner = engine(database.owner)
    with owner.begin() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {database.owner.database} SET lock_timeout = '50ms'")
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'moduong_officer'"
        )
    with owner.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE layers.parcels IN ACCESS EXCLUSIVE MODE")
        answer = office_client.get(f"{PARCELS}/{found['id']}")
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/database-down")
        assert answer.headers["retry-after"]
    assert office_client.get(f"{PARCELS}/{found['id']}").status_code == 200
