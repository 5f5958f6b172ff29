"""The service's processes: started with the settings in their environment, stopped in order, none left behind."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import socket
import threading
from contextlib import closing
from pathlib import Path

import uvicorn

from api import logs
from api.settings import Settings
from layers.database import Addresses
from layers.errors import LayerError

GRACE_SECONDS = 10
"""Time for requests to be answered after the service was told to stop."""
START_SECONDS = 15
"""Time in which a worker has to answer its parent: one that starts on a busy machine must not be taken for hung. The
parent hears no signal meanwhile, nor sees that the worker was killed just as it was asked, so it must not be long."""


class PortTaken(LayerError):
    """The service can't listen where it is to."""

    def __init__(self, settings: Settings, reason: str | None) -> None:
        super().__init__(
            f"Port {settings.port} of {settings.host} can't be taken ({reason}): name another with --port."
        )


class NotStarted(LayerError):
    """The service did not start; its log says why."""

    def __init__(self) -> None:
        super().__init__("The service did not start: the line above says why.")


def require_port(settings: Settings) -> None:
    """Say at once that a port is taken, before minutes of work.

    Raises
    ------
    PortTaken
        When it is, or the host is none of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with closing(socket.socket(family, kind, protocol)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        raise PortTaken(settings, fault.strerror) from fault


def run(settings: Settings, to: Addresses) -> None:
    """Hand the settings to the workers through the environment, and serve until stopped.

    Raises
    ------
    NotStarted
        When the application or its port failed.
    """
    for name, value in settings.model_dump(mode="json").items():
        if value is not None:
            os.environ[f"MODUONG_{name.upper()}"] = value if isinstance(value, str) else json.dumps(value)
    os.environ["MODUONG_DATABASE_URL"] = to.libpq(to.owner)
    logs.configure(settings)
    told: list[int] = []

    def stop(sign: int, _: object) -> None:
        # uvicorn hears nothing while it loads the application, and sends what it heard again when it has stopped in
        # order. Only the first ends it: what follows has to be done still.
        told.append(sign)
        if len(told) == 1:
            raise KeyboardInterrupt

    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, stop)
    try:
        uvicorn.run(
            "api.application:from_environment",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            log_config=None,
            access_log=False,  # `RequestLog` writes it
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_worker_healthcheck=START_SECONDS,
            app_dir=str(Path(__file__).resolve().parents[1]),
        )
    except KeyboardInterrupt:
        return
    except SystemExit as ended:
        if not told:
            raise NotStarted from ended


def end_with_parent() -> None:
    """Stop this worker in order when the process that started it is killed: it would keep the port for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()
