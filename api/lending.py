"""Connections to lend: the one given back last goes out first, so that few are busy and their caches warm.

asyncpg's own pool starts two tasks for each loan, which takes Python half as long as asking itself.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

import asyncpg

LEND_SECONDS = 10.0
"""Longest wait for a connection when all are lent."""
IDLE_SECONDS = 300.0
"""After which a connection that nobody took is closed."""
CLOSE_SECONDS = 5.0


class Lending:
    """Connections of one kind.

    Parameters
    ----------
    connect
        Makes one.
    size
        Most at once.
    """

    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection]], size: int) -> None:
        self._connect = connect
        self._size = size
        self._made = 0
        self._free: deque[tuple[float, asyncpg.Connection]] = deque()
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()
        self._closing: set[asyncio.Task[None]] = set()
        self._sweep: asyncio.TimerHandle | None = None

    async def lend(self) -> asyncpg.Connection:
        """Return a connection, to be given back or discarded.

        Raises
        ------
        TimeoutError
            When all stay lent.
        TooManyConnectionsError
            When the server allows no more, and none is lent that could come back.
        """
        connection = self._take()
        while connection is None:
            connection = await (self._make() if self._made < self._size else self._wait())
        return connection

    def give_back(self, connection: asyncpg.Connection) -> None:
        """Take back a connection whose question was answered."""
        if self._hand_over(connection):
            return
        loop = asyncio.get_running_loop()
        self._free.append((loop.time(), connection))
        if self._sweep is None:
            self._sweep = loop.call_later(IDLE_SECONDS, self._let_go)

    def discard(self, connection: asyncpg.Connection) -> None:
        """Take back a connection of unknown state: its question is called off at the server, and it is closed."""
        closing = asyncio.get_running_loop().create_task(self._end(connection))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """Close those that are free, and wait, for a bounded time, for those that are lent."""
        if self._sweep is not None:
            self._sweep.cancel()
        self._size = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                while self._made:
                    while (connection := self._take()) is not None:
                        self.discard(connection)
                    if self._closing:
                        await asyncio.wait(self._closing)
                    elif self._made and (connection := await self._wait()) is not None:
                        self.discard(connection)

    def _take(self) -> asyncpg.Connection | None:
        while self._free:
            _, connection = self._free.pop()
            if not connection.is_closed():
                return connection
            self._made -= 1
        return None

    async def _make(self) -> asyncpg.Connection | None:
        """Return a new connection; where the server allows no more, the next that is given back, as `_wait` does."""
        self._made += 1
        try:
            return await self._connect()
        except asyncpg.TooManyConnectionsError:
            if self._made == 1:
                self._forget()
                raise
            self._made -= 1  # room that the server does not give is none for who waits
            return await self._wait()
        except BaseException:
            self._forget()
            raise

    async def _wait(self) -> asyncpg.Connection | None:
        """Return the next connection that is given back; None when there is room for a new one."""
        waiting: asyncio.Future[asyncpg.Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(LEND_SECONDS):
                return await waiting
        except BaseException:
            if waiting.done() and not waiting.cancelled():  # handed over to somebody who is gone
                connection = waiting.result()
                self.give_back(connection) if connection is not None else self._hand_over(None)
            raise

    def _hand_over(self, connection: asyncpg.Connection | None) -> bool:
        """Give who waits longest a connection, or the room for one; return whether anybody waits."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(connection)
                return True
        return False

    def _forget(self) -> None:
        self._made -= 1
        self._hand_over(None)

    async def _end(self, connection: asyncpg.Connection) -> None:
        try:
            with suppress(Exception):
                await connection.close(timeout=CLOSE_SECONDS)
        finally:
            self._forget()

    def _let_go(self) -> None:
        """Close what nobody took for long: the longest free is the first in the row."""
        loop = asyncio.get_running_loop()
        while self._free and self._free[0][0] <= loop.time() - IDLE_SECONDS:
            self.discard(self._free.popleft()[1])
        self._sweep = loop.call_at(self._free[0][0] + IDLE_SECONDS, self._let_go) if self._free else None
