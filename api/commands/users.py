"""`moduong user`: who may do what, how they sign in, and the tokens of scripts and of QGIS."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from api.commands.output import faults_in_one_line, read_settings
from api.database import ready_database
from layers.access import (
    add_user,
    create_token,
    list_users,
    require_user,
    revoke_tokens,
    set_disabled,
    set_role,
)
from layers.database import engine
from layers.passwords import require_fit
from layers.signing_in import set_password

app = typer.Typer(help="Users, their passwords and their tokens.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The user.")]
Subdistrict = Annotated[str, typer.Option(help="Number of the one whose head this is.")]


class Role(StrEnum):
    """What a user may do."""

    ADMINISTRATOR = "administrator"
    CHAIR = "chair"
    OFFICER = "officer"
    HEAD = "head"
    TECHNICIAN = "technician"


@app.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="What the user may do.")],
    subdistrict: Subdistrict = "",
) -> None:
    """Add a user; the password is asked for, or read from a line of standard input."""
    with faults_in_one_line(), ready_database(read_settings()) as to:
        given = _password(name)
        with engine(to.owner).begin() as connection:
            add_user(connection, name, role.value, subdistrict)
        with engine(to.owner).connect() as connection:
            set_password(connection, name, given)
    typer.echo(f"{name} is added as {role.value}.")


@app.command()
def password(name: Name) -> None:
    """Give a user another password, asked for or read from standard input; all sessions of the user end."""
    with faults_in_one_line(), ready_database(read_settings()) as to, engine(to.owner).connect() as connection:
        with connection.begin():
            require_user(connection, name)
        set_password(connection, name, _password(name))
    typer.echo(f"{name} has another password.")


@app.command("role")
def change_role(
    name: Name,
    role: Annotated[Role, typer.Argument(help="What the user may do from now on.")],
    subdistrict: Subdistrict = "",
) -> None:
    """Give a user another role, at once, in sessions and tokens too."""
    with faults_in_one_line(), ready_database(read_settings()) as to, engine(to.owner).begin() as connection:
        set_role(connection, name, role.value, subdistrict)
    typer.echo(f"{name} is {role.value} from now on.")


def _password(name: str) -> str:
    """Return a password that is fit: never one of the command line, which others can see."""
    if sys.stdin.isatty():
        given = str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    require_fit(given, name)
    return given


@app.command()
def token(
    name: Name,
    role: Annotated[Role | None, typer.Option(help="Makes a user of this role, where there is none.")] = None,
) -> None:
    """Make a token, which may do what its user may, and print it, this once."""
    with faults_in_one_line(), ready_database(read_settings()) as to, engine(to.owner).begin() as connection:
        made = create_token(connection, name, role and role.value)
    typer.echo(made)


@app.command()
def revoke(name: Name) -> None:
    """Make all tokens of a user worthless, at once."""
    with faults_in_one_line(), ready_database(read_settings()) as to, engine(to.owner).begin() as connection:
        number = revoke_tokens(connection, name)
    typer.echo(f"{number} tokens of {name} are revoked.")


@app.command()
def disable(name: Name) -> None:
    """Shut a user out, at once, from sessions and tokens, which are kept."""
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
            role = f"{user.role} of {user.subdistrict}" if user.subdistrict else user.role
            typer.echo(f"{user.name}\t{role}\t{user.tokens} tokens{' (disabled)' if user.disabled else ''}")
