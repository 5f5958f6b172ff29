"""Who went to the OpenID provider and is expected back: what was told the provider, kept for all workers, used once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, text

from layers.access import token_hash

MINUTES = 10

_SWEEP = text("DELETE FROM office.provider_visits WHERE expires < now()")
_KEEP = text(
    "INSERT INTO office.provider_visits (hash, state, nonce, verifier, next, expires)"
    f" VALUES (:hash, :state, :nonce, :verifier, :onward, now() + interval '{MINUTES} minutes')"
)
_TAKE = text(
    "DELETE FROM office.provider_visits WHERE hash = :hash AND expires > now() RETURNING state, nonce, verifier, next"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to the provider.

    Attributes
    ----------
    state, nonce
        What the provider's answer and its identity token must repeat.
    verifier
        What only who began the visit knows (PKCE).
    onward
        Path of the page that follows.
    """

    state: str
    nonce: str
    verifier: str
    onward: str


def begin_visit(connection: Connection, onward: str) -> tuple[str, Visit]:
    """Begin a visit; return what the browser holds meanwhile, and the visit."""
    held = secrets.token_urlsafe(32)
    state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
    visit = Visit(state, nonce, verifier, onward)
    with connection.begin():
        connection.execute(_SWEEP)
        connection.execute(
            _KEEP,
            {
                "hash": token_hash(held),
                "state": visit.state,
                "nonce": visit.nonce,
                "verifier": visit.verifier,
                "onward": onward,
            },
        )
    return held, visit


def end_visit(connection: Connection, held: str) -> Visit | None:
    """Return the visit of who comes back, this once; None when there is none, or it took too long."""
    with connection.begin():
        found = connection.execute(_TAKE, {"hash": token_hash(held)}).one_or_none()
    return None if found is None else Visit(*found)
