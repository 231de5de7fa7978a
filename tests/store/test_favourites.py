"""What people saved, on both engines and in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.coach.mine.memory import FavouritesInMemory
from bot.coach.ports import Favourite, Favourites
from bot.coach.talk import Person
from bot.store.database import Database
from bot.store.favourites import StoredFavourites

ANA = Person("T1", "slack", "ana")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def saved(phrase: str, minutes: int = 0) -> Favourite:
    return Favourite(phrase, "yelling", NOON + timedelta(minutes=minutes))


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def favourites(request: pytest.FixtureRequest, database: Database) -> Favourites:
    return StoredFavourites(database) if request.param == "stored" else FavouritesInMemory()


async def test_nothing_is_saved_at_first(favourites: Favourites) -> None:
    assert await favourites.of(ANA) == ()


async def test_the_newest_comes_first(favourites: Favourites) -> None:
    for phrase, minutes in (("b", 1), ("a", 0), ("c", 2)):
        await favourites.save(ANA, saved(phrase, minutes))
    assert [found.phrase for found in await favourites.of(ANA)] == ["c", "b", "a"]
    assert (await favourites.of(ANA))[0] == saved("c", 2)


async def test_saving_again_makes_it_the_newest_and_no_second_one(favourites: Favourites) -> None:
    await favourites.save(ANA, saved("a"))
    await favourites.save(ANA, saved("b", 1))
    await favourites.save(ANA, saved("a", 2))
    assert await favourites.of(ANA) == (saved("a", 2), saved("b", 1))


async def test_of_the_same_moment_the_order_is_always_the_same(favourites: Favourites) -> None:
    for phrase in ("b", "c", "a"):
        await favourites.save(ANA, saved(phrase))
    assert [found.phrase for found in await favourites.of(ANA)] == ["a", "b", "c"]


async def test_removing_forgets_it_and_nothing_else(favourites: Favourites) -> None:
    await favourites.save(ANA, saved("a"))
    await favourites.save(ANA, saved("b", 1))
    await favourites.remove(ANA, "a")
    await favourites.remove(ANA, "never saved")
    assert await favourites.of(ANA) == (saved("b", 1),)


async def test_nobody_else_sees_it(favourites: Favourites) -> None:
    await favourites.save(ANA, saved("a"))
    assert await favourites.of(Person("T1", "slack", "luis")) == ()
    assert await favourites.of(Person("T2", "slack", "ana")) == ()
    await favourites.remove(Person("T2", "slack", "ana"), "a")
    assert await favourites.of(ANA) == (saved("a"),)


async def test_whole_seconds_are_kept(favourites: Favourites) -> None:
    await favourites.save(ANA, Favourite("a", "yelling", NOON.replace(microsecond=999_999)))
    assert await favourites.of(ANA) == (saved("a"),)
