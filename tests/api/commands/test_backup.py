"""A backup brought back into another database answers as the first did, of its history as well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from PIL import Image

from api.application import create_app
from api.settings import Settings
from layers.access import create_token
from layers.attachments import Given, Row, attach
from layers.database import Addresses, engine
from layers.derived import catch_up
from layers.scans import read_scan
from tests.api.commands.conftest import Command
from tests.conftest import new_database
from tests.in_process import InProcess
from tests.scenes import Street, put
from tests.servers import OwnServer, own_server

DAYS = ("2023-02-01", "2023-04-30", "2024-01-01")


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    with own_server() as running:
        yield running


@pytest.fixture
def town(database: Addresses, tmp_path: Path) -> tuple[Addresses, list[str]]:
    """A street whose parcels were corrected and given, with a photo, and the moments between."""
    street = Street()
    street.give("L", 1, d_identif="2023-02-03", d_signed="2023-04-10", owner="Bà Mẫu")
    street.build(database, tmp_path)
    photo = BytesIO()
    Image.new("RGB", (90, 60), "darkgreen").save(photo, "JPEG")
    with engine(database.officer).connect() as connection:
        scan = read_scan(photo.getvalue(), "Cổng", 1)
        attach(connection, scan, Row("donations", "D-R1-L1"), Given(title="Cổng trước khi tháo"), "an")
    moments = [datetime.now(UTC).isoformat()]
    put(database, "parcels", [{**street.parcels[3], "land_use": "CLN"}], tmp_path)
    moments.append(datetime.now(UTC).isoformat())
    put(database, "parcels", [{**street.parcels[3], "land_use": "LUC"}], tmp_path)
    moments.append(datetime.now(UTC).isoformat())
    catch_up(database)  # or a service that is asked would do it, between two looks at the rows
    return database, moments


def rows(url: str) -> dict[str, list[str]]:
    """Return every row of every table of ours as text."""
    with psycopg.connect(url) as connection:
        connection.execute("SET timezone TO 'UTC'")
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN"
            " ('layers', 'history', 'reference', 'derived', 'office') OR tablename = 'moduong_version'"
        ).fetchall()
        return {
            name: [row[0] for row in connection.execute(f"SELECT t::text FROM {name} AS t ORDER BY 1")]
            for (name,) in tables
        }


def answers(settings: Settings, to: Addresses, token: str, moments: list[str]) -> list[object]:
    """Return what the service answers about every layer, day and moment."""
    found: list[object] = []
    with InProcess(create_app(settings, to), headers={"Authorization": f"Bearer {token}"}) as client:
        for layer in ("parcels", "donations", "road_segments"):
            for day in DAYS:
                for moment in (None, *moments):
                    recorded = {"recorded": moment} if moment else {}
                    items = client.get(f"/ogc/collections/{layer}/items", params={"datetime": day, **recorded})
                    tile = client.get(f"/tiles/{layer}/15/26018/14526.mvt", params={"on": day, **recorded})
                    assert (items.status_code, tile.status_code) == (200, 200), items.text
                    found.append([items.json()["features"], tile.content])
    return found


def test_a_backup_brought_back_has_the_same_rows_and_gives_the_same_answers(
    town: tuple[Addresses, list[str]],
    cluster_url: str,
    server: OwnServer,
    settings: Settings,
    moduong: Command,
    tmp_path: Path,
) -> None:
    first, moments = town
    with engine(first.owner).begin() as connection:
        token = create_token(connection, "an", "officer")
    file = tmp_path / "thị trấn.backup"
    assert str(file) in moduong("db", "backup", file, database_url=first.libpq(first.owner)).answer
    before = answers(settings, first, token, moments)
    assert len({str(answer) for answer in before}) > 4
    owner = server.owner()
    with new_database(cluster_url) as same_kind, server.database(owner) as managed:
        for url in (same_kind, server.url(owner, managed)):
            assert "is back" in moduong("db", "restore", file, database_url=url).answer
            assert rows(url) == rows(first.libpq(first.owner))
            with psycopg.connect(url) as connection:
                counted = connection.execute("SELECT reltuples FROM pg_class WHERE relname = 'parcels_states'")
                assert min(row[0] for row in counted) > 0
            second = settings.addresses(url)
            assert answers(settings, second, token, moments) == before
            # Life goes on: a change has the next number, and history stays append-only.
            report = put(second, "parcels", [Street("R9", plots=1, north=90.0).parcels[0]], tmp_path)
            with psycopg.connect(url) as connection:
                assert connection.execute("SELECT max(number) FROM layers.changes").fetchone() == (report.change,)
                with pytest.raises(psycopg.errors.RestrictViolation):
                    connection.execute("DELETE FROM history.parcels_states")
            assert "is not empty" in moduong("db", "restore", file, database_url=url).fault


def test_a_backup_overwrites_nothing_and_leaves_no_half_of_itself(
    database: Addresses, empty_database: str, moduong: Command, tmp_path: Path
) -> None:
    url = database.libpq(database.owner)
    (tmp_path / "there").write_text("kept")
    assert "is there already" in moduong("db", "backup", "there", database_url=url).fault
    assert "There is no folder" in moduong("db", "backup", "nowhere/file", database_url=url).fault
    assert "is empty" in moduong("db", "backup", "file", database_url=empty_database).fault
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["there"]
    assert (tmp_path / "there").read_text() == "kept"


def test_what_goes_on_writing_for_a_backup_that_was_killed_spoils_no_other(
    database: Addresses, moduong: Command, tmp_path: Path
) -> None:
    with (tmp_path / "town.backup.part").open("wb") as of_the_killed:
        moduong("db", "backup", "town.backup", database_url=database.libpq(database.owner))
        of_the_killed.write(b"half of a backup")
    assert (tmp_path / "town.backup").read_bytes().startswith(b"PGDMP")


def test_what_is_no_backup_is_refused_and_nothing_is_written(
    empty_database: str, moduong: Command, tmp_path: Path
) -> None:
    (tmp_path / "text").write_text("no backup")
    said = moduong("db", "restore", "text", database_url=empty_database).fault
    assert said.startswith("text can't be read as a backup, take another one: ")
    assert moduong("db", "restore", "missing", database_url=empty_database).code == 2
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("SELECT count(*) FROM pg_extension").fetchone() == (1,)


def test_a_backup_that_is_cut_short_brings_nothing_back(
    database: Addresses, empty_database: str, moduong: Command, tmp_path: Path
) -> None:
    with_a_space = "&options=-c%20work_mem%3D8MB"
    assert moduong("db", "backup", "whole", database_url=database.libpq(database.owner) + with_a_space).answer
    whole = (tmp_path / "whole").read_bytes()
    # Cut in the list that it begins with, and in its rows.
    for length, expected in (
        (len(whole) // 2, "cut can't be read as a backup"),
        (len(whole) - 1, "Nothing of cut was"),
    ):
        (tmp_path / "cut").write_bytes(whole[:length])
        said = moduong("db", "restore", "cut", database_url=empty_database).fault
        assert said.startswith(expected)
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("SELECT to_regclass('layers.changes')").fetchone() == (None,)
    assert moduong("db", "restore", "whole", database_url=empty_database + with_a_space).answer
