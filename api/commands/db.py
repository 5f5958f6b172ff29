"""`moduong db`: bring the database up to date, say where it stands, back it up and bring it back."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from api.commands.output import fail, faults_in_one_line, read_settings
from api.database import database, make_ready
from layers.cluster import find_binaries
from layers.database import Addresses, engine
from layers.schema import status

app = typer.Typer(help="The database: upgrade, status, backup, restore.", no_args_is_help=True)


@app.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the newest migration."""
    settings = read_settings()
    with faults_in_one_line(), database(settings) as to:
        typer.echo(f"The database is at migration {make_ready(settings, to).current}.")


@app.command("status")
def show_status() -> None:
    """Say at which migration the database is; exit code 1 when it is not the newest."""
    settings = read_settings()
    with faults_in_one_line(), database(settings) as to, engine(to.direct).connect() as connection:
        where = status(connection)
    typer.echo(f"The database is at migration {where.current or 'none'}, the newest is {where.head}.")
    if not where.at_head:
        raise fail("Run `moduong db upgrade`.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="File to write, in pg_dump's custom format.")]) -> None:
    """Write the whole database, its history included, to one file."""
    settings = read_settings()
    if file.exists():
        raise fail(f"{file} exists already: name another file.")
    with faults_in_one_line(), database(settings) as to:
        unfinished = file.with_name(file.name + ".part")
        _run(
            "pg_dump",
            to,
            "--format=custom",
            "--no-owner",
            f"--file={unfinished}",
            settings_bin=settings.pg_bin,
        )
        unfinished.replace(file)
    typer.echo(f"The database is in {file}.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="File that `moduong db backup` wrote.", exists=True, dir_okay=False)],
) -> None:
    """Bring a backup back into an empty database."""
    settings = read_settings()
    with faults_in_one_line(), database(settings) as to:
        with engine(to.direct).connect() as connection:
            if status(connection).current is not None:
                raise fail("The database is not empty: a backup is restored into a new one only.")
        make_roles(to)
        _run(
            "pg_restore",
            to,
            "--no-owner",
            "--exit-on-error",
            "--single-transaction",
            str(file),
            settings_bin=settings.pg_bin,
        )
        typer.echo(f"{file} is restored; the database is at migration {make_ready(settings, to).current}.")


def make_roles(to: Addresses) -> None:
    """Make the two lower roles where the cluster has none: a dump of one database does not hold them."""
    with engine(to.direct).begin() as connection:
        for url in (to.officer, to.public):
            connection.exec_driver_sql(
                f"DO $$ BEGIN CREATE ROLE {url.username} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
            )


def _run(program: str, to: Addresses, *arguments: str, settings_bin: str) -> None:
    """Run one of PostgreSQL's programs on the database, its password in the environment and not in the list."""
    url = to.direct
    folder = find_binaries(Path(settings_bin) if settings_bin else None).folder
    host = url.host or str(url.query.get("host", ""))
    environment = os.environ | {
        "PGHOST": host,
        "PGPORT": str(url.port or 5432),
        "PGUSER": str(url.username or ""),
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": str(url.database or ""),
    }
    target = [] if program == "pg_dump" else [f"--dbname={url.database}"]
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL that we found ourselves
        [str(folder / program), *target, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise fail(f"{program} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else 'no reason given'}")
