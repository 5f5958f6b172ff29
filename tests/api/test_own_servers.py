"""An office's own PostgreSQL serves as well as the private one, behind a pooler too."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx2
import mapbox_vector_tile
import numpy as np
import psycopg
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import shape

from api import pools
from api.database import make_ready
from api.errors import DatabaseDown
from api.settings import Settings
from layers.database import addresses, engine
from layers.postgres_server import wait_until
from tests.conftest import make_token, serving
from tests.scenes import Street, put
from tests.servers import POOLED, OwnServer, own_server, pooler

TILE = "/tiles/parcels/15/26018/14526.mvt"
ITEMS = "/ogc/collections/parcels/items"


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    with own_server() as running:
        yield running


@pytest.fixture(scope="module")
def before(server: OwnServer) -> Iterator[OwnServer]:
    with pooler(server) as running:
        yield running


class Office:
    """Reads the service with a token."""

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client

    def parcels(self) -> int:
        """Return how many parcels the collection has."""
        return int(self._client.get(ITEMS, params={"limit": 1000}).raise_for_status().json()["numberReturned"])

    def drawn(self, **parameters: object) -> int:
        """Return how many parcels the tile of the street shows."""
        content = self._client.get(TILE, params=parameters).raise_for_status().content
        return len(mapbox_vector_tile.decode(content)["parcels"]["features"]) if content else 0

    def health(self) -> dict[str, object]:
        """Return what the service says of itself."""
        found: dict[str, object] = self._client.get("/healthz").raise_for_status().json()
        return found


@pytest.mark.parametrize(
    ("rights", "way"),
    [
        ("CREATEROLE", "straight"),
        ("CREATEROLE", "pooler"),
        ("SUPERUSER", "pooler and past it"),
    ],
)
def test_tiles_and_features_are_served_and_a_change_is_seen_at_once(
    server: OwnServer, before: OwnServer, settings: Settings, tmp_path: Path, rights: str, way: str
) -> None:
    owner = server.owner(rights)
    with server.database(owner, extensions=rights != "SUPERUSER") as name:
        straight = server.url(owner, name)
        to = addresses(
            straight if way == "straight" else before.url(owner, name), direct=straight if "past" in way else ""
        )
        assert make_ready(settings, to).at_head
        street = Street(plots=3)
        street.build(to, tmp_path)
        put(to, "subdistricts", [{"sub_no": "4", "name": "4", "geometry": street.plot("L", 0).buffer(0.5)}], tmp_path)
        head_token = make_token(to, "bà Tư", "head")
        with engine(to.owner).begin() as connection:
            connection.exec_driver_sql("UPDATE office.users SET subdistrict = '4' WHERE role = 'head'")
        with (
            serving(to, DATABASE_DIRECT_URL=straight if "past" in way else "") as service,
            httpx2.Client(base_url=service, headers={"Authorization": f"Bearer {make_token(to)}"}) as client,
            httpx2.Client(base_url=service, headers={"Authorization": f"Bearer {head_token}"}) as head_client,
        ):
            office, head = Office(client), Office(head_client)
            assert (office.parcels(), office.drawn()) == (6, 6)
            assert office.health()["hears_changes"] is True
            with ThreadPoolExecutor(16) as many:
                # More clients than the pooler has connections: none may get another's answer.
                assert set(many.map(lambda number: office.drawn(on=f"2023-01-{number % 28 + 1:02}"), range(96))) == {6}
                # Whose subdistrict is shown is forgotten with the question, whoever asks next on the same connection.
                both = list(many.map(lambda number: (office, head)[number % 2].parcels(), range(64)))
                assert both == [6, 1] * 32
            report = put(to, "parcels", Street("R2", plots=2, north=100.0).parcels, tmp_path)
            assert office.drawn(change=report.change) == 10
            more = put(to, "parcels", Street("R3", plots=1, north=150.0).parcels, tmp_path)
            assert more.change
            assert wait_until(lambda: office.drawn() == 12, 1.5)
            assert office.parcels() == 12


def test_every_system_that_is_listed_is_answered_where_the_owner_may_add_none(
    server: OwnServer, tmp_path: Path
) -> None:
    owner = server.owner()
    with server.database(owner) as name:
        to = addresses(server.url(owner, name))
        make_ready(Settings(_env_file=None), to)  # type: ignore[call-arg]
        assert server.sql("SELECT FROM spatial_ref_sys WHERE srid = 9210", database=name) == []
        street = Street(plots=1)
        street.build(to, tmp_path)
        with serving(to) as service, httpx2.Client(base_url=service) as client:
            for uri in client.get("/ogc/collections/parcels").raise_for_status().json()["crs"]:
                features = client.get(ITEMS, params={"crs": uri}).raise_for_status().json()["features"]
                corners = shapely.get_coordinates([shape(feature["geometry"]) for feature in features])
                ends = [*corners.min(axis=0), *corners.max(axis=0)]
                asked = {"bbox": ",".join(map(str, ends)), "bbox-crs": uri}
                assert client.get(ITEMS, params=asked).raise_for_status().json()["numberReturned"] == 2
                if uri.endswith("/9210"):
                    plots = shapely.get_coordinates([street.plot(side, 0) for side in "LR"])
                    there = np.column_stack(Transformer.from_crs(5897, 9210, always_xy=True).transform(*plots.T))
                    assert ends == pytest.approx([*there.min(axis=0), *there.max(axis=0)], abs=0.002)


@pytest.mark.parametrize("pooled", [False, True], ids=["straight", "pooler"])
def test_pages_and_ids_are_the_same_whatever_way_the_server_writes_days(
    server: OwnServer, before: OwnServer, tmp_path: Path, *, pooled: bool
) -> None:
    owner = server.owner()
    with server.database(owner) as name:
        server.sql(f"ALTER DATABASE {name} SET datestyle TO 'SQL, DMY'")
        to = addresses((before if pooled else server).url(owner, name), direct=server.url(owner, name))
        make_ready(Settings(_env_file=None), to)  # type: ignore[call-arg]
        street = Street(plots=2)
        for row in street.parcels:
            row["from_date"] = "2020-01-31"
        street.build(to, tmp_path)
        with serving(to) as service, httpx2.Client(base_url=service) as client:
            asked = {"datetime": "../..", "limit": 1}
            ids, page = [], client.get(ITEMS, params=asked).raise_for_status().json()
            while True:
                ids += [feature["id"] for feature in page["features"]]
                following = [link["href"] for link in page["links"] if link["rel"] == "next"]
                if not following:
                    break
                page = client.get(following[0]).raise_for_status().json()
            assert len(set(ids)) == 4
            assert all(identifier.endswith("@2020-01-31") for identifier in ids)
            assert all(client.get(f"{ITEMS}/{identifier}").status_code == 200 for identifier in ids)


def test_a_pooler_that_has_no_connection_to_lend_is_waited_for_as_long_as_for_one_of_our_own(
    before, monkeypatch
) -> None:
    async def ask_while_all_are_lent() -> None:
        pool = pools.Pool(before.url(), 2)
        assert await pool.value("SELECT 1") == 1
        monkeypatch.setattr(pools, "LEND_SECONDS", 0.5)
        with ExitStack() as lent:
            for _ in range(POOLED):
                lent.enter_context(psycopg.connect(before.url())).execute("SELECT 1")
            for asking in (pool, pool.showing("00"), pools.Pool(before.url(), 2)):
                with pytest.raises(DatabaseDown):
                    await asyncio.wait_for(asking.value("SELECT 1"), 10)
        monkeypatch.undo()
        assert await pool.value("SELECT 1") == 1
        await pool.close()

    asyncio.run(ask_while_all_are_lent())
