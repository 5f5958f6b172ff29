"""Changes: every transaction that writes is one, with a number in the order of commits, a name and a reason."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from layers.catalogue import LAYERS
from layers.once import claim

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from layers.once import Once

_CHANGE = text("SELECT number, who, at, kind, reason FROM layers.changes WHERE number = :number")

_LOOK_FOR_CLIENT = text("SET LOCAL client_connection_check_interval = '2s'")

_WAITING = text(
    """
    SELECT string_agg(DISTINCT format('%I.%I', n.nspname, c.conname), ', ')
    FROM pg_constraint AS c JOIN pg_namespace AS n ON n.oid = c.connamespace
    WHERE c.condeferrable AND c.conrelid <> 'layers.changes'::regclass
    AND n.nspname IN ('layers', 'office', 'reference')
    """
)
"""Names of the checks that can wait for the commit, without those that end the change itself."""

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
        end_without_client(connection)
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
        _check_what_waits(connection)


def _check_what_waits(connection: Connection) -> None:
    """Let the database look now at what it would look at in the commit: of an import that takes seconds.

    The change's time is taken in the commit, before all that waits there. What is asked of a moment between the two
    would be told without the change, and with it ever after.
    """
    names = connection.scalar(_WAITING)
    if names:
        connection.execute(text(f"SET CONSTRAINTS {names} IMMEDIATE"))  # names of our own, quoted


def end_without_client(connection: Connection) -> None:
    """Let the database end what this transaction is at when nobody waits for it any more: it may hold others up."""
    connection.execute(_LOOK_FOR_CLIENT)


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was made."""

    number: int
    who: str
    at: datetime
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that a change wrote, and the version that it gave it; None where it deleted it."""

    layer: str
    id: UUID
    version: int | None


def read_change(connection: Connection, number: int) -> Change | None:
    """Return a change; None where there is none of that number."""
    found = connection.execute(_CHANGE, {"number": number}).one_or_none()
    return None if found is None else Change(*found)


def things_of(connection: Connection, number: int) -> list[Thing]:
    """Return the things of all layers that a change wrote."""
    of_each = " UNION ALL ".join(
        f"""
        SELECT '{layer}' AS layer, id, version FROM layers.{layer} WHERE change = :number
        UNION ALL SELECT '{layer}', id, version FROM history.{layer} WHERE change = :number
        UNION ALL SELECT '{layer}', id, NULL FROM history.{layer} AS h WHERE replaced = :number
        AND NOT EXISTS (SELECT FROM layers.{layer} AS i WHERE i.id = h.id)
        AND NOT EXISTS (SELECT FROM history.{layer} AS n WHERE n.id = h.id AND n.change = :number)
        """
        for layer in LAYERS
    )
    return [Thing(*row) for row in connection.execute(text(of_each), {"number": number})]
