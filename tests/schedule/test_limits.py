"""What is sent to oneself because one presses again and again has an end, too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core.send_limits import SendLimitError
from bot.features.schedule.buttons import SlotReference
from bot.features.schedule.service import AttendanceService
from tests.schedule.actor import ScheduleApp, manager
from tests.seen import Seen


async def test_a_manager_has_twenty_trials_in_an_hour(app: ScheduleApp) -> None:
    await app.team("ana")
    marta = manager(app)
    await marta.types("schedule")
    await marta.sends(group="night")
    for _ in range(20):
        await marta.presses("Send me a test now", on=Seen(marta.card))
    with pytest.raises(SendLimitError) as refused:
        await marta.presses("Send me a test now")
    assert "The next can go in 3 min." in Seen(app.calma.desk.apologise(marta.person, refused.value)).text


async def test_a_drill_is_put_off_so_often(app: ScheduleApp) -> None:
    await app.team("ana")
    marta = manager(app)
    await marta.schedules(group="night")
    schedule, service = await app.only(), AttendanceService(app.features.schedule)
    day = date(2026, 11, 23)
    for number in range(30):  # of slots that never were: nothing else tells them from those that came
        due = app.now + timedelta(hours=1)
        await service.postpone_drill(marta.person, schedule, day + timedelta(days=number), due, "UTC")
    with pytest.raises(SendLimitError):
        await marta.press("schedule.later", f"60.{SlotReference(schedule.id, day).encode()}")
