"""An import that dies leaves nothing; the same import started twice at once gives one set of rows."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from layers.database import Addresses
from layers.postgres_server import wait_until
from tests.layers.importing.scenes import ask, loaded, newest_change, stored, street, write

IMPORTS = """
import sys
from pathlib import Path
from layers.database import addresses
from layers.importing import ImportOptions, import_file, reading_process
from layers.parcels import PARCELS

address, file, stop_at = sys.argv[1:]

def progress(phase, share):
    if phase == stop_at:
        print(reading_process._started.process.pid, flush=True)
        sys.stdin.read()

print(import_file(addresses(address), PARCELS, Path(file), ImportOptions(), progress).change)
"""


def started(to: Addresses, file: Path, stop_at: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", IMPORTS, to.libpq(to.owner), str(file), stop_at],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def runs(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("phase", ["checking geometry", "what follows from it"])
def test_an_import_killed_half_way_leaves_nothing(database, tmp_path, phase) -> None:
    file = write(street(40), tmp_path / "parcels.shp")
    before = newest_change(database)
    with started(database, file, phase) as process:
        reader = int(process.stdout.readline())
        process.kill()
    assert wait_until(lambda: not runs(reader), 20)
    gone = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert wait_until(lambda: ask(database, gone) == [(0,)], 20)
    assert (stored(database, "parcels", "parcel"), newest_change(database)) == ([], before)
    assert ask(database, "SELECT (SELECT count(*) FROM layers.parcels) + (SELECT count(*) FROM derived.stale)") == [
        (0,)
    ]
    assert loaded(database, "parcels", file).counts.new == 40


def test_what_a_killed_import_left_goes_with_the_next_and_what_another_works_in_stays(
    database, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    file = write(street(40), tmp_path / "parcels.shp")
    with started(database, file, "writing") as killed:
        killed.stdout.readline()
        killed.kill()
    (left,) = tmp_path.glob("moduong-import-*")
    with started(database, file, "writing") as alive:
        alive.stdout.readline()
        (works_in,) = tmp_path.glob("moduong-import-*")
        assert works_in != left
        assert loaded(database, "parcels", file, dry_run=True).counts.new == 40
        assert list(tmp_path.glob("moduong-import-*")) == [works_in]
        alive.communicate("")
    assert list(tmp_path.glob("moduong-import-*")) == []


def test_the_same_import_started_twice_at_once_gives_one_set_of_rows(database, tmp_path) -> None:
    file = write(street(40), tmp_path / "parcels.shp")
    before = newest_change(database)
    # Both have read the file and found the layer empty before either may go on.
    processes = [started(database, file, "writing rows") for _ in range(2)]
    for process in processes:
        os.kill(int(process.stdout.readline()), 0)
    told = [process.communicate("")[0].strip() for process in processes]
    assert sorted(told) == sorted(["None", str(before + 1)])
    assert len(stored(database, "parcels", "parcel")) == 40
    assert ask(database, "SELECT count(*), max(version) FROM layers.parcels") == [(40, 1)]


WRITES = """
import sys
from layers.changes import change
from layers.database import addresses, engine

with engine(addresses(sys.argv[1]).officer).connect() as connection, change(connection, "an", "edit", "never ends"):
    print("holds the lock", flush=True)
    connection.exec_driver_sql("SELECT pg_sleep(600)")
"""


def test_a_writer_whose_client_was_killed_holds_nobody_up(database, tmp_path) -> None:
    """The database is in the middle of a statement and has nobody to tell: it looks whether anybody is there."""
    to = database.libpq(database.owner)
    with subprocess.Popen([sys.executable, "-c", WRITES, to], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "holds the lock\n"
        sleeps = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)' AND state = 'active'"
        assert wait_until(lambda: ask(database, sleeps) == [(1,)], 20)
        process.kill()
    assert wait_until(lambda: ask(database, sleeps) == [(0,)], 20)
    assert loaded(database, "parcels", write(street(), tmp_path / "parcels.shp")).counts.new == 3
