"""A database that can't be worked with is said in one line, with what mends it, and is left as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import psycopg
import pytest

from layers.schema import head
from tests.api.commands.conftest import Command
from tests.scenes import Street
from tests.servers import PASSWORD, OwnServer, free_port, own_server


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    with own_server() as running:
        yield running


@pytest.fixture
def database(server: OwnServer) -> Iterator[str]:
    """The address of an empty database whose owner may make roles, and whose extensions an administrator made."""
    owner = server.owner()
    with server.database(owner) as name:
        yield server.url(owner, name)
    server.without_roles()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "The database's address can't be read: write MODUONG_DATABASE_URL as postgresql://"),
        ("postgresql://a:b@127.0.0.1:port/town", "The database's address can't be read"),
        ("mysql://a:b@127.0.0.1/town", "The database's address can't be read"),
        ("postgresql://a:b@nowhere.invalid/town", "The database does not answer"),
        ("postgresql://a:b@127.0.0.1:1/town", "Connection refused"),
    ],
)
def test_an_address_that_leads_nowhere_is_said(moduong: Command, address: str, said: str) -> None:
    for command in (("db", "status"), ("serve", "--port", str(free_port()))):
        assert said in moduong(*command, database_url=address).fault


def test_a_wrong_password_and_a_wrong_name_are_said(moduong: Command, server: OwnServer) -> None:
    wrong = moduong("db", "upgrade", database_url=server.url(password="guess"))
    assert "password authentication failed" in wrong.fault
    assert "guess" not in wrong.err
    assert "does not exist" in moduong("db", "upgrade", database_url=server.url(database="nowhere")).fault


def test_a_server_without_the_extension_is_told_which_statement_is_missing(moduong: Command, server: OwnServer) -> None:
    owner = server.owner()
    with server.database(owner, extensions=False) as name:
        said = moduong("db", "upgrade", database_url=server.url(owner, name)).fault
        assert f"let an administrator run CREATE EXTENSION postgis in the database “{name}”" in said
        assert server.sql("SELECT count(*) FROM pg_namespace WHERE nspname = 'layers'", database=name) == [(0,)]


def test_an_owner_who_may_not_make_roles_is_told_which_an_administrator_makes(
    moduong: Command, server: OwnServer
) -> None:
    owner = server.owner("NOCREATEROLE")
    with server.database(owner) as name:
        said = moduong("db", "upgrade", database_url=server.url(owner, name)).fault
        assert "CREATE ROLE moduong_officer LOGIN PASSWORD" in said
        quoted = PASSWORD.replace("'", "''")
        for role in ("moduong_officer", "moduong_public", "moduong_head"):
            server.sql(f"CREATE ROLE {role} LOGIN PASSWORD '{quoted}'")
        # Their passwords are not those that the service works out, so their addresses are given.
        refused = moduong("db", "upgrade", database_url=server.url(owner, name)).fault
        assert "may not give the role moduong_officer a password" in refused
        given = {
            "database_url": server.url(owner, name),
            "officer_url": server.url("moduong_officer", name),
            "public_url": server.url("moduong_public", name),
            "head_url": server.url("moduong_head", name),
        }
        assert "at migration" in moduong("db", "upgrade", **given).answer
        assert "NOT" not in moduong("doctor", **given).answer
    server.without_roles()


def test_an_owner_of_somebody_elses_database_is_told_whose_it_should_be(moduong: Command, server: OwnServer) -> None:
    guest = server.owner()
    with server.database("admin") as name:
        said = moduong("db", "upgrade", database_url=server.url(guest, name)).fault
        assert f"ALTER DATABASE {name} OWNER TO {guest}" in said
    server.without_roles()


def test_a_database_that_cannot_hold_vietnamese_is_refused(moduong: Command, server: OwnServer) -> None:
    server.sql("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    said = moduong("db", "upgrade", database_url=server.url(database="latin")).fault
    assert "holds text as LATIN1" in said
    server.sql("DROP DATABASE latin")


def test_a_newer_database_is_left_alone_and_an_empty_one_named(moduong: Command, database: str) -> None:
    empty = moduong("db", "status", database_url=database)
    assert (empty.code, empty.out) == (1, f"The database is at migration none, the newest is {head()}.\n")
    for command in (("user", "list"), ("user", "token", "an"), ("export", "parcels", "parcels.gpkg"), ("widening",)):
        assert "run `moduong db upgrade`" in moduong(*command, database_url=database).fault
    assert f"at migration {head()}" in moduong("db", "upgrade", database_url=database).answer
    assert f"at migration {head()}" in moduong("db", "status", database_url=database).answer
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE moduong_version SET version_num = '9999'")
    for command in (("db", "upgrade"), ("user", "list"), ("serve", "--port", str(free_port()))):
        said = moduong(*command, database_url=database).fault
        assert "at migration 9999, which this program does not know" in said
        assert "install the newer program" in said
    assert moduong("db", "status", database_url=database).code == 1


WORKING = (
    ("import", "parcels", "thua.gpkg"),
    ("import", "parcels", "thua.gpkg", "--dry-run"),
    ("export", "parcels", "out.gpkg"),
    ("widening",),
    ("profile",),
    ("progress",),
    ("handout", "--road", "R1", "-o", "out.html"),
    ("user", "list"),
)
"""Commands that work on a database as it is."""


@pytest.mark.parametrize(("migration", "said"), [("0015", "run `moduong db upgrade`"), ("9999", "the newer program")])
def test_no_command_but_the_service_and_upgrade_migrates_what_holds_data(
    moduong: Command, database: str, migration: str, said: str
) -> None:
    assert moduong("db", "upgrade", database_url=database).answer
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE moduong_version SET version_num = %s", [migration])
    for command in WORKING:
        assert said in moduong(*command, database_url=database).fault
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT version_num FROM moduong_version").fetchall() == [(migration,)]


def test_no_command_but_the_service_tells_the_database_its_settings(
    moduong: Command, database: str, tmp_path: Path
) -> None:
    """A shell may lack the service's .env: the public would be shown, or no longer, what the office decided."""
    assert moduong("db", "upgrade", database_url=database).answer
    gpd.GeoDataFrame(Street(plots=1).parcels, crs="EPSG:5897").to_file(tmp_path / "thua.gpkg")
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE office.settings SET value = 'on' WHERE name = 'public_parcel_numbers'")
    for command in (*WORKING, ("db", "upgrade")):
        moduong(*command, database_url=database)
    with psycopg.connect(database) as connection:
        shown = "SELECT value FROM office.settings WHERE name = 'public_parcel_numbers'"
        assert connection.execute(shown).fetchall() == [("on",)]


def test_the_first_import_makes_the_database(moduong: Command, database: str, tmp_path: Path) -> None:
    gpd.GeoDataFrame(Street(plots=1).parcels, crs="EPSG:5897").to_file(tmp_path / "thua.gpkg")
    assert "2 mới" in moduong("import", "parcels", "thua.gpkg", database_url=database).answer
    assert f"at migration {head()}" in moduong("db", "status", database_url=database).answer


def test_a_database_of_another_zone_is_not_mixed_with_ours(moduong: Command, database: str) -> None:
    assert moduong("db", "upgrade", database_url=database).answer
    said = moduong("db", "upgrade", database_url=database, srid="5899").fault
    assert said.startswith("This database stores its geometry in EPSG:5897, the settings say EPSG:5899")


def test_two_databases_of_one_owner_share_the_roles(moduong: Command, server: OwnServer) -> None:
    owner = server.owner()
    with server.database(owner) as first, server.database(owner) as second:
        for name in (first, second):
            assert moduong("db", "upgrade", database_url=server.url(owner, name)).answer
        for name in (first, second):
            assert "NOT" not in moduong("doctor", database_url=server.url(owner, name)).answer
    server.without_roles()


def test_a_service_of_another_owner_is_not_locked_out(moduong: Command, server: OwnServer) -> None:
    """Its roles are ours as well, and would be given another password."""
    owner, other = server.owner(), server.owner()
    with server.database(owner) as first, server.database(other) as second:
        assert moduong("db", "upgrade", database_url=server.url(owner, first)).answer
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f"ALTER ROLE {other} PASSWORD 'other'")
        theirs = server.url(other, second, password="other")
        said = moduong("db", "upgrade", database_url=theirs).fault
        assert f"the database “{first}” of the same server uses it too" in said
        assert "NOT" not in moduong("doctor", database_url=server.url(owner, first)).answer
    server.without_roles()


def test_an_address_may_say_what_only_libpq_knows(moduong: Command, database: str) -> None:
    said = moduong("doctor", database_url=f"{database}?connect_timeout=3&channel_binding=prefer&sslmode=prefer")
    assert "PostgreSQL" in said.out
