"""What comes to agents, when, and what they can do about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.coach.schedule.schedule import State
from bot.coach.talk import How, Press
from tests.schedule.shift import BOGOTA, MADRID, MEXICO, Guest, Shift

DAILY = ("0", "1", "2", "3", "4", "5", "6")


@pytest.fixture
def shift() -> Shift:
    return Shift()


def days(shift: Shift, name: str) -> list[str]:
    """Returns the slots of what somebody got."""
    return [key.split(":")[2][5:] for key in shift.keys(name)]


async def test_it_starts_in_one_tap_and_is_finished(shift: Shift) -> None:
    ana = await begun(shift)
    assert ana.title == "Three questions, under a minute"
    assert ana.labels == ["Start", "Not today"]
    title = await ana.presses("Start")
    assert title.startswith("1 / 3")
    assert ana.how is How.UPDATE
    await ana.finishes()
    counts = await shift.kept.attendance.counts("T1", (await shift.only()).id)
    assert [(count.opened, count.finished) for count in counts.values()] == [(1, 1)]


async def test_the_first_one_tells_who_set_it_up_and_how_to_turn_it_down(shift: Shift) -> None:
    ana = await begun(shift)
    assert "Set up by Marta" in ana.text
    assert "**/drill settings**" in ana.text
    await shift.passes(hours=24, step=15)
    await ana.opens_mail()
    assert "Set up by" not in ana.text


async def test_each_in_their_own_time_and_language(shift: Shift) -> None:
    await shift.team("ana", "luis", "eva")
    await shift.meet("ana", BOGOTA, "es")
    await shift.meet("eva", MADRID)
    await shift.marta().schedules(zone="own", spread="0", days=DAILY)
    came: dict[str, str] = {}
    for _ in range(300):
        await shift.passes(minutes=5)
        for name in ("ana", "luis", "eva"):
            if shift.keys(name):
                came.setdefault(name, f"{shift.now:%a %H:%M}")
    assert came == {"ana": "Mon 14:30", "luis": "Mon 15:30", "eva": "Tue 08:30"}
    assert (await shift.meet("ana", BOGOTA, "es")).person.language == "es"
    assert shift.mail.to("ana")[0].summary == "Tres preguntas, menos de un minuto"


async def test_a_person_who_changes_zone_gets_it_once(shift: Shift) -> None:
    await shift.team("ana")
    await shift.meet("ana", MADRID)
    await shift.marta().schedules(zone="own", spread="0", days=DAILY)
    await shift.passes(hours=19)
    assert days(shift, "ana") == ["11-24"]  # 09:30 in Madrid
    await shift.meet("ana", MEXICO)
    await shift.passes(hours=24, step=15)
    assert days(shift, "ana") == ["11-24"]
    await shift.passes(hours=8, step=15)
    assert days(shift, "ana") == ["11-24", "11-25"]


async def test_later_comes_back_once(shift: Shift) -> None:
    ana = await begun(shift)
    before = ana.card
    assert await ana.chooses("In 15 minutes") == "It'll be back at 09:50"
    assert await ana.chooses("In an hour", before) == "It'll be back at 10:35"
    await shift.passes(minutes=30)
    assert len(shift.keys("ana")) == 1
    await shift.passes(minutes=45)
    assert len(shift.keys("ana")) == 2
    await ana.opens_mail()
    assert (await ana.presses("Start")).startswith("1 / 3")
    await shift.passes(hours=5)
    assert len(shift.keys("ana")) == 2


async def test_the_end_of_the_shift(shift: Shift) -> None:
    ana = await begun(shift)
    assert await ana.chooses("At the end of the shift (17:30)") == "It'll be back at 17:30"
    await shift.passes(hours=7, minutes=50)
    assert len(shift.keys("ana")) == 1
    await shift.passes(minutes=10)
    assert len(shift.keys("ana")) == 2


async def test_started_after_it_was_put_off_it_does_not_come_back(shift: Shift) -> None:
    ana = await begun(shift)
    await ana.chooses("In an hour")
    await ana.presses("Start now")
    await shift.passes(hours=3)
    assert len(shift.keys("ana")) == 1


async def test_not_today(shift: Shift) -> None:
    ana = await begun(shift)
    assert await ana.presses("Not today") == "Fine, not today"
    await shift.passes(hours=24, step=15)
    assert days(shift, "ana") == ["11-23", "11-24"]


async def test_one_that_was_not_opened_is_replaced(shift: Shift) -> None:
    ana = await begun(shift)
    old = ana.card
    (first,) = shift.keys("ana")
    await shift.passes(hours=24, step=15)
    assert shift.withdrawn == [first]
    ana.card = old  # where it could not be taken back, its button leads to today's
    await ana.presses("Start")
    counts = await shift.kept.attendance.counts("T1", (await shift.only()).id)
    assert [f"{day:%d}" for day in counts] == ["24"]


async def test_one_that_was_opened_stays(shift: Shift) -> None:
    ana = await begun(shift)
    await ana.presses("Start")
    await shift.passes(hours=24, step=15)
    assert shift.withdrawn == []


async def test_after_five_unopened_it_asks_once_and_waits(shift: Shift) -> None:
    ana = await begun(shift)
    await shift.passes(days=9, step=30)
    assert len(shift.keys("ana")) == 6
    assert await ana.opens_mail() == "Five drills went unopened"
    assert ana.labels == ["Keep them", "Pause for a week", "Stop them"]
    assert await ana.presses("Keep them") == "Good, they go on"
    await shift.passes(days=1, step=30)
    assert len(shift.keys("ana")) == 7


@pytest.mark.parametrize(("button", "after"), [("Pause for a week", 2), ("Stop them", 0)])
async def test_what_the_answer_does(shift: Shift, button: str, after: int) -> None:
    ana = await begun(shift)
    await shift.passes(days=6, step=30)
    await ana.opens_mail()
    await ana.presses(button)
    before = len(shift.keys("ana"))
    await shift.passes(days=9, step=30)
    assert len(shift.keys("ana")) == before + after


async def test_ones_own_settings_win(shift: Shift) -> None:
    await shift.team("ana", "luis")
    ana = await shift.meet("ana", MEXICO)
    assert await ana.types("settings") == "Your drills"
    assert await ana.fills_in(quiet="09:00", loud="11:00") == "Saved"
    assert "Quiet from 09:00 until 11:00." in ana.text
    await shift.marta().schedules(zone=MEXICO, spread="0", days=DAILY)
    await shift.passes(hours=2)
    assert (len(shift.keys("ana")), len(shift.keys("luis"))) == (0, 1)
    await shift.passes(hours=1, minutes=5)
    assert len(shift.keys("ana")) == 1
    await ana.presses("Drill settings")
    await ana.fills_in(state="stopped")
    await shift.passes(days=2, step=30)
    assert (len(shift.keys("ana")), len(shift.keys("luis"))) == (1, 3)
    await ana.types("ajustes")
    await ana.fills_in(state="on", quiet="", loud="")
    await shift.passes(days=1, step=30)
    assert len(shift.keys("ana")) == 2


async def test_settings_made_after_it_was_put_down_hold_too(shift: Shift) -> None:
    await shift.team("ana", "luis", "eva")
    await shift.marta().schedules(zone=MEXICO, spread="0", days=DAILY)
    await shift.passes(minutes=85)  # all three are put down by now
    ana, luis = await shift.meet("ana", MEXICO), await shift.meet("luis", MEXICO)
    await ana.types("settings")
    await ana.fills_in(state="paused")
    assert "No drills before Monday 30 November." in ana.text
    await luis.types("settings")
    await luis.fills_in(quiet="09:00", loud="10:00")
    await shift.passes(minutes=20)
    assert [len(shift.keys(name)) for name in ("ana", "luis", "eva")] == [0, 0, 1]
    await shift.passes(minutes=30)
    assert [len(shift.keys(name)) for name in ("ana", "luis", "eva")] == [0, 1, 1]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"quiet": "22:00"}, "loud"),
        ({"loud": "07:00"}, "quiet"),
        ({"quiet": "07:00", "loud": "07:00"}, "loud"),
    ],
)
async def test_quiet_hours_that_cannot_be(shift: Shift, fields: dict[str, str], name: str) -> None:
    ana = shift.somebody("ana")
    await ana.types("settings")
    await ana.fills_in(**fields)
    assert list(ana.errors) == [name]


async def test_a_machine_that_slept_sends_late_within_the_window(shift: Shift) -> None:
    await shift.team("ana")
    await shift.marta().schedules(zone=MEXICO, spread="0", days=DAILY)
    await shift.sleeps(hours=4)  # until 12:00; the window is open until 13:30
    await shift.tick()
    assert days(shift, "ana") == ["11-23"]


async def test_a_machine_that_slept_longer_tells_the_manager(shift: Shift) -> None:
    await shift.team("ana")
    marta = shift.marta()
    await marta.schedules(zone=MEXICO, spread="0", days=DAILY)
    await shift.sleeps(hours=12)
    await shift.passes(minutes=30)
    assert days(shift, "ana") == []
    assert await marta.opens_mail() == "A drill did not go out"
    assert "Monday 23 November" in marta.text
    await shift.passes(hours=24, step=15)
    assert days(shift, "ana") == ["11-24"]
    assert len(shift.keys("marta")) == 1


async def test_put_down_and_then_asleep(shift: Shift) -> None:
    await shift.team("ana")
    marta = shift.marta()
    await marta.schedules(zone=MEXICO, spread="0", days=DAILY)
    await shift.passes(minutes=85)
    await shift.sleeps(hours=12)
    await shift.passes(minutes=30)
    assert days(shift, "ana") == []
    assert await marta.opens_mail() == "Some drills came too late"
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    assert "0 sent · 0 opened · 0 finished · 1 too late" in marta.text


async def test_a_clock_that_jumps_back_sends_nothing_twice(shift: Shift) -> None:
    await shift.team("ana", "luis")
    await shift.marta().schedules(zone=MEXICO, spread="0", days=DAILY)
    await shift.passes(hours=3)
    for hours in (1, 3, 30):
        shift.now -= timedelta(hours=hours)
        await shift.passes(hours=hours)
    assert days(shift, "ana") == days(shift, "luis") == ["11-23"]


async def test_who_joins_later_gets_the_next_one(shift: Shift) -> None:
    await shift.team(channel="C1")
    await shift.marta().schedules(zone=MEXICO, spread="0", days=DAILY)
    await shift.passes(hours=2)
    shift.channels.members_of["C1"].append("zoe")
    await shift.passes(hours=6)
    assert days(shift, "zoe") == []
    await shift.passes(hours=18)
    assert days(shift, "zoe") == ["11-24"]


async def test_after_the_last_day_it_ends(shift: Shift) -> None:
    await shift.team("ana")
    await shift.marta().schedules(zone=MEXICO, spread="0", days=DAILY, last="2026-11-24")
    await shift.passes(days=3, step=30)
    assert days(shift, "ana") == ["11-23", "11-24"]
    assert (await shift.only()).state is State.ENDED


async def test_a_button_of_a_schedule_that_is_gone_still_leads_to_practice(shift: Shift) -> None:
    ana = await begun(shift)
    await shift.kept.schedules.remove("T1", (await shift.only()).id)
    assert (await ana.presses("Start")).startswith("1 / 3")
    for action in ("later", "not_today", "keep_on", "rest", "stop", "start"):
        for value in ("", "15.x", "nonsense", "15.s1.2026-99-99", "s1.2026-02-30"):
            await ana.ask(Press(ana.person, f"schedule.{action}", value))


async def begun(shift: Shift) -> Guest:
    """Returns Ana, who sees her first drill, on Monday at 09:35."""
    await shift.team("ana")
    await shift.meet("ana", MEXICO)
    await shift.marta().schedules(zone=MEXICO, spread="0", days=DAILY)
    await shift.passes(minutes=95)
    ana = shift.somebody("ana", zone=MEXICO)
    await ana.opens_mail()
    return ana
