"""Drills, answers and memories, on both engines and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.features.drill.fsrs import answered
from bot.features.drill.model import Drill, DrillQuestion, DrillState, GivenAnswer, leave
from bot.features.drill.ports import DrillStore
from bot.store.memory.drill import MemoryDrillStore
from bot.store.sql.database import Database
from bot.store.sql.drill_tables import answers
from bot.store.sql.drills import SqlDrillStore

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
BEFORE = answered(None, T0 - timedelta(days=9), right=True, guessed=True)
QUESTIONS = (DrillQuestion("a-1", (2, 0, 1)), DrillQuestion("b-2", (0, 1, 2), BEFORE))


def drill(
    id: str = "d1", user: str = "ana", tenant: str = "T1", began: datetime = T0, about: str = ""
) -> Drill:
    return Drill(tenant, id, user, "saying-no", 2, about, began, QUESTIONS)


def given(found: Drill, *, right: bool = True, at: datetime = T0) -> Drill:
    question = found.questions[found.turn]
    memory = answered(question.memory, at, right=right, guessed=False)
    answer = GivenAnswer(question.item, "saying-no", 1, right, False, at, memory)
    state = DrillState.DONE if found.turn + 1 == len(found.questions) else DrillState.OPEN
    return replace(found, given=(*found.given, answer), state=state)


def kept_once(found: Drill) -> Drill:
    return replace(found, version=found.version + 1)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def kept(request: pytest.FixtureRequest, database: Database) -> DrillStore:
    return SqlDrillStore(database) if request.param == "stored" else MemoryDrillStore()


async def test_a_drill_comes_back_whole(kept: DrillStore) -> None:
    assert await kept.keep_drill([drill()])
    fresh = kept_once(drill())
    assert await kept.find_drill("T1", "d1") == fresh
    assert await kept.open_drill("T1", "ana") == fresh
    first = given(fresh, at=T0 + timedelta(seconds=20))
    assert await kept.keep_answer(first)
    assert await kept.find_drill("T1", "d1") == kept_once(first)
    assert await kept.memories("T1", "ana") == {"a-1": first.given[0].memory}
    done = given(kept_once(first), right=False, at=T0 + timedelta(seconds=40))
    assert await kept.keep_answer(done)
    assert await kept.find_drill("T1", "d1") == kept_once(done)
    assert await kept.memories("T1", "ana") == {answer.item: answer.memory for answer in done.given}
    again = replace(drill("d2"), questions=QUESTIONS[:1])
    await kept.keep_drill([again])
    again = given(kept_once(again), at=T0 + timedelta(days=2))
    assert await kept.keep_answer(again)
    assert (await kept.memories("T1", "ana"))["a-1"] == again.given[0].memory
    assert await kept.open_drill("T1", "ana") is None
    assert [at.second for at in await kept.answer_times("T1", "ana", T0)] == [20, 40, 0]
    assert len(await kept.answer_times("T1", "ana", T0 + timedelta(seconds=30))) == 2


async def test_an_answer_holds_the_zone_it_was_given_in(kept: DrillStore) -> None:
    await kept.keep_drill([drill()])
    first = given(kept_once(drill()), at=T0)
    there = replace(first.given[0], zone="Asia/Tokyo")
    await kept.keep_answer(replace(first, given=(there,)))
    second = given(kept_once(first), at=T0)
    await kept.keep_answer(replace(second, given=(there, replace(second.given[1], zone="Nowhere/Land"))))
    assert {str(at.tzinfo) for at in await kept.answer_times("T1", "ana", T0)} == {"Asia/Tokyo", "UTC"}


async def test_what_came_second_is_not_kept_nor_remembered(kept: DrillStore) -> None:
    await kept.keep_drill([drill()])
    fresh = kept_once(drill())
    wrong = given(fresh, right=False)
    tries = (kept.keep_answer(wrong) for _ in range(5))
    assert sorted(await asyncio.gather(*tries)) == [False] * 4 + [True]
    assert not await kept.keep_answer(given(fresh))
    assert not await kept.keep_drill([leave(fresh)])
    assert await kept.memories("T1", "ana") == {"a-1": wrong.given[0].memory}
    assert len(await kept.answer_times("T1", "ana", T0)) == 1


async def test_a_person_has_at_most_one_open(kept: DrillStore) -> None:
    done = await asyncio.gather(*(kept.keep_drill([drill(f"d{n}")]) for n in range(4)))
    assert sorted(done) == [False, False, False, True]
    assert await kept.keep_drill([drill("e", "luis"), drill("f", "ana", "T2")])
    found = await kept.open_drill("T1", "ana")
    assert found
    assert await kept.keep_drill([leave(found), drill("g")])
    found = await kept.open_drill("T1", "ana")
    assert found
    assert found.id == "g"


async def test_the_newest_about_something_is_found(kept: DrillStore) -> None:
    for day in range(3):
        done = given(given(drill(f"d{day}", began=T0 + timedelta(days=day), about="s1")))
        await kept.keep_drill([done])
    await kept.keep_drill([drill("x", "luis", about="s1"), drill("y", "ana", "T2", about="s1")])
    found = await kept.drill_about("T1", "ana", "s1")
    assert found
    assert found.id == "d2"
    assert await kept.drill_about("T1", "ana", "s2") is None


async def test_a_tenant_never_sees_anothers(kept: DrillStore) -> None:
    await kept.keep_drill([drill()])
    await kept.keep_answer(given(kept_once(drill())))
    assert await kept.find_drill("T2", "d1") is None
    assert await kept.open_drill("T2", "ana") is None
    assert await kept.memories("T2", "ana") == {}
    assert await kept.answer_times("T2", "ana", T0) == ()
    await kept.set_hidden("T1", "ana", True)
    assert await kept.is_hidden("T1", "ana")
    assert not await kept.is_hidden("T2", "ana")
    assert not await kept.is_hidden("T1", "luis")
    await kept.set_hidden("T1", "ana", False)
    assert not await kept.is_hidden("T1", "ana")


async def test_the_old_is_forgotten(kept: DrillStore) -> None:
    old, new = T0 - timedelta(days=100), T0
    for id, user, at in (("d1", "ana", old), ("d2", "luis", new)):
        await kept.keep_drill([drill(id, user, began=at)])
        await kept.keep_answer(given(kept_once(drill(id, user, began=at)), at=at))
    week = T0 - timedelta(days=7)
    assert await kept.purge_drills(week, T0 - timedelta(days=400), T0 - timedelta(days=400)) == 1
    assert await kept.find_drill("T1", "d1") is None
    assert len(await kept.answer_times("T1", "ana", old)) == 1
    assert await kept.purge_drills(week, week, week) == 2
    assert await kept.answer_times("T1", "ana", old) == ()
    assert await kept.memories("T1", "ana") == {}
    assert await kept.find_drill("T1", "d2")
    assert len(await kept.memories("T1", "luis")) == 1


async def test_every_answer_is_in_the_table_once(database: Database) -> None:
    kept = SqlDrillStore(database)
    await kept.keep_drill([drill()])
    fresh = kept_once(drill())
    first = given(fresh)
    await asyncio.gather(*(kept.keep_answer(first) for _ in range(3)))
    await kept.keep_answer(given(kept_once(first)))
    async with database.reading() as connection:
        rows = (await connection.execute(sa.select(answers).order_by(answers.c.turn))).all()
    assert [(row.drill, row.turn, row.item, row.user_id) for row in rows] == [
        ("d1", 0, "a-1", "ana"),
        ("d1", 1, "b-2", "ana"),
    ]
