"""`moduong db`: bring the database up to date, say where it stands, back it up and bring it back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.output import fail, faults_in_one_line, read_settings
from api.database import bring_up, database, pg_bin
from layers.backup import back_up, restore
from layers.database import engine
from layers.schema import status

app = typer.Typer(help="The database: upgrade, status, backup, restore.", no_args_is_help=True)


@app.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the newest migration."""
    settings = read_settings()
    with faults_in_one_line(), database(settings) as to:
        typer.echo(f"The database is at migration {bring_up(settings, to).current}.")


@app.command("status")
def show_status() -> None:
    """Say at which migration the database is; exit code 1 when it is not the newest."""
    settings = read_settings()
    with faults_in_one_line(), database(settings) as to, engine(to.direct).connect() as connection:
        where = status(connection)
    typer.echo(f"The database is at migration {where.current or 'none'}, the newest is {where.head}.")
    if where.unknown:
        raise fail("A newer program has migrated this database: install that one.")
    if not where.at_head:
        raise fail("Run `moduong db upgrade`.")


@app.command("backup")
def back_up_database(file: Annotated[Path, typer.Argument(help="File to write, in pg_dump's custom format.")]) -> None:
    """Write the whole database, its history included, to one file."""
    settings = read_settings()
    with faults_in_one_line(), database(settings) as to:
        back_up(to, file, pg_bin(settings))
    typer.echo(f"The database is in {file} ({file.stat().st_size / 1e6:.1f} MB).")


@app.command("restore")
def restore_database(
    file: Annotated[
        Path, typer.Argument(help="File that `moduong db backup` wrote.", exists=True, dir_okay=False, readable=True)
    ],
) -> None:
    """Bring a backup back into an empty database."""
    settings = read_settings()
    with faults_in_one_line(), database(settings) as to:
        restore(to, file, pg_bin(settings))
        typer.echo(f"{file} is back; the database is at migration {bring_up(settings, to).current}.")
