"""The queue between a look-up that found nothing and its count."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.chat import Person
from bot.core.misses import FEWEST_PEOPLE, MissReport, Scrubbed
from bot.features.lookup import misses as queue
from bot.features.lookup.misses import MissQueue
from bot.store.memory.team import MemoryMissStore

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def scrub(text: str) -> Scrubbed | None:
    return Scrubbed(text, text) if text else None


def people(count: int) -> list[Person]:
    return [Person("T1", "slack", f"U{i}") for i in range(count)]


async def test_what_is_noticed_is_counted_after_a_flush() -> None:
    misses = MemoryMissStore()
    found = MissQueue(misses, scrub, lambda: NOON, print, lambda: 0.0)
    for person in people(FEWEST_PEOPLE):
        found.record_miss(person, "toner", "en")
        found.record_miss(person, "", "en")
    assert await misses.frequent_misses("T1") == ()
    await found.flush()
    assert [miss.text for miss in await misses.frequent_misses("T1")] == ["toner"]


async def test_nobody_waits_for_more_than_one_text() -> None:
    at_once = longest = 0

    def slow(text: str) -> Scrubbed | None:
        nonlocal at_once, longest
        at_once += 1
        longest = max(longest, at_once)
        return scrub(text)

    async def others() -> None:
        nonlocal at_once
        while True:
            at_once = 0
            await asyncio.sleep(0)

    found = MissQueue(MemoryMissStore(), slow, lambda: NOON, print, lambda: 0.0)
    for person in people(50):
        found.record_miss(person, "toner", "en")
    waiting = asyncio.create_task(others())
    await found.flush()
    waiting.cancel()
    assert longest == 1


async def test_more_than_there_is_room_for_is_left_out_and_told(caplog: pytest.LogCaptureFixture) -> None:
    found = MissQueue(MemoryMissStore(), scrub, lambda: NOON, print, lambda: 0.0)
    for _ in range(queue.MOST_REMEMBERED + 7):
        found.record_miss(people(1)[0], "a secret", "en")
    with caplog.at_level(logging.WARNING):
        await found.flush()
    assert "7 look-ups" in caplog.text
    assert "secret" not in caplog.text


async def test_a_store_that_fails_is_reported_and_not_waited_for() -> None:
    class Broken(MemoryMissStore):
        async def keep_misses(self, reports: Sequence[MissReport]) -> None:
            raise OSError("gone")

    told: list[BaseException] = []
    found = MissQueue(Broken(), scrub, lambda: NOON, told.append, lambda: 0.0)
    found.record_miss(people(1)[0], "toner", "en")
    await found.flush()
    assert [str(error) for error in told] == ["gone"]


async def test_it_flushes_by_itself_and_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "EVERY", 0.01)
    misses = MemoryMissStore()
    found = MissQueue(misses, scrub, lambda: NOON, print, lambda: 0.0)
    found.start()
    for person in people(FEWEST_PEOPLE):
        found.record_miss(person, "toner", "en")
    for _ in range(500):
        await asyncio.sleep(0.01)
        if await misses.frequent_misses("T1"):
            break
    for person in people(FEWEST_PEOPLE):
        found.record_miss(person, "wifi", "en")
    await found.close()
    assert len(await misses.frequent_misses("T1")) == 2


async def test_what_is_old_is_forgotten_once_an_hour() -> None:
    class Forgetful(MemoryMissStore):
        def __init__(self) -> None:
            super().__init__()
            self.forgot: list[datetime] = []

        async def forget_misses(self, before: datetime) -> None:
            self.forgot.append(before)

    now, misses = NOON, Forgetful()
    found = MissQueue(misses, scrub, lambda: now, print, lambda: 0.0)
    for minutes in (0, 30, 61):
        now = NOON + timedelta(minutes=minutes)
        await found.forget()
    assert misses.forgot == [NOON - timedelta(days=90), NOON + timedelta(minutes=61) - timedelta(days=90)]


async def test_what_is_being_written_at_the_end_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    began, goes_on = asyncio.Event(), asyncio.Event()

    class Slow(MemoryMissStore):
        async def keep_misses(self, reports: Sequence[MissReport]) -> None:
            began.set()
            await goes_on.wait()
            await super().keep_misses(reports)

    monkeypatch.setattr(queue, "EVERY", 0.0)
    misses = Slow()
    found = MissQueue(misses, scrub, lambda: NOON, print, lambda: 0.0)
    for person in people(FEWEST_PEOPLE):
        found.record_miss(person, "toner", "en")
    found.start()
    await began.wait()
    closing = asyncio.create_task(found.close())
    await asyncio.sleep(0)
    goes_on.set()
    await closing
    assert [miss.text for miss in await misses.frequent_misses("T1")] == ["toner"]
