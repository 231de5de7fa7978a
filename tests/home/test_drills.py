"""What schedules tell at the start."""

from __future__ import annotations

import pytest

from bot.core import card as c
from tests.schedule.actor import MEXICO, Guest, ScheduleApp, manager

WEEKDAYS = ("0", "1", "2", "3", "4")


@pytest.fixture
def app() -> ScheduleApp:
    """Monday morning."""
    return ScheduleApp()


@pytest.mark.parametrize(
    ("language", "line", "start"),
    [
        ("en", "A drill is waiting for you: Mixed.", "Start"),
        ("es", "Tiene una práctica pendiente: Un poco de todo.", "Empezar"),
    ],
)
async def test_a_drill_that_came_waits_at_the_start_until_it_is_opened(
    app: ScheduleApp, language: str, line: str, start: str
) -> None:
    await app.team("ana", "luis")
    await manager(app).schedules(zone=MEXICO, spread="0", days=WEEKDAYS)
    ana, eva = Guest(app, "ana", language), Guest(app, "eva", language)
    await ana.types(command="home")
    assert line not in ana.text
    await app.passes(hours=2)
    await ana.types(command="home")
    assert line in ana.text
    await eva.types(command="home")  # she is not in the group
    assert line not in eva.text
    title = await ana.presses(start)
    assert title.startswith("1 / 3")
    await ana.types(command="home")
    assert line not in ana.text


async def test_one_that_was_turned_down_waits_no_more(app: ScheduleApp) -> None:
    await app.team("ana")
    await manager(app).schedules(zone=MEXICO, spread="0", days=WEEKDAYS)
    await app.passes(hours=2)
    ana = Guest(app, "ana")
    await ana.reads_mail()
    await ana.presses("Not today")
    await ana.types(command="home")
    assert "A drill is waiting" not in ana.text


async def test_a_manager_sees_which_schedules_fail(app: ScheduleApp) -> None:
    await app.team("ana", "gone")
    app.mail.refuses.add("gone")
    marta, ana = manager(app), Guest(app, "ana")
    await marta.schedules(zone=MEXICO, spread="0", days=WEEKDAYS)
    await marta.types(command="home")
    assert "didn't reach everybody" not in marta.text
    await app.passes(hours=2)
    await marta.types(command="home")
    assert "1 schedule whose last drill didn't reach everybody" in c.plain(marta.text)
    assert await marta.presses("What failed") == "Scheduled drills"
    await ana.types(command="home")
    assert "didn't reach everybody" not in ana.text
