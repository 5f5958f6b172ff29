"""A connection is lent to one at a time, whoever goes away meanwhile, and comes back good or not at all."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import asyncpg
import pytest
from sqlalchemy import URL

from api.lending import LEND_SECONDS, Lending
from layers.database import Addresses, engine

NUMBER = "SELECT pg_backend_pid()"


def tell(database: Addresses, story: Callable[[Lending], Awaitable[None]]) -> None:
    """Run a story of two connections."""

    async def told() -> None:
        lending = Lending(lambda: asyncpg.connect(database.asyncpg(database.owner)), 2)
        try:
            await story(lending)
        finally:
            await lending.close()

    asyncio.run(told())


def test_the_last_given_back_goes_out_first(database: Addresses) -> None:
    async def story(lending: Lending) -> None:
        first, second = await lending.lend(), await lending.lend()
        lending.give_back(first)
        lending.give_back(second)
        assert await lending.lend() is second
        assert await lending.lend() is first
        lending.give_back(first)
        lending.give_back(second)

    tell(database, story)


def test_who_waits_longest_gets_it_and_who_is_gone_takes_nothing_along(database: Addresses) -> None:
    async def story(lending: Lending) -> None:
        first, second = await lending.lend(), await lending.lend()
        waiting = [asyncio.create_task(lending.lend()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        lending.give_back(first)
        lending.give_back(second)
        waiting[1].cancel()  # handed over, but not yet awake
        assert await waiting[2] is second
        assert await lending.lend() is first
        lending.give_back(first)
        lending.give_back(second)

    tell(database, story)


def test_a_discarded_connection_ends_its_question_and_makes_room(database: Addresses) -> None:
    async def story(lending: Lending) -> None:
        first, other = await lending.lend(), await lending.lend()
        number = await first.fetchval(NUMBER)
        question = asyncio.create_task(first.fetchval("SELECT pg_sleep(60)"))
        await asyncio.sleep(0)
        question.cancel()
        with pytest.raises(asyncio.CancelledError):
            await question
        lending.discard(first)
        third = await lending.lend()
        assert third is not first
        assert (
            await other.fetchval("SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND state = 'active'", number)
            == 0
        )
        lending.give_back(third)
        lending.give_back(other)

    tell(database, story)


@pytest.fixture
def narrow(database: Addresses) -> Iterator[URL]:
    """The address of a role that the server allows two connections."""
    with engine(database.owner).begin() as connection:
        connection.exec_driver_sql("CREATE ROLE narrow LOGIN CONNECTION LIMIT 2")
    yield database.owner.set(username="narrow")
    with engine(database.owner).begin() as connection:
        connection.exec_driver_sql("DROP ROLE narrow")


def test_where_the_server_allows_fewer_than_are_wanted_those_that_there_are_go_round(
    database: Addresses, narrow: URL
) -> None:
    async def told() -> None:
        lending = Lending(lambda: asyncpg.connect(database.asyncpg(narrow)), 8)

        async def ask() -> None:
            connection = await lending.lend()
            await connection.fetchval("SELECT pg_sleep(0.01)")
            lending.give_back(connection)

        await asyncio.gather(*(ask() for _ in range(40)))
        await lending.close()

    asyncio.run(told())


def test_where_the_server_allows_none_nobody_is_kept_waiting(database: Addresses, narrow: URL) -> None:
    async def told() -> None:
        lending = Lending(lambda: asyncpg.connect(database.asyncpg(narrow)), 8)
        others = [await asyncpg.connect(database.asyncpg(narrow)) for _ in range(2)]
        async with asyncio.timeout(LEND_SECONDS / 2):
            refused = await asyncio.gather(*(lending.lend() for _ in range(20)), return_exceptions=True)
        assert {type(error) for error in refused} == {asyncpg.TooManyConnectionsError}
        for other in others:
            await other.close()
        lending.give_back(await lending.lend())
        await lending.close()

    asyncio.run(told())


def test_a_connection_that_was_cut_is_not_lent(database: Addresses) -> None:
    async def story(lending: Lending) -> None:
        first, other = await lending.lend(), await lending.lend()
        await other.execute("SELECT pg_terminate_backend($1, 5000)", await first.fetchval(NUMBER))
        lending.give_back(first)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            await first.fetchval(NUMBER)
        again = await lending.lend()
        assert again is not first
        assert await again.fetchval(NUMBER)
        lending.give_back(again)
        lending.give_back(other)

    tell(database, story)
