"""`moduong settings`: every setting, its value and where that came from."""

from __future__ import annotations

import json
import os
from pathlib import Path

import typer
from dotenv import dotenv_values
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from api.commands.output import read_settings
from api.settings import Settings

PREFIX = "MODUONG_"
NOT_SETTINGS = frozenset({"MODUONG_BENCH", "MODUONG_PROVE", "MODUONG_SEED"})
"""Variables of that prefix that are something else: these are for tests and benchmarks."""
_SECRET = "***"  # noqa: S105 - what is shown instead of one


def settings_command() -> None:
    """Print every setting, its value and where that came from; passwords are not shown."""
    settings = read_settings()
    given, file = _environment(), _file()
    for name, field in Settings.model_fields.items():
        variable = f"{PREFIX}{name.upper()}"
        source = "environment" if variable in given else ".env" if variable in file else "default"
        typer.echo(f"{variable}={_shown(name, getattr(settings, name))}  ({source}) {field.description}")


def unknown_variables() -> list[str]:
    """Return the variables that look like settings and are none: a letter may be wrong in them."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | NOT_SETTINGS
    return sorted(name for name in _environment() | _file() if name.startswith(PREFIX) and name not in known)


def _shown(name: str, value: object) -> str:
    if name.endswith(("_secret", "_password")) and value:
        return _SECRET
    if name.endswith("_url") and value and not name.startswith("base_map"):
        return _without_password(str(value))
    return written(value)


def written(value: object) -> str:
    """Return a value as it is written into the environment."""
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, (bool, tuple)) else str(value)


def _without_password(address: str) -> str:
    """Return an address of a database as it may be shown; one that can't be read may have its password anywhere."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        return _SECRET
    if "password" in url.query:
        url = url.update_query_dict({"password": _SECRET})
    return url.render_as_string(hide_password=True)


def _environment() -> set[str]:
    return {name.upper() for name in os.environ}


def _file() -> set[str]:
    path = Path(str(Settings.model_config["env_file"]))
    return {name.upper() for name in dotenv_values(path, encoding="utf-8")} if path.is_file() else set()
