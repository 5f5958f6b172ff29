"""Changes: every transaction that writes is one, with a number in the order of commits, a name and a reason."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from layers.once import claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.once import Once

PATIENCE = "30min"
"""Longest wait for another's change to end."""


@contextmanager
def change(connection: Connection, who: str, kind: str, reason: str, once: Once | None = None) -> Iterator[int]:
    """Open a change in a transaction of its own; commit at the end, or roll all of it back.

    Takes the lock under which changes are numbered, so what is slow and needs no writing is done before.

    Parameters
    ----------
    connection
        Connected as the officer or the owner.
    who
        Name of the person or program that writes.
    kind
        What sort of change it is: ``import``, ``edit``, ``undo``, …
    reason
        Why, in the words of who writes.
    once
        The request, where it may come twice.

    Yields
    ------
    int
        The change's number. Who shows it to the service is never answered with anything older.

    Raises
    ------
    AlreadyDone, KeyReused
        When the request was done before, or another under its key.
    """
    with connection.begin():
        # Somebody else's import may hold the lock for minutes.
        connection.execute(text(f"SET LOCAL statement_timeout = '{PATIENCE}'"))
        number = connection.scalar(
            text("SELECT layers.begin_change(:who, :kind, :reason)"),
            {"who": who, "kind": kind, "reason": reason},
        )
        connection.execute(text("SET LOCAL statement_timeout TO DEFAULT"))
        if once is not None:
            claim(connection, who, once, int(number or 0))
        yield int(number or 0)
