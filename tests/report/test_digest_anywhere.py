"""Never two in one week of whoever gets them, wherever they go, and whatever they press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from bot.core.activity import week_of_day
from bot.core.clocks import local
from bot.features.report.digest import moved, next_monday
from bot.features.report.model import Digest
from bot.features.schedule.model import DeliveryPreferences
from tests.harness import TENANT, Actor
from tests.report.digests import DigestApp

ZONES = (
    *("Pacific/Kiritimati", "Pacific/Pago_Pago", "Etc/GMT+12", "Europe/Madrid", "America/Bogota"),
    *("America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago"),
)
START = datetime(2026, 10, 6, 3, 17, tzinfo=UTC)


class Traveller:
    """A manager who moves between zones; `weeks` are those in which a digest came, where they were then."""

    def __init__(self, app: DigestApp, dice: Random) -> None:
        self.app, self.dice = app, dice
        self.zone, self.weeks = ZONES[3], list[object]()
        self.actor: Actor | None = None

    async def acts(self) -> None:
        """Does one thing or another, or nothing."""
        assert self.actor
        chance = self.dice.random()
        if chance < 0.05:
            self.zone = self.dice.choice(ZONES)
            await self.app.lives_in(self.zone)
        elif chance < 0.07:
            await self.actor.press("report.digest.off")
        elif chance < 0.11:
            await self.actor.press("report.digest.on")
        elif chance < 0.14:
            await self.actor.press("report.digest.hour", str(self.dice.randrange(7, 13)))
        elif chance < 0.15:
            hours = [time(self.dice.randrange(24)) for _ in range(2)]
            await self.app.stores.schedule.preferences.keep_preferences(
                TENANT, "marta", DeliveryPreferences(quiet_from=hours[0], quiet_until=hours[1])
            )

    def notes(self, count: int) -> None:
        """Notes in which week of theirs each new digest came."""
        for at in self.app.dated.times[count:]:
            self.weeks.append(week_of_day(local(at, self.zone).date()))


@pytest.mark.parametrize("seed", range(6))
async def test_never_twice_in_one_week_wherever_they_go(seed: int) -> None:
    app, dice = DigestApp(now=START), Random(seed)
    marta = Traveller(app, dice)
    marta.actor = await app.manager(zone=marta.zone)
    await marta.actor.press("report.digest.on")
    while app.now < START + timedelta(days=70):  # over the changes of the clocks in autumn
        app.later(minutes=dice.choice((7, 20, 45, 95, 200)))
        await marta.acts()
        count = len(app.dated.times)
        await app.ticks()
        marta.notes(count)
    assert not app.errors
    assert len(set(marta.weeks)) == len(marta.weeks)
    assert len(marta.weeks) >= 2


def test_every_look_comes_to_its_end_and_no_monday_comes_twice() -> None:
    dice = Random(3)
    for _ in range(300):
        now = START + timedelta(minutes=dice.randrange(60 * 24 * 400))
        zone = dice.choice(ZONES)
        hour = dice.randrange(7, 13)
        digest = _new(next_monday(hour, zone, now), hour, now)
        days = list[date]()
        for _ in range(400):
            now += timedelta(minutes=dice.randrange(600))
            zone = dice.choice(ZONES) if dice.random() < 0.1 else zone
            digest = _looked(digest, zone, now, days.append)
        assert days == sorted(set(days))
        assert all(day.weekday() == 0 for day in days)
        assert len(days) >= 6


def _new(day: date, hour: int, now: datetime) -> Digest:
    return Digest("T1", "marta", "test", hour, now, day, now)


def _looked(digest: Digest, zone: str, now: datetime, came: Callable[[date], object]) -> Digest:
    for _ in range(10):
        if digest.due >= now:
            return digest
        after, due = moved(digest, zone, now)
        if due:
            came(digest.day)
        digest = after
    raise AssertionError("it never comes to an end")
