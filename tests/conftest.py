"""A real PostgreSQL for the whole run: private, thrown away at its end."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from layers.cluster import PrivateCluster


def home_folder() -> Path:
    """Return a new folder; pytest's own can't be entered by postgres when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="moduong-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture(scope="session")
def cluster_url() -> Iterator[str]:
    """Yield the owner's address of a cluster that this run has for itself."""
    home = home_folder()
    try:
        with PrivateCluster(home, durable=False).lease() as url:
            yield url
    finally:
        shutil.rmtree(home)


@pytest.fixture
def empty_database(cluster_url: str) -> Iterator[str]:
    """Yield the owner's address of a new database with nothing in it."""
    name = f"test_{secrets.token_hex(8)}"
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield cluster_url.replace("/moduong?", f"/{name}?", 1)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
