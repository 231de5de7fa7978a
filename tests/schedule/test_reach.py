"""What a schedule says of itself where it comes to nobody, and what to do about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import card as c
from bot.features.schedule.model import DeliveryPreferences
from tests.harness import TENANT
from tests.schedule.actor import MEXICO, Guest, ScheduleApp, manager


async def sees_schedule(app: ScheduleApp, language: str = "en") -> Guest:
    """Returns Marta, who looks at the one schedule there is."""
    marta = manager(app, language)
    await marta.types("schedules")
    await marta.press("schedule.show", (await app.only()).id)
    return marta


@pytest.mark.parametrize(
    ("language", "state", "text"),
    [
        ("en", "waiting for answers", "waits for 2 people's answers"),
        ("es", "a la espera de respuestas", "espera la respuesta de 2 personas"),
    ],
)
async def test_a_schedule_that_waits_for_answers_says_so(
    app: ScheduleApp, language: str, state: str, text: str
) -> None:
    await app.team("ana", "luis")
    await manager(app).schedules(zone=MEXICO, spread="0", days=("0", "1", "2", "3", "4", "5", "6"))
    await app.passes(days=4, step=30)
    assert (await sees_schedule(app)).one(c.Heading).badge == "active"
    await app.passes(days=2, step=30)
    marta = await sees_schedule(app, language)
    assert marta.one(c.Heading).badge == state
    assert text in marta.text
    await marta.press("schedule.list")
    assert state in marta.text
    ana = Guest(app, "ana")
    await ana.reads_mail()
    await ana.presses("Keep them")
    assert (await sees_schedule(app)).one(c.Heading).badge == "active"


async def test_a_schedule_for_people_who_want_none_tells_it_of_many_alone(app: ScheduleApp) -> None:
    names = [f"agent{number}" for number in range(8)]
    await app.team(*names)
    await manager(app).schedules(zone=MEXICO, spread="0")
    stopped = DeliveryPreferences(stopped=True)
    for name in names:
        assert (await sees_schedule(app)).one(c.Heading).badge == "active"
        await app.stores.schedule.preferences.keep_preferences(TENANT, name, stopped)
    marta = await sees_schedule(app)
    assert marta.one(c.Heading).badge == "comes to nobody"
    assert "Who that is stays theirs." in marta.text


async def test_a_schedule_that_goes_nowhere_says_why_and_what_to_do(app: ScheduleApp) -> None:
    group = await app.team("ana")
    await manager(app).schedules(zone=MEXICO, spread="0", days=("0",), last="2026-11-30")
    stored = await app.stores.groups.find_group(TENANT, group.id)
    assert stored
    await app.stores.groups.keep_group(replace(stored, people=()))
    marta = await sees_schedule(app)
    assert marta.one(c.Heading).badge == "nobody in the group"
    assert "Add people with **/calm groups**" in marta.text
    await app.stores.groups.remove_group(TENANT, group.id)
    marta = await sees_schedule(app, "es")
    assert marta.one(c.Heading).badge == "grupo borrado"
    assert "Elija otro con **Cambiar**" in marta.text


async def test_a_schedule_that_reached_nobody_says_so(app: ScheduleApp) -> None:
    await app.team("ana")
    await manager(app).schedules(zone=MEXICO, spread="0", days=("0", "1"))
    app.mail.refuses.add("ana")
    await app.passes(hours=2)
    marta = await sees_schedule(app)
    assert marta.one(c.Heading).badge == "reached nobody"
    assert "press **Retry the failed**" in marta.text


async def test_a_schedule_without_a_date_ahead_says_so(app: ScheduleApp) -> None:
    await app.team("ana")
    await manager(app).schedules(zone=MEXICO, spread="0", days=("0",), last="2026-11-23")
    await app.passes(hours=3)
    marta = await sees_schedule(app)
    assert marta.one(c.Heading).badge == "no dates ahead"
    await app.passes(hours=4)
    marta = await sees_schedule(app)
    assert marta.one(c.Heading).badge == "ended"
    assert "Set a later one with **Change**" in marta.text
    assert "Resume" not in marta.labels


async def test_a_schedule_whose_next_date_is_far_says_so(app: ScheduleApp) -> None:
    await app.team("ana")
    await manager(app).schedules(zone=MEXICO, spread="0", first="2027-11-22", days=("0",))
    marta = await sees_schedule(app)
    assert "The next one is in 364 days; nothing comes before." in marta.text
    assert "22 November 2027, 09:30 in Mexico City" in marta.text
    await marta.press("schedule.list")
    assert "22 November 2027, 09:30" in marta.text


async def test_a_time_in_another_zone_says_whose_it_is(app: ScheduleApp) -> None:
    await app.team("ana")
    await manager(app).schedules(zone=MEXICO, spread="0")
    near, far = manager(app), manager(app, "es", zone="Pacific/Auckland")
    await near.types("schedules")
    assert "Monday 23 November, 09:30\n" in f"{near.text}\n"
    await far.types("schedules")
    assert "Lunes 23 de noviembre, 09:30 en Ciudad de México" in far.text
