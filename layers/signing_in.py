"""Signing in: by name and password, with tries counted in the database so that all workers count them together."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from layers.access import token_hash
from layers.errors import Refusal, _
from layers.passwords import hashed, matches, outdated, require_fit

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

MINUTES = 15
"""For how long a wrong try is counted."""
MOST_BY_NAME = 5
MOST_BY_ADDRESS = 30
"""Wrong tries from one address: a whole office may share it."""
IDLE_HOURS = 12
MOST_DAYS = 14
"""A session ends when it was not used for so many hours, and after so many days in any case."""
AGENT_LETTERS = 300

USER_OF_SESSION = """
    SELECT u.name, u.role, u.subdistrict, s.last_seen < now() - interval '5 minutes' AS due
    FROM office.sessions AS s JOIN office.users AS u ON u.id = s.user_id
    WHERE s.hash = $1::bytea AND s.revoked IS NULL AND s.expires > now() AND NOT u.disabled
"""

_LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('moduong.name.' || encode(:name, 'hex'), 0)),"
    " pg_advisory_xact_lock(hashtextextended('moduong.address.' || :address, 0))"
)
_WRONG = text(
    f"""
    SELECT
        count(*) FILTER (WHERE name = :name AND at > coalesce(
            (SELECT max(good.at) FROM office.sign_in_tries AS good WHERE good.name = :name AND good.good), '-infinity'
        )) AS by_name,
        count(*) FILTER (WHERE address = :address) AS by_address
    FROM office.sign_in_tries
    WHERE (name = :name OR address = :address) AND NOT good AND at > now() - interval '{MINUTES} minutes'
    """
)
_TRY = text("INSERT INTO office.sign_in_tries (name, address) VALUES (:name, :address) RETURNING id")
_FORGET = text("DELETE FROM office.sign_in_tries WHERE at < now() - interval '1 day'")
_LET_IN = text("DELETE FROM office.sign_in_tries WHERE name = :name")
_GOOD = text("UPDATE office.sign_in_tries SET good = true WHERE id = :id")
_KEPT = text(
    "SELECT p.hash FROM office.users AS u JOIN office.passwords AS p ON p.user_id = u.id"
    " WHERE u.name = :name AND NOT u.disabled"
)
_KEEP = text(
    "INSERT INTO office.passwords (user_id, hash) SELECT id, :hash FROM office.users WHERE name = :name"
    " ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed = now()"
)
_BEGIN = text(
    f"""
    INSERT INTO office.sessions (user_id, hash, expires, agent, address)
    SELECT id, :hash, now() + interval '{IDLE_HOURS} hours', :agent, :address
    FROM office.users WHERE name = :name AND NOT disabled
    RETURNING id
    """
)
_SWEEP = text("DELETE FROM office.sessions WHERE expires < now() - interval '30 days'")
_TOUCH = text(
    f"""
    UPDATE office.sessions SET last_seen = now(),
        expires = least(now() + interval '{IDLE_HOURS} hours', created + interval '{MOST_DAYS} days')
    WHERE hash = :hash AND revoked IS NULL
    """
)
_END = text("UPDATE office.sessions SET revoked = now() WHERE hash = :hash AND revoked IS NULL")
_END_OTHERS = text(
    "UPDATE office.sessions SET revoked = now() WHERE revoked IS NULL AND hash <> :hash"
    " AND user_id = (SELECT id FROM office.users WHERE name = :name)"
)
_END_ONE = text(
    "UPDATE office.sessions SET revoked = now() WHERE id = :id AND revoked IS NULL"
    " AND user_id = (SELECT id FROM office.users WHERE name = :name)"
)
_LIST = text(
    """
    SELECT s.id, s.created, s.last_seen, s.agent, s.address, s.hash = :hash AS own
    FROM office.sessions AS s JOIN office.users AS u ON u.id = s.user_id
    WHERE u.name = :name AND s.revoked IS NULL AND s.expires > now()
    ORDER BY s.last_seen DESC, s.id
    """
)


class WrongSignIn(Refusal):
    """Name and password don't belong together; which of them is wrong is not told."""

    detail = _("Name or password is wrong: type both again, or ask the administrator for a new password.")


class WrongPassword(Refusal):
    """Who has signed in gives another password than the own one."""

    detail = _("The password until now is not right: type it again.")


class TooManyTries(Refusal):
    """Too many wrong tries, by this name or from this address."""

    detail = _("Too many wrong tries: wait {minutes} minutes, then try again.")


class NobodyOfThatName(Refusal):
    """The provider knows somebody who is no user here."""

    detail = _("You are known to the provider, and are no user here: ask the administrator to add you.")


class UnknownSession(Refusal):
    """The user has no such session, or not any more."""

    detail = _("You have no such session, or not any more.")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who knocks: the address of the network, and what the browser calls itself."""

    address: str = ""
    agent: str = ""

    @property
    def counted(self) -> str:
        """What tries are counted by: of IPv6, one household has a whole /64."""
        try:
            address = ipaddress.ip_address(self.address.partition("%")[0])
        except ValueError:
            return self.address
        return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is good; `own` is the one that asks."""

    id: UUID
    created: datetime
    last_seen: datetime
    agent: str
    address: str
    own: bool


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip())


def csrf_token(session: str) -> str:
    """Return what a page of ours shows with each request that changes something: only who has the session knows it."""
    return hmac.new(session.encode(), b"moduong csrf", hashlib.sha256).hexdigest()


def sign_in(connection: Connection, name: str, password: str, visitor: Visitor) -> str:
    """Check name and password, and return what the browser shows from now on.

    Parameters
    ----------
    connection
        As the officer, outside a transaction.
    name, password
        As typed.
    visitor
        Who knocks.

    Raises
    ------
    WrongSignIn
        When they don't belong together: the same, after the same time, whether there is such a user or not.
    TooManyTries
        When too many were wrong.
    """
    composed = _composed(name)
    require_password(connection, composed, password, visitor)
    return begin_session(connection, composed, visitor)


def require_password(connection: Connection, name: str, password: str, visitor: Visitor) -> None:
    """Check a password as `sign_in` does, and raise as it does."""
    who = {"name": _counted(name), "address": visitor.counted}
    with connection.begin():
        connection.execute(_LOCK, who)
        connection.execute(_FORGET)
        by_name, by_address = connection.execute(_WRONG, who).one()
        if by_name >= MOST_BY_NAME or by_address >= MOST_BY_ADDRESS:
            raise TooManyTries(minutes=MINUTES)
        # Counted as wrong before it is looked at: of many tries at once, none slips through.
        attempt = connection.scalar(_TRY, who)
        kept = connection.scalar(_KEPT, {"name": name}) if "\0" not in name else None
    if not matches(kept, password):
        raise WrongSignIn
    with connection.begin():
        connection.execute(_GOOD, {"id": attempt})
        if kept is not None and outdated(kept):
            connection.execute(_KEEP, {"name": name, "hash": hashed(password)})


def _counted(name: str) -> bytes:
    """Return what tries are counted by: a wrong name may be a password, and is not kept."""
    return hashlib.sha256(name.casefold().encode(errors="surrogatepass")).digest()


def begin_session(connection: Connection, name: str, visitor: Visitor) -> str:
    """Begin a session of a user whose identity was proven, and return what the browser shows.

    Raises
    ------
    NobodyOfThatName
        When there is no such user, or not any more.
    """
    session = secrets.token_urlsafe(32)
    with connection.begin():
        connection.execute(_SWEEP)
        begun = connection.scalar(
            _BEGIN,
            {
                "name": _composed(name),
                "hash": token_hash(session),
                "agent": visitor.agent[:AGENT_LETTERS],
                "address": visitor.address,
            },
        )
        if begun is None:
            raise NobodyOfThatName
    return session


def touch_session(connection: Connection, session: str) -> None:
    """Note that a session is used, which lets it live on."""
    with connection.begin():
        connection.execute(_TOUCH, {"hash": token_hash(session)})


def end_session(connection: Connection, session: str) -> None:
    """End a session: what the browser shows is worthless at once."""
    with connection.begin():
        connection.execute(_END, {"hash": token_hash(session)})


def end_one_session(connection: Connection, name: str, session: UUID) -> None:
    """End one of a user's sessions by its id.

    Raises
    ------
    UnknownSession
        When the user has no such session.
    """
    with connection.begin():
        if not connection.execute(_END_ONE, {"id": session, "name": name}).rowcount:
            raise UnknownSession


def list_sessions(connection: Connection, name: str, session: str) -> list[Session]:
    """Return a user's sessions, the one used last first; `session` is the one that asks."""
    return [Session(*row) for row in connection.execute(_LIST, {"name": name, "hash": token_hash(session)})]


def set_password(connection: Connection, name: str, password: str, *, keep: str = "") -> None:
    """Give a user another password, end all sessions but one, and forget wrong tries of the one before.

    Parameters
    ----------
    connection
        As the officer or the owner, outside a transaction.
    name
        A user that there is.
    password
        The new one.
    keep
        The session that goes on; empty for none.

    Raises
    ------
    UnfitPassword
        When it is easily guessed.
    """
    require_fit(password, name)
    kept, composed = hashed(password), _composed(name)
    with connection.begin():
        connection.execute(_KEEP, {"name": composed, "hash": kept})
        connection.execute(_END_OTHERS, {"name": composed, "hash": token_hash(keep)})
        connection.execute(_LET_IN, {"name": _counted(composed)})


def has_password(connection: Connection, name: str, password: str) -> bool:
    """Return whether a user has a password; not for who knocks, whose tries are counted by `require_password`."""
    with connection.begin():
        kept = connection.scalar(_KEPT, {"name": _composed(name)})
    return matches(kept, password)
