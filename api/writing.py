"""Connections for the requests that write, or ask many things at once: one each, in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import URL, Connection, event
from sqlalchemy.exc import OperationalError

from api.errors import DatabaseDown
from layers.database import engine

_engine = lru_cache(maxsize=16)(engine)
"""An engine asks its first connection what server that is: once is enough."""


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
