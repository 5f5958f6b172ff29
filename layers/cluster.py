"""The private cluster: the PostgreSQL that the program makes and owns where the office names none.

Whoever needs it holds a lease: each worker, each command, each test run. The first lease makes and starts the
server, the last one out stops it, and a holder that is killed counts as gone: the one supervisor
(`layers.supervisor`) sees to that. Where supervisor and holders are all killed, the server idles until the next
lease takes it over. No other cluster of the machine is touched: all is in one folder and reached by a socket in a
folder that only its owner can enter, which is why nobody is asked for a password.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import sys
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg

import layers
from layers.locks import EXCLUSIVE, SHARED, open_lock, try_lock
from layers.postgres_binaries import Binaries, ClusterError, MissingBinaries, find_binaries
from layers.postgres_server import DATABASE, OWNER, PORT, PostgresServer, wait_until
from layers.supervisor import LEASE_FILE, SUPERVISOR_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Binaries", "ClusterError", "MissingBinaries", "PrivateCluster", "find_binaries"]

_LONGEST_START = 600.0
"""Seconds until a supervisor has to have started the server, `initdb` on a slow disk included."""


class PrivateCluster:
    """The private cluster in a data folder.

    Parameters
    ----------
    home
        The program's data folder (`MODUONG_HOME`), made where it is missing.
    pg_bin
        Folder of PostgreSQL's programs; None: looked for.
    durable
        False: a power cut may lose the data (for tests). Whoever starts the server decides.

    Examples
    --------
    >>> PrivateCluster(Path("/srv/moduong")).home
    PosixPath('/srv/moduong')
    """

    def __init__(self, home: Path, *, pg_bin: Path | None = None, durable: bool = True) -> None:
        self.home = home.expanduser().resolve()
        self._pg_bin = pg_bin
        self._durable = durable

    @cached_property
    def server(self) -> PostgresServer:
        """The server, with the programs that fit its data.

        Raises
        ------
        MissingBinaries
            When they are not installed.
        ClusterError
            When the data folder can't be read.
        """
        try:
            major = int((self.home / "cluster" / "data" / "PG_VERSION").read_text(encoding="ascii"))
        except (FileNotFoundError, NotADirectoryError):
            major = None
        except (OSError, ValueError) as error:
            raise ClusterError(
                f"The database in {self.home / 'cluster'} can't be read:"
                " run as the user who made it, or set MODUONG_HOME."
            ) from error
        return PostgresServer(self.home, find_binaries(self._pg_bin, major=major), self._durable)

    @property
    def url(self) -> str:
        """The address of the owner's database, for libpq, asyncpg and SQLAlchemy."""
        # With the port, lest PGPORT of the environment have a say.
        return f"postgresql://{OWNER}@/{DATABASE}?host={quote(str(self.server.socket_folder))}&port={PORT}"

    @contextlib.contextmanager
    def lease(self, patience: float = 60) -> Iterator[str]:
        """Keep the server running meanwhile, and yield the address of its database.

        Parameters
        ----------
        patience
            Seconds to wait for the server to answer, and for one that is being stopped to be gone.

        Raises
        ------
        ClusterError
            When the cluster can't be made, started or reached; the text says what to do.
        """
        self.server.prepare()
        lease = self._open(LEASE_FILE)
        holder = os.getpid()
        try:
            if not wait_until(lambda: try_lock(lease, SHARED), patience):
                raise ClusterError(f"The database in {self.server.folder} is being stopped still: try again.")
            try:
                self.ensure_running(patience)
                yield self.url
            finally:
                # A forked copy of the holder has no say.
                if holder == os.getpid() and try_lock(lease, EXCLUSIVE):
                    self._stop()
        finally:
            os.close(lease)

    def ensure_running(self, patience: float = 60) -> None:
        """Return once the server answers; for holders of a lease, from any thread, when a connection failed.

        Parameters
        ----------
        patience
            Seconds without an answer; ten times that while the server says that it is starting up, since after
            a crash it reads its write-ahead log.

        Raises
        ------
        ClusterError
            When it does not start or does not answer.
        """
        begin = time.monotonic()
        with self._alone("start"):
            if not self._supervised():
                self._supervise()
            while (fault := self._fault()) is not None:
                if time.monotonic() - begin > patience * (10 if "starting up" in fault else 1):
                    raise ClusterError(
                        f"The database in {self.server.folder} does not answer: {fault} (its log is {self.server.log})."
                    )
                if not self._supervised():
                    self._supervise()
                time.sleep(0.05)

    def _fault(self) -> str | None:
        """Return why no connection can be made; only one that was made proves that the server is there."""
        try:
            with psycopg.connect(self.url, connect_timeout=5, autocommit=True) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError as error:
            return " ".join(str(error).split())
        return None

    def _supervise(self) -> None:
        """Start the supervisor, and return when it has started the server."""
        server = self.server
        try:
            started = subprocess.run(  # noqa: S603 - this very interpreter
                [
                    sys.executable, "-m", "layers.supervisor",
                    self.home, server.binaries.folder, "durable" if self._durable else "fleeting",
                ],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                # -m looks for the package in the current folder first: an installed one or a checkout.
                cwd=Path(layers.__file__).parent.parent, timeout=_LONGEST_START,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise ClusterError(f"The database in {server.folder} has not started yet: see {server.log}.") from None
        told = started.stdout or started.stderr
        if told:
            raise ClusterError(told.strip().splitlines()[-1])

    def _supervised(self) -> bool:
        """Return whether a supervisor is there; in the way of one that is just starting, hence `_alone`."""
        descriptor = self._open(SUPERVISOR_FILE)
        try:
            return not try_lock(descriptor, SHARED)
        finally:
            os.close(descriptor)

    def _stop(self) -> None:
        self.server.stop()
        wait_until(lambda: not self._supervised(), 10)

    @contextlib.contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        descriptor = self._open(name)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _open(self, name: str) -> int:
        path = self.server.folder / name
        try:
            return open_lock(path)
        except OSError as error:
            raise ClusterError(
                f"{path} can't be written ({error.strerror}): run as the user who made it, or set MODUONG_HOME."
            ) from error
