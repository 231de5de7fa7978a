"""Role-plays, on both engines and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.features.roleplay.model import ContactState, Play, PlayStatus, TakenReply
from bot.features.roleplay.ports import PlayStore
from bot.store.memory.roleplay import MemoryPlayStore
from bot.store.sql.database import Database
from bot.store.sql.roleplays import SqlPlayStore

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


def play(id: str = "p1", player: str = "ana", tenant: str = "T1", began: datetime = T0) -> Play:
    return Play(tenant, id, player, "late-parcel", ContactState("opening", 60, 10), began, began)


def ended(found: Play, *, version: int = 1) -> Play:
    path = (TakenReply("opening", "name-it", 45, 15), TakenReply("order", "other-team", 65, 15))
    state = ContactState("", 65, 15, path, "passed-on")
    touched = found.touched + timedelta(minutes=3)
    return replace(found, state=state, status=PlayStatus.ENDED, touched=touched, version=version)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def plays(request: pytest.FixtureRequest, database: Database) -> PlayStore:
    return SqlPlayStore(database) if request.param == "stored" else MemoryPlayStore()


async def test_a_play_comes_back_whole(plays: PlayStore) -> None:
    fresh = play()
    assert await plays.keep_play([fresh])
    assert await plays.find_play("T1", "p1") == replace(fresh, version=1)
    assert await plays.open_play("T1", "ana") == replace(fresh, version=1)
    done = ended(replace(fresh, right=True))
    assert await plays.keep_play([done])
    assert await plays.find_play("T1", "p1") == replace(done, version=2)
    assert await plays.open_play("T1", "ana") is None
    assert await plays.ended_plays("T1", "ana") == (replace(done, version=2),)


async def test_what_another_press_changed_is_not_overwritten(plays: PlayStore) -> None:
    await plays.keep_play([play()])
    assert await plays.keep_play([ended(play())])
    assert not await plays.keep_play([ended(play())])
    assert not await plays.keep_play([play()])


async def test_a_person_has_at_most_one_open(plays: PlayStore) -> None:
    done = await asyncio.gather(*(plays.keep_play([play(f"p{n}")]) for n in range(4)))
    assert sorted(done) == [False, False, False, True]
    assert await plays.keep_play([play("q", "luis"), play("r", "ana", "T2")])


async def test_one_gives_way_to_the_next_in_one_go(plays: PlayStore) -> None:
    await plays.keep_play([play()])
    assert await plays.keep_play([replace(play(), status=PlayStatus.LEFT, version=1), play("p2")])
    going = await plays.open_play("T1", "ana")
    assert going
    assert going.id == "p2"
    assert await plays.ended_plays("T1", "ana") == ()


async def test_a_tenant_never_sees_anothers(plays: PlayStore) -> None:
    await plays.keep_play([play(), play(tenant="T2")])
    await plays.keep_play([ended(play())])
    assert await plays.find_play("T3", "p1") is None
    assert await plays.open_play("T1", "ana") is None
    assert await plays.open_play("T2", "ana")
    assert await plays.ended_plays("T2", "ana") == ()


async def test_the_newest_come_first_and_the_oldest_go(plays: PlayStore) -> None:
    for day in range(4):
        fresh = play(f"p{day}", began=T0 + timedelta(days=day))
        await plays.keep_play([fresh])
        await plays.keep_play([ended(fresh)])
    assert [found.id for found in await plays.ended_plays("T1", "ana")] == ["p3", "p2", "p1", "p0"]
    assert await plays.purge_plays(T0 + timedelta(days=2)) == 2
    assert [found.id for found in await plays.ended_plays("T1", "ana")] == ["p3", "p2"]
