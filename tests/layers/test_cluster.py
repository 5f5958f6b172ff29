"""The private cluster: made by the first who needs it, stopped by the last, back after any kill."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psycopg
import pytest
from sqlalchemy import text

from layers.cluster import ClusterError, PrivateCluster
from layers.database import addresses, engine
from layers.postgres_server import wait_until
from tests.conftest import home_folder
from tests.disks import fill, small_disk

ROOT = os.geteuid() == 0
CHECKOUT = Path(__file__).parents[2]
HOLDER = """
import sys
from pathlib import Path
from layers.cluster import ClusterError, PrivateCluster
try:
    with PrivateCluster(Path(sys.argv[1]), durable=False).lease() as url:
        print(url, flush=True)
        sys.stdin.read()
except ClusterError as error:
    print(error, flush=True)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    folder = home_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A home whose database was made before; nobody holds it between two tests."""
    folder = home_folder()
    with PrivateCluster(folder, durable=False).lease():
        pass
    yield folder
    shutil.rmtree(folder)


@contextlib.contextmanager
def another_process(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold a lease in another process until the end, or until that is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT
    ) as process:
        yield process
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def server_pid(cluster: PrivateCluster) -> int:
    return int(cluster.server.pid_file.read_bytes().splitlines()[0])


def supervisors(home: Path) -> list[int]:
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=1) for line in listed.splitlines()]
    return [int(pid) for pid, command in rows if f"layers.supervisor {home} " in command]


def gone(cluster: PrivateCluster) -> bool:
    return wait_until(lambda: not cluster.server.listening() and not supervisors(cluster.home), 15)


def test_one_lease_gives_a_database_that_is_utf8_and_checked_and_stops_it_at_its_end(home: Path) -> None:
    cluster = PrivateCluster(home)
    with cluster.lease() as url:
        assert ask(url, "SELECT current_user || '@' || current_database()") == "moduong@moduong"
        assert ask(url, "SHOW data_checksums") == "on"
        assert ask(url, "SHOW fsync") == "on"
        assert ask(url, "SHOW TimeZone") == "Asia/Ho_Chi_Minh"
        assert ask(url, "SELECT upper('đường')") == "ĐƯỜNG"
    assert not cluster.server.listening()
    assert not cluster.server.pid_file.exists()
    assert not supervisors(home)


def test_a_full_disk_is_said_to_be_full() -> None:
    with small_disk(400) as disk:
        cluster = PrivateCluster(disk, durable=False)
        with cluster.lease():
            pass
        fill(disk)
        with pytest.raises(ClusterError, match="its disk is full"), cluster.lease():
            pass
        (disk / "filling").unlink()
        with cluster.lease() as url:
            assert ask(url, "SELECT 1") == 1


def test_every_driver_of_ours_reads_the_address(cluster_url: str, empty_database: str) -> None:
    assert ask(empty_database, "SELECT current_database() LIKE 'test_%'") is True
    with engine(addresses(cluster_url).owner).connect() as connection:
        assert connection.scalar(text("SELECT current_database()")) == "moduong"

    async def asynchronously() -> object:
        connection = await asyncpg.connect(empty_database)
        try:
            return await connection.fetchval("SELECT count(*) FROM pg_class WHERE relname = 'parcels'")
        finally:
            await connection.close()

    assert asyncio.run(asynchronously()) == 0


def test_postgis_can_be_had(empty_database: str) -> None:
    with psycopg.connect(empty_database) as connection:
        connection.execute("CREATE EXTENSION postgis")
        assert connection.execute("SELECT ST_Area('POLYGON((0 0,2 0,2 3,0 0))'::geometry)").fetchone() == (3.0,)


def test_no_port_is_opened_and_no_other_user_can_enter(made: Path) -> None:
    cluster = PrivateCluster(made, durable=False)
    with cluster.lease() as url:
        assert ask(url, "SHOW listen_addresses") == ""
        assert ask(url, "SHOW unix_socket_directories") == str(cluster.server.socket_folder)
        ours = {os.geteuid(), pwd.getpwnam("postgres").pw_uid} if ROOT else {os.geteuid()}
        for folder in (cluster.server.data, cluster.server.socket_folder):
            assert folder.stat().st_mode & 0o077 == 0
            assert folder.stat().st_uid in ours
        assert cluster.server.log.stat().st_mode & 0o077 == 0
        if ROOT:
            owner = Path(f"/proc/{server_pid(cluster)}").stat().st_uid
            assert owner == pwd.getpwnam("postgres").pw_uid


def test_two_processes_that_start_at_once_share_one_server_and_the_last_one_stops_it(home: Path) -> None:
    cluster = PrivateCluster(home, durable=False)
    with another_process(home) as first, another_process(home) as second:
        assert said(first) == said(second) == cluster.url
        assert len(supervisors(home)) == 1
        pid = server_pid(cluster)
        first.communicate()
        assert server_pid(cluster) == pid
        assert ask(cluster.url, "SELECT 1") == 1
    assert first.returncode == second.returncode == 0
    assert not cluster.server.listening()
    assert not supervisors(home)


def test_a_server_that_is_killed_comes_back_with_its_data(made: Path) -> None:
    cluster = PrivateCluster(made)
    with cluster.lease() as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'Hà Trung' AS name")
        for _ in range(2):
            killed = server_pid(cluster)
            os.kill(killed, signal.SIGKILL)
            cluster.ensure_running()
            assert ask(url, "SELECT name FROM kept") == "Hà Trung"
            assert server_pid(cluster) != killed
    assert not cluster.server.listening()


def test_many_threads_may_ask_for_the_killed_server(made: Path) -> None:
    cluster = PrivateCluster(made, durable=False)
    answers: list[object] = []

    def worker() -> None:
        cluster.ensure_running()
        answers.append(ask(cluster.url, "SELECT 1"))

    with cluster.lease():
        os.kill(server_pid(cluster), signal.SIGKILL)
        threads = [threading.Thread(target=worker) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [1] * 6
        assert len(supervisors(made)) == 1


def test_a_server_that_an_administrator_stopped_comes_back_when_it_is_asked_for(made: Path) -> None:
    cluster = PrivateCluster(made, durable=False)
    with cluster.lease() as url:
        cluster.server.stop()
        cluster.ensure_running()
        assert ask(url, "SELECT 1") == 1


def test_a_holder_that_is_killed_leaves_no_server_behind(made: Path) -> None:
    cluster = PrivateCluster(made, durable=False)
    with another_process(made) as holder:
        assert said(holder) == cluster.url
        holder.kill()
        assert gone(cluster)


def test_a_server_whose_holder_and_supervisor_were_killed_is_taken_over(made: Path) -> None:
    cluster = PrivateCluster(made, durable=False)
    with another_process(made) as holder:
        assert said(holder) == cluster.url
        orphan = server_pid(cluster)
        os.kill(supervisors(made)[0], signal.SIGKILL)
        holder.kill()
        holder.wait()
    with cluster.lease() as url:
        assert ask(url, "SELECT 1") == 1
        assert server_pid(cluster) == orphan
        os.kill(orphan, signal.SIGKILL)
        cluster.ensure_running()
        assert server_pid(cluster) != orphan
    assert gone(cluster)


def test_the_last_holder_stops_a_server_whose_supervisor_was_killed(made: Path) -> None:
    cluster = PrivateCluster(made, durable=False)
    with cluster.lease():
        os.kill(supervisors(made)[0], signal.SIGKILL)
    assert gone(cluster)


def test_everything_killed_at_once_starts_again(made: Path) -> None:
    cluster = PrivateCluster(made, durable=False)
    with another_process(made) as holder:
        assert said(holder) == cluster.url
        for pid in (*supervisors(made), server_pid(cluster), holder.pid):
            os.kill(pid, signal.SIGKILL)
    with cluster.lease() as url:
        assert ask(url, "SELECT 1") == 1


def test_a_pid_file_whose_number_is_another_programs_by_now_is_no_hindrance(made: Path) -> None:
    cluster = PrivateCluster(made, durable=False)
    with another_process(made) as holder:
        assert said(holder) == cluster.url
        for pid in (*supervisors(made), server_pid(cluster), holder.pid):
            os.kill(pid, signal.SIGKILL)
    account = {"user": "postgres"} if ROOT else {}
    with subprocess.Popen(["sleep", "600"], cwd="/", **account) as other:  # type: ignore[call-overload] # either
        _, rest = cluster.server.pid_file.read_text().split("\n", 1)
        cluster.server.pid_file.write_text(f"{other.pid}\n{rest}")
        with cluster.lease() as url:
            assert ask(url, "SELECT 1") == 1
        assert other.poll() is None
        other.kill()


def test_an_initdb_that_was_killed_is_begun_anew(home: Path) -> None:
    half = home / "cluster" / "data.12345"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n")
    with PrivateCluster(home, durable=False).lease() as url:
        assert ask(url, "SELECT 1") == 1
    assert not half.exists()


def test_a_long_path_gets_a_short_socket(home: Path) -> None:
    cluster = PrivateCluster(home / ("thị trấn Hà Trung, " * 6), durable=False)
    with cluster.lease() as url:
        assert not cluster.server.socket_folder.is_relative_to(home)
        assert cluster.server.socket_folder.stat().st_mode & 0o777 == 0o700
        assert ask(url, "SELECT 1") == 1
    cluster.server.socket_folder.rmdir()


@pytest.mark.skipif(not ROOT, reason="only root can become somebody else")
def test_a_common_user_has_a_cluster_of_their_own(home: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    python = interpreter_for(nobody.pw_uid)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    seen = subprocess.run(
        [python, "-c", HOLDER, home],
        input="", capture_output=True, text=True, check=False, cwd="/", user=nobody.pw_uid, group=nobody.pw_gid,
        extra_groups=[], env={"PYTHONPATH": os.pathsep.join(filter(None, [str(CHECKOUT), *sys.path]))},
    )  # fmt: skip
    assert seen.stderr == ""
    assert seen.stdout.startswith("postgresql://moduong@/moduong?host=")
    assert (home / "cluster" / "data").stat().st_uid == nobody.pw_uid
    with pytest.raises(ClusterError, match="belongs to another user"), PrivateCluster(home).lease():
        pass


def interpreter_for(user: int) -> str:
    """Return a Python like ours that a user may run: ours may stand in root's own folder."""
    for program in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        with contextlib.suppress(OSError):
            subprocess.run([program, "-c", ""], user=user, cwd="/", check=True)
            return program
    return pytest.skip("nobody may run no Python here")
