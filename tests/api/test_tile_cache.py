"""One rendering serves all who ask for a tile meanwhile, whatever becomes of the one who asked first."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from api.errors import DatabaseDown
from api.freshness import Freshness
from api.pools import Pool
from api.tile_cache import TileCache, TileKey

KEY = TileKey("public", "parcels", (17, 3, 4), "2023-04-30")


class Sure(Freshness):
    """Believes what is kept."""

    def lives(self) -> bool:
        return True


class Work:
    """Renders when it is let; counts how often it began."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.begun = 0
        self.go = asyncio.Event()
        self.fault = fault

    async def __call__(self) -> bytes:
        self.begun += 1
        await self.go.wait()
        if self.fault:
            raise self.fault
        return b"tile"


def with_a_cache(story: Callable[[TileCache, Freshness], Awaitable[None]]) -> None:
    async def told() -> None:
        freshness = Sure("", Pool("", 1))
        await story(TileCache(freshness, 1_000_000), freshness)

    asyncio.run(told())


async def asked(cache: TileCache, work: Work, times: int) -> list[asyncio.Task[object]]:
    tasks: list[asyncio.Task[object]] = [asyncio.create_task(cache.render(KEY, work)) for _ in range(times)]
    await asyncio.sleep(0)
    return tasks


def test_who_asks_meanwhile_gets_the_same_rendering() -> None:
    async def story(cache: TileCache, _freshness: Freshness) -> None:
        work = Work()
        tasks = await asked(cache, work, 5)
        work.go.set()
        tiles = await asyncio.gather(*tasks)
        assert work.begun == 1
        assert all(tile is tiles[0] for tile in tiles)
        assert cache.get(KEY) is tiles[0]

    with_a_cache(story)


def test_who_goes_away_does_not_take_the_tile_from_the_others() -> None:
    async def story(cache: TileCache, _freshness: Freshness) -> None:
        work = Work()
        first, second, third = await asked(cache, work, 3)
        first.cancel()
        second.cancel()
        work.go.set()
        assert (await third).content == b"tile"  # type: ignore[attr-defined]

    with_a_cache(story)


def test_a_failure_is_told_to_all_who_wait_and_not_kept() -> None:
    async def story(cache: TileCache, _freshness: Freshness) -> None:
        failing, work = Work(DatabaseDown()), Work()
        tasks = await asked(cache, failing, 3)
        failing.go.set()
        assert all(isinstance(found, DatabaseDown) for found in await asyncio.gather(*tasks, return_exceptions=True))
        assert failing.begun == 1
        work.go.set()
        assert (await cache.render(KEY, work)).content == b"tile"

    with_a_cache(story)


@pytest.mark.parametrize("touched_when", ["asked again", "finished"])
def test_a_tile_touched_meanwhile_is_rendered_anew(touched_when: str) -> None:
    async def story(cache: TileCache, freshness: Freshness) -> None:
        work = Work()
        (first,) = await asked(cache, work, 1)
        freshness.generations.touch("parcels", [(3, 4)])
        if touched_when == "asked again":
            (second,) = await asked(cache, work, 1)
            assert work.begun == 2
            work.go.set()
            await second
        work.go.set()
        await first
        assert (cache.get(KEY) is None) == (touched_when == "finished")

    with_a_cache(story)
