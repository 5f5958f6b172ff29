"""Addresses of one database for its roles, and engines for the code that is not a web server."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import NullPool

from layers.errors import LayerError, NotText

if TYPE_CHECKING:
    from sqlalchemy.engine import ExceptionContext

OFFICER = "moduong_officer"
PUBLIC = "moduong_public"
HEAD = "moduong_head"
CONNECT_SECONDS = 10
DATE_STYLE = "ISO"
"""How the database writes days as text, whatever its server is set to: ids of features have them so."""
os.environ["PGDATESTYLE"] = DATE_STYLE  # no parameter of an address: libpq takes it so, and poolers let it through
_LIBPQ_ONLY = (
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "fallback_application_name",
    "gssencmode",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "load_balance_hosts",
    "require_auth",
    "requirepeer",
    "sslcompression",
    "sslnegotiation",
    "sslsni",
    "tcp_user_timeout",
)
"""Parameters of an address that psycopg knows and asyncpg does not."""
_NOT_TEXT = frozenset({"22021", "22P05"})
"""PostgreSQL's codes for a character that it has in no text, and for its escape in JSON."""


class BadAddress(LayerError):
    """The text given as a database's address is none."""

    def __init__(self) -> None:
        super().__init__(
            "The database's address can't be read: write MODUONG_DATABASE_URL as"
            " postgresql://user:password@host:5432/name."
        )


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the database is, for each of its login roles (no `SET ROLE`).

    Attributes
    ----------
    owner
        Makes and migrates the schema.
    officer
        Reads and writes the layers: requests with a session or a token.
    public
        Reads `public_map` only: requests without.
    head
        Reads what lies in the subdistrict of the head whose session or token is shown.
    direct
        The owner's address that bypasses a connection pooler, for migrations and LISTEN.
    """

    owner: URL
    officer: URL
    public: URL
    head: URL
    direct: URL

    def libpq(self, url: URL) -> str:
        """Return an address as libpq reads it."""
        # SQLAlchemy leaves spaces in a password as they are, and writes those of parameters as +: libpq takes neither.
        plain = url.set(drivername="postgresql", query={}).render_as_string(hide_password=False).replace(" ", "%20")
        query = urlencode(url.query, doseq=True, safe="/", quote_via=quote)
        return f"{plain}?{query}" if query else plain

    def asyncpg(self, url: URL) -> str:
        """Return an address as asyncpg reads it: what it does not know, it would send to the server as a setting."""
        return self.libpq(url.difference_update_query(_LIBPQ_ONLY))


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise BadAddress from error
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise BadAddress
    return url.set(drivername="postgresql+psycopg")


def role_password(owner: URL, role: str) -> str | None:
    """Return the password of a role, worked out from the owner's; None where the owner has none (a socket).

    Nobody has to invent, store or pass on more passwords, and every database of one cluster and owner
    comes to the same.
    """
    if not owner.password:
        return None
    return hmac.new(str(owner.password).encode(), role.encode(), hashlib.sha256).hexdigest()


def addresses(owner: str, *, direct: str = "", officer: str = "", public: str = "", head: str = "") -> Addresses:
    """Return the addresses of all roles, worked out from the owner's where they are not given.

    Parameters
    ----------
    owner, direct, officer, public, head
        Addresses such as ``postgresql://user:password@host:5432/name``.

    Raises
    ------
    BadAddress
        When one can't be read.

    Examples
    --------
    >>> addresses("postgresql://moduong@/town?host=/run/moduong").public.username
    'moduong_public'
    """
    url = _parsed(owner)

    def role(given: str, name: str) -> URL:
        return _parsed(given) if given else url.set(username=name, password=role_password(url, name) or "")

    return Addresses(
        owner=url,
        officer=role(officer, OFFICER),
        public=role(public, PUBLIC),
        head=role(head, HEAD),
        direct=_parsed(direct) if direct else url,
    )


def engine(url: URL) -> Engine:
    """Return an engine without a pool: commands are short, and a pooler in transaction mode is served as well."""
    patience = url.query.get("connect_timeout", str(CONNECT_SECONDS))
    return create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"prepare_threshold": None, "connect_timeout": patience},
    )


def pooled_engine(url: URL, kept: int) -> Engine:
    """Return an engine that keeps some connections; each is asked whether it lives before it is lent."""
    patience = url.query.get("connect_timeout", str(CONNECT_SECONDS))
    return create_engine(
        url,
        pool_size=kept,
        max_overflow=-1,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"prepare_threshold": None, "connect_timeout": patience},
    )


@event.listens_for(Engine, "handle_error")
def _tell_of_text(context: ExceptionContext) -> NotText | None:
    """Say it in a sentence where a value is no text to the database, whoever wrote the statement."""
    error = context.original_exception
    if isinstance(error, psycopg.DataError):
        # psycopg refuses U+0000 itself, without a code; within JSON the server does.
        told = error.sqlstate in _NOT_TEXT or (error.sqlstate is None and "NUL" in str(error))
        return NotText() if told else None
    return NotText() if isinstance(error, UnicodeEncodeError) else None


def fault(url: URL) -> str | None:
    """Return in one line why nobody can connect at this address now; None where it answers."""
    try:
        with engine(url).connect() as connection:
            connection.execute(text("SELECT 1"))
    except OperationalError as error:
        return " ".join(str(error.orig).split())
    return None
