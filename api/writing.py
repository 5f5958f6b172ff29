"""Connections for the requests that write: one each, in a thread, as the officer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection
from sqlalchemy.exc import OperationalError

from api.errors import DatabaseDown
from layers.database import engine


@contextmanager
def connected(url: URL) -> Iterator[Connection]:
    """Yield a connection of its own.

    Parameters
    ----------
    url
        Of the role that the caller has.

    Raises
    ------
    DatabaseDown
        When the database is away, or goes away meanwhile; nothing is written then.
    """
    try:
        with engine(url).connect() as connection:
            yield connection
    except OperationalError as error:
        raise DatabaseDown from error
