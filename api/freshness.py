"""What the worker knows of changes: told by NOTIFY, and proven twice a second on the same connection.

The connection that listens is asked for the newest change number at each beat. An answer proves that it lives and,
since notifications come before the answer to a later question, that none went missing; a number whose notification
never came (a pooler in transaction mode) makes everything kept stale.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import nullcontext, suppress
from typing import Any

import asyncpg
import structlog

from api.generations import Generations
from api.pools import Pool, behind_pooler

CHANNEL = "moduong"
LISTENER = "moduong listens"
"""Name of the connection in the database's list of them."""
BEAT_SECONDS = 0.5
BELIEVED_SECONDS = 1.0
"""How long after the start of a beat that was answered what is kept is believed."""
WAIT_SECONDS = 1.0
"""Longest wait for the notification of a change that a caller shows."""

_NEWEST_NUMBER = "SELECT coalesce(max(number), 0) FROM layers.changes"
_NEWEST = """
    SELECT coalesce(max(number), 0), (SELECT string_agg(name || '=' || value, ',' ORDER BY name) FROM office.settings)
    FROM layers.changes
"""

log = structlog.get_logger()


class Freshness:
    """Follows the database's changes.

    Parameters
    ----------
    address
        Where LISTEN works: past a pooler. Behind one that keeps notifications back, each beat asks instead.
    pool
        Connections as the officer, to ask whether there is a change that was not heard of.

    Attributes
    ----------
    generations
        When each tile was last touched.
    seen
        Number of the newest change all of whose touched cells are known.
    """

    def __init__(self, address: str, pool: Pool) -> None:
        self.generations = Generations()
        self.seen = 0
        self._address = address
        self._pool = pool
        self._settings = ""
        self._proven = -BELIEVED_SECONDS
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to follow."""
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Stop following."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def lives(self) -> bool:
        """Return whether what is kept may be served: the connection that listens answered within the second."""
        return time.monotonic() - self._proven <= BELIEVED_SECONDS

    async def may_show(self, change: int) -> bool:
        """Return whether what is kept is new enough for who names a change; wait for it if there is such a change.

        Raises
        ------
        DatabaseDown
            When the change is not known here, and the database does not answer.
        """
        if self._knows(change):
            return True
        # Who names a number that nobody was answered with waits for nothing, and is shown what everybody is.
        return await self._pool.value(_NEWEST_NUMBER) < change or await self.reached(change)

    async def reached(self, change: int) -> bool:
        """Wait, for a bounded time, until a change is known; return whether it is."""
        if self._knows(change):
            return True

        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS):
                while not self._knows(change):
                    await self._news.wait()
        return self._knows(change)

    def _knows(self, change: int) -> bool:
        return self.lives() and self.seen >= change

    async def _follow(self) -> None:
        while True:
            try:
                await self._listen()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("changes are not heard", reason=str(error) or type(error).__name__)
            self._forget()
            await asyncio.sleep(BEAT_SECONDS)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(
            self._address, timeout=5, statement_cache_size=0, server_settings={"application_name": LISTENER}
        )
        try:
            if pooled := await behind_pooler(connection):
                log.warning("the pooler keeps notifications back", mend="set MODUONG_DATABASE_DIRECT_URL")
            else:
                await connection.add_listener(CHANNEL, self._told)
            self.generations.touch_everything()
            self.seen = 0
            while True:
                began = time.monotonic()
                newest, settings = await self._ask(connection, pooled=pooled)
                if newest > self.seen or settings != self._settings:
                    # First beat, or a notification that never came, or a setting that the views obey.
                    self.generations.touch_everything()
                    self.seen, self._settings = newest, settings
                self._proven = began
                self._wake()
                await asyncio.sleep(BEAT_SECONDS - (time.monotonic() - began))
        finally:
            connection.terminate()

    async def _ask(self, connection: asyncpg.Connection, *, pooled: bool) -> tuple[int, str]:
        """Return the newest change and the settings; in a transaction where a pooler would change connections."""
        async with connection.transaction(readonly=True) if pooled else nullcontext():
            ((newest, settings),) = await connection.fetch(_NEWEST, timeout=2 * BEAT_SECONDS)
        return newest, settings

    def _forget(self) -> None:
        self._proven = -BELIEVED_SECONDS
        self.generations.touch_everything()

    def _wake(self) -> None:
        told, self._news = self._news, asyncio.Event()
        told.set()

    def _told(self, _connection: Any, _pid: int, _channel: str, payload: Any) -> None:
        news = json.loads(payload)
        if "layer" in news:
            if news["cells"] == "all":
                self.generations.touch_layer(news["layer"])
            else:
                self.generations.touch(news["layer"], [_cell(cell) for cell in news["cells"]])
        if news.get("done"):
            self.seen = max(self.seen, int(news["change"]))
            self._wake()


def _cell(text: str) -> tuple[int, int]:
    x, y = text.split("/")
    return int(x), int(y)
