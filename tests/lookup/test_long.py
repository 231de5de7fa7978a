"""A long text is looked through beside the loop: nobody else waits for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from bot.core.background import LongTasks
from bot.features.lookup import tenants
from bot.features.lookup.tenants import SHORT
from tests.harness import Actor, Harness

LETTER = "my bill is wrong and nobody calls me back. " * 200
DANGER = {"en": "i want to kill myself", "es": "me quiero matar"}


@contextmanager
def held_up(work: LongTasks) -> Iterator[None]:
    """Keeps the thread of long texts at one that does not end, as long as the context is open."""
    end = threading.Event()
    work._thread.submit(end.wait)
    try:
        yield
    finally:
        end.set()


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
    work = app.calma.finders._long
    before = work._task
    assert await Actor(app).types("yelling " * (SHORT // 8))
    assert work._task is before
    assert await Actor(app).types("yelling " * (SHORT // 8 + 1))
    assert work._task is not before


async def test_whoever_sends_much_waits_for_their_own() -> None:
    work, done = LongTasks(), list[str]()
    people = ("ana", "ana", "ana", "ben")
    await asyncio.gather(*(work.do(person, 1, partial(done.append, person)) for person in people))
    work.close()
    assert done == ["ana", "ben", "ana", "ana"]


async def test_a_shorter_text_overtakes_longer_ones_and_of_two_alike_the_first_goes_first() -> None:
    work, done = LongTasks(), list[str]()
    with held_up(work):
        line = [
            asyncio.create_task(work.do(name, size, partial(done.append, name)))
            for name, size in (("ana", 48_000), ("ben", 48_000), ("eva", 600), ("leo", 5_000))
        ]
        await asyncio.sleep(0)
    await asyncio.gather(*line)
    work.close()
    assert done == ["eva", "leo", "ana", "ben"]


async def test_whoever_gives_up_leaves_the_line_and_an_error_goes_to_whose_it_is() -> None:
    work, done = LongTasks(), list[str]()
    with held_up(work):
        first = asyncio.create_task(work.do("eva", 1, partial(done.append, "eva")))
        gone = asyncio.create_task(work.do("ana", 600, partial(done.append, "ana")))
        broken = asyncio.create_task(work.do("ben", 700, partial(int, "none")))
        last = asyncio.create_task(work.do("ana", 800, partial(done.append, "ana again")))
        await asyncio.sleep(0)
        gone.cancel()
    with pytest.raises(ValueError, match="none"):
        await broken
    await asyncio.gather(first, last)
    work.close()
    assert done == ["eva", "ana again"]


@pytest.mark.parametrize("language", ["en", "es"])
async def test_whoever_waits_too_long_is_answered_by_the_beginning(
    app: Harness, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    ana = Actor(app, "ana", language)
    in_time = await ana.types(LETTER)
    monkeypatch.setattr(tenants, "WAIT", 0.01)
    with held_up(app.calma.finders._long):
        assert await ana.types(LETTER) == in_time


@pytest.mark.parametrize("language", ["en", "es"])
async def test_danger_at_either_end_is_noticed_without_a_wait(
    app: Harness, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    ana, danger = Actor(app, "ana", language), DANGER[language]
    in_time = await ana.types(f"{danger}. {LETTER}")
    monkeypatch.setattr(tenants, "WAIT", 0.01)
    with held_up(app.calma.finders._long):
        for text in (f"{danger}. {LETTER}", f"{LETTER}\n{danger}"):
            assert await ana.types(text) == in_time


async def test_of_a_text_that_was_not_looked_through_nothing_is_stored(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, misses = Actor(app, "ana"), list[str]()
    unknown = "quork blargh snolf drumt " * 200
    monkeypatch.setattr(app.calma.misses, "record_miss", lambda _, text, __: misses.append(text))
    with held_up(app.calma.finders._long), monkeypatch.context() as hurried:
        hurried.setattr(tenants, "WAIT", 0.01)
        await ana.types(unknown)
        assert misses == []
    await ana.types(unknown)
    assert len(misses) == 1
