"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import shapely

_PACKAGES = ("fastapi", "starlette", "uvicorn", "asyncpg", "tipg", "numpy", "shapely", "momepy")


def described() -> dict[str, str]:
    """Return the machine and the versions of what takes part."""
    cpu = Path("/proc/cpuinfo")
    model = [line.partition(":")[2].strip() for line in cpu.read_text().splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "cores": f"{len(model)} of {model[0]}",
        "memory": f"{memory:.0f} GB",
        "system": platform.freedesktop_os_release()["PRETTY_NAME"],
        "Python": platform.python_version(),
        "PostgreSQL": _first_line("pgbench", "--version"),
        "wrk": _first_line("wrk", "-v").partition(" Copyright")[0],
        "GEOS": shapely.geos_version_string,
        **{name: version(name) for name in _PACKAGES},
    }


def _first_line(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()[0]
