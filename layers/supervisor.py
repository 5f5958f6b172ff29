"""The one supervisor of a private cluster: `python -m layers.supervisor HOME FOLDER durable|fleeting`.

It is the server's parent. It starts the server again when that crashes, and stops it as soon as nobody holds
a lease. A lease is a shared lock on a file: whoever is killed loses it, and the supervisor gets the exclusive
one. It takes no signal but SIGKILL, since services and shutdowns end the holders of the leases as well.
A supervisor that comes after a killed one takes over the server that runs.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from layers.locks import EXCLUSIVE, open_lock, try_lock
from layers.postgres_binaries import ClusterError, find_binaries
from layers.postgres_server import PostgresServer

if TYPE_CHECKING:
    import subprocess

LEASE_FILE = "lease"
SUPERVISOR_FILE = "supervisor"
_PULSE = 0.2


def supervise(server: PostgresServer, process: subprocess.Popen[bytes] | None) -> None:
    """Watch the server until the last lease is gone or somebody shut it down in order.

    Parameters
    ----------
    server
        The server, running.
    process
        Its process; None for one whose supervisor was killed.
    """
    lease = open_lock(server.folder / LEASE_FILE)
    fallen = False
    while not try_lock(lease, EXCLUSIVE):
        time.sleep(_PULSE)
        server.turn_log_over()
        if server.listening() if process is None else process.poll() is None:
            continue
        # A server that was asked to stop, by the last holder or an administrator, ends with 0 and no pid file.
        fallen = fallen or (server.pid_file.exists() if process is None else process.returncode != 0)
        if not fallen:
            return
        with contextlib.suppress(ClusterError):  # told in the log; as long as it is wanted, it is tried
            process = server.start()
            fallen = False
    server.stop()
    if process is not None:
        process.wait()


def main(home: str, folder: str, durability: str) -> None:
    """Detach from the caller, start the server, and supervise it.

    The standard output is closed once the server is started; what stands there is an error's one sentence.
    """
    if os.fork():
        os._exit(0)
    os.setsid()
    os.umask(0o077)
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, lambda *_: None)  # not SIG_IGN: the server would inherit that
    server = PostgresServer(Path(home), find_binaries(Path(folder)), durable=durability == "durable")
    if not try_lock(open_lock(server.folder / SUPERVISOR_FILE), EXCLUSIVE):
        return
    try:
        server.initialise()
        process = None if server.listening() else server.start()
    except ClusterError as error:
        sys.stdout.write(str(error))
        return
    nothing = os.open(os.devnull, os.O_RDWR)
    log = os.open(server.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for theirs, ours in ((0, nothing), (1, nothing), (2, log)):
        os.dup2(ours, theirs)
    os.chdir("/")
    supervise(server, process)


if __name__ == "__main__":
    main(*sys.argv[1:])
