"""`moduong user`: who may do what, and the tokens of scripts and of QGIS."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from api.commands.output import faults_in_one_line, read_settings
from api.database import ready_database
from layers.access import create_token, list_users, revoke_tokens, set_disabled
from layers.database import engine

app = typer.Typer(help="Users and their tokens.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The user.")]


class Role(StrEnum):
    """What a user may do."""

    ADMINISTRATOR = "administrator"
    CHAIR = "chair"
    OFFICER = "officer"
    HEAD = "head"
    TECHNICIAN = "technician"


@app.command()
def token(
    name: Annotated[str, typer.Argument(help="The user; made where there is none.")],
    role: Annotated[Role, typer.Option(help="What the user may do.")] = Role.TECHNICIAN,
) -> None:
    """Make a token and print it, this once."""
    with faults_in_one_line(), ready_database(read_settings()) as to, engine(to.owner).begin() as connection:
        made = create_token(connection, name, role.value)
    typer.echo(made)


@app.command()
def revoke(name: Name) -> None:
    """Make all tokens of a user worthless, at once."""
    with faults_in_one_line(), ready_database(read_settings()) as to, engine(to.owner).begin() as connection:
        number = revoke_tokens(connection, name)
    typer.echo(f"{number} tokens of {name} are revoked.")


@app.command()
def disable(name: Name) -> None:
    """Shut a user out, at once; the tokens are kept."""
    with faults_in_one_line(), ready_database(read_settings()) as to, engine(to.owner).begin() as connection:
        set_disabled(connection, name, disabled=True)
    typer.echo(f"{name} is disabled.")


@app.command()
def enable(name: Name) -> None:
    """Let a user in again, with the tokens from before."""
    with faults_in_one_line(), ready_database(read_settings()) as to, engine(to.owner).begin() as connection:
        set_disabled(connection, name, disabled=False)
    typer.echo(f"{name} is enabled.")


@app.command("list")
def list_all() -> None:
    """List the users, with role and number of tokens."""
    with faults_in_one_line(), ready_database(read_settings()) as to, engine(to.owner).connect() as connection:
        for user in list_users(connection):
            typer.echo(f"{user.name}\t{user.role}\t{user.tokens} tokens{' (disabled)' if user.disabled else ''}")
