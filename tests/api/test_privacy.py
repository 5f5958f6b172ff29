"""Nobody without a right reads a name, a number or what one household did: by SQL or by HTTP."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from datetime import date

import mapbox_vector_tile
import psycopg
import pytest
from psycopg import errors

from layers.catalogue import LAYERS
from tests.api.town_of_canaries import CANARY, DAYS, build
from tests.conftest import shared_database

SECRETS = (CANARY, "777777.77", "888888.88", "999999999")

database = shared_database


@pytest.fixture(scope="module", autouse=True)
def town(database, tmp_path_factory):
    return build(database, tmp_path_factory.mktemp("town"))


@pytest.fixture
def public_role(database):
    with psycopg.connect(database.libpq(database.public), autocommit=True) as connection:
        yield connection


def test_the_public_role_reads_no_relation_but_the_views_of_public_map(public_role):
    relations = public_role.execute(
        """
        SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')
        AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        """
    ).fetchall()
    readable = set()
    for (name,) in relations:
        try:
            public_role.execute(f"SELECT FROM {name} LIMIT 1")
        except errors.InsufficientPrivilege:
            continue
        readable.add(name)
    postgis_own = {"public.spatial_ref_sys", "public.geometry_columns", "public.geography_columns"}
    assert readable - postgis_own == {name for (name,) in relations if name.startswith("public_map.")}
    assert len(readable) > len(postgis_own) + 8


def test_no_canary_is_in_any_view(public_role):
    views = public_role.execute("SELECT viewname FROM pg_views WHERE schemaname = 'public_map'").fetchall()
    for (view,) in views:
        rows = public_role.execute(f'SELECT to_jsonb(v)::text FROM public_map."{view}" AS v').fetchall()
        assert not [row for (row,) in rows if any(secret in row for secret in SECRETS)], view


def test_the_public_role_can_write_nothing_and_call_nothing_that_writes(public_role):
    for statement in (
        "INSERT INTO public_map.settings VALUES ('public_parcel_numbers', 'on')",
        "UPDATE public_map.parcels SET land_use = 'LUC'",
        "SELECT layers.begin_change('public', 'edit', 'no')",
        "CREATE TABLE public.mine (name text)",
        "SET ROLE moduong_officer",
        "COPY public_map.parcels TO '/tmp/parcels.csv'",
    ):
        # the last where nobody can write to the view at all
        with pytest.raises(
            (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction, errors.ObjectNotInPrerequisiteState)
        ):
            public_role.execute(statement)


ROAD_PAGES = (
    "/roads/{code}",
    "/roads/{code}/section.svg",
    "/roads/{code}/map.js",
    "/roads/{code}/picture.png",
    "/embed/roads/{code}",
)


def addresses():
    """Return the addresses of every layer, on all days; those of things that are no layer, too."""
    days = [*map(date.isoformat, DAYS), "../.."]
    for name in [*LAYERS, "history", "users", "donation_events", "parcel_blocks"]:
        for rest in ("", "/schema"):
            yield f"/ogc/collections/{name}{rest}", {}
        yield f"/tiles/{name}.json", {}
        yield from ((f"/ogc/collections/{name}/items", {"datetime": when}) for when in days)
        yield from (
            (f"/tiles/{name}/{zoom}/{x}/{y}.mvt", {"on": on.replace("../..", "..")})
            for zoom in range(19)
            for x, y in tiles_of_the_scene(zoom)
            for on in days
        )
    for code, on in itertools.product(("R1", "R2", "R3"), map(date.isoformat, DAYS)):
        yield from ((f"/api/roads/{code}/{what}", {"on": on}) for what in ("widening", "profile", "shapes"))
        yield f"/api/roads/{code}/profile", {"on": on, "f": "svg"}
        yield f"/api/roads/{code}/series", {"from": "2023-01-01", "to": on}
        yield from ((path.format(code=code), {"on": on}) for path in ROAD_PAGES)
        yield f"/roads/{code}/changes.atom", {}
    yield from ((path, {"on": on}) for path in ("/roads", "/campaign", "/thanks") for on in days[:-1])
    yield from (("/roads", {"q": typed}) for typed in ("văn 3", "09", "GCN", "ngõ"))
    yield from (("/changes.atom", {"lang": lang}) for lang in ("vi", "en"))
    yield from (("/api/progress", {"by": by, "on": on}) for by in ("road", "subdistrict", "phase") for on in days[:-1])
    yield from (("/", {"lang": lang}) for lang in ("vi", "en"))
    yield "/ogc/collections/parties/items", {"recorded": "2030-01-01T00:00:00Z"}
    yield "/ogc/collections/donations/items", {"recorded": "2030-01-01T00:00:00Z"}


def answers(client):
    """Ask for everything there is without a token, and for all that the answers name."""
    paths = client.get("/openapi.json").json()["paths"]
    for address, parameters in [*((path, {}) for path in paths if "{" not in path), *addresses()]:
        answer = client.get(address, params=parameters)
        yield address, parameters, answer
        named = re.findall(r'"(/static/[^"#]+)', answer.text) if address == "/" else []
        if address.endswith("/items") and answer.status_code == 200:
            named = [f"{address}/{feature['id']}" for feature in answer.json()["features"][:20]]
        for path in named:
            yield path, parameters, client.get(path, params=parameters if "/items/" in path else {})


def tiles_of_the_scene(zoom):
    """Return the tiles over the middle of the scene: one a zoom, and its neighbours where streets are seen."""
    scale = 2**zoom
    x, y = int((105.8476 + 180) / 360 * scale), int(0.44330 * scale)
    around = range(-1, 2) if zoom in {16, 17} else (0,)
    return [(x + dx, y + dy) for dx in around for dy in around if 0 <= x + dx < scale and 0 <= y + dy < scale]


def test_no_canary_comes_over_http_without_a_token(public_client):
    asked, drawn = 0, defaultdict(int)
    for address, parameters, answer in answers(public_client):
        told = [secret for secret in SECRETS if secret.encode() in answer.content]
        assert told == [], (address, parameters)
        assert answer.status_code < 500, (address, parameters)
        asked += 1
        if address.endswith(".mvt") and answer.status_code == 200 and answer.content:
            for name, layer in mapbox_vector_tile.decode(answer.content).items():
                drawn[name] += len(layer["features"])
    assert asked > 1500
    assert {"parcels", "parcel_blocks", "donations", "clearance_zones"} <= drawn.keys(), "the walk saw too little"


def test_numbers_of_parcels_can_not_be_probed(public_client):
    for name, value in (("sheet", f"{CANARY}-R1"), ("parcel", f"{CANARY}L0")):
        answer = public_client.get("/ogc/collections/parcels/items", params={name: value})
        assert answer.json()["features"] == []
    for name in ("owner", "cert_no", "cert_area"):
        assert public_client.get("/ogc/collections/parcels/items", params={name: "1"}).status_code == 400


def test_the_office_reads_the_canaries_that_the_public_does_not(office_client):
    names = office_client.get("/ogc/collections/parties/items").text
    assert f"{CANARY} Văn 3" in names
