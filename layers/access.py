"""Who may do what: users, their roles' rights, and the tokens of scripts and of QGIS."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from layers.errors import LayerError, Message, Refusal, _

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

TOKEN_PREFIX = "md_"  # noqa: S105  # so that a token is known for one where it should not stand


class Right(StrEnum):
    """What a role may be allowed."""

    READ_OFFICE = "read the office's layers"
    READ_RECORDED = "read what was recorded in the past"
    READ_TOWN = "read what is all households' of the town"
    READ_REVIEWS = "read what waits for approval"
    RECORD_VISIT = "record visits and agreements"
    RECORD_COURSE = "record the course of donations"
    RECORD_CLEARANCE = "record the steps of site clearance"
    APPROVE = "approve donations"
    TAKE_BACK = "take back what was recorded"
    EDIT_PARCELS = "edit parcels"
    EDIT_LAYERS = "edit roads, projects and what else the office keeps"
    PREPARE_MEETING = "prepare meetings"


_READ = frozenset({Right.READ_OFFICE, Right.READ_RECORDED, Right.READ_TOWN, Right.READ_REVIEWS})
_EDIT = _READ | {
    Right.RECORD_VISIT,
    Right.RECORD_COURSE,
    Right.RECORD_CLEARANCE,
    Right.TAKE_BACK,
    Right.EDIT_PARCELS,
    Right.EDIT_LAYERS,
    Right.PREPARE_MEETING,
}
RIGHTS: dict[str, frozenset[Right]] = {
    "administrator": _EDIT | {Right.APPROVE},
    "chair": _READ | {Right.APPROVE, Right.TAKE_BACK, Right.PREPARE_MEETING},
    "officer": _EDIT,
    "technician": _READ,
    "head": frozenset({Right.READ_OFFICE, Right.RECORD_VISIT}),
}
"""The rights of each role; the public has none of them."""

ROLE_LABELS: dict[str, Message] = {
    "administrator": _("Administrator"),
    "chair": _("Chair"),
    "officer": _("Land officer"),
    "head": _("Head of a subdistrict"),
    "technician": _("Technician"),
    "public": _("Public, not signed in"),
}
"""What people read for a role."""

USER_OF_TOKEN = """
    SELECT u.name, u.role, u.subdistrict
    FROM office.tokens AS t JOIN office.users AS u ON u.id = t.user_id
    WHERE t.hash = $1::bytea AND t.revoked IS NULL AND NOT u.disabled
"""  # noqa: S105  # a statement


class UnknownRole(LayerError):
    """A user is to have a role that there is not."""

    def __init__(self, role: str) -> None:
        super().__init__(f"There is no role “{role}”; the roles are {', '.join(RIGHTS)}.")


class UnknownUser(LayerError):
    """There is no user of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no user “{name}”: `moduong user list` names all.")


class UnfitUser(LayerError):
    """A user can't be made, or be given a token; the text says why."""


class UnknownToken(Refusal):
    """The user has no such token, or not any more."""

    detail = _("You have no such token, or not any more.")


@dataclass(frozen=True, slots=True)
class User:
    """A user, with the number of tokens that are good."""

    name: str
    role: str
    subdistrict: str
    tokens: int
    disabled: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A token that is good, without itself."""

    id: UUID
    label: str
    created: datetime


def token_hash(token: str) -> bytes:
    """Return what is stored of a token. 256 random bits need neither salt nor a slow hash."""
    return hashlib.sha256(token.encode()).digest()


def create_token(connection: Connection, name: str, role: str | None = None) -> str:
    """Make a token and return it, this once; only its hash is kept.

    Parameters
    ----------
    connection
        As the owner, in a transaction.
    name
        The user; made where there is none and a role is given.
    role
        What the user may do. A token may do no less and no more than its user, so none gives another role.

    Raises
    ------
    UnknownRole
        When there is no such role.
    UnfitUser
        When the name is none, or its user disabled, of another role, or not there and no role given.
    """
    find = text("SELECT id, role, disabled FROM office.users WHERE name = :name")
    found = connection.execute(find, {"name": user_name(name)}).one_or_none()
    if found is None:
        if role is None:
            raise UnfitUser(
                f"There is no user “{name}”: `moduong user list` names all, --role makes one who has only tokens."
            )
        if role not in RIGHTS:
            raise UnknownRole(role)
        # A head without a subdistrict sees none until `moduong user role` gives one.
        made = text("INSERT INTO office.users (name, role) VALUES (:name, :role) RETURNING id, role, disabled")
        found = connection.execute(made, {"name": user_name(name), "role": role}).one()
    user, held, disabled = found
    if role not in {None, held}:
        raise UnfitUser(f"“{name}” is {held}, and so are the tokens: leave --role out, or name another user.")
    if disabled:
        raise UnfitUser(f"The user “{name}” is disabled: run `moduong user enable` first.")
    return _new_token(connection, user, "")


def create_own_token(connection: Connection, name: str, label: str) -> str:
    """Make a token for a user that there is, and return it, this once.

    Parameters
    ----------
    connection
        As the officer, in a transaction.
    name
        The user.
    label
        What the token is for, in the user's words.
    """
    return _new_token(connection, require_user(connection, name), label)


def _new_token(connection: Connection, user: object, label: str) -> str:
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    connection.execute(
        text("INSERT INTO office.tokens (user_id, hash, label) VALUES (:user, :hash, :label)"),
        {"user": user, "hash": token_hash(token), "label": label},
    )
    return token


def list_tokens(connection: Connection, name: str) -> list[Token]:
    """Return a user's good tokens, the newest first."""
    found = connection.execute(
        text(
            "SELECT t.id, t.label, t.created FROM office.tokens AS t JOIN office.users AS u ON u.id = t.user_id"
            " WHERE u.name = :name AND t.revoked IS NULL ORDER BY t.created DESC, t.id"
        ),
        {"name": name},
    )
    return [Token(*row) for row in found]


def revoke_own_token(connection: Connection, name: str, token: UUID) -> None:
    """Make one of a user's tokens worthless, at once.

    Raises
    ------
    UnknownToken
        When the user has no such token.
    """
    revoked = connection.execute(
        text(
            "UPDATE office.tokens SET revoked = now()"
            " WHERE id = :token AND revoked IS NULL AND user_id = (SELECT id FROM office.users WHERE name = :name)"
        ),
        {"token": token, "name": name},
    ).rowcount
    if not revoked:
        raise UnknownToken


def user_name(name: str) -> str:
    """Return a user's name as it is stored: one line, its letters composed.

    Raises
    ------
    UnfitUser
        When it is none.
    """
    if not name.isprintable() or not name.strip():
        raise UnfitUser("A user's name is one line of letters: write another.")
    return unicodedata.normalize("NFC", name.strip())


def add_user(connection: Connection, name: str, role: str, subdistrict: str = "") -> None:
    """Make a user, who can't sign in before there is a password.

    Parameters
    ----------
    connection
        As the owner, in a transaction.
    name, role
        Of the user.
    subdistrict
        Number of the one whose head this is; empty for other roles.

    Raises
    ------
    UnknownRole, UnfitUser
        When the user can't be made.
    """
    _require_role(connection, role, subdistrict)
    composed = user_name(name)
    # At the door and in the list of changes nobody tells “An” from “an”.
    names = connection.scalars(text("SELECT name FROM office.users"))
    known = next((one for one in names if one.casefold() == composed.casefold()), None)
    added = known is None and connection.scalar(
        text(
            "INSERT INTO office.users (name, role, subdistrict) VALUES (:name, :role, nullif(:subdistrict, ''))"
            " ON CONFLICT DO NOTHING RETURNING id"
        ),
        {"name": composed, "role": role, "subdistrict": subdistrict},
    )
    if not added:
        raise UnfitUser(f"There is a user “{known or name}” already: `moduong user list` names all.")


def set_role(connection: Connection, name: str, role: str, subdistrict: str = "") -> None:
    """Let a user do from now on what another role may, with the sessions and tokens that there are.

    Parameters
    ----------
    connection, name, role, subdistrict
        As in `add_user`.

    Raises
    ------
    UnknownUser, UnknownRole, UnfitUser
        When there is no such user, or the role can't be given.
    """
    user = require_user(connection, name)
    _require_role(connection, role, subdistrict)
    connection.execute(
        text("UPDATE office.users SET role = :role, subdistrict = nullif(:subdistrict, '') WHERE id = :user"),
        {"user": user, "role": role, "subdistrict": subdistrict},
    )


def _require_role(connection: Connection, role: str, subdistrict: str) -> None:
    """Refuse a role that there is not, a head without a subdistrict, and anybody else with one."""
    if role not in RIGHTS:
        raise UnknownRole(role)
    if (role == "head") != bool(subdistrict):
        raise UnfitUser(
            "A head has a subdistrict and nobody else has: `moduong user add` and `moduong user role` take its number"
            " as --subdistrict."
        )
    known = connection.scalar(
        text("SELECT EXISTS (SELECT FROM layers.subdistricts WHERE sub_no = :number)"), {"number": subdistrict}
    )
    if subdistrict and not known:
        raise UnfitUser(f"There is no subdistrict “{subdistrict}”: import the subdistricts first.")


def revoke_tokens(connection: Connection, name: str) -> int:
    """Make all tokens of a user worthless, at once; return how many there were.

    Raises
    ------
    UnknownUser
        When there is no such user.
    """
    user = require_user(connection, name)
    return connection.execute(
        text("UPDATE office.tokens SET revoked = now() WHERE revoked IS NULL AND user_id = :user"), {"user": user}
    ).rowcount


def set_disabled(connection: Connection, name: str, *, disabled: bool) -> None:
    """Shut a user out, or let one in again; the tokens are kept.

    Raises
    ------
    UnknownUser
        When there is no such user.
    """
    connection.execute(
        text("UPDATE office.users SET disabled = :disabled WHERE id = :user"),
        {"user": require_user(connection, name), "disabled": disabled},
    )


def require_user(connection: Connection, name: str) -> UUID:
    """Return a user's id.

    Raises
    ------
    UnknownUser
        When there is no such user.
    """
    found: UUID | None = connection.scalar(
        text("SELECT id FROM office.users WHERE name = :name"), {"name": unicodedata.normalize("NFC", name.strip())}
    )
    if found is None:
        raise UnknownUser(name)
    return found


def list_users(connection: Connection) -> list[User]:
    """Return all users by name."""
    found = connection.execute(
        text(
            "SELECT u.name, u.role, coalesce(u.subdistrict, ''),"
            " count(t.id) FILTER (WHERE t.revoked IS NULL), u.disabled"
            " FROM office.users AS u LEFT JOIN office.tokens AS t ON t.user_id = u.id"
            " GROUP BY u.id ORDER BY u.name"
        )
    )
    return [User(*row) for row in found]
