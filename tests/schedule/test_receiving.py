"""What comes to agents, when, and what they can do about it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.core.chat import Placement
from bot.features.schedule.model import AttendanceCount, ScheduleState
from tests.schedule.actor import BOGOTA, MADRID, MEXICO, Guest, ScheduleApp, manager
from tests.seen import Seen

DAILY = ("0", "1", "2", "3", "4", "5", "6")


def days(app: ScheduleApp, name: str) -> list[str]:
    """Returns the slots of what somebody got."""
    return [key.split(":")[2][5:] for key in app.mail.keys(name)]


async def test_it_starts_in_one_tap_and_is_finished(app: ScheduleApp) -> None:
    ana = await begun(app)
    assert ana.title == "Three questions, about a minute"
    assert ana.labels == ["Start", "Not today"]
    title = await ana.presses("Start")
    assert title.startswith("1 / 3")
    assert ana.came(Placement.UPDATE)
    await ana.finishes()
    app.later(minutes=1)
    assert await app.attendance(23, "ana") == AttendanceCount(1, 1)


async def test_the_first_one_tells_who_set_it_up_and_how_to_turn_it_down(app: ScheduleApp) -> None:
    ana = await begun(app)
    assert "Set up by Marta" in ana.text
    assert "**/drill settings**" in ana.text
    await app.passes(hours=24, step=15)
    await ana.reads_mail()
    assert "Set up by" not in ana.text


async def test_each_in_their_own_time_and_language(app: ScheduleApp) -> None:
    await app.team("ana", "luis", "eva")
    await app.meet("ana", BOGOTA, "es")
    await app.meet("eva", MADRID)
    await manager(app).schedules(zone="own", spread="0", days=DAILY)
    came: dict[str, str] = {}
    for _ in range(300):
        await app.passes(minutes=5)
        for name in ("ana", "luis", "eva"):
            if app.mail.keys(name):
                came.setdefault(name, f"{app.now:%a %H:%M}")
    assert came == {"ana": "Mon 14:30", "luis": "Mon 15:30", "eva": "Tue 08:30"}
    assert (await app.meet("ana", BOGOTA, "es")).person.language == "es"
    assert app.mail.to("ana")[0].summary == "Tres preguntas, un minuto más o menos"


async def test_a_person_who_changes_zone_gets_it_once(app: ScheduleApp) -> None:
    await app.team("ana")
    await app.meet("ana", MADRID)
    await manager(app).schedules(zone="own", spread="0", days=DAILY)
    await app.passes(hours=19)
    assert days(app, "ana") == ["11-24"]  # 09:30 in Madrid
    await app.meet("ana", MEXICO)
    await app.passes(hours=24, step=15)
    assert days(app, "ana") == ["11-24"]
    await app.passes(hours=8, step=15)
    assert days(app, "ana") == ["11-24", "11-25"]


async def test_later_comes_back_once(app: ScheduleApp) -> None:
    ana = await begun(app)
    before = Seen(ana.card)
    assert await ana.chooses("In 15 minutes") == "It'll be back at 09:50"
    assert await ana.chooses("In an hour", on=before) == "It'll be back at 10:35"
    await app.passes(minutes=30)
    assert len(app.mail.keys("ana")) == 1
    await app.passes(minutes=45)
    assert len(app.mail.keys("ana")) == 2
    await ana.reads_mail()
    assert (await ana.presses("Start")).startswith("1 / 3")
    await app.passes(hours=5)
    assert len(app.mail.keys("ana")) == 2


async def test_the_end_of_a_shift_is_asked_for_once(app: ScheduleApp) -> None:
    ana = await begun(app)
    assert await ana.chooses("At the end of the shift") == "When does your shift end?"
    ends = [option.label for option in ana.choice("It ends at").options]
    assert (ends[0], ends[1], ends[-1]) == ("10:00", "10:30", "21:30")
    assert await ana.chooses("17:30") == "It'll be back at 17:20"
    assert "I take your shift to be 08:30 to 17:30." in ana.text
    await app.passes(hours=7, minutes=40)
    assert len(app.mail.keys("ana")) == 1
    await app.passes(minutes=10)
    assert len(app.mail.keys("ana")) == 2
    await app.passes(hours=17, step=15)
    await ana.reads_mail()
    assert await ana.chooses("At the end of the shift (17:20)") == "It'll be back at 17:20"
    await ana.types("settings", command="calm")
    assert (ana.field("shift_from").value, ana.field("shift_to").value) == ("08:30", "17:30")


async def test_later_never_lands_outside_the_shift(app: ScheduleApp) -> None:
    ana = await begun(app)
    card = Seen(ana.card)
    await ana.works("06:00", "10:15")
    assert await ana.chooses("In an hour", on=card) == "It'll be back tomorrow, 06:00"
    assert await ana.chooses("In 15 minutes", on=card) == "It'll be back at 09:50"
    app.later(minutes=32)  # 10:07
    assert await ana.chooses("At the end of the shift", on=card) == "It'll be back tomorrow, 06:00"
    app.later(hours=9, minutes=53)  # at eight in the evening
    assert await ana.chooses("At the end of the shift", on=card) == "It'll be back tomorrow, 06:00"
    await ana.works("18:00", "02:00")
    assert await ana.chooses("At the end of the shift", on=card) == "It'll be back tomorrow, 01:50"
    await ana.works("18:00", "02:00", days="3")
    assert await ana.chooses("In an hour", on=card) == "It'll be back on Thursday, 18:00"


@pytest.mark.parametrize(
    ("zone", "shift", "works", "came"),
    [
        ("own", ("09:00", "17:00"), "0 1 2 3 4", ["Mon 09:30", "Tue 09:30", "Wed 09:30"]),
        ("own", ("22:00", "06:00"), "0 1 2 3 4", ["Mon 22:00", "Tue 22:00", "Wed 22:00"]),
        (MEXICO, ("22:00", "06:00"), "0 1 2 3 4", ["Mon 22:00", "Tue 22:00", "Wed 22:00"]),
        ("own", ("14:00", "22:00"), "0 1 2 3 4", ["Mon 14:00", "Tue 14:00", "Wed 14:00"]),
        ("own", ("05:00", "09:00"), "0 1 2 3 4", ["Tue 05:00", "Wed 05:00"]),
        ("own", ("09:00", "17:00"), "0 2", ["Mon 09:30", "Wed 09:30"]),
    ],
)
async def test_what_would_come_outside_a_shift_comes_in_the_next_one(
    app: ScheduleApp, zone: str, shift: tuple[str, str], works: str, came: list[str]
) -> None:
    await app.team("ana")
    ana = await app.meet("ana", MEXICO)
    await ana.works(*shift, days=works)
    await manager(app).schedules(zone=zone, spread="0", days=DAILY)
    seen: list[str] = []
    for _ in range(64 * 4):  # until midnight on Wednesday
        await app.passes(minutes=15, step=15)
        here = app.now.astimezone(ZoneInfo(MEXICO))
        seen += [f"{here:%a %H:%M}"] * (len(app.mail.keys("ana")) - len(seen))
    assert list(dict.fromkeys(seen)) == came


async def test_a_shift_that_is_told_after_it_was_planned_counts(app: ScheduleApp) -> None:
    await app.team("ana")
    ana = await app.meet("ana", MEXICO)
    await manager(app).schedules(zone=MEXICO, spread="0", days=DAILY)
    await app.passes(minutes=85)
    await ana.works("14:00", "22:00")
    await app.passes(hours=4)
    assert days(app, "ana") == []
    await app.passes(hours=1)
    assert days(app, "ana") == ["11-23"]


async def test_settings_of_drills_lead_to_the_shift(app: ScheduleApp) -> None:
    ana = await app.meet("ana", MEXICO, "es")
    await ana.types("settings")
    assert ana.form
    assert "Indique su turno, y fuera de él no llegará ninguna práctica por sí sola." in str(ana.form.intro)
    await ana.works("09:00", "17:00")
    await ana.types("settings")
    await ana.sends()
    assert "Su turno es de 09:00 a 17:00, de lunes a viernes: fuera de él no llega ninguna" in ana.text
    await ana.opens("Mi turno")
    assert ana.field("shift_to").value == "17:00"


async def test_holidays_may_be_those_of_each_persons_own_country(app: ScheduleApp) -> None:
    await app.team("ana", "eva", "luis")
    await app.meet("ana", MEXICO)
    await app.meet("eva", MADRID)
    luis = await app.meet("luis", MADRID)
    await luis.types("settings", command="calm")
    await luis.sends(country="MX")  # he looks after Mexico from Madrid
    await manager(app).schedules(zone="own", spread="0", days=DAILY, holidays="own", first="2026-12-07")
    await app.passes(days=17, step=60)  # 8 December is a holiday in Spain alone
    assert days(app, "ana")[:3] == days(app, "luis")[:3] == ["12-07", "12-08", "12-09"]
    assert days(app, "eva")[:2] == ["12-07", "12-09"]


async def test_started_after_it_was_put_off_it_does_not_come_back(app: ScheduleApp) -> None:
    ana = await begun(app)
    await ana.chooses("In an hour")
    await ana.presses("Start now")
    await app.passes(hours=3)
    assert len(app.mail.keys("ana")) == 1


async def test_not_today(app: ScheduleApp) -> None:
    ana = await begun(app)
    assert await ana.presses("Not today") == "Fine, not today"
    await app.passes(hours=24, step=15)
    assert days(app, "ana") == ["11-23", "11-24"]


async def test_one_that_was_not_opened_is_replaced(app: ScheduleApp) -> None:
    ana = await begun(app)
    old = ana.card
    (first,) = app.mail.keys("ana")
    await app.passes(hours=24, step=15)
    assert app.mail.withdrawn == [first]
    ana.looks_at(old)  # where it could not be taken back, its button leads to today's
    await ana.presses("Start")
    app.later(minutes=1)
    assert [(await app.attendance(day, "ana")).opened for day in (23, 24)] == [0, 1]


async def test_one_that_was_opened_stays(app: ScheduleApp) -> None:
    ana = await begun(app)
    await ana.presses("Start")
    await app.passes(hours=24, step=15)
    assert app.mail.withdrawn == []


async def test_after_five_unopened_it_asks_once_and_waits(app: ScheduleApp) -> None:
    ana = await begun(app)
    await app.passes(days=9, step=30)
    assert len(app.mail.keys("ana")) == 6
    assert await ana.reads_mail() == "Five drills went unopened"
    assert ana.labels == ["Keep them", "Pause for a week", "Stop them"]
    assert await ana.presses("Keep them") == "Good, they go on"
    await app.passes(days=1, step=30)
    assert len(app.mail.keys("ana")) == 7


@pytest.mark.parametrize(("button", "after"), [("Pause for a week", 2), ("Stop them", 0)])
async def test_what_the_answer_does(app: ScheduleApp, button: str, after: int) -> None:
    ana = await begun(app)
    await app.passes(days=6, step=30)
    await ana.reads_mail()
    await ana.presses(button)
    before = len(app.mail.keys("ana"))
    await app.passes(days=9, step=30)
    assert len(app.mail.keys("ana")) == before + after


async def test_ones_own_settings_win(app: ScheduleApp) -> None:
    await app.team("ana", "luis")
    ana = await app.meet("ana", MEXICO)
    assert await ana.types("settings") == "Your drills"
    assert await ana.sends(quiet="09:00", loud="11:00") == "Saved"
    assert "Quiet from 09:00 until 11:00." in ana.text
    await manager(app).schedules(zone=MEXICO, spread="0", days=DAILY)
    await app.passes(hours=2)
    assert (len(app.mail.keys("ana")), len(app.mail.keys("luis"))) == (0, 1)
    await app.passes(hours=1, minutes=5)
    assert len(app.mail.keys("ana")) == 1
    await ana.presses("Drill settings")
    await ana.sends(state="stopped")
    await app.passes(days=2, step=30)
    assert (len(app.mail.keys("ana")), len(app.mail.keys("luis"))) == (1, 3)
    await ana.types("ajustes")
    await ana.sends(state="on", quiet="", loud="")
    await app.passes(days=1, step=30)
    assert len(app.mail.keys("ana")) == 2


async def test_settings_made_after_it_was_put_down_hold_too(app: ScheduleApp) -> None:
    await app.team("ana", "luis", "eva")
    await manager(app).schedules(zone=MEXICO, spread="0", days=DAILY)
    await app.passes(minutes=85)  # all three are put down by now
    ana, luis = await app.meet("ana", MEXICO), await app.meet("luis", MEXICO)
    await ana.types("settings")
    await ana.sends(state="paused")
    assert "No drills before Monday 30 November." in ana.text
    await luis.types("settings")
    await luis.sends(quiet="09:00", loud="10:00")
    await app.passes(minutes=20)
    assert [len(app.mail.keys(name)) for name in ("ana", "luis", "eva")] == [0, 0, 1]
    await app.passes(minutes=30)
    assert [len(app.mail.keys(name)) for name in ("ana", "luis", "eva")] == [0, 1, 1]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"quiet": "22:00"}, "loud"),
        ({"loud": "07:00"}, "quiet"),
        ({"quiet": "07:00", "loud": "07:00"}, "loud"),
    ],
)
async def test_quiet_hours_that_cannot_be(app: ScheduleApp, fields: dict[str, str], name: str) -> None:
    ana = Guest(app, "ana")
    await ana.types("settings")
    await ana.sends(**fields)
    assert list(ana.errors) == [name]


async def test_a_machine_that_slept_sends_late_within_the_window(app: ScheduleApp) -> None:
    await app.team("ana")
    await manager(app).schedules(zone=MEXICO, spread="0", days=DAILY)
    app.later(hours=4)  # until 12:00; the window is open until 13:30
    await app.ticks()
    assert days(app, "ana") == ["11-23"]


async def test_a_machine_that_slept_longer_tells_the_manager(app: ScheduleApp) -> None:
    await app.team("ana")
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="0", days=DAILY)
    app.later(hours=12)
    await app.passes(minutes=30)
    assert days(app, "ana") == []
    assert await marta.reads_mail() == "A drill did not go out"
    assert "Monday 23 November" in marta.text
    await app.passes(hours=24, step=15)
    assert days(app, "ana") == ["11-24"]
    assert len(app.mail.keys("marta")) == 1


async def test_put_down_and_then_asleep(app: ScheduleApp) -> None:
    await app.team("ana")
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="0", days=DAILY)
    await app.passes(minutes=85)
    app.later(hours=12)
    await app.passes(minutes=30)
    assert days(app, "ana") == []
    assert await marta.reads_mail() == "Some drills came too late"
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    assert "sent" in marta.text
    assert "too late" not in marta.text  # of one person it would tell that they were not there


async def test_a_clock_that_jumps_back_sends_nothing_twice(app: ScheduleApp) -> None:
    await app.team("ana", "luis")
    await manager(app).schedules(zone=MEXICO, spread="0", days=DAILY)
    await app.passes(hours=3)
    for hours in (1, 3, 30):
        app.later(hours=-hours)
        await app.passes(hours=hours)
    assert days(app, "ana") == days(app, "luis") == ["11-23"]


async def test_a_clock_that_is_a_day_ahead_for_an_hour_sends_nothing_twice_and_leaves_nothing_stuck(
    app: ScheduleApp,
) -> None:
    await app.team("ana", "luis")
    await manager(app).schedules(zone=MEXICO, spread="0", days=DAILY)
    await app.passes(hours=3)
    app.later(days=1)
    await app.passes(hours=1)
    app.later(days=-1)
    await app.passes(days=3, step=30)
    assert days(app, "ana") == days(app, "luis") == ["11-23", "11-24", "11-25", "11-26"]


async def test_who_joins_later_gets_the_next_one(app: ScheduleApp) -> None:
    await app.team(channel="C1")
    await manager(app).schedules(zone=MEXICO, spread="0", days=DAILY)
    await app.passes(hours=2)
    app.channels["C1"].append("zoe")
    await app.passes(hours=6)
    assert days(app, "zoe") == []
    await app.passes(hours=18)
    assert days(app, "zoe") == ["11-24"]


async def test_after_the_last_day_it_ends(app: ScheduleApp) -> None:
    await app.team("ana")
    await manager(app).schedules(zone=MEXICO, spread="0", days=DAILY, last="2026-11-24")
    await app.passes(days=3, step=30)
    assert days(app, "ana") == ["11-23", "11-24"]
    assert (await app.only()).state is ScheduleState.ENDED


async def test_a_button_of_a_schedule_that_is_gone_still_leads_to_practice(app: ScheduleApp) -> None:
    ana = await begun(app)
    await app.stores.schedule.schedules.remove_schedule("T1", (await app.only()).id)
    assert (await ana.presses("Start")).startswith("1 / 3")
    for action in ("later", "not_today", "keep_on", "rest", "stop", "start"):
        for value in ("", "15.x", "nonsense", "15.s1.2026-99-99", "s1.2026-02-30"):
            await ana.press(f"schedule.{action}", value)


async def begun(app: ScheduleApp) -> Guest:
    """Returns Ana, who sees her first drill, on Monday at 09:35."""
    await app.team("ana")
    await app.meet("ana", MEXICO)
    await manager(app).schedules(zone=MEXICO, spread="0", days=DAILY)
    await app.passes(minutes=95)
    ana = Guest(app, "ana", zone=MEXICO)
    await ana.reads_mail()
    return ana
