"""The hand-out of subdistrict 4 of the demonstration town, as the command makes it: from its start to the file."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.edits import demonstration
from benchmarks.finding import Finding, Ratio
from layers.catalogue import LAYERS

if TYPE_CHECKING:
    from benchmarks.databases import Databases

TARGET_S, TARGET_MB = 5.0, 5.0
TIMES = 5


def measure_handout(databases: Databases) -> Finding:
    """Return how long a hand-out takes, Python's start included, and how large it is."""
    to = demonstration(databases, LAYERS.keys())
    environment = {**os.environ, "MODUONG_DATABASE_URL": to.libpq(to.owner), "MODUONG_MAP_DAY": "2023-04-30"}
    taken = []
    before = _processor()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "subdistrict.html"
        command = [sys.executable, "-m", "api.cli", "handout", "--subdistrict", "4", "-o", str(file), "--force"]
        for _ in range(TIMES):
            began = time.perf_counter()
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
            taken.append(time.perf_counter() - began)
        worked = (_processor() - before) / TIMES
        size = file.stat().st_size / 1_000_000
    databases.drop("demonstration")
    ratios = [
        Ratio(f"{TARGET_S:g} s to the median", TARGET_S / median(taken), 1),
        Ratio(f"{TARGET_MB:g} MB to the file", TARGET_MB / size, 1),
    ]
    return Finding(
        "The hand-out of subdistrict 4",
        ratios,
        facts={"median s": median(taken), "longest s": max(taken), "of the processor s": worked, "MB": size},
    )


def _processor() -> float:
    """Return the seconds of the processor that ended commands have taken, PostgreSQL's apart."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
