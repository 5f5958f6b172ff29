"""Small disks of their own, to be filled."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(megabytes: int, *options: str) -> Iterator[Path]:
    """Yield the folder of a disk in memory; where it may not be mounted the test is left out."""
    folder = Path(tempfile.mkdtemp(prefix="moduong-disk-"))
    asked = ",".join([f"size={megabytes}m", "mode=0711", *options])
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", asked, "tmpfs", folder], capture_output=True, check=False)
    try:
        if mounted.returncode:
            pytest.skip("only who may mount a disk can fill one")
        yield folder
    finally:
        if not mounted.returncode:
            subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def fill(folder: Path) -> None:
    """Leave nothing free on the disk of a folder."""
    with (folder / "filling").open("wb") as filling:
        os.posix_fallocate(filling.fileno(), 0, shutil.disk_usage(folder).free)
