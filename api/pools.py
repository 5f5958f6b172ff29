"""Pools of database connections, one a role: made at the first need, made again when the database is back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from api.errors import DatabaseBehind, DatabaseDown
from api.lending import CLOSE_SECONDS, LEND_SECONDS, Lending
from layers.database import DATE_STYLE
from layers.errors import NotText
from layers.schema import head

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
_TRACKED = {"DateStyle": DATE_STYLE}
"""What a pooler in transaction mode sets anew for whom it lends a connection to."""
_SETTINGS = _TRACKED | {
    "application_name": "moduong",
    # A tile takes milliseconds: compiling it, or starting workers for it, takes longer and costs the others.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}
_GONE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.LockNotAvailableError,
    asyncpg.TransactionRollbackError,
)
"""What asyncpg raises when the database is away, goes away, is overrun or has somebody else before us."""
_CUT = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what follows on a connection whose server said farewell, until it is closed
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)
"""What says that this connection is of no use any more."""
_NOT_MIGRATED = (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError, asyncpg.UndefinedColumnError)

SHOW_BEARER = "SELECT set_config('moduong.bearer', $1, true)"
"""Shows the database, until the end of the transaction, by the hash of what the caller showed, who asks."""

Ask = Callable[..., Awaitable[Any]]
"""A way of asking of asyncpg's connections: takes one, the SQL and its values."""


@asynccontextmanager
async def _reading(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """Begin a transaction that reads; a pooler lends a connection with its first word, and may have none to lend.

    Raises
    ------
    TimeoutError
        When it lends none for as long as one of our own would be waited for.
    """
    async with asyncio.timeout(LEND_SECONDS) as patience, connection.transaction(readonly=True):
        patience.reschedule(None)
        yield


async def behind_pooler(connection: asyncpg.Connection) -> bool:
    """Return whether a pooler in transaction mode stands between: it invents the process id that it tells."""
    async with _reading(connection):
        return bool(await connection.fetchval("SELECT pg_backend_pid()") != connection.get_server_pid())


class Pool:
    """Connections of one role.

    Parameters
    ----------
    address
        As libpq reads it.
    size
        Most connections.
    """

    def __init__(self, address: str, size: int) -> None:
        self._address = address
        self._size = size
        self._lending: Lending | None = None
        self._pooled = False
        self._making = asyncio.Lock()

    async def _make(self) -> Lending:
        async with self._making:
            if self._lending is None:
                probe = await asyncpg.connect(self._address, timeout=CONNECT_SECONDS, statement_cache_size=0)
                try:
                    self._pooled = await behind_pooler(probe)
                finally:
                    await probe.close(timeout=CLOSE_SECONDS)
                self._lending = Lending(self._connect, self._size)
        return self._lending

    async def _connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(
            self._address,
            timeout=CONNECT_SECONDS,
            command_timeout=ANSWER_SECONDS,
            statement_cache_size=0 if self._pooled else 200,
            server_settings=_TRACKED if self._pooled else _SETTINGS,
        )

    async def _run(self, ask: Ask, sql: str, values: Sequence[Any]) -> Any:
        """Ask on a connection; a connection that was cut since its last use is worth a second try."""
        for last_try in (False, True):
            try:
                lending = self._lending or await self._make()
                connection = await lending.lend()
                try:
                    answer = await self._ask(connection, ask, sql, values)
                except BaseException as error:
                    answered = isinstance(error, asyncpg.PostgresError) and not isinstance(error, _CUT)
                    (lending.give_back if answered else lending.discard)(connection)
                    raise
                lending.give_back(connection)
            except asyncpg.CharacterNotInRepertoireError as error:
                raise NotText from error
            except asyncpg.DataError:
                raise  # a fault of this program's, though asyncpg counts it among those of the interface
            except _NOT_MIGRATED as error:
                raise DatabaseBehind(current="-", head=head()) from error
            except _CUT as error:
                if last_try:
                    raise DatabaseDown from error
            except _GONE as error:
                raise DatabaseDown from error
            else:
                return answer
        raise AssertionError

    async def _ask(self, connection: asyncpg.Connection, ask: Ask, sql: str, values: Sequence[Any]) -> Any:
        if not self._pooled:
            return await ask(connection, sql, *values)
        # Lest the pooler prepare the statement on one connection and run it on another.
        async with _reading(connection):
            return await ask(connection, sql, *values)

    async def row(self, sql: str, values: Sequence[Any] = ()) -> asyncpg.Record | None:
        """Return the first row.

        Raises
        ------
        DatabaseDown
            When the database does not answer.
        """
        found: asyncpg.Record | None = await self._run(asyncpg.Connection.fetchrow, sql, values)
        return found

    async def rows(self, sql: str, values: Sequence[Any] = ()) -> list[asyncpg.Record]:
        """Return all rows; raises as `row` does."""
        found: list[asyncpg.Record] = await self._run(asyncpg.Connection.fetch, sql, values)
        return found

    async def value(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Return the first value of the first row; raises as `row` does."""
        return await self._run(asyncpg.Connection.fetchval, sql, values)

    def showing(self, bearer: str) -> Pool:
        """Return these connections as one user's: the database is shown whose token or session it is.

        Parameters
        ----------
        bearer
            Hash of the token or session, in hexadecimal digits.
        """
        return _Showing(self, bearer)

    async def close(self) -> None:
        """Let running statements end, then close all connections."""
        if self._lending is not None:
            await self._lending.close()


class _Showing(Pool):
    """Connections of another pool, each question in a transaction of its own that first shows who asks."""

    def __init__(self, pool: Pool, bearer: str) -> None:
        self._pool = pool
        self._bearer = bearer

    async def _run(self, ask: Ask, sql: str, values: Sequence[Any]) -> Any:
        async def show_and_ask(connection: asyncpg.Connection, sql: str, *values: Any) -> Any:
            async with _reading(connection):
                await connection.execute(SHOW_BEARER, self._bearer)
                return await ask(connection, sql, *values)

        return await self._pool._run(show_and_ask, sql, values)  # noqa: SLF001  # of its own kind
