"""One user of each role in the demonstration town."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import text

from layers.access import add_user
from layers.database import Addresses, engine
from layers.demonstration_town import PILOT
from layers.signing_in import has_password, set_password

ROLES = {
    "admin": "administrator",
    "chair": "chair",
    "officer": "officer",
    "head": "head",
    "technician": "technician",
}
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without those that look like another."""


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A user of the demonstration; the password is empty where it was given earlier and only its hash is known."""

    name: str
    role: str
    password: str


def add_demo_users(to: Addresses, given: str) -> list[DemoUser]:
    """Add the users who are not there; those that are keep their passwords, unless one is given.

    Parameters
    ----------
    to
        The demonstration's database.
    given
        Password of all of them; empty: each gets one by chance when it is made.

    Raises
    ------
    UnfitPassword
        When the given one is easily guessed.
    """
    users = []
    with engine(to.owner).connect() as connection:
        for name, role in ROLES.items():
            with connection.begin():
                known = connection.scalar(text("SELECT true FROM office.users WHERE name = :name"), {"name": name})
                if not known:
                    add_user(connection, name, role, PILOT if role == "head" else "")
            password = given or ("" if known else _by_chance())
            if password and not has_password(connection, name, password):
                set_password(connection, name, password)
            users.append(DemoUser(name, role, password))
    return users


def _by_chance() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
