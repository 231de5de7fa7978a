"""Whatever is pressed in whichever order, over any number of days."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import Counter
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import card as c
from bot.core.quiz import QuizItem
from bot.features.drill.model import DrillState
from bot.store.memory.drill import MemoryDrillStore
from bot.store.sql.database import Database
from bot.store.sql.drill_tables import answers, drills, memories
from bot.store.sql.drills import SqlDrillStore, drill_of
from bot.store.sql.tables import metadata
from bot.wiring.stores import Stores
from tests.drill.actor import DrillApp, Trainee
from tests.harness import TUESDAY

TYPED = ("", "5", "10", "saying-no", "yelling 2", "#finance", "xyz", "0", "me")
STEP = st.one_of(
    st.tuples(st.just("types"), st.sampled_from(TYPED)),
    st.tuples(st.just("presses"), st.integers(0, 9)),  # of the card that is shown
    st.tuples(st.just("presses old"), st.integers(0, 10_000)),  # of any card that there ever was
    st.tuples(st.just("presses twice"), st.integers(0, 9)),
    st.tuples(st.just("waits"), st.sampled_from((1, 60, 60 * 23, 60 * 25, 60 * 24 * 4))),
    st.tuples(st.just("loses an item"), st.integers(0, 10_000)),
)


async def does(app: DrillApp, who: Trainee, seen: list[c.Button], steps: list[tuple[str, str | int]]) -> None:
    """Takes the steps; every button that comes by is remembered."""
    for kind, what in steps:
        if kind == "types":
            await who.types(str(what))
        elif kind == "waits":
            app.later(minutes=int(what))
        elif kind == "loses an item":
            app.items.pop(sorted(app.items)[int(what) % len(app.items)]) if len(app.items) > 5 else None
        elif buttons := (seen if kind == "presses old" else who.buttons):
            button = buttons[int(what) % len(buttons)]
            if kind == "presses twice":
                await asyncio.gather(*(who.presses(button) for _ in range(2)))
            elif button.action != "roleplay.start":
                await who.presses(button)
        seen += who.buttons


@given(st.lists(STEP, max_size=60), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_one_open_drill_no_item_twice_and_every_answer_once(
    steps: list[tuple[str, str | int]], seed: int
) -> None:
    store = MemoryDrillStore()
    app = DrillApp(Stores(drills=store), seed)
    people = [Trainee(app), Trainee(app, "luis", "es")]

    async def talk() -> None:
        for n, who in enumerate(people):  # the second one does the same the other way round
            await does(app, who, [], steps[:: 1 - 2 * n])
        for who in people:
            times = await store.answer_times(
                who.person.tenant, who.person.user_id, TUESDAY - timedelta(days=1)
            )
            mine = [drill for drill in store.drills.values() if drill.user == who.person.user_id]
            assert len(times) == sum(len(drill.given) for drill in mine)
            memories = await who.memories()
            last = {
                answer.item: answer.memory
                for drill in sorted(mine, key=lambda drill: (drill.touched, drill.began))
                for answer in drill.given
            }
            assert memories.keys() == last.keys()

    asyncio.run(talk())
    open_ = Counter(drill.user for drill in store.drills.values() if drill.state is DrillState.OPEN)
    assert all(count == 1 for count in open_.values())
    for drill in store.drills.values():
        items = [question.item for question in drill.questions]
        assert len(items) == len(set(items))
        assert [answer.item for answer in drill.given] == items[: drill.turn]
        assert (drill.state is DrillState.DONE) == (bool(items) and drill.turn == len(items))
        assert all(sorted(question.order) == [0, 1, 2] for question in drill.questions)


@given(st.lists(STEP, max_size=40), st.integers(0, 99))
@settings(max_examples=8, deadline=None)
def test_the_same_in_the_database(steps: list[tuple[str, str | int]], seed: int) -> None:
    async def talk(folder: str) -> None:
        database = Database(f"sqlite+aiosqlite:///{folder}/calma.db")
        async with database.writing() as connection:
            await connection.run_sync(metadata.create_all)
        app = DrillApp(Stores(drills=SqlDrillStore(database)), seed)
        ana, luis = Trainee(app), Trainee(app, "luis", "es")
        for n, who in enumerate((ana, luis)):
            await does(app, who, [], steps[:: 1 - 2 * n])
        async with database.reading() as connection:
            kept = (await connection.execute(sa.select(drills))).all()
            given = (await connection.execute(sa.select(answers))).all()
            known = (await connection.execute(sa.select(memories))).all()
        await database.close()
        assert max(Counter(row.user_id for row in kept if row.state == "open").values(), default=0) <= 1
        told = [
            (row.tenant, row.id, turn, drill_of(row).given[turn].item) for row in kept for turn in _turns(row)
        ]
        assert sorted(told) == sorted((row.tenant, row.drill, row.turn, row.item) for row in given)
        assert {(row.user_id, row.item) for row in known} == {(row.user_id, row.item) for row in given}

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(talk(folder))


def _turns(row: Any) -> range:
    return range(drill_of(row).turn)


def _key(item: QuizItem, order: tuple[int, ...]) -> int:
    return order.index(item.key)


def test_the_keys_place_is_balanced() -> None:
    from bot.features.drill.select import deal

    app, dice = DrillApp(), random.Random(3)
    places: Counter[int] = Counter()
    for _ in range(200):
        chosen = dice.sample(sorted(app.items.values(), key=lambda item: item.id), 3)
        places.update(_key(item, order) for item, order in zip(chosen, deal(chosen, dice), strict=True))
    assert all(160 <= count <= 240 for count in places.values())
