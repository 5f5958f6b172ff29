"""`moduong doctor`: which of the system's parts are there, and the one command that mends what isn't."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shlex import quote

import typer
from sqlalchemy import Connection, text

from api.commands.output import FAILED, read_settings
from api.commands.settings import unknown_variables
from api.database import pg_bin, private_cluster
from api.settings import Settings
from layers.cluster import ClusterError, MissingBinaries, find_binaries
from layers.database import Addresses, engine, fault
from layers.demonstration_town import town_folder
from layers.errors import LayerError
from layers.groundwork import ServerUnfit, require_server
from layers.schema import status
from maps.assets import ROOT, missing_files

LEAST_MB = 500
"""Free space that an empty database with its log needs."""
_ELSEWHERE = "export MODUONG_HOME=/a/folder/on/another/disk"
"""What mends a data folder whose disk is full or only to be read."""
_CHECKOUT = (ROOT / "package-lock.json").is_file()
_AGAIN = "make ready" if _CHECKOUT else "pip install --force-reinstall moduong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the system: whether it is right, what was found, and what mends it."""

    part: str
    right: bool
    found: str
    mend: str = ""


def doctor_command() -> None:
    """Say what of the system's parts is there, which version, and the one command that mends what isn't."""
    settings = read_settings()
    wrong = False
    for finding in findings(settings):
        wrong = wrong or not finding.right
        typer.echo(f"{'ok  ' if finding.right else 'NOT '} {finding.part}: {finding.found}")
        if finding.mend and not finding.right:
            typer.echo(f"     run: {finding.mend}")
    if wrong:
        raise typer.Exit(FAILED)


def findings(settings: Settings) -> Iterator[Finding]:
    """Yield what is found of each part; a part that is missing does not keep the next from being looked at."""
    yield _program()
    yield _variables()
    yield _assets()
    yield _town()
    if settings.database_url:
        try:
            yield from _database(settings.addresses(settings.database_url))
        except LayerError as error:
            yield Finding("Database", False, str(error), "moduong settings")
    else:
        yield from _private(settings)


def _program() -> Finding:
    try:
        own = version("moduong")
    except PackageNotFoundError:
        own = "not installed"
    return Finding("Mở Đường", True, f"{own}, Python {sys.version.split()[0]} in {sys.prefix}")


def _variables() -> Finding:
    unknown = unknown_variables()
    found = f"no such setting: {', '.join(unknown)}" if unknown else "all known"
    return Finding("Settings", not unknown, found, "moduong settings")


def _assets() -> Finding:
    missing = missing_files()
    found = "all there" if not missing else f"{len(missing)} missing, the first is {missing[0]}"
    return Finding("Scripts, styles and fonts", not missing, found, _AGAIN)


def _town() -> Finding:
    try:
        return Finding("Demonstration town", True, str(town_folder()))
    except FileNotFoundError:
        return Finding("Demonstration town", False, "not found", "python -m data.town" if _CHECKOUT else _AGAIN)


def _private(settings: Settings) -> Iterator[Finding]:
    part = "PostgreSQL with PostGIS"
    try:
        found = find_binaries(pg_bin(settings))
    except MissingBinaries as error:
        yield Finding(part, False, error.what, error.command)
        return
    yield Finding(part, True, f"{found.version} in {found.folder}")
    cluster = private_cluster(settings)
    yield _home(cluster.home)
    if not (cluster.home / "cluster").exists():
        yield Finding("Database", True, "not made yet: `moduong serve` makes it")
        return
    try:
        with cluster.lease() as url:
            yield from _database(settings.addresses(url))
    except ClusterError as error:
        yield Finding("Database", False, str(error))


def _home(home: Path) -> Finding:
    parent = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(parent).free // 1_000_000
    told = f"{home}, {free} MB free"
    if os.statvfs(parent).f_flag & os.ST_RDONLY:
        return Finding("Data folder", False, f"{told}, on a disk that is read only", _ELSEWHERE)
    if not os.access(parent, os.W_OK | os.X_OK):
        return Finding("Data folder", False, told, f"install -d -o $(id -un) {quote(str(home))}")
    return Finding("Data folder", free > LEAST_MB, told, _ELSEWHERE)


def _database(to: Addresses) -> Iterator[Finding]:
    reason = fault(to.direct)
    if reason is not None:
        yield Finding("Database", False, f"does not answer: {reason}", "moduong settings")
        return
    with engine(to.direct).connect() as connection:
        yield _server(connection)
        yield _postgis(connection)
        where = status(connection)
    mend = "pip install --upgrade moduong" if where.unknown else "moduong db upgrade"
    yield Finding("Migrations", where.at_head, f"{where.current or 'none'}, the newest is {where.head}", mend)
    for url in (to.officer, to.public, to.head) if where.current else ():
        reason = fault(url)
        yield Finding(f"Role {url.username}", reason is None, reason or "logs in", "moduong db upgrade")
    if to.owner != to.direct:
        reason = fault(to.owner)
        yield Finding("Pooler", reason is None, reason or "answers", "moduong settings")


def _server(connection: Connection) -> Finding:
    number = str(connection.scalar(text("SHOW server_version"))).split()[0]
    name = connection.scalar(text("SELECT current_database()"))
    try:
        require_server(connection)
    except ServerUnfit as error:
        return Finding("Server", False, str(error))
    return Finding("Server", True, f"PostgreSQL {number}, database {name}")


def _postgis(connection: Connection) -> Finding:
    made = connection.scalar(text("SELECT extversion FROM pg_extension WHERE extname = 'postgis'"))
    offered = connection.scalar(text("SELECT default_version FROM pg_available_extensions WHERE name = 'postgis'"))
    found = made or (f"{offered}, not made in this database yet" if offered else "not installed on the server")
    return Finding(
        "PostGIS", bool(made or offered), found, "apt-get install -y --no-install-recommends postgresql-15-postgis-3"
    )
