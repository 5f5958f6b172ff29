"""The service's life: it starts, is killed, loses its database, comes back and stops in order, and keeps its data."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import httpx2
import psycopg
import pytest

from layers.cluster import PrivateCluster
from layers.database import addresses
from layers.postgres_server import wait_until
from tests.conftest import home_folder
from tests.scenes import Street
from tests.servers import free_port

PROGRAM = Path(sys.executable).with_name("moduong")
PATHS = ("/healthz", "/ogc/collections/road_segments/items", "/tiles/road_segments/15/26018/14526.mvt", "/")


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The data folder that the tests of this module share, as one service after another does."""
    folder = home_folder()
    yield folder
    cluster = PrivateCluster(folder)
    assert wait_until(lambda: not cluster.server.listening(), 20)
    shutil.rmtree(folder)


class Service:
    """A running `moduong serve`."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, home: Path, log: Path) -> None:
        self.process, self.log = process, log
        self.cluster = PrivateCluster(home)
        self.client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)

    def status(self, path: str = "/healthz") -> int:
        """Return the status of an answer; 0 where nobody listens."""
        try:
            return int(self.client.get(path).status_code)
        except httpx2.TransportError:
            return 0

    def well(self, patience: float = 60) -> None:
        """Wait until the service is well."""
        assert wait_until(lambda: self.process.poll() is not None or self.status() == 200, patience)
        assert self.process.poll() is None, self.log.read_text()

    def roads(self) -> int:
        """Return how many roads the public sees."""
        return len(self.client.get(PATHS[1]).raise_for_status().json()["features"])

    def kill_postgres(self) -> None:
        """Kill PostgreSQL without a word."""
        os.kill(int(self.cluster.server.pid_file.read_bytes().splitlines()[0]), signal.SIGKILL)

    def children(self) -> list[int]:
        """Return the processes that this one started and that live."""
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(line.split()[0]) for line in listed.stdout.splitlines() if "spawn_main" in line]


def own_settings(home: Path, **settings: str) -> dict[str, str]:
    """Return an environment with these settings of the service and no others."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MODUONG_")}
    return outside | {"MODUONG_HOME": str(home)} | {f"MODUONG_{name}": value for name, value in settings.items()}


@contextmanager
def serving(home: Path, *options: str, started_by: tuple[str, ...] = (), **settings: str) -> Iterator[Service]:
    """Run `moduong serve` on a free port until the end, and wait until it is well."""
    port = free_port()
    environment = own_settings(home, **settings)
    log = home / "service.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [*started_by, PROGRAM, "serve", "--port", str(port), *options],
            env=environment, cwd=home, stdout=sink, stderr=sink,
        )  # fmt: skip
    service = Service(process, port, home, log)
    try:
        service.well()
        yield service
    finally:
        service.client.close()
        if process.poll() is None:
            process.terminate()
        process.wait(30)


def test_it_is_killed_with_its_database_and_comes_back_with_its_data(home: Path, tmp_path: Path) -> None:
    with serving(home) as service:
        assert [service.status(path) for path in PATHS] == [200] * len(PATHS)
        assert service.roads() == 0
        with psycopg.connect(service.cluster.url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("moduong",)
        Street(plots=1).build(addresses(service.cluster.url), tmp_path)
        assert wait_until(lambda: service.roads() == 1, 2)
        service.process.kill()
        service.process.wait()
    with serving(home) as again:
        assert again.roads() == 1


def test_postgres_is_killed_under_load_and_answers_are_problems_until_it_is_back(home: Path) -> None:
    with serving(home, POOL_SIZE="4") as service:
        seen: list[tuple[int, str, str]] = []
        ended = threading.Event()

        def ask() -> None:
            with httpx2.Client(base_url=service.client.base_url, timeout=30) as client:
                while not ended.is_set():
                    for path in PATHS[:3]:
                        answer = client.get(path)
                        kind = answer.headers["content-type"].split(";")[0] if "content-type" in answer.headers else ""
                        reason = answer.json()["type"] if kind == "application/problem+json" else ""
                        seen.append((answer.status_code, kind, reason))

        askers = [threading.Thread(target=ask) for _ in range(4)]
        for asker in askers:
            asker.start()
        try:
            for times in (1, 2):
                assert wait_until(lambda enough=20 * times: len(seen) > enough, 30)
                service.kill_postgres()
                service.well()
            supervisor = supervisor_of(home)
            os.kill(supervisor, signal.SIGKILL)
            service.kill_postgres()
            # Nobody is left to start it but the service itself.
            assert wait_until(lambda: service.status() != 200, 10)
            service.well()
        finally:
            ended.set()
            for asker in askers:
                asker.join()
        statuses = {status for status, _, _ in seen}
        assert statuses == {200, 503}, service.log.read_text()
        assert {found for found in seen if found[0] == 503} == {
            (503, "application/problem+json", "/problems/database-down")
        }
        assert service.roads() == 1


def supervisor_of(home: Path) -> int:
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    (found,) = [line.split()[0] for line in listed.splitlines() if f"layers.supervisor {home} " in line]
    return int(found)


@pytest.mark.parametrize(("sign", "workers"), [(signal.SIGTERM, "2"), (signal.SIGINT, "1")])
def test_it_stops_in_order(home: Path, sign: signal.Signals, workers: str) -> None:
    with serving(home, "--workers", workers) as service:
        service.process.send_signal(sign)
        assert service.process.wait(30) == 0, service.log.read_text()
        assert service.status() == 0
        assert not service.cluster.server.listening()
        assert "Traceback" not in service.log.read_text()


@pytest.mark.parametrize("moment", ["Config.__init__", "Config.load_app", "Server.startup"])
@pytest.mark.parametrize("sign", ["SIGTERM", "SIGINT"])
def test_it_stops_in_order_while_it_starts(home: Path, moment: str, sign: str) -> None:
    told_meanwhile = f"""
import os, signal, uvicorn
whole = uvicorn.{moment}
def told(*given, **named):
    uvicorn.{moment} = whole
    os.kill(os.getpid(), signal.{sign})
    return whole(*given, **named)
uvicorn.{moment} = told
from api.cli import main
main()
"""
    environment = own_settings(home)
    ended = subprocess.run(
        [sys.executable, "-c", told_meanwhile, "serve", "--port", str(free_port())],
        env=environment, cwd=home, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
    assert "Traceback" not in ended.stderr
    assert "did not start" not in ended.stderr
    assert not PrivateCluster(home).server.listening()


def test_its_log_is_json_from_the_first_line_to_the_last(home: Path) -> None:
    with serving(home, "--workers", "2", LOG_FORMAT="json") as service:
        service.process.terminate()
        assert service.process.wait(30) == 0
        told = [json.loads(line) for line in service.log.read_text().splitlines()]
    assert all({"timestamp", "level", "event"} <= set(line) for line in told)
    assert {"Application startup complete.", "request", "Application shutdown complete."} <= {
        line["event"] for line in told
    }


@pytest.mark.parametrize("how", ["2>&-", "2>/dev/full"], ids=["closed", "on a full disk"])
def test_a_log_that_cannot_be_written_stops_neither_requests_nor_watches(home: Path, how: str) -> None:
    with serving(home, started_by=("sh", "-c", f'exec "$@" {how}', "sh")) as service:
        asking = HTTPConnection(service.client.base_url.host, service.client.base_url.port)
        asking.auto_open = 0  # each answer leaves the connection open for the next question
        asking.connect()
        for path in PATHS:
            asking.request("GET", path)
            with asking.getresponse() as answer:
                answer.read()
                assert answer.status == 200
        asking.close()
        with psycopg.connect(service.cluster.url, autocommit=True) as connection:
            listens = "SELECT pid FROM pg_stat_activity WHERE application_name = 'moduong listens'"
            ((cut,),) = connection.execute(listens).fetchall()
            connection.execute("SELECT pg_terminate_backend(%s)", (cut,))
            assert wait_until(lambda: connection.execute(listens).fetchall() not in ([], [(cut,)]), 10)
        assert wait_until(lambda: service.client.get("/healthz").json()["hears_changes"], 10)


def test_two_workers_share_the_work_and_none_outlives_the_service(home: Path) -> None:
    with serving(home, "--workers", "2") as service:
        workers = service.children()
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
        assert wait_until(lambda: len(set(service.children()) | set(workers)) == 3 and len(service.children()) == 2, 30)
        service.well()
        assert service.roads() == 1
        service.process.kill()
        service.process.wait()
        assert wait_until(lambda: service.status() == 0, 15)
        assert wait_until(lambda: not service.cluster.server.listening(), 15)
