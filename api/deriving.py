"""A process beside the worker that works out what is derived: requests lose no time to it, and it ends when they do."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from multiprocessing.connection import Connection

from sqlalchemy.exc import DBAPIError

from api.running import end_with_parent
from layers.database import Addresses
from layers.derived import catch_up

LOOK_SECONDS = 0.2
"""How soon a call ends whose process was told to, or died."""


class Deriving:
    """Calls `catch_up` in a process of its own, which is started at the first call and kept.

    Parameters
    ----------
    to
        The database's addresses.
    """

    def __init__(self, to: Addresses) -> None:
        self._to = to
        self._process: multiprocessing.process.BaseProcess | None = None
        self._there: Connection | None = None
        self._ended = threading.Event()

    def catch_up(self) -> str | None:
        """Work out what is left, and return why that failed; blocks, so call it in a thread."""
        there = self._alive()
        there.send(True)
        while not there.poll(LOOK_SECONDS):
            if self._ended.is_set() or self._process is None or not self._process.is_alive():
                return "it was ended"
        try:
            answer: str | None = there.recv()
        except EOFError:
            return "it was ended"
        return answer

    def end(self) -> None:
        """End the process, in the middle of its work if need be: nothing is half-written, its transaction is gone."""
        self._ended.set()
        if self._process is not None:
            self._process.terminate()
            self._process.join()

    def _alive(self) -> Connection:
        if self._process is None or self._there is None or not self._process.is_alive():
            context = multiprocessing.get_context("spawn")
            self._there, here = context.Pipe()
            self._process = context.Process(target=_work, args=(self._to, here), name="deriving", daemon=True)
            self._process.start()
            here.close()
        return self._there


def _work(to: Addresses, here: Connection) -> None:
    """Answer each request; Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    while here.recv():
        try:
            catch_up(to)
        except DBAPIError as error:
            here.send(type(error).__name__)
        else:
            here.send(None)
