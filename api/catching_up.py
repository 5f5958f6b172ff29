"""What writes left is worked out: blocks and cells after a write past the program, the public's figures after any."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog

from api.deriving import Deriving
from api.errors import DatabaseBehind, DatabaseDown
from api.pools import Pool
from layers.database import Addresses
from layers.derived import LEFT_STALE

SECONDS = 0.3
"""How often is asked whether anything is left: writes past the program, and always the public's figures."""
LONGEST_SECONDS = 60.0
"""Longest time until it is tried again what failed before; it doubles with each failure."""

log = structlog.get_logger()


class CatchingUp:
    """Asks whether anything is left, and has it worked out; of several workers one does.

    Parameters
    ----------
    to
        The database's addresses.
    pool
        Connections of the officer's role.
    """

    def __init__(self, to: Addresses, pool: Pool) -> None:
        self._deriving = Deriving(to)
        self._pool = pool
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to ask."""
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Stop asking, and whatever is worked out at the moment."""
        self._deriving.end()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _watch(self) -> None:
        wait = SECONDS
        while True:
            await asyncio.sleep(wait)
            try:
                left = await self._pool.value(LEFT_STALE)
                failed = await asyncio.to_thread(self._deriving.catch_up) if left else None
                wait = min(2 * wait, LONGEST_SECONDS) if failed else SECONDS
            except (DatabaseDown, DatabaseBehind) as error:
                failed = type(error).__name__
            if failed:
                log.warning("what is derived is not caught up with", reason=failed)
