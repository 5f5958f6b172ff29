"""A small process that reads files: ``python -m layers.importing.reader``, started by `reading_process`.

It loads GDAL once and forks for each file; only the fork, which has limits, touches the file. A line of JSON comes
in for each file; lines of text go out: ``pid N``, ``at SHARE PHASE``, ``done``, ``refused SENTENCE``,
``broke FAULT``, ``slow`` where its time of the processor was used up, ``over``.
"""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from layers.catalogue import layer_named
from layers.importing.faults import FileRefused
from layers.importing.options import ImportOptions, Limits
from layers.importing.preparing import prepare

if TYPE_CHECKING:
    from layers.importing.reading_process import Request


def serve() -> None:
    """Read requests until the other side closes."""
    for line in sys.stdin.buffer:
        child = os.fork()
        if not child:
            status = 1
            try:
                _read(json.loads(line))
                status = 0
            finally:
                os._exit(status)
        _say(f"pid {child}")
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
            _say("slow")
        _say("over")


def _say(text: str) -> None:
    os.write(1, " ".join(text.split()).encode() + b"\n")


def _read(request: Request) -> None:
    _limit(request["seconds"], request["memory"], request["options"]["limits"]["bytes"])
    options = ImportOptions(**request["options"] | {"limits": Limits(**request["options"]["limits"])})
    try:
        prepare(
            Path(request["path"]),
            layer_named(request["layer"]),
            options,
            request["remembered"],
            Path(request["folder"]),
            lambda phase, share: _say(f"at {share} {phase}"),
        )
    except FileRefused as fault:
        _say(f"refused {fault}")
    except MemoryError:
        _say(f"refused {request['path']} needs more memory than a file of its size may take: split it.")
    except Exception as fault:  # noqa: BLE001 - whatever a file does to GDAL or to us, it is told, not lost
        _say(f"broke {type(fault).__name__}: {fault}")
    else:
        _say("done")


def _limit(seconds: float, memory: int, size: int) -> None:
    for kind, most, at_last in (
        (resource.RLIMIT_AS, memory, memory),
        # The first ends it by a signal that says so.
        (resource.RLIMIT_CPU, math.ceil(seconds), math.ceil(seconds) + 1),
        (resource.RLIMIT_FSIZE, 2 * size, 2 * size),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bound = math.inf if hard == resource.RLIM_INFINITY else hard
        resource.setrlimit(kind, (int(min(most, bound)), int(min(at_last, bound))))


if __name__ == "__main__":
    serve()
