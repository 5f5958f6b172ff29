"""The account of the operating system that PostgreSQL runs as: it refuses root."""

from __future__ import annotations

import os
import pwd
import stat
from typing import TYPE_CHECKING

from layers.postgres_binaries import ClusterError

if TYPE_CHECKING:
    from pathlib import Path


def server_account() -> tuple[int, int]:
    """Return the user and group that the server runs as: ours, or postgres where we are root.

    Raises
    ------
    ClusterError
        When we are root and there is no account postgres.
    """
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        raise ClusterError(
            "PostgreSQL does not run as root and the account postgres is missing:"
            " run `adduser --system --group postgres`."
        ) from None
    return entry.pw_uid, entry.pw_gid


def as_account() -> tuple[int, int] | tuple[None, None]:
    """Return what `subprocess` takes as user and group: None where nothing has to change."""
    return server_account() if os.geteuid() == 0 else (None, None)


def make_private(folder: Path) -> None:
    """Make a folder that only the server's account (and root) can enter.

    Raises
    ------
    ClusterError
        When it is there and somebody else's.
    OSError
        When it can't be made.
    """
    user, group = server_account()
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {user, os.geteuid()}:
        raise ClusterError(f"{folder} belongs to somebody else: find out who made it, and remove it.")
    if stat.S_IMODE(found.st_mode) != 0o700:  # noqa: PLR2004 - a mode
        folder.chmod(0o700)
    if os.geteuid() == 0 and found.st_uid != user:
        os.chown(folder, user, group)
