"""Clocks go forward and back, two processes look at once, one dies: it is one line a date."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest

from bot.core.clocks import local
from bot.core.edge import Fate, Receipt
from bot.core.ledger import DeliveryState
from bot.features.minute.model import ShiftStart
from bot.features.minute.notices import line_key
from bot.features.minute.planner import MinutePlanner
from bot.features.minute.starts import SPREAD, next_slot, slot_due
from bot.store.memory.ledger import MemoryLedger
from bot.store.memory.minute import MemoryMinuteStore
from tests.harness import TENANT, Harness
from tests.minute.actor import MADRID, MONDAY, turned_on

NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("zone", "at", "before"),
    [
        (MADRID, time(2, 30), datetime(2027, 3, 27, tzinfo=UTC)),  # an hour that is left out
        ("Europe/Berlin", time(2, 30), datetime(2027, 10, 30, tzinfo=UTC)),  # one that comes twice
        (NEW_YORK, time(1, 30), datetime(2026, 10, 31, tzinfo=UTC)),
        (NEW_YORK, time(2, 30), datetime(2027, 3, 13, tzinfo=UTC)),
        ("America/Santiago", time(0), datetime(2027, 9, 4, tzinfo=UTC)),  # the day has no midnight
        (MADRID, time(9), datetime(2027, 3, 27, tzinfo=UTC)),
    ],
)
async def test_over_a_change_of_the_clocks_one_line_comes_a_date(
    zone: str, at: time, before: datetime
) -> None:
    app = Harness(now=before)
    ana = await turned_on(app, zone=zone, at=at.isoformat("minutes"), days=tuple("0123456"))
    days = []
    while app.now < before + timedelta(days=4):
        count = len(ana.mail)
        await app.passes(step=10, minutes=10)
        assert len(ana.mail) - count in (0, 1)
        days += [local(app.now, zone).date()] * (len(ana.mail) - count)
    assert days == sorted(set(days))
    assert len(days) in (3, 4)
    assert all((later - day).days == 1 for day, later in pairwise(days))


def test_after_a_change_it_is_the_hour_that_clocks_show() -> None:
    start = ShiftStart(time(9), (0, 6), MADRID)
    now = datetime(2027, 3, 27, 12, tzinfo=UTC)
    sunday, due = next_slot(start, "ana", now)
    monday, later = next_slot(start, "ana", now, sunday)
    assert (monday - sunday).days == 1
    for moment in (due, later):
        assert time(9) <= local(moment, MADRID).time() < time(9, 5)


def test_a_spread_over_midnight_stays_with_its_date() -> None:
    start = ShiftStart(time(23, 59), tuple(range(7)), "UTC")
    for n in range(20):
        day, due = next_slot(start, f"u{n}", MONDAY)
        assert day == MONDAY.date()
        after, later = next_slot(start, f"u{n}", due, day)
        assert (after - day).days == 1
        assert later - due == timedelta(days=1)
        assert slot_due(start, day, f"u{n}") - datetime(2026, 11, 23, 23, 59, tzinfo=UTC) < SPREAD


async def test_two_processes_at_once_send_one() -> None:
    app = Harness(now=MONDAY)
    ana = await turned_on(app)
    app.clock.now = MONDAY + timedelta(hours=8)
    planners = [MinutePlanner(app.features.minute) for _ in range(3)]
    await asyncio.gather(*(planner.tick(app.now) for planner in planners))
    await app.passes(minutes=20)
    assert len(ana.mail) == 1


class Dying:
    """A messenger of which nobody knows whether it sent."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    async def send(self, address: object, card: object, key: str) -> Receipt:
        self.keys.append(key)
        return Receipt(Fate.DOUBT, reason="no answer")


async def test_a_process_that_died_in_the_midst_sends_it_under_the_same_key() -> None:
    messenger = Dying()
    app = Harness(now=MONDAY, messenger=messenger)
    await turned_on(app)
    app.clock.now = MONDAY + timedelta(hours=8)
    for _ in range(20):
        app.later(minutes=1)
        await app.ticks()
    key = line_key("ana", MONDAY.date())
    assert set(messenger.keys) == {key}  # by which a platform that can tell knows that it came
    await MinutePlanner(app.features.minute).tick(app.now)  # and the next process plans it no second time
    [progress] = await app.stores.ledger.campaign_progress(TENANT)
    assert progress.total == 1
    delivery = await app.stores.ledger.find_delivery(TENANT, key)
    assert delivery
    assert delivery.state in (DeliveryState.DUE, DeliveryState.DEAD, DeliveryState.EXPIRED)


async def test_the_tick_reads_only_what_is_due() -> None:
    app = Harness(now=MONDAY)
    await turned_on(app)
    minute = await app.stores.minutes.find_minute(TENANT, "ana")
    assert minute
    store = Counting()
    for n in range(2_000):
        later = replace(minute, user=f"u{n}", due=minute.due + timedelta(hours=n % 24 + 1))
        await store.keep_minute(later, ())
    await MinutePlanner(replace(app.features.minute, minutes=store), batch=50).tick(minute.due)
    assert store.read == 0
    await MinutePlanner(replace(app.features.minute, minutes=store), batch=50).tick(
        minute.due + timedelta(hours=1)
    )
    assert store.read == 84  # of one hour


class Counting(MemoryMinuteStore):
    """Counts what is read."""

    def __init__(self) -> None:
        super().__init__(MemoryLedger())
        self.read = 0

    async def due_minutes(self, before, count):  # type: ignore[no-untyped-def]
        rows = await super().due_minutes(before, count)
        self.read += len(rows)
        return rows
