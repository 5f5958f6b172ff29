"""The command line, assembled: every command, and how one that fails ends.

Exit codes: 0, 1 for what could not be done, 2 for what was not understood, 130 for Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Annotated, Final

import typer
from typer.exceptions import TyperException

from api.commands.output import FAILED, NOT_UNDERSTOOD, say_fault
from api.version import VERSION

_COMMANDS: Final = {
    "demo": ("serving", "demo_command"),
    "serve": ("serving", "serve_command"),
    "import": ("data", "import_command"),
    "export": ("data", "export_command"),
    "widening": ("widening", "widening_command"),
    "profile": ("widening", "profile_command"),
    "progress": ("widening", "progress_command"),
    "handout": ("handout", "handout_command"),
    "db": ("db", "app"),
    "user": ("users", "app"),
    "settings": ("settings", "settings_command"),
    "doctor": ("doctor", "doctor_command"),
}
"""Each command, or group of commands, with the module of `api.commands` that has it and its name there."""


def _tell_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"moduong {VERSION}\n")
        raise typer.Exit


def _moduong(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version and end.")
    ] = False,
) -> None:
    pass


def command_line(wanted: str = "") -> typer.Typer:
    """Return the command line; with one command alone where that is wanted.

    To load what all of them need, maps, tables and the web server, takes longer than most of them take to run.
    """
    line = typer.Typer(
        name="moduong",
        help="Mở Đường: maps of a town that widens its roads on land which its people give.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    line.callback()(_moduong)
    for name, (module, member) in _COMMANDS.items():
        if wanted not in _COMMANDS or name == wanted:
            found = getattr(import_module(f"api.commands.{module}"), member)
            if isinstance(found, typer.Typer):
                line.add_typer(found, name=name)
            else:
                line.command(name)(found)
    return line


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    line = command_line(arguments[0] if arguments else "")
    try:
        code = line(args=arguments or ["--help"], prog_name="moduong", standalone_mode=False)
    except TyperException as misunderstood:
        told = misunderstood.format_message().replace("Value error, ", "")
        if "\n" in told:  # a group without a command: its help
            sys.stderr.write(f"{told}\n")
        else:
            say_fault(f"{told.rstrip('.')}. `moduong {_command(line, arguments)}--help` says more.")
        return NOT_UNDERSTOOD
    except typer.Abort:
        return FAILED
    except OSError as fault:
        say_fault(f"{fault.filename}: {fault.strerror}." if fault.filename else str(fault))
        _drop_what_is_unsaid()
        return FAILED
    return code if isinstance(code, int) else 0


def _drop_what_is_unsaid() -> None:
    """Let nothing be tried again at the end that could not be written now, as on a full disk."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _command(line: typer.Typer, arguments: list[str]) -> str:
    """Return the command that was meant, with its group, as far as there is such a one."""
    found: list[str] = []
    commands = getattr(typer.main.get_command(line), "commands", {})
    for argument in arguments:
        if argument not in commands:
            break
        found.append(argument)
        commands = getattr(commands[argument], "commands", {})
    return "".join(f"{name} " for name in found)
