"""Kept tiles are never stale: not to who shows a change's number, and to nobody for more than a second."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager

import httpx2
import mapbox_vector_tile
import psycopg
import pytest

from api.freshness import LISTENER
from tests.conftest import serving
from tests.scenes import Street, scene

ADDRESS = "/tiles/parcels/17/104074/58105.mvt"
ELSEWHERE = "/tiles/parcels/17/104080/58105.mvt"
SECOND = 1.0


@scene(autouse=True)
def street(database, tmp_path):
    return Street().build(database, tmp_path)


def edit(connection, mark: int) -> int:
    """Write a mark on the street's parcels; return the number of the change, committed."""
    with connection.transaction():
        (number,) = connection.execute("SELECT layers.begin_change('an', 'edit', 'a mark')").fetchone()
        connection.execute("UPDATE layers.parcels_states SET land_use = %s WHERE parcel LIKE 'L%%'", (f"M{mark}",))
    return number


def newest_mark(content: bytes) -> int:
    """Return the oldest mark in a tile: all of its marks are one edit's."""
    drawn = mapbox_vector_tile.decode(content)["parcels"]["features"]
    marks = {feature["properties"]["land_use"] for feature in drawn} - {"ODT"}
    assert len(marks) <= 1, "a tile shows one change in part"
    return int(marks.pop()[1:]) if marks else 0


@contextmanager
def connected(database):
    with psycopg.connect(database.libpq(database.officer), autocommit=True) as connection:
        yield connection


def listeners(database):
    with psycopg.connect(database.libpq(database.owner), autocommit=True) as connection:
        return [
            pid
            for (pid,) in connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = %s", (LISTENER,)
            )
        ]


class Reader(threading.Thread):
    """Reads one tile again and again, with or without the number of the newest change, and keeps what was stale."""

    def __init__(self, address: str, edits: list[tuple[int, int, float]], ended: threading.Event, *, shows: bool):
        super().__init__()
        self.address, self.edits, self.ended, self.shows = address, edits, ended, shows
        self.stale: list[tuple[int, int]] = []
        self.reads = 0

    def run(self) -> None:
        with httpx2.Client(base_url=self.address, timeout=30) as client:
            while not self.ended.is_set() or not self.reads:
                known = list(self.edits)
                asked = time.monotonic()
                number, mark, _ = known[-1] if known else (0, 0, 0.0)
                if not self.shows:
                    mark = max((mark for _, mark, at in known if asked - at > SECOND), default=0)
                answer = client.get(ADDRESS, params={"change": number} if self.shows else {})
                if answer.status_code != 200:
                    continue  # the database was cut off under it: no answer is no stale answer
                self.reads += 1
                if newest_mark(answer.content) < mark:
                    self.stale.append((newest_mark(answer.content), mark))


def tell_story(database, address, disturb=lambda: None, every: int = 5) -> list[Reader]:
    """Let two readers of each kind read while somebody writes, until all have read enough; return them."""
    edits: list[tuple[int, int, float]] = []
    ended = threading.Event()
    readers = [Reader(address, edits, ended, shows=shows) for shows in (True, True, False, False)]
    for reader in readers:
        reader.start()
    try:
        with connected(database) as connection:
            mark = 0
            while mark < 30 or min(reader.reads for reader in readers) < 10:
                mark += 1
                if mark % every == 0:
                    disturb()
                edits.append((edit(connection, mark), mark, time.monotonic()))
    finally:
        ended.set()
        for reader in readers:
            reader.join()
    return readers


def test_writers_and_readers_at_once_over_two_workers(database) -> None:
    with serving(database, workers=2) as address:
        readers = tell_story(database, address)
    assert [reader.stale for reader in readers] == [[], [], [], []]


def test_with_the_listening_connection_cut_again_and_again(database) -> None:
    def cut() -> None:
        for pid in listeners(database):
            os.kill(pid, signal.SIGTERM)

    with serving(database, workers=2) as address:
        readers = tell_story(database, address, disturb=cut)
    assert [reader.stale for reader in readers] == [[], [], [], []]


@pytest.mark.skipif(os.geteuid() != 0, reason="the server's processes are another user's")
def test_a_listening_connection_that_falls_silent_is_not_believed(database) -> None:
    with serving(database) as address, connected(database) as connection, httpx2.Client(base_url=address) as client:
        assert newest_mark(client.get(ADDRESS).content) == 0
        silent = listeners(database)
        for pid in silent:
            os.kill(pid, signal.SIGSTOP)
        try:
            number = edit(connection, 1)
            committed = time.monotonic()
            assert newest_mark(client.get(ADDRESS, params={"change": number}).content) == 1
            while newest_mark(client.get(ADDRESS).content) < 1:
                assert time.monotonic() - committed < SECOND + 0.2
        finally:
            for pid in silent:
                os.kill(pid, signal.SIGCONT)


def test_an_edit_makes_the_tiles_over_it_again_and_no_other(database, office_client) -> None:
    before = {address: office_client.get(address).headers["etag"] for address in (ADDRESS, ELSEWHERE)}
    with connected(database) as connection:
        number = edit(connection, 1)
    for address, status in ((ADDRESS, 200), (ELSEWHERE, 304)):
        answer = office_client.get(address, headers={"If-None-Match": before[address], "Moduong-Change": str(number)})
        assert answer.status_code == status, address


def test_a_change_that_is_not_there_yet_is_answered_from_the_rows(public_client) -> None:
    """Who shows a number that this worker never hears of waits a bounded time, and gets what is true now."""
    assert newest_mark(public_client.get(ADDRESS, params={"change": 10_000}).content) == 0


def test_who_names_a_change_that_is_none_waits_for_nothing_and_still_sees_what_is_written(
    database, public_client
) -> None:
    began = time.monotonic()
    for _ in range(3):
        assert public_client.get(ADDRESS, params={"change": 2**53 - 1}).status_code == 200
    assert time.monotonic() - began < SECOND
    with connected(database) as connection:
        number = edit(connection, 1)
    assert newest_mark(public_client.get(ADDRESS, params={"change": number}).content) == 1
    assert newest_mark(public_client.get(ADDRESS, params={"change": number + 1}).content) == 1


def test_a_change_rolled_back_is_never_shown(database, public_client) -> None:
    with connected(database) as connection, connection.transaction(force_rollback=True):
        edit(connection, 9)
    assert newest_mark(public_client.get(ADDRESS).content) == 0
