"""Bring the browser's packages, installed from npm by the lockfile, into the wheel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BrowserAssets(BuildHookInterface):  # type: ignore[type-arg]
    """Run `maps/assets.py`, unless this is the editable install of a checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill `maps/static/npm` and compile the translations before the files are gathered."""
        del build_data
        if version != "editable":
            script = Path(self.root) / "maps" / "assets.py"
            subprocess.run([sys.executable, str(script)], check=True)  # noqa: S603
