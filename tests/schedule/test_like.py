"""A group gets a topic by one schedule: who asks for a second one is shown the first."""

from __future__ import annotations

from tests.harness import TENANT
from tests.schedule.actor import MEXICO, ScheduleApp, manager


async def test_a_group_gets_a_topic_once(app: ScheduleApp) -> None:
    await app.team("ana")
    await app.team("eva", name="Chat team")
    marta = manager(app)
    await marta.schedules(group="night", topic="yelling", zone=MEXICO, days=("0",))
    await marta.types("schedule")
    assert await marta.sends(group="night", topic="yelling", zone=MEXICO, days=("3",)) == (
        "Nothing was added: Yelling"
    )
    assert "has practice on this topic already" in marta.text
    assert "Comes Mondays" in marta.text
    assert "Change" in marta.labels
    assert (await app.only()).recurrence.days == (0,)
    await marta.press("schedule.new", "yelling|night")
    assert "has practice on this topic already" in marta.text
    await marta.schedules(group="chat", topic="yelling", zone=MEXICO)
    assert len(await app.stores.schedule.schedules.all_schedules(TENANT)) == 2


async def test_of_two_drafts_about_the_same_one_is_saved(app: ScheduleApp) -> None:
    await app.team("ana")
    marta, rosa = manager(app), manager(app)
    for each in (marta, rosa):
        await each.types("schedule")
        await each.sends(topic="yelling", zone=MEXICO)
    await marta.presses("Save")
    await rosa.presses("Save")
    assert "has practice on this topic already" in rosa.text
    assert (await app.only()).topic == "yelling"
