"""What keeps a private cluster from running is said in one sentence, and nothing is touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.cluster import ClusterError, MissingBinaries, PrivateCluster
from tests.conftest import home_folder

ROOT = os.geteuid() == 0


@pytest.fixture
def home() -> Iterator[Path]:
    folder = home_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not ROOT, reason="only root can give a folder away")
def test_a_socket_folder_of_somebody_else_is_refused(home: Path) -> None:
    cluster = PrivateCluster(home / ("x" * 100), durable=False)
    folder = cluster.server.socket_folder
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    try:
        with pytest.raises(ClusterError, match="belongs to somebody else"), cluster.lease():
            pass
    finally:
        folder.rmdir()


def test_a_home_that_the_server_cannot_enter_is_named(tmp_path: Path) -> None:
    if not ROOT:
        pytest.skip("the server is this user then")
    tmp_path.chmod(0o700)
    with pytest.raises(ClusterError, match=f"can't enter {tmp_path.parents[1]}.*: set MODUONG_HOME"):  # noqa: SIM117
        with PrivateCluster(tmp_path / "home").lease():
            pass


def test_a_home_that_cannot_be_written_is_named(home: Path) -> None:
    (home / "file").write_text("no folder")
    with pytest.raises(ClusterError, match="can't be used"), PrivateCluster(home / "file" / "home").lease():
        pass


def test_data_of_another_major_version_is_left_alone(home: Path) -> None:
    data = home / "cluster" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(MissingBinaries, match=r"The data is PostgreSQL 9's.*postgresql-9-postgis-3"):
        PrivateCluster(home).url  # noqa: B018 - asking is what fails
    assert [file.name for file in data.iterdir()] == ["PG_VERSION"]


def test_a_server_that_does_not_start_says_why_in_one_line(home: Path) -> None:
    cluster = PrivateCluster(home, durable=False)
    with cluster.lease():
        pass
    with (cluster.server.data / "postgresql.conf").open("a") as configuration:
        configuration.write("shared_buffers = 'plenty'\n")
    with pytest.raises(ClusterError, match=r"does not start: .*postgresql.conf.* contains errors") as raised:  # noqa: SIM117
        with cluster.lease():
            pass
    assert "\n" not in str(raised.value)
    assert not cluster.server.listening()
