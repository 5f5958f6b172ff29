"""A real PostgreSQL for the whole run, private and thrown away at its end; a clean database for each test."""

from __future__ import annotations

import gc
import multiprocessing
import os
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx2
import hypothesis
import psycopg
import pytest
import uvicorn
from argon2 import PasswordHasher

from api.application import create_app
from api.commands.serving import import_town
from api.database import make_ready
from api.settings import Settings
from layers import passwords
from layers.access import create_token
from layers.cluster import PrivateCluster
from layers.database import Addresses, engine
from layers.importing.report import Report
from tests.in_process import InProcess
from tests.scenes import scene_of

DAY = "2023-04-30"


PROVING = os.environ.get("MODUONG_PROVE") == "1"
SEED = int(os.environ.get("MODUONG_SEED") or (secrets.randbelow(1_000_000) if PROVING else 1))
"""`make prove` takes another one in each run, prints it, and finds what is not known yet; `make test` always the same,
so that it tells of the change and not of chance. MODUONG_SEED brings one back."""

hypothesis.settings.register_profile("test", deadline=None, derandomize=True)
hypothesis.settings.register_profile("prove", deadline=None, max_examples=2_000)
hypothesis.settings.load_profile("prove" if PROVING else "test")

SLOWEST_LAST = ("layers", "layers/importing", "api", "api/commands", "browser")
"""Folders of tests that take long, the longest last; examples in docstrings and all other tests come before."""


SERVICES = multiprocessing.get_context("forkserver")
"""Forks services off a process that has imported all of them once: that takes each two seconds."""
SERVICES.set_forkserver_preload(["api.application", "uvicorn.lifespan.on", "uvicorn.protocols.http.auto"])

HASHER = passwords._hasher
"""What passwords are kept by: a sixth of a second of the processor for each that is set, tried or signed in with."""
passwords._hasher = cache(lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))

MEMORY = Path("/dev/shm")  # a folder of a random name in it
"""Files in memory: each test makes a database and drops it, a thousand files each time."""
ROOM_BYTES = 6 * 1024**3
"""What the clusters of four processes take at most: a gigabyte of log each, and their databases."""


def pytest_report_header() -> str:
    """Say what chance was given."""
    return f"MODUONG_SEED={SEED}{', in full numbers' if PROVING else ''}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the fast tests first, and leave out those that are for `make prove`."""
    if not PROVING:
        left_out = [item for item in items if item.get_closest_marker("prove")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    here = Path(__file__).parent

    def place(item: pytest.Item) -> tuple[int, int, Path]:
        folder = item.path.parent
        name = folder.relative_to(here).as_posix() if folder.is_relative_to(here) else ""
        # Of a folder the largest file comes first: else one process has it left when the other one is done.
        return SLOWEST_LAST.index(name) if name in SLOWEST_LAST else -1, -item.path.stat().st_size, item.path

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Let searches for garbage pass by what is loaded by now, as a service that is served does."""
    gc.freeze()


def home_folder() -> Path:
    """Return a new folder, in memory where there is room; pytest's own can't be entered by postgres when root runs."""
    in_memory = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    folder = Path(tempfile.mkdtemp(prefix="moduong-", dir=MEMORY if in_memory else None))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def seed() -> int:
    """Return this run's seed."""
    return SEED


@pytest.fixture
def proving() -> bool:
    """Return whether tests go to their full numbers, as `make prove` has them."""
    return PROVING


@pytest.fixture(scope="session")
def cluster_url() -> Iterator[str]:
    """Yield the owner's address of a cluster that this run has for itself."""
    home = home_folder()
    try:
        with PrivateCluster(home, durable=False).lease() as url:
            yield url
    finally:
        shutil.rmtree(home)


def named(url: str, name: str) -> str:
    """Return the address of another database of the same cluster."""
    return url.replace("/moduong?", f"/{name}?", 1)


def copy_database(cluster_url: str, name: str, template: str) -> str:
    """Make a database, a copy of another one; return its owner's address."""
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        # Its files as they are: by way of the log it takes twice as long.
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return named(cluster_url, name)


@contextmanager
def new_database(cluster_url: str, template: str = "template1") -> Iterator[str]:
    """Yield the owner's address of a new database, a copy of `template`; it is dropped at the end."""
    name = f"test_{secrets.token_hex(8)}"
    yield copy_database(cluster_url, name, template)
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_database(cluster_url: str) -> Iterator[str]:
    """Yield the owner's address of a new database with nothing in it."""
    with new_database(cluster_url) as url:
        yield url


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Return the settings that the tests run with, whatever the environment says."""
    return Settings(_env_file=None, map_day=DAY, home=Path("/nonexistent"))  # type: ignore[call-arg]


@pytest.fixture(scope="session")
def template(cluster_url: str, settings: Settings) -> str:
    """Return the name of a migrated database with empty layers, to be copied."""
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty_layers")
    make_ready(settings, settings.addresses(named(cluster_url, "empty_layers")))
    return "empty_layers"


@dataclass(frozen=True)
class ImportedTown:
    """The demonstration town in a database that nobody may write to, and what was reported of each of its files."""

    name: str
    addresses: Addresses
    reports: dict[str, Report]


@pytest.fixture(scope="session")
def imported_town(cluster_url: str, template: str, settings: Settings) -> ImportedTown:
    """Return the demonstration town as its files are read."""
    name = "imported_town"
    addresses = settings.addresses(copy_database(cluster_url, name, template))
    reports = {Path(report.file).name: report for report in import_town(settings, addresses)}
    return ImportedTown(name, addresses, reports)


@pytest.fixture
def database(
    request: pytest.FixtureRequest,
    cluster_url: str,
    template: str,
    settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Addresses]:
    """Yield a migrated database, this test's own: with the scene that it asks for, else with empty layers."""
    asked = scene_of(request)
    if asked and not asked.kept_in:
        name = f"scene_{secrets.token_hex(8)}"
        scene = settings.addresses(copy_database(cluster_url, name, template))
        asked.value = asked.build(scene, tmp_path_factory.mktemp(name))
        asked.kept_in = name
    with new_database(cluster_url, asked.kept_in if asked else template) as url:
        yield settings.addresses(url)


@pytest.fixture(scope="module")
def shared_database(cluster_url: str, template: str, settings: Settings) -> Iterator[Addresses]:
    """Yield a migrated database with empty layers, one for a file that says `database = shared_database`."""
    with new_database(cluster_url, template) as url:
        yield settings.addresses(url)


def make_token(database: Addresses, name: str = "an", role: str = "technician") -> str:
    """Return a new token of a user, who has that role from now on; a head has no subdistrict yet."""
    with engine(database.owner).begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO office.users (name, role) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET role = excluded.role",
            (name, role),
        )
        return create_token(connection, name)


@pytest.fixture
def public_client(database: Addresses, settings: Settings) -> Iterator[InProcess]:
    """Yield a client of the service without a token."""
    with InProcess(create_app(settings, database), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def office_client(database: Addresses, settings: Settings) -> Iterator[InProcess]:
    """Yield a client of the service with a technician's token."""
    headers = {"Authorization": f"Bearer {make_token(database)}"}
    with InProcess(create_app(settings, database), headers=headers, raise_server_exceptions=False) as client:
        yield client


@contextmanager
def serving(database: Addresses, workers: int = 1, **settings: str) -> Iterator[str]:
    """Serve from processes of their own; yield the address once the service is well.

    Parameters
    ----------
    database
        Its database, ready.
    workers
        How many processes answer.
    settings
        Settings of the office, such as ``MAP_DAY="2023-04-30"``.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MODUONG_")}
    environment |= {"MODUONG_DATABASE_URL": database.libpq(database.owner), "MODUONG_MAP_DAY": DAY}
    environment |= {f"MODUONG_{name}": value for name, value in settings.items()}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # What it accepts inherits this; asyncio does it itself for ports of its own. Each answer was 40 ms late.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        services = [SERVICES.Process(target=_serve, args=(listener, environment)) for _ in range(workers)]
        for service in services:
            service.start()
        try:
            # The socket listens already: the first request waits until somebody answers it.
            assert httpx2.get(f"{address}/healthz", timeout=30).status_code == 200
            yield address
        finally:
            for service in services:
                service.terminate()
            for service in services:
                service.join()


def _serve(listener: socket.socket, environment: dict[str, str]) -> None:
    """Run the service in a process that was forked for it."""
    os.environ.clear()
    os.environ.update(environment)
    with Path(os.devnull).open("wb") as nothing:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nothing.fileno(), stream.fileno())
    uvicorn.run("api.application:from_environment", factory=True, fd=listener.fileno())


@pytest.fixture
def live(database: Addresses) -> Iterator[str]:
    """Yield the address of the service in a process of its own, for clients that speak HTTP themselves."""
    with serving(database) as address:
        yield address
