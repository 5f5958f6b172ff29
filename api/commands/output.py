"""How commands speak: answers to stdout, faults in one line to stderr with an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import DBAPIError, OperationalError

from api.settings import Settings
from layers.errors import LayerError
from layers.widening_refusals import NoSuchRoad

FAILED = 1
"""Exit code of a command that could not do its work."""
NOT_UNDERSTOOD = 2
"""Exit code of a command that was not understood."""


def say_fault(sentence: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write("moduong: " + " ".join(sentence.split()) + "\n")


def fail(sentence: str) -> typer.Exit:
    """Write one line to stderr and return the exit to raise."""
    say_fault(sentence)
    return typer.Exit(FAILED)


def require_free(*files: Path | None, force: bool) -> None:
    """End with a line when a file would be replaced without leave: it may be the only one of a survey."""
    for file in files:
        # A device, a pipe or an empty file has nothing to be lost.
        if file and file.is_file() and file.stat().st_size and not force:
            raise fail(f"{file} is there already: name another file, or let it be replaced with --force.")


def write_whole(file: Path, content: bytes) -> None:
    """Write a file that is there whole or, as on a full disk, as it was before; else end with a line."""
    try:
        if file.exists() and not file.is_file():  # a device or a pipe
            file.write_bytes(content)
            return
        file_itself = file.resolve()
        unfinished = file_itself.with_name(f".{file.name}.part")
        try:
            unfinished.write_bytes(content)
            unfinished.replace(file_itself)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as fault:
        raise fail(f"{file} can't be written: {fault.strerror}.") from fault


@contextmanager
def faults_in_one_line() -> Iterator[None]:
    """Turn the faults that a user can understand into one line and an exit code."""
    try:
        yield
    except NoSuchRoad as fault:
        code = fault.values["code"]
        raise fail(
            f"There is no road with the code “{code}”: `moduong widening` without a code lists those of today."
        ) from fault
    except LayerError as fault:
        raise fail(str(fault)) from fault
    except OperationalError as fault:
        raise fail(
            f"The database does not answer ({fault.orig}): check MODUONG_DATABASE_URL, `moduong doctor` says more."
        ) from fault
    except DBAPIError as fault:
        raise fail(f"The database refused this: {fault.orig}") from fault


def read_settings() -> Settings:
    """Return the settings, or end with a line for the first one that can't be read."""
    try:
        return Settings()
    except ValidationError as fault:
        first = fault.errors()[0]
        name = f"MODUONG_{str(first['loc'][0]).upper()}" if first["loc"] else "A setting"
        reason = first["msg"].removeprefix("Value error, ")
        raise fail(f"{name} can't be “{first['input']}”: {reason}.") from fault
    except SettingsError as fault:
        # Its cause says which value is no JSON; its text names the field.
        raise fail(f"A setting can't be read, write lists as [1, 2]: {fault}.") from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise fail(f"The file .env in the current folder can't be read: {fault}.") from fault
