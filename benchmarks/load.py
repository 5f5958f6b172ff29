"""The two load generators: wrk asks a server over HTTP, pgbench asks the database itself."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from layers.cluster import find_binaries

_HERE = Path(__file__).parent
_AS_THE_SERVICE = "-c jit=off -c max_parallel_workers_per_gather=0"
FEWEST = 4
"""Answers on each connection that a round must have: with fewer it is done again, `LONGER` times as long."""
LONGER = 4


class LoadFailed(Exception):
    """A load generator ended badly, or was answered with errors."""


@dataclass(frozen=True, slots=True)
class Load:
    """How hard one measurement presses.

    Attributes
    ----------
    seconds
        Of one round.
    rounds
        Of each contender, in turns.
    connections
        At once.
    """

    seconds: float
    rounds: int
    connections: int = 8


@dataclass(frozen=True, slots=True)
class Speed:
    """What one round reached.

    Attributes
    ----------
    answers
        How many there were.
    rate
        Answers a second.
    p99_ms
        The 99th percentile of their times.
    bytes
        Their mean size, where it is known.
    """

    answers: float
    rate: float
    p99_ms: float
    bytes: float = 0.0


Contender = Callable[[Load, int], Speed]
"""Runs one round of that number."""


def in_turns(contenders: Mapping[str, Contender], load: Load) -> dict[str, Speed]:
    """Run contenders in turns, so that what disturbs the machine disturbs all; return each one's median round."""
    found: dict[str, list[Speed]] = {name: [] for name in contenders}
    for number in range(load.rounds):
        for name, contender in contenders.items():
            speed = contender(load, number)
            if speed.answers < FEWEST * load.connections:
                speed = contender(replace(load, seconds=LONGER * load.seconds), number)
            found[name].append(speed)
    return {name: _median(speeds) for name, speeds in found.items()}


def _median(speeds: Sequence[Speed]) -> Speed:
    return Speed(
        **{part.name: statistics.median(getattr(speed, part.name) for speed in speeds) for part in fields(Speed)}
    )


def http(port: int, paths: Sequence[str]) -> Contender:
    """Return a contender that asks a server of this machine for paths in random order."""

    def run(load: Load, number: int) -> Speed:
        with tempfile.NamedTemporaryFile("w", prefix="moduong-paths-", suffix=".txt") as file:
            file.write("\n".join(paths))
            file.flush()
            pressing = f"--threads 1 --connections {load.connections} --duration {load.seconds:g}s --timeout 30s"
            asking = [
                "--script",
                str(_HERE / "paths.lua"),
                f"http://127.0.0.1:{port}",
                "--",
                file.name,
                str(number + 1),
            ]
            told = _run(["wrk", *pressing.split(), *asking])
        said = json.loads(told.splitlines()[-1])
        if said["errors"]:
            raise LoadFailed(f"{said['errors']} answers of {paths[0]} and its like were errors.")
        return Speed(said["answers"], said["rate"], said["p99_ms"], said["bytes"])

    return run


def sql(address: str, statement: str, variables: Mapping[str, float]) -> Contender:
    """Return a contender that sends a script with one prepared statement, whose meta-commands draw its variables."""

    def run(load: Load, number: int) -> Speed:
        with tempfile.TemporaryDirectory(prefix="moduong-pgbench-") as name:
            folder = Path(name)
            (folder / "script.sql").write_text(statement, "utf-8")
            pressing = f"--jobs 1 --client {load.connections} --time {load.seconds:.0f} --random-seed {number + 1}"
            asking = ["--no-vacuum", "--protocol", "prepared", "--file", str(folder / "script.sql")]
            asking += ["--log", "--log-prefix", str(folder / "log")]
            asking += [f"--define={key}={value}" for key, value in variables.items()]
            program = str(find_binaries().folder / "pgbench")
            told = _run([program, *pressing.split(), *asking, address], PGOPTIONS=_AS_THE_SERVICE)
            lines = (line for path in folder.glob("log*") for line in path.read_text("ascii").splitlines())
            times = sorted(int(line.split()[2]) for line in lines)
        rate = next(float(line.split()[2]) for line in told.splitlines() if line.startswith("tps"))
        return Speed(len(times), rate, times[int(len(times) * 0.99)] / 1000)

    return run


def _run(command: Sequence[str], **environment: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    if done.returncode:
        raise LoadFailed(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout
