"""One PostgreSQL server in a folder of its own: made, started and stopped, reached by a unix socket only.

Everything here is for the supervisor (`layers.supervisor`) and for those who hold a lease (`layers.cluster`).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from layers.postgres_account import as_account, make_private, server_account
from layers.postgres_binaries import Binaries, ClusterError

if TYPE_CHECKING:
    from collections.abc import Callable

OWNER = DATABASE = "moduong"
PORT = 5432
LONGEST_SOCKET_PATH = 103
"""Bytes of a unix socket's path: Linux takes 107, macOS 103."""
LEAST_FREE_SPACE = 300_000_000
"""Bytes that a new cluster with PostGIS and its write-ahead log needs."""
LEAST_TO_START = 16 * 2**20
"""Bytes of a segment of the write-ahead log: with less than that on the disk a server can't go on."""
LARGEST_LOG = 20_000_000
"""Bytes at which the log is moved to `server.log.1`."""

CONFIGURATION = """
# Mo Duong: for an office's machine of two cores. Change it here or by ALTER SYSTEM.
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
timezone = 'Asia/Ho_Chi_Minh'
log_timezone = 'Asia/Ho_Chi_Minh'
log_line_prefix = '%m [%p] %u@%d '
log_checkpoints = off
"""
_STILL_DYING = ("shared memory", "lock file")
"""What a server complains of while the last one's processes are on their way out."""
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
# glibc's C.UTF-8 knows the case of Vietnamese letters, and its order never changes; macOS has none of that name.
_LOCALE = ["--lc-collate=C", "--lc-ctype=UTF-8"] if sys.platform == "darwin" else ["--locale=C.UTF-8"]


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """The server of the private cluster in `home`.

    Attributes
    ----------
    home
        The program's data folder, resolved; all that is the server's stands in `home/cluster`.
    binaries
        The programs to run it with.
    durable
        False: a power cut may lose the data (for tests).
    """

    home: Path
    binaries: Binaries
    durable: bool = True

    @property
    def folder(self) -> Path:
        """Return the folder of everything here."""
        return self.home / "cluster"

    @property
    def data(self) -> Path:
        """Return PostgreSQL's data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """Return the file that the server and its supervisor write to."""
        return self.folder / "server.log"

    @property
    def pid_file(self) -> Path:
        """Return the file that exists while the server runs, and after it crashed."""
        return self.data / "postmaster.pid"

    @property
    def socket_folder(self) -> Path:
        """Return the folder of the socket: in `home`, where nothing tidies up, or a shorter one."""
        inside = self.folder / "socket"
        if len(os.fsencode(_socket_in(inside))) <= LONGEST_SOCKET_PATH and not set(str(inside)) & set(',"'):
            return inside
        key = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        # Worked out from nothing but the user and the home, so that a login and a cron job find the same.
        if os.geteuid() == 0:
            return Path("/var/run").resolve() / f"moduong-{key}"
        return Path("/tmp") / f"moduong-{os.geteuid()}-{key}"  # noqa: S108 - its owner and mode are checked

    def prepare(self) -> None:
        """Make the folders, for the right account and closed to others.

        Raises
        ------
        ClusterError
            When one can't be made, belongs to somebody else, or can't be entered by the server's account.
        """
        account, _ = server_account()
        try:
            if not self.home.exists():
                self.home.mkdir(parents=True, exist_ok=True)
                self.home.chmod(0o711)
            self.folder.mkdir(exist_ok=True)
            if self.folder.stat().st_uid != os.geteuid():
                raise ClusterError(
                    f"The database in {self.folder} belongs to another user: run as that one, or set MODUONG_HOME."
                )
            # Root's server runs as postgres, which has to pass through.
            self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
            make_private(self.socket_folder)
        except OSError as error:
            raise ClusterError(
                f"The data folder {self.home} can't be used ({error.filename}: {error.strerror}):"
                " give it to this user, or set MODUONG_HOME."
            ) from error
        for parent in (self.home, *self.home.parents) if os.geteuid() == 0 else ():
            found = parent.stat()
            if not found.st_mode & (stat.S_IXUSR if found.st_uid == account else stat.S_IXOTH):
                raise ClusterError(
                    f"PostgreSQL does not run as root, and its account postgres can't enter {parent}: set"
                    " MODUONG_HOME to a folder elsewhere, such as /var/lib/moduong."
                )

    def listening(self) -> bool:
        """Return whether a server holds the socket, be it still starting up or already shutting down.

        Neither the pid file nor `pg_ctl status` tells that after a crash; the kernel does.
        """
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(5)
            try:
                probe.connect(os.fsencode(_socket_in(self.socket_folder)))
            except TimeoutError:
                return True
            except OSError:
                return False
        return True

    def initialise(self) -> None:
        """Make the data folder with its one database, all of it or nothing. The supervisor alone calls this.

        Raises
        ------
        ClusterError
            When `initdb` fails or the disk is full.
        """
        if self.data.exists():
            return
        for unfinished in self.folder.glob("data.*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        free = shutil.disk_usage(self.folder).free
        if free < LEAST_FREE_SPACE:
            raise ClusterError(
                f"The disk of {self.folder} has {free // 10**6} MB left and a new database needs"
                f" {LEAST_FREE_SPACE // 10**6}: free some, or set MODUONG_HOME."
            )
        fresh = self.folder / f"data.{os.getpid()}"
        make_private(fresh)
        sync = [] if self.durable else ["--no-sync"]
        self._run("initdb", "-D", str(fresh), "-U", OWNER, "-A", "trust", "-k", "-E", "UTF8", *_LOCALE, *sync)
        with (fresh / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(CONFIGURATION)
        self._run("postgres", "--single", "-D", str(fresh), "postgres", text=f"CREATE DATABASE {DATABASE}\n")
        fresh.rename(self.data)

    def start(self, patience: float = 15) -> subprocess.Popen[bytes]:
        """Start the server as a child of this process and return once it holds its socket.

        Parameters
        ----------
        patience
            Seconds to try again: after a crash, the last one's processes keep its shared memory for a moment.

        Raises
        ------
        ClusterError
            When it ended; the text has the reason that it gave.
        """
        deadline = time.monotonic() + patience
        while True:
            self._disown_stale_pid()
            begin = self.log.stat().st_size if self.log.exists() else 0
            process = self._spawn()
            while process.poll() is None:
                if self.listening():
                    return process
                time.sleep(0.02)
            with self.log.open("rb") as log:
                log.seek(begin)
                reason = _reason(log.read().decode(errors="replace"))
            if time.monotonic() > deadline or not any(sign in reason for sign in _STILL_DYING):
                # On a full disk the log has no room for a reason either.
                if shutil.disk_usage(self.folder).free < LEAST_TO_START:
                    raise ClusterError(
                        f"The database in {self.folder} does not start: its disk is full. Free some of it."
                    )
                raise ClusterError(f"The database in {self.folder} does not start: {reason} (its log is {self.log}).")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the server, whoever started it: clients are disconnected, the data is written."""
        for sign, patience in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)):
            if not self.listening():
                break
            try:
                os.kill(int(self.pid_file.read_bytes().split(b"\n", 1)[0]), sign)
            except (OSError, ValueError):
                break
            if wait_until(lambda: not self.listening(), patience):
                break
        wait_until(lambda: not self.pid_file.exists(), 1)

    def turn_log_over(self) -> None:
        """Keep one old log when the log has become large; the server goes on writing to the same file."""
        if self.log.stat().st_size > LARGEST_LOG:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)

    def _spawn(self) -> subprocess.Popen[bytes]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "log_destination": "stderr",
            "logging_collector": "off",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        user, group = as_account()
        log = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            return subprocess.Popen(  # noqa: S603 - a program that we found ourselves
                [self.binaries.folder / "postgres", "-D", self.data, *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=_ENVIRONMENT, umask=0o077,
                user=user, group=group, extra_groups=None if user is None else [],
            )  # fmt: skip
        finally:
            os.close(log)

    def _run(self, program: str, *arguments: str, text: str = "") -> None:
        user, group = as_account()
        done = subprocess.run(  # noqa: S603 - a program that we found ourselves
            [self.binaries.folder / program, *arguments],
            input=text, text=True, capture_output=True, check=False, cwd="/", env=_ENVIRONMENT, umask=0o077,
            user=user, group=group, extra_groups=None if user is None else [],
        )  # fmt: skip
        # In single-user mode the server ends with 0 whatever became of the statement.
        if done.returncode or re.search(r"\b(ERROR|FATAL|PANIC):", done.stderr):
            raise ClusterError(f"The database in {self.folder} can't be made: {program}: {_reason(done.stderr)}.")

    def _disown_stale_pid(self) -> None:
        """Put our own pid in place of a dead server's, whose number another program may have by now.

        PostgreSQL would refuse to start beside that program, as in a container where numbers come again.
        It takes its parent's number for stale, and goes on to check the shared memory named in the file:
        that still keeps two servers off one folder.
        """
        try:
            _, rest = self.pid_file.read_bytes().split(b"\n", 1)
            with self.pid_file.open("r+b") as file:
                file.write(b"%d\n%b" % (os.getpid(), rest))
                file.truncate()
        except (OSError, ValueError):
            return


def wait_until(condition: Callable[[], bool], patience: float) -> bool:
    """Return True as soon as a condition holds, False after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _socket_in(folder: Path) -> Path:
    return folder / f".s.PGSQL.{PORT}"


def _reason(output: str) -> str:
    """Return the line of an output that says why."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    told = [line for line in lines if re.search(r"\b(error|ERROR|FATAL|PANIC):", line)]
    return (told or lines or ["no reason given"])[-1].rstrip(".")
