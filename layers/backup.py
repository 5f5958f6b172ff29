"""The whole database as one file, and back again, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from typing import TYPE_CHECKING

from sqlalchemy import text

from layers.database import Addresses, engine
from layers.errors import LayerError
from layers.groundwork import make_extensions, make_roles, require_server
from layers.postgres_binaries import find_binaries
from layers.schema import status

if TYPE_CHECKING:
    from pathlib import Path

_GROUND = re.compile(r" (EXTENSION - |COMMENT - EXTENSION |TABLE DATA public spatial_ref_sys )")
"""Entries of a backup that belong to the server: where an administrator made PostGIS, its owner may not write them."""


class BackupFailed(LayerError):
    """A database could not be written to a file, or not be brought back; nothing is half-done."""


def back_up(to: Addresses, file: Path, pg_bin: Path | None = None) -> None:
    """Write the whole database, its history included, to one file in pg_dump's custom format.

    Parameters
    ----------
    to
        The database; what others write meanwhile is not in the file.
    file
        The file, which is not there yet.
    pg_bin
        Folder of PostgreSQL's programs; None: looked for.

    Raises
    ------
    BackupFailed
        Saying why; there is no file then.
    """
    if file.exists():
        raise BackupFailed(f"{file} is there already: name another file.")
    if not file.parent.is_dir():
        raise BackupFailed(f"There is no folder {file.parent}: make it, or name another file.")
    with engine(to.direct).connect() as connection:
        if status(connection).current is None:
            raise BackupFailed("The database is empty: there is nothing to back up.")
    # A name of this process's own: the pg_dump of one that was killed goes on writing.
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        _run("pg_dump", to, pg_bin, "--format=custom", "--no-owner", "--no-comments", f"--file={unfinished}")
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def restore(to: Addresses, file: Path, pg_bin: Path | None = None) -> None:
    """Bring a backup back into an empty database, all of it or nothing.

    Parameters
    ----------
    to
        The database; its server may be another than the backup's, or a newer one.
    file, pg_bin
        As in `back_up`.

    Raises
    ------
    BackupFailed
        When the database is not empty, or the file is no backup.
    """
    try:
        listed = _run("pg_restore", to, pg_bin, "--list", str(file))
    except BackupFailed as fault:
        raise BackupFailed(f"{file} can't be read as a backup, take another one: {fault}") from fault
    if not re.search(r" SCHEMA - layers ", listed):
        raise BackupFailed(f"{file} is a backup of another program: name a file that `moduong db backup` wrote.")
    with engine(to.direct).begin() as connection:
        if status(connection).current is not None:
            raise BackupFailed("The database is not empty: a backup is brought back into a new one only.")
        require_server(connection)
        make_extensions(connection)
        make_roles(connection)
    wanted = [line for line in listed.splitlines() if not _GROUND.search(line)]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="moduong-restore-") as entries:
        entries.write("\n".join(wanted))
        entries.flush()
        try:
            _run(
                "pg_restore",
                to,
                pg_bin,
                "--no-owner",
                "--no-comments",
                "--exit-on-error",
                "--single-transaction",
                f"--use-list={entries.name}",
                f"--dbname={_without_password(to)}",
                str(file),
            )
        except BackupFailed as fault:
            raise BackupFailed(f"Nothing of {file} was brought back: {fault}") from fault
    # A backup has no statistics: without them the first minute's statements are planned for empty tables.
    with engine(to.direct).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _without_password(to: Addresses) -> str:
    return to.libpq(to.direct._replace(password=None))


def _run(program: str, to: Addresses, pg_bin: Path | None, *arguments: str) -> str:
    """Run one of PostgreSQL's programs on the database; the list of processes does not show the password."""
    path = find_binaries(pg_bin).folder / program
    target = [f"--dbname={_without_password(to)}"] if program == "pg_dump" else []
    environment = os.environ | {"LC_ALL": "C"}
    if to.direct.password:
        environment["PGPASSWORD"] = str(to.direct.password)
    try:
        done = subprocess.run(  # noqa: S603 - a program of PostgreSQL that we found ourselves
            [path, *target, *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise BackupFailed(f"{path} can't be run ({error.strerror}): install PostgreSQL's client programs.") from error
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if "error:" in line or "detail:" in line]
        raise BackupFailed(" ".join(told or done.stderr.split()) or f"{program} failed without a reason.")
    return done.stdout
