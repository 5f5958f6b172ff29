"""Connections for the requests that write, or ask many things at once: one each, in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import OperationalError

from api.errors import DatabaseDown
from layers.database import pooled_engine

KEPT = 4
"""Connections of a role that wait for the next request: a new one takes longer than most of what is asked of it."""

_engines: dict[URL, Engine] = {}


def _engine(url: URL) -> Engine:
    # Of two threads that come at once both are given the one that stays.
    return _engines.get(url) or _engines.setdefault(url, pooled_engine(url, KEPT))


def hang_up() -> None:
    """Close the connections that wait."""
    for one in _engines.values():
        one.dispose()
    _engines.clear()


@contextmanager
def connected(url: URL, bearer: str = "") -> Iterator[Connection]:
    """Yield a connection of its own.

    Parameters
    ----------
    url
        Of the role that the caller has.
    bearer
        Hash of the caller's token or session, which the database is shown in each transaction; empty for none.

    Raises
    ------
    DatabaseDown
        When the database is away, or goes away meanwhile; nothing is written then.
    """
    try:
        with _engine(url).connect() as connection:
            if bearer:

                @event.listens_for(connection, "begin")
                def show(begun: Connection) -> None:
                    # The transaction is only just beginning: its first statement goes past SQLAlchemy.
                    begun.connection.cursor().execute("SELECT set_config('moduong.bearer', %s, true)", (bearer,))

            yield connection
    except OperationalError as error:
        raise DatabaseDown from error
