"""Writes that may be sent twice, as over a line that broke: the second time nothing is done but to answer the same.

The key is claimed in the transaction that writes, so there is no moment at which one is there without the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from layers.errors import Refusal, _

if TYPE_CHECKING:
    from sqlalchemy import Connection

_FIND: Final = text("SELECT digest, change, answer FROM office.writes_once WHERE (who, key) = (:who, :key)")
_CLAIM: Final = text("INSERT INTO office.writes_once (who, key, digest, change) VALUES (:who, :key, :digest, :change)")
_FORGET: Final = text("DELETE FROM office.writes_once WHERE at < now() - interval '30 days'")
_ANSWER: Final = text("UPDATE office.writes_once SET answer = :answer WHERE (who, key) = (:who, :key)")


class KeyReused(Refusal):
    """The key was used for another request."""

    detail = _("The Idempotency-Key “{key}” belongs to another request: give each request a key of its own.")


@dataclass(frozen=True, slots=True)
class Once:
    """A request that is to be done once.

    Attributes
    ----------
    key
        As its sender names it.
    digest
        Of what is asked: the same key with another is another request.
    """

    key: str
    digest: bytes


class AlreadyDone(Exception):
    """It was done before.

    Attributes
    ----------
    change
        Number of its change.
    answer
        What was answered; None where that was lost on the way.
    """

    def __init__(self, change: int, answer: str | None) -> None:
        super().__init__(change)
        self.change, self.answer = change, answer


def refuse_again(connection: Connection, who: str, once: Once) -> None:
    """Do nothing for a request that was not done yet.

    Raises
    ------
    AlreadyDone
        When it was.
    KeyReused
        When another one was, under its key.
    """
    found = connection.execute(_FIND, {"who": who, "key": once.key}).one_or_none()
    if found is None:
        return
    if bytes(found.digest) != once.digest:
        raise KeyReused(key=once.key)
    raise AlreadyDone(found.change, found.answer)


def claim(connection: Connection, who: str, once: Once, change: int) -> None:
    """Note a request as done, in the transaction of its change, under the lock of changes.

    Raises
    ------
    AlreadyDone, KeyReused
        As `refuse_again`.
    """
    refuse_again(connection, who, once)
    connection.execute(_FORGET)
    connection.execute(_CLAIM, {"who": who, "key": once.key, "digest": once.digest, "change": change})


def keep_answer(connection: Connection, who: str, once: Once, answer: str) -> None:
    """Keep what was answered, for the next time."""
    connection.execute(_ANSWER, {"who": who, "key": once.key, "answer": answer})
