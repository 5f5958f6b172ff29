"""Reading apart: a file is read in a process with limits, so that a hostile one can't take the service down."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, TypedDict

from layers.importing import source
from layers.importing.drivers import ENVIRONMENT
from layers.importing.faults import FileRefused, ImportEnded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from layers.declaration import Layer
    from layers.importing.options import ImportOptions

_STARTS_WITHIN: Final = 60.0
_BUSY: Final = 4.0
"""Times as long as it may take of the processor a file is waited for: a machine that does other work is slow, and the
file is not."""
_LINE: Final = 1 << 16


class Request(TypedDict):
    """What `layers.importing.reader` is asked, as a line of JSON: what `read_apart` is given, and its limits."""

    path: str
    layer: str
    options: dict[str, Any]
    remembered: dict[str, str]
    folder: str
    seconds: float
    memory: int


def read_apart(
    path: Path,
    layer: Layer,
    options: ImportOptions,
    remembered: dict[str, str],
    folder: Path,
    progress: Callable[[str, float], None],
) -> None:
    """Run `preparing.prepare` in a process with limits.

    Parameters
    ----------
    path, layer, options, remembered, folder
        As there.
    progress
        Takes phase and share.

    Raises
    ------
    FileRefused
        What that process found.
    ImportEnded
        When it was ended, or ended itself, before it was done.
    """
    size = source.size(path)
    seconds = options.limits.reading_seconds(size)
    request: Request = {
        "path": str(path),
        "layer": layer.name,
        "options": asdict(options),
        "remembered": remembered,
        "folder": str(folder),
        "seconds": seconds,
        "memory": options.limits.reading_memory(size),
    }
    _reader().read(request, progress)


class _Reader:
    """The other side of `layers.importing.reader`: one of this process, used by one import at a time."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.turn = threading.Lock()
        self.lines = b""
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "layers.importing.reader"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | ENVIRONMENT,
        )
        atexit.register(self.close)

    def close(self) -> None:
        """End the process, when it is this one's."""
        if self.pid == os.getpid():
            for stream in (self.process.stdin, self.process.stdout):
                if stream is not None:
                    stream.close()
            self.process.wait()

    def read(self, request: Request, progress: Callable[[str, float], None]) -> None:
        """Have one file read, and wait for it."""
        assert self.process.stdin is not None  # noqa: S101 - it is a pipe
        path, seconds = request["path"], request["seconds"]
        with self.turn:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
            deadline = time.monotonic() + _STARTS_WITHIN
            child, verdict = 0, ""
            while (line := self._line(deadline - time.monotonic())) not in {"over", None}:
                word, _, rest = str(line).partition(" ")
                if word == "pid":
                    child, deadline = int(rest), time.monotonic() + _BUSY * seconds
                elif word == "at":
                    share, _, phase = rest.partition(" ")
                    progress(phase, float(share))
                else:
                    verdict = str(line)
            if line is None:
                self._end(child)
        if line is None or verdict == "slow":
            raise ImportEnded(
                f"{path} took more than {seconds:.0f} s of the processor to read: check the file, split it, or raise"
                " MODUONG_IMPORT_SECONDS."
            )
        if verdict.startswith("refused "):
            raise FileRefused(verdict.removeprefix("refused "))
        if verdict != "done":
            why = verdict.removeprefix("broke ") or "too much memory or time, or a broken file"
            raise ImportEnded(f"{path} brought the reading process down ({why}): check the file, or split it.")

    def _end(self, child: int) -> None:
        if not child:
            self.process.kill()
            return
        os.kill(child, signal.SIGKILL)
        while self._line(_STARTS_WITHIN) not in {"over", None}:
            pass

    def _line(self, seconds: float) -> str | None:
        """Return the next line; None when none comes in time."""
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe
        stream = self.process.stdout.fileno()
        while b"\n" not in self.lines:
            if not select.select([stream], [], [], max(0.0, seconds))[0]:
                return None
            data = os.read(stream, _LINE)
            if not data:
                raise ImportEnded("The process that reads files could not be started: run `moduong doctor`.")
            self.lines += data
        line, _, self.lines = self.lines.partition(b"\n")
        return line.decode("utf-8", "replace")


_started: _Reader | None = None


def _reader() -> _Reader:
    """Return this process's reader; a fork of this process starts its own."""
    global _started  # noqa: PLW0603 - one a process
    if _started is None or _started.pid != os.getpid() or _started.process.poll() is not None:
        _started = _Reader()
    return _started
