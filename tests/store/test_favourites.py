"""What people saved, on both engines and in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.core.chat import Person
from bot.core.people import Favourite, FavouriteStore
from bot.store.memory.mine import MemoryFavouriteStore
from bot.store.sql.database import Database
from bot.store.sql.favourites import SqlFavouriteStore

ANA = Person("T1", "slack", "ana")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def saved(phrase: str, minutes: int = 0) -> Favourite:
    return Favourite(phrase, "yelling", NOON + timedelta(minutes=minutes))


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def favourites(request: pytest.FixtureRequest, database: Database) -> FavouriteStore:
    return SqlFavouriteStore(database) if request.param == "stored" else MemoryFavouriteStore()


async def test_nothing_is_saved_at_first(favourites: FavouriteStore) -> None:
    assert await favourites.favourites_of(ANA) == ()


async def test_the_newest_comes_first(favourites: FavouriteStore) -> None:
    for phrase, minutes in (("b", 1), ("a", 0), ("c", 2)):
        await favourites.save_favourite(ANA, saved(phrase, minutes))
    assert [found.phrase for found in await favourites.favourites_of(ANA)] == ["c", "b", "a"]
    assert (await favourites.favourites_of(ANA))[0] == saved("c", 2)


async def test_saving_again_makes_it_the_newest_and_no_second_one(favourites: FavouriteStore) -> None:
    await favourites.save_favourite(ANA, saved("a"))
    await favourites.save_favourite(ANA, saved("b", 1))
    await favourites.save_favourite(ANA, saved("a", 2))
    assert await favourites.favourites_of(ANA) == (saved("a", 2), saved("b", 1))


async def test_of_the_same_moment_the_order_is_always_the_same(favourites: FavouriteStore) -> None:
    for phrase in ("b", "c", "a"):
        await favourites.save_favourite(ANA, saved(phrase))
    assert [found.phrase for found in await favourites.favourites_of(ANA)] == ["a", "b", "c"]


async def test_removing_forgets_it_and_nothing_else(favourites: FavouriteStore) -> None:
    await favourites.save_favourite(ANA, saved("a"))
    await favourites.save_favourite(ANA, saved("b", 1))
    await favourites.remove_favourite(ANA, "a")
    await favourites.remove_favourite(ANA, "never saved")
    assert await favourites.favourites_of(ANA) == (saved("b", 1),)


async def test_nobody_else_sees_it(favourites: FavouriteStore) -> None:
    await favourites.save_favourite(ANA, saved("a"))
    assert await favourites.favourites_of(Person("T1", "slack", "luis")) == ()
    assert await favourites.favourites_of(Person("T2", "slack", "ana")) == ()
    await favourites.remove_favourite(Person("T2", "slack", "ana"), "a")
    assert await favourites.favourites_of(ANA) == (saved("a"),)


async def test_whole_seconds_are_kept(favourites: FavouriteStore) -> None:
    await favourites.save_favourite(ANA, Favourite("a", "yelling", NOON.replace(microsecond=999_999)))
    assert await favourites.favourites_of(ANA) == (saved("a"),)
