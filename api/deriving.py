"""A process beside the worker that works out what is derived: requests lose no time to it, and it ends when they do."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from multiprocessing.connection import Connection

from api.running import end_with_parent
from layers.campaign_figures import keep_campaign
from layers.database import Addresses
from layers.derived import catch_up

LOOK_SECONDS = 0.2
"""How soon a call ends that is not wanted any more."""
ENDED = "it was ended"
BEHIND = 10
"""How much niceness it takes on: what is derived is wanted by nobody at once."""


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
        self._starting = threading.Lock()
        self._ended = False

    def catch_up(self) -> str | None:
        """Work out what is left, and return why that failed; blocks, so call it in a thread."""
        try:
            there = self._alive()
            if there is None:
                return ENDED
            there.send(True)
            while not there.poll(LOOK_SECONDS):
                if self._ended:
                    return ENDED
            answer: str | None = there.recv()
        except (OSError, EOFError):
            return ENDED
        return answer

    def end(self) -> None:
        """End the process, in the middle of its work if need be: nothing is half-written, its transaction is gone."""
        with self._starting:
            self._ended = True
        if self._process is not None:
            self._process.terminate()
            self._process.join()

    def _alive(self) -> Connection | None:
        """Return the way to a process that lives; None once all is to end."""
        with self._starting:
            if self._ended:
                return None
            if self._process is None or not self._process.is_alive():
                context = multiprocessing.get_context("spawn")
                self._there, here = context.Pipe()
                self._process = context.Process(target=_work, args=(self._to, here), name="deriving", daemon=True)
                self._process.start()
                # Only the other process holds this end, so that its death is heard.
                here.close()
            return self._there


def _work(to: Addresses, here: Connection) -> None:
    """Answer each request, behind all that people wait for; Ctrl-C is the parent's to handle."""
    os.nice(BEHIND)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    with suppress(OSError, EOFError):  # the parent is gone
        while here.recv():
            here.send(_failure(to))


def _failure(to: Addresses) -> str | None:
    """Catch up, make ready what the campaign will be summed up from, and return why that failed."""
    try:
        catch_up(to)
        keep_campaign(to.officer)
    except Exception as error:  # noqa: BLE001  # whatever it is, the service lives on and its log tells
        return f"{type(error).__name__}: {' '.join(str(error).split())[:500]}"
    return None
