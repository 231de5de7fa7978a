"""Finished drills that wait for a learning record store, on both engines and in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.core.personal import Area, DataSubject, PersonalStore
from bot.features.drill.fsrs import answered
from bot.features.drill.model import Drill, DrillQuestion, DrillState, GivenAnswer
from bot.features.drill.ports import DrillStore
from bot.features.records.model import FinishedDrill, LearningState
from bot.features.records.ports import LearningStore
from bot.store.sql.database import Database
from bot.store.sql.drills import SqlDrillStore
from bot.store.sql.learning import SqlLearningStore
from bot.store.sql.personal import SqlPersonalStore
from bot.wiring.stores import Stores

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Kept:
    """The stores that have to do with it."""

    drills: DrillStore
    learning: LearningStore
    personal: PersonalStore

    async def finish(
        self, id: str, user: str = "ana", tenant: str = "T1", topic: str = "saying-no", at: datetime = T0
    ) -> None:
        """Has somebody finish a drill of one question."""
        drill = Drill(tenant, id, user, topic, 1, "", at, (DrillQuestion("a-1", (2, 0, 1)),))
        assert await self.drills.keep_drill([drill])
        memory = answered(None, at, right=True, guessed=False)
        given = GivenAnswer("a-1", "saying-no", 1, True, False, at, memory)
        assert await self.drills.keep_answer(replace(drill, given=(given,), state=DrillState.DONE, version=1))

    async def waiting(self) -> list[str]:
        """Returns the ids of what waits."""
        return [drill.id for drill in await self.learning.waiting_drills(50)]


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def kept(request: pytest.FixtureRequest, database: Database) -> Kept:
    if request.param == "stored":
        return Kept(SqlDrillStore(database), SqlLearningStore(database), SqlPersonalStore(database))
    stores = Stores()
    return Kept(stores.drills, stores.learning, stores.personal)


async def test_nothing_is_stored_of_whoever_did_not_agree(kept: Kept) -> None:
    await kept.finish("d1")
    assert await kept.learning.agreed_since("T1", "ana") is None
    assert await kept.waiting() == []
    await kept.learning.keep_agreement("T1", "ana", "slack", T0)
    assert await kept.waiting() == []  # what was finished before is not told of
    await kept.finish("d2", tenant="T2")
    await kept.finish("d3", user="ben")
    assert await kept.waiting() == []


async def test_a_finished_drill_waits_with_its_last_answer(kept: Kept) -> None:
    await kept.learning.keep_agreement("T1", "ana", "slack", T0)
    assert await kept.learning.agreed_since("T1", "ana") == T0
    await kept.finish("d2", at=T0 + MINUTE)
    await kept.finish("d1", topic="", at=T0)
    first = FinishedDrill("T1", "d1", "ana", "slack", "", T0)
    second = FinishedDrill("T1", "d2", "ana", "slack", "saying-no", T0 + MINUTE)
    assert await kept.learning.waiting_drills(50) == (first, second)
    assert await kept.learning.waiting_drills(1) == (first,)
    assert await kept.learning.count_waiting() == 2
    await kept.learning.remove_drills([first, first])
    assert not await kept.learning.is_waiting(first)
    assert await kept.learning.is_waiting(second)
    assert await kept.waiting() == ["d2"]


async def test_of_one_that_is_not_over_nothing_waits(kept: Kept) -> None:
    await kept.learning.keep_agreement("T1", "ana", "slack", T0)
    questions = tuple(DrillQuestion(item, (0, 1, 2)) for item in ("a-1", "b-2"))
    drill = Drill("T1", "d1", "ana", "saying-no", 2, "", T0, questions)
    memory = answered(None, T0, right=True, guessed=False)
    given = GivenAnswer("a-1", "saying-no", 1, True, False, T0, memory)
    await kept.drills.keep_drill([drill])
    await kept.drills.keep_answer(replace(drill, given=(given,), version=1))
    assert await kept.waiting() == []
    # The other question went from the bank: what is left is a drill at its end.
    done = replace(drill, questions=questions[:1], given=(given,), state=DrillState.DONE, version=2)
    assert await kept.drills.keep_drill([done])
    assert await kept.waiting() == ["d1"]
    assert not await kept.drills.keep_drill([done])


@pytest.mark.parametrize("topic", ["protocol", "safety:self-harm", "safety:threat"])
async def test_of_drills_about_danger_nobody_is_told(kept: Kept, topic: str) -> None:
    from bot.features.drill.consent import is_heavy_topic

    await kept.learning.keep_agreement("T1", "ana", "slack", T0)
    await kept.finish("d1", topic=topic)
    assert await kept.waiting() == ([] if is_heavy_topic(topic) else ["d1"])


async def test_who_says_no_has_nothing_waiting_any_more(kept: Kept) -> None:
    for user in ("ana", "ben"):
        await kept.learning.keep_agreement("T1", user, "slack", T0)
        await kept.finish(f"of-{user}", user)
    await kept.learning.keep_agreement("T1", "ana", "slack", None)
    assert await kept.learning.agreed_since("T1", "ana") is None
    assert await kept.waiting() == ["of-ben"]
    rows = await kept.personal.export_person(DataSubject("T1", "ana"))
    assert Area.RECORDS not in rows
    await kept.learning.keep_agreement("T1", "ana", "slack", T0 + DAY)
    assert await kept.waiting() == ["of-ben"]


async def test_it_is_told_to_the_person_and_erased_with_them(kept: Kept) -> None:
    await kept.learning.keep_agreement("T1", "ana", "slack", T0)
    await kept.finish("d1")
    rows = (await kept.personal.export_person(DataSubject("T1", "ana")))[Area.RECORDS]
    assert [row["platform"] for row in rows["learning_agreements"]] == ["slack"]
    assert [row["topic"] for row in rows["learning_waiting"]] == ["saying-no"]
    await kept.personal.erase_people([DataSubject("T1", "ana")], T0)
    assert await kept.learning.agreed_since("T1", "ana") is None
    assert await kept.waiting() == []


async def test_one_at_a_time_has_the_turn(kept: Kept) -> None:
    learning = kept.learning
    assert await learning.learning_state() == LearningState()
    assert await learning.take_turn("a", T0, T0 + MINUTE) == LearningState()
    assert await learning.take_turn("b", T0, T0 + MINUTE) is None
    assert await learning.take_turn("a", T0, T0 + 2 * MINUTE) == LearningState()
    assert await learning.take_turn("b", T0 + MINUTE, T0 + 2 * MINUTE) is None
    state = LearningState(T0, T0, "HTTP 500", 2, T0 + MINUTE, 3, "HTTP 400")
    await learning.end_turn("b", LearningState(reason="not mine"), T0)
    await learning.end_turn("a", state, T0)
    assert await learning.learning_state() == state
    assert await learning.take_turn("b", T0, T0 + MINUTE) == state
    # One that died holds nobody up for longer than its turn.
    assert await learning.take_turn("c", T0 + 2 * MINUTE, T0 + 3 * MINUTE) == state


async def test_what_waited_too_long_goes_and_is_counted(kept: Kept) -> None:
    await kept.learning.keep_agreement("T1", "ana", "slack", T0)
    await kept.finish("old")
    await kept.finish("new", at=T0 + DAY)
    assert await kept.learning.purge_drills(T0) == 0
    assert await kept.learning.purge_drills(T0 + MINUTE) == 1
    assert await kept.waiting() == ["new"]
    assert (await kept.learning.learning_state()).expired == 1
    await kept.learning.take_turn("a", T0, T0 + MINUTE)
    await kept.learning.end_turn("a", LearningState(taken_at=T0), T0)
    assert await kept.learning.learning_state() == LearningState(taken_at=T0, expired=1)
