"""How commands speak: answers to stdout, faults in one line to stderr with an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, OperationalError

from api.settings import Settings
from layers.cluster import ClusterError
from layers.errors import LayerError

FAILED = 1
"""Exit code of a command that could not do its work; 2 is a command that was not understood."""


def fail(sentence: str) -> typer.Exit:
    """Write one line to stderr and return the exit to raise."""
    sys.stderr.write("moduong: " + " ".join(sentence.split()) + "\n")
    return typer.Exit(FAILED)


@contextmanager
def faults_in_one_line() -> Iterator[None]:
    """Turn the faults that a user can understand into one line and an exit code."""
    try:
        yield
    except (LayerError, ClusterError) as fault:
        raise fail(str(fault)) from fault
    except OperationalError as fault:
        raise fail(f"The database does not answer: {fault.orig}") from fault
    except DBAPIError as fault:
        raise fail(f"The database refused this: {fault.orig}") from fault
    except OSError as fault:
        raise fail(str(fault)) from fault


def read_settings() -> Settings:
    """Return the settings, or end with a line for the first one that can't be read."""
    try:
        return Settings()
    except ValidationError as fault:
        first = fault.errors()[0]
        name = "MODUONG_" + str(first["loc"][0]).upper() if first["loc"] else "a setting"
        raise fail(f"{name} can't be read: {first['msg']}.") from fault
