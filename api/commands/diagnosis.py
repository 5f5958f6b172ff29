"""`moduong doctor` and `moduong settings`: what is there, and what mends what isn't."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from api.commands.output import FAILED, read_settings
from layers.cluster import MissingBinaries, find_binaries
from layers.database import addresses, answers, engine
from layers.demonstration_town import town_folder
from layers.schema import status
from maps.assets import missing_files


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the system: whether it is right, what was found, and the command that mends it."""

    part: str
    right: bool
    found: str
    mend: str = ""


def doctor_command() -> None:
    """Say what of the system's parts is there, which version, and the one command that mends what isn't."""
    findings = [_python(), _postgresql(), _assets(), _town(), _home(), *_database()]
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.right else 'NOT '} {finding.part}: {finding.found}")
        if finding.mend and not finding.right:
            typer.echo(f"     run: {finding.mend}")
    if not all(finding.right for finding in findings):
        raise typer.Exit(FAILED)


def settings_command() -> None:
    """Print every setting, its value and where that came from; passwords are not shown."""
    settings = read_settings()
    file = _settings_file()
    for name, field in type(settings).model_fields.items():
        variable = f"MODUONG_{name.upper()}"
        if variable in os.environ:
            source = "environment"
        elif variable in file:
            source = ".env"
        else:
            source = "default"
        typer.echo(f"{variable}={_shown(name, getattr(settings, name))}  ({source}) {field.description}")


def _shown(name: str, value: object) -> str:
    if name.endswith("_url") and value and name != "base_map_url":
        return addresses(str(value)).owner.render_as_string(hide_password=True)
    return str(value if value is not None else "")


def _settings_file() -> set[str]:
    path = Path(".env")
    if not path.is_file():
        return set()
    return {line.split("=")[0].strip().upper() for line in path.read_text("utf-8").splitlines() if "=" in line}


def _python() -> Finding:
    version = sys.version.split()[0]
    return Finding("Python", sys.version_info >= (3, 11), version, "apt-get install python3.11")


def _postgresql() -> Finding:
    settings = read_settings()
    if settings.database_url:
        return Finding("PostgreSQL", True, "the office's own server")
    try:
        found = find_binaries(Path(settings.pg_bin) if settings.pg_bin else None)
    except MissingBinaries:
        return Finding(
            "PostgreSQL with PostGIS",
            False,
            "not found",
            "apt-get install -y --no-install-recommends postgresql-15-postgis-3",
        )
    return Finding("PostgreSQL with PostGIS", True, f"{found.version} in {found.folder}")


def _assets() -> Finding:
    missing = missing_files()
    found = "all there" if not missing else f"{len(missing)} missing, the first is {missing[0]}"
    return Finding("Scripts, styles and fonts", not missing, found, "python maps/assets.py")


def _town() -> Finding:
    try:
        return Finding("Demonstration town", True, str(town_folder()))
    except FileNotFoundError:
        return Finding("Demonstration town", False, "not found", "python -m data.town")


def _home() -> Finding:
    home = read_settings().home
    parent = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(parent).free // 1_000_000
    writable = os.access(parent, os.W_OK)
    return Finding("Data folder", writable and free > 500, f"{home}, {free} MB free", f"mkdir -p {home}")  # noqa: PLR2004 - an empty cluster and its log


def _database() -> list[Finding]:
    settings = read_settings()
    if not settings.database_url:
        return []
    to = settings.addresses(settings.database_url)
    if not answers(to.direct):
        return [Finding("Database", False, "does not answer", "moduong settings")]
    with engine(to.direct).connect() as connection:
        postgis = connection.exec_driver_sql(
            "SELECT coalesce(max(default_version), '') FROM pg_available_extensions WHERE name = 'postgis'"
        ).scalar_one()
        where = status(connection)
    roles = [
        Finding(
            f"Role {url.username}",
            answers(url),
            "answers" if answers(url) else "can't log in",
            "moduong db upgrade",
        )
        for url in (to.officer, to.public)
    ]
    return [
        Finding("PostGIS", bool(postgis), postgis or "not installed", "apt-get install postgresql-15-postgis-3"),
        Finding("Migrations", where.at_head, f"{where.current or 'none'} of {where.head}", "moduong db upgrade"),
        *roles,
    ]
