"""Addresses of one database for its three roles, and engines for the code that is not a web server."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from layers.errors import DatabaseNotReady, LayerError

OFFICER = "moduong_officer"
PUBLIC = "moduong_public"


class BadAddress(LayerError):
    """The text given as a database's address is none."""

    def __init__(self) -> None:
        super().__init__(
            "The database's address can't be read: write MODUONG_DATABASE_URL as"
            " postgresql://user:password@host:5432/name."
        )


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the database is, for each of its three login roles (no `SET ROLE`).

    Attributes
    ----------
    owner
        Makes and migrates the schema.
    officer
        Reads and writes the layers: requests with a session or a token.
    public
        Reads `public_map` only: requests without.
    direct
        The owner's address that bypasses a connection pooler, for migrations and LISTEN.
    """

    owner: URL
    officer: URL
    public: URL
    direct: URL

    def libpq(self, url: URL) -> str:
        """Return an address as libpq and asyncpg read it."""
        return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise BadAddress from error
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise BadAddress
    return url.set(drivername="postgresql+psycopg")


def role_password(owner: URL, role: str) -> str | None:
    """Return the password of a role, worked out from the owner's; None where the owner has none (a socket).

    Nobody has to invent, store or pass on two more passwords, and every database of one cluster and owner
    comes to the same.
    """
    if not owner.password:
        return None
    return hmac.new(str(owner.password).encode(), role.encode(), hashlib.sha256).hexdigest()


def addresses(owner: str, *, direct: str = "", officer: str = "", public: str = "") -> Addresses:
    """Return the addresses of all roles, worked out from the owner's where they are not given.

    Parameters
    ----------
    owner, direct, officer, public
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
        direct=_parsed(direct) if direct else url,
    )


def engine(url: URL) -> Engine:
    """Return an engine without a pool: commands are short, and a pooler in transaction mode is served as well."""
    return create_engine(url, poolclass=NullPool, connect_args={"prepare_threshold": None})


def set_role_passwords(connection: Connection, to: Addresses) -> None:
    """Give the two lower roles their passwords and limits; the roles exist since the first migration.

    Raises
    ------
    DatabaseNotReady
        When the owner may not alter them: the text says what an administrator has to run.
    """
    for url in (to.officer, to.public):
        try:
            with connection.begin_nested():
                if url.password:
                    # A utility statement takes no bound parameters; format() quotes the values.
                    statement = connection.scalar(
                        text(
                            "SELECT format('ALTER ROLE %I PASSWORD %L', cast(:role AS text), cast(:password AS text))"
                        ),
                        {"role": url.username, "password": str(url.password)},
                    )
                    connection.exec_driver_sql(str(statement).replace("%", "%%"))
                connection.exec_driver_sql(f"ALTER ROLE {url.username} SET statement_timeout = '60s'")
        except ProgrammingError as error:
            raise DatabaseNotReady(
                f"The owner of the database may not alter the role {url.username}: let an administrator run"
                f" ALTER ROLE {url.username} PASSWORD '…' and give its address in the settings."
            ) from error
    connection.exec_driver_sql(f"ALTER ROLE {PUBLIC} SET default_transaction_read_only = on")


def answers(url: URL) -> bool:
    """Return whether a database answers at this address now."""
    try:
        with engine(url).connect() as connection:
            return bool(connection.scalar(text("SELECT 1")) == 1)
    except OperationalError:
        return False
