"""The servers that are compared: ours as `moduong serve` runs it, tipg, and one with a constant answer."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import layers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.database import Addresses

CONNECTIONS = 8
"""Database connections of each server, as many as the load generators hold."""
_START_SECONDS = 60.0
_UVICORN = ["-m", "uvicorn", "--host", "127.0.0.1", "--no-server-header", "--log-level", "warning", "--no-access-log"]
"""As `moduong serve` starts it."""


class DidNotStart(Exception):
    """A server did not answer in time."""


@contextmanager
def moduong(to: Addresses, *, cache: bool = True) -> Iterator[int]:
    """Run the service as it is delivered; yield its port.

    Parameters
    ----------
    to
        Its database.
    cache
        False: it keeps no finished tile.
    """
    environment = {"MODUONG_DATABASE_URL": to.libpq(to.owner), "MODUONG_POOL_SIZE": str(CONNECTIONS)}
    if not cache:
        environment["MODUONG_TILE_CACHE_MB"] = "0"
    with _server(["-m", "api.cli", "serve", "--port"], environment, "/healthz") as port:
        yield port


@contextmanager
def constant(to: Addresses, size: int) -> Iterator[int]:
    """Run the service with a route `/constant` that answers `size` bytes; yield its port."""
    environment = {"MODUONG_DATABASE_URL": to.libpq(to.owner), "CONSTANT_BYTES": str(size)}
    arguments = [*_UVICORN, "--factory", "benchmarks.constant:in_the_service", "--port"]
    with _server(arguments, environment, "/constant") as port:
        yield port


@contextmanager
def bare(size: int) -> Iterator[int]:
    """Run the same framework and server with nothing but a constant answer of `size` bytes; yield its port."""
    arguments = [*_UVICORN, "--factory", "benchmarks.constant:bare", "--port"]
    with _server(arguments, {"CONSTANT_BYTES": str(size)}, "/") as port:
        yield port


@contextmanager
def tipg(to: Addresses) -> Iterator[int]:
    """Run tipg on the same tables, in the settings that suit it best for them; yield its port."""
    address = f"postgresql://{to.owner.username}@{quote(str(to.owner.query['host']), safe='')}:5432/{to.owner.database}"
    environment = {
        "DATABASE_URL": address,
        "DB_MIN_CONN_SIZE": str(CONNECTIONS),
        "DB_MAX_CONN_SIZE": str(CONNECTIONS),
        "TIPG_DB_SCHEMAS": '["layers"]',
        "TIPG_DB_TABLES": '["layers.parcels_states"]',
        "TIPG_DB_DATETIME_EXTENT": "false",
        "TIPG_TABLE_CONFIG": '{"layers_parcels_states": {"pk": "id"}}',
        "TIPG_CATALOG_TTL": "0",
        "TIPG_TILE_BUFFER": "64",
        "TIPG_MAX_FEATURES_PER_TILE": "1000000",
    }
    with _server([*_UVICORN, "tipg.main:app", "--port"], environment, "/healthz") as port:
        yield port


@contextmanager
def _server(arguments: list[str], environment: dict[str, str], path: str) -> Iterator[int]:
    """Run a Python server in a folder of its own, its log going to a file as a service's does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MODUONG_", "TIPG_"))}
    kept["PYTHONPATH"] = str(Path(layers.__file__).parents[1])
    with tempfile.TemporaryDirectory(prefix="moduong-server-") as folder:
        log = Path(folder) / "log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, *arguments, str(port)], cwd=folder, env=kept | environment, stdout=file, stderr=file
            )
        try:
            if not _answers(process, port, path):
                raise DidNotStart(f"{' '.join(arguments)}: {log.read_text('utf-8', 'replace')[-2000:]}")
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _answers(process: subprocess.Popen[bytes], port: int, path: str) -> bool:
    """Wait until a server answers 200; return whether it came to that."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == http.client.OK:
                return True
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    return False
