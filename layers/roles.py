"""The lower roles of the service: their passwords, their limits, and whether they get in.

Roles belong to a whole server, so another database of it may have made them. What is right is left alone.
"""

from __future__ import annotations

from psycopg import errors
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError

from layers.database import HEAD, PUBLIC, Addresses, engine, fault
from layers.errors import LayerError

_LIMITS = {
    "statement_timeout": "60s",
    # A tile takes milliseconds: compiling it takes longer.
    "jit": "off",
}
_USED_ELSEWHERE = text(
    "SELECT d.datname FROM pg_shdepend AS s JOIN pg_database AS d ON d.oid = s.dbid"
    " WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = to_regrole(:role)"
    " AND d.datname <> current_database() LIMIT 1"
)


class RoleLockedOut(LayerError):
    """A role can't log in, and the owner can't or must not change that; the text says what to do."""


def admit_roles(to: Addresses) -> None:
    """See to it that the lower roles, which the migrations made, get in, with limits on what they take.

    Parameters
    ----------
    to
        The database's addresses, each role's password in them.

    Raises
    ------
    RoleLockedOut
        When one can't log in, and what mends it.
    """
    for url, variable in (
        (to.officer, "MODUONG_OFFICER_URL"),
        (to.public, "MODUONG_PUBLIC_URL"),
        (to.head, "MODUONG_HEAD_URL"),
    ):
        role = str(url.username)
        past_pooler = to.direct.set(username=role, password=url.password)
        locked_out = fault(past_pooler)
        with engine(to.direct).begin() as connection:
            if locked_out and url.password:
                _give_password(connection, url, variable)
            _limit(connection, role)
        if locked_out and (reason := fault(past_pooler)):
            raise RoleLockedOut(f"The role {role} can't log in ({reason}): set its address in {variable}.")


def _give_password(connection: Connection, url: URL, variable: str) -> None:
    role = str(url.username)
    other = connection.scalar(_USED_ELSEWHERE, {"role": role})
    if other is not None:
        raise RoleLockedOut(
            f"The role {role} has another password than this service works out, and the database “{other}” of the"
            f" same server uses it too: set its address in {variable}."
        )
    try:
        _alter(connection, role, "PASSWORD %L", str(url.password))
    except DBAPIError as error:
        raise RoleLockedOut(
            f"The owner may not give the role {role} a password: let an administrator run"
            f" ALTER ROLE {role} LOGIN PASSWORD '…', and set its address in {variable}."
        ) from error


def _limit(connection: Connection, role: str) -> None:
    limits = _LIMITS | ({"default_transaction_read_only": "on"} if role in {PUBLIC, HEAD} else {})
    found = connection.scalar(text("SELECT rolconfig FROM pg_roles WHERE rolname = :role"), {"role": role}) or []
    for name, value in limits.items():
        if f"{name}={value}" in found:
            continue
        try:
            with connection.begin_nested():
                _alter(connection, role, f"SET {name} = %L", value)
        except DBAPIError as error:
            # Where an administrator made the role, its limits are the administrator's. Its rights are ours alone.
            if not isinstance(error.orig, errors.InsufficientPrivilege):
                raise
            return


def _alter(connection: Connection, role: str, change: str, value: str) -> None:
    """Run ALTER ROLE: a utility statement takes no bound parameters, so format() quotes the values."""
    statement = connection.scalar(
        text("SELECT format(:form, cast(:role AS text), cast(:value AS text))"),
        {"form": f"ALTER ROLE %I {change}", "role": role, "value": value},
    )
    connection.exec_driver_sql(str(statement).replace("%", "%%"))
