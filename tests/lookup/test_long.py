"""A long text is looked through beside the loop: nobody else waits for it."""

from __future__ import annotations

import asyncio
import threading
from functools import partial

import pytest

from bot.core.background import LongTasks
from bot.features.lookup.tenants import SHORT
from tests.harness import Actor, Harness

LETTER = "my bill is wrong and nobody calls me back. " * 200


@pytest.mark.parametrize("language", ["en", "es"])
async def test_danger_in_the_last_line_of_a_paste_is_seen_from_a_thread(app: Harness, language: str) -> None:
    ana = Actor(app, "ana", language)
    short = await ana.types("i want to kill myself")
    assert await ana.types(LETTER + "\ni want to kill myself") == short


async def test_while_a_paste_is_looked_through_others_are_answered(app: Harness) -> None:
    ana, ben = Actor(app, "ana"), Actor(app, "ben")
    await ben.types("yelling")  # what is made once
    long = asyncio.create_task(ana.types("".join(f"{n} is wrong and late. " for n in range(2_000))))
    await asyncio.sleep(0)
    assert await ben.types("yelling")
    assert not long.done()
    assert await long


async def test_a_short_text_is_looked_up_at_once(app: Harness) -> None:
    before = threading.active_count()
    assert await Actor(app).types("yelling " * (SHORT // 8))
    assert threading.active_count() == before


async def test_whoever_sends_much_waits_for_their_own() -> None:
    work, done = LongTasks(), list[str]()
    people = ("ana", "ana", "ana", "ben")
    await asyncio.gather(*(work.do(person, partial(done.append, person)) for person in people))
    work.close()
    assert done == ["ana", "ben", "ana", "ana"]
