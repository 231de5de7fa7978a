"""A schedule that is set up after today's time: whose turn is over, and whose is still ahead."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.chat import Role
from bot.features.schedule.model import DeliveryPreferences
from tests.harness import TENANT
from tests.schedule.actor import MADRID, Guest, ScheduleApp, manager

AFTERNOON = datetime(2026, 11, 30, 14, 55, tzinfo=UTC)  # a Monday: 15:55 in Madrid, 06:55 in Los Angeles
PACIFIC = "America/Los_Angeles"
AHEAD = {
    "en": "Monday 30 November, 09:30 in each person's own time: only to those for whom it is still ahead",
    "es": "Lunes 30 de noviembre, 09:30 hora local de cada persona: "
    "solo a quienes todavía tienen esa hora por delante",
}
FAR = {"en": "nothing has gone out yet", "es": "todavía no salió nada"}
NOTHING = {"en": "Nothing has come yet.", "es": "Todavía no ha llegado nada."}
TITLE = {"en": "Mixed", "es": "Un poco de todo"}


@pytest.fixture
def late() -> ScheduleApp:
    return ScheduleApp(now=AFTERNOON)


async def looks(marta: Guest) -> str:
    """Opens the one schedule, as the list has it."""
    await marta.types("schedules")
    await marta.chooses(f"{TITLE[marta.person.language]} · Night shift")
    return marta.text


@pytest.mark.parametrize("language", ["en", "es"])
async def test_where_today_is_past_for_everybody_nothing_is_told_as_sent(
    late: ScheduleApp, language: str
) -> None:
    await late.team("ana", "luis")
    for name in ("ana", "luis"):
        await late.meet(name, MADRID)
    marta = manager(late, language, zone=MADRID)
    await marta.schedules(spread="20")
    assert AHEAD[language] not in marta.text
    await late.passes(minutes=8)
    assert NOTHING[language] in await looks(marta)
    assert late.mail.keys("ana") == []
    await late.passes(hours=18, step=30)  # and the next day it comes as was said
    assert NOTHING[language] not in await looks(marta)
    assert len(late.mail.keys("ana")) == 1


@pytest.mark.parametrize("language", ["en", "es"])
async def test_whoever_has_it_ahead_gets_it_today_and_the_preview_says_so(
    late: ScheduleApp, language: str
) -> None:
    await late.team("ana", "luis")
    await late.meet("ana", MADRID)
    luis = await late.meet("luis", PACIFIC)
    marta = manager(late, language, zone=MADRID)
    await marta.types("schedule")
    await marta.sends(spread="0")
    assert AHEAD[language] in marta.text
    await marta.presses(marta.labels[0])
    assert AHEAD[language] in marta.text
    await late.passes(minutes=8)
    assert FAR[language] in await looks(marta)
    await late.passes(hours=3, step=10)
    assert FAR[language] not in await looks(marta)
    assert AHEAD[language] not in marta.text
    assert (len(late.mail.keys("luis")), late.mail.keys("ana")) == (1, [])
    assert await luis.reads_mail()


async def test_the_evening_before_it_is_planned_and_nobody_is_told_that_it_was_sent() -> None:
    app = ScheduleApp(now=datetime(2026, 11, 29, 19, 0, tzinfo=UTC))  # Sunday
    await app.team("ana")
    await app.meet("ana", MADRID)
    stopped = DeliveryPreferences(stopped=True)
    marta = manager(app, zone=MADRID)
    await marta.schedules(spread="0")
    await app.passes(minutes=60, step=10)  # where the day begins first, it is 09:30 at half past eight
    assert "planned, nothing has gone out yet" in await looks(marta)
    # The same of whoever wants none, and later "sent": what they want is theirs.
    await app.stores.schedule.preferences.keep_preferences(TENANT, "ana", stopped)
    await marta.presses("Pause")
    await marta.presses("Resume")
    await app.passes(minutes=10, step=10)
    assert "planned, nothing has gone out yet" in await looks(marta)
    await app.passes(hours=13, step=30)
    assert "**Monday 30 November:** sent" in await looks(marta)
    await marta.presses("Pause")
    await marta.presses("Resume")
    await app.passes(minutes=1)
    assert "**Monday 30 November:** sent" in await looks(marta)


async def test_a_day_off_is_not_told_as_sent() -> None:
    app = ScheduleApp(now=datetime(2026, 12, 24, 12, 0, tzinfo=UTC))
    await app.team("ana")
    await app.meet("ana", MADRID)
    marta = Guest(app, "marta", role=Role.MANAGER, zone=MADRID)
    await marta.schedules(spread="0", holidays="own")
    await app.passes(hours=23, step=30)
    assert NOTHING["en"] in await looks(marta)
