"""Passwords: what one must be like, and Argon2id, by which they are kept."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from layers.errors import Refusal, _

SHORTEST = 10
LONGEST = 200
_AT_ONCE = threading.BoundedSemaphore(2)
"""Each takes 64 MB of memory while it is worked out: one worker works out two at once, the others wait."""


class UnfitPassword(Refusal):
    """The password is too easy to guess, or can't be one."""

    detail = _("A password has {least} to {most} characters, more than four different ones, and is not the name.")


@cache
def _hasher() -> PasswordHasher:
    """Return Argon2id with RFC 9106's second recommended option."""
    return PasswordHasher()


@cache
def _nobodys() -> str:
    """Return a hash that no password has: verified for unknown names, so that they take as long as known ones."""
    return hashed("nobody's password has this length" * 2)


def _composed(password: str) -> bytes:
    """Return a password's bytes: whichever way a keyboard composes Vietnamese letters, they are the same."""
    return unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")


def require_fit(password: str, name: str) -> None:
    """Refuse a password that is easily guessed.

    Parameters
    ----------
    password
        As typed.
    name
        The user's.

    Raises
    ------
    UnfitPassword
        Saying what it must be like.
    """
    alike = password.strip().casefold() == name.strip().casefold()
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) <= 4 or alike:  # noqa: PLR2004  # as it says
        raise UnfitPassword(least=SHORTEST, most=LONGEST)


def hashed(password: str) -> str:
    """Return what is kept of a password: Argon2id with a salt of its own."""
    with _AT_ONCE:
        return _hasher().hash(_composed(password))


def matches(kept: str | None, password: str) -> bool:
    """Return whether a password is the one that was kept; it takes as long where none was kept."""
    nobodys = _nobodys()  # asked for in any case: the first time it takes as long as what follows
    with _AT_ONCE:
        try:
            right = _hasher().verify(kept or nobodys, _composed(password[: LONGEST + 1]))
        except VerificationError:
            return False
    return right and kept is not None


def outdated(kept: str) -> bool:
    """Return whether a password was kept with other parameters than new ones are."""
    return _hasher().check_needs_rehash(kept)
