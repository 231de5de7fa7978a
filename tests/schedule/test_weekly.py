"""A week that a channel prepares, by schedule."""

from __future__ import annotations

from bot.features.schedule.model import DeliveryFormat
from tests.schedule.actor import MEXICO, Guest, ScheduleApp, manager


async def test_a_channel_is_asked_once_a_week_what_will_come(app: ScheduleApp) -> None:
    await app.team(channel="C1")
    marta = manager(app)
    await marta.types("schedule")
    await marta.sends(zone=MEXICO, way="prepare")
    assert marta.errors == {
        "days": "The week is prepared once. Pick one day, best the first one of the week."
    }
    await marta.sends(zone=MEXICO, way="prepare", days=["0"])
    assert "Once a week, the channel is asked what people will complain about" in marta.text
    assert "Comes Mondays at 09:30" in marta.text
    await marta.presses("Save")
    assert marta.title == "Saved: Prepare the week"
    await app.passes(hours=2)
    await app.passes(days=7, step=30)
    first, second = app.mail.to("C1")
    assert "What will people complain about this week?" in str(first)
    assert "Set up by" in str(first)
    assert "Set up by" not in str(second)
    assert (await app.only()).format is DeliveryFormat.PREPARE
    await marta.types("schedules")
    assert "Prepare the week" in marta.text
    ana = Guest(app, where="C1")
    ana.looks_at(second)
    await ana.presses("Write mine")
    await ana.sends(line="Why did it go up?", reply="Here is why.")
    assert ana.title == "It's in"


async def test_what_a_channel_gets_comes_by_one_clock(app: ScheduleApp) -> None:
    await app.team(channel="C1")
    marta = manager(app)
    for way, days in (("prepare", ["0"]), ("round", ["0", "2"])):
        await marta.types("schedule")
        await marta.sends(zone="own", way=way, days=days)
        assert "09:30 in Mexico City" in marta.text
        assert "each person's own time" not in marta.text


async def test_people_by_name_have_no_channel_to_prepare_the_week_in(app: ScheduleApp) -> None:
    await app.team("ana")
    marta = manager(app)
    await marta.types("schedule")
    await marta.sends(way="prepare", days=["0"])
    assert set(marta.errors) == {"way"}
