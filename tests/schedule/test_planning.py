"""A manager sets drills up, changes them, and sees what became of them."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.figures import FEWEST, period_at
from bot.core.groups import Group
from bot.features.schedule.model import DeliveryFormat, DeliveryPreferences, ScheduleState
from tests.harness import TENANT
from tests.schedule.actor import BOGOTA, MADRID, MEXICO, Guest, ScheduleApp, manager


async def test_what_will_happen_is_said_before_it_is_saved(app: ScheduleApp) -> None:
    await app.team("ana", "luis")
    marta = manager(app)
    assert await marta.types("schedule") == "Schedule practice"
    assert await marta.sends(zone=MEXICO, holidays="MX") == "This is what will happen"
    assert marta.text.splitlines()[1:] == [
        "Who Night shift",
        "3 questions to 2 people, privately. Topic: Mixed.",
        "Comes weekdays at 09:30, in Mexico City.",
        "From 23 November 2026, with no end.",
        "Not on public holidays: Mexico.",
        "Spread over 20 minutes, so that not everybody stops at once.",
        "Whoever told Calma their shift gets it within it, and none on days off.",
        "**The next times:**",
        "Monday 23 November, 09:30 in Mexico City",
        "Tuesday 24 November, 09:30 in Mexico City",
        "Wednesday 25 November, 09:30 in Mexico City",
    ]
    assert marta.labels == ["Save", "Change", "Send me a test now"]
    assert await app.stores.schedule.schedules.all_schedules("T1") == ()
    assert await marta.presses("Save") == "Saved: Mixed"
    assert "It comes as it says here." in marta.text
    assert (await app.only()).state is ScheduleState.ACTIVE


async def test_the_same_in_spanish(app: ScheduleApp) -> None:
    await app.team("ana")
    marta = manager(app, "es")
    assert await marta.types("programar") == "Programar práctica"
    await marta.sends(zone=MEXICO, days=("0", "2"), last="2026-12-24", quiet="2026-12-21", holidays="MX")
    assert marta.text.splitlines()[1:] == [
        "Para quién Night shift",
        "3 preguntas a 1 persona, en privado. Tema: Un poco de todo.",
        "Llega los lunes y los miércoles a las 09:30, en Ciudad de México.",
        "Desde el 23 de noviembre de 2026 hasta el 24 de diciembre de 2026.",
        "No en los feriados: México.",
        "No en estas fechas: 21 de diciembre de 2026.",
        "Repartidas en 20 minutos, para que no se detenga todo el equipo a la vez.",
        "Si alguien registró su turno, le llega dentro de ese horario, y no en sus días libres.",
        "**Las próximas veces:**",
        "Lunes 23 de noviembre, 09:30 en Ciudad de México",
        "Miércoles 25 de noviembre, 09:30 en Ciudad de México",
        "Lunes 30 de noviembre, 09:30 en Ciudad de México",
    ]


@pytest.mark.parametrize(
    ("fields", "name", "told"),
    [
        ({"days": ()}, "days", "Pick at least one day."),
        ({"at": "half past"}, "at", "Write it like 09:30"),
        ({"first": "2026-11-22"}, "first", "That day is over"),
        ({"first": "soon"}, "first", "Write it like 2026-11-24"),
        ({"last": "2026-11-20"}, "last", "before the first day"),
        ({"first": "9999-12-31"}, "first", "Write it like 2026-11-24"),
        ({"last": "2101-01-01"}, "last", "not a date up to 2100"),
        ({"quiet": "9999-12-31"}, "quiet", "Write dates like"),
        ({"zone": "other", "other": "Mars/Olympus"}, "other", "No time zone has this name"),
        ({"zone": "other"}, "other", "No time zone has this name"),
        ({"quiet": "Christmas"}, "quiet", "Write dates like"),
        ({"zone": MADRID, "last": "2026-11-23"}, "at", "past today"),
        ({"days": ("5",), "last": "2026-11-27"}, "days", "it never comes"),
        ({"first": "2026-12-25", "last": "2026-12-25", "holidays": "MX"}, "days", "it never comes"),
        ({"group": "of another tenant"}, "group", "This group is gone"),
        ({"topic": "cooking"}, "topic", "Pick another topic"),
        ({"way": "round"}, "way", "A team round needs a channel"),
    ],
)
async def test_what_cannot_be_is_told_at_its_field(
    app: ScheduleApp, fields: dict[str, str], name: str, told: str
) -> None:
    await app.team("ana")
    marta = manager(app)
    await marta.types("schedule")
    assert await marta.sends(**fields) == ""
    assert list(marta.errors) == [name]
    assert told in marta.errors[name]


async def test_nobody_in_the_group(app: ScheduleApp) -> None:
    await app.team()
    marta = manager(app)
    await marta.types("schedule")
    await marta.sends()
    assert marta.errors == {
        "group": "Nobody is in this group. Add people with /calm groups, then send this again."
    }


async def test_a_channel_that_cannot_be_read(app: ScheduleApp) -> None:
    await app.team(channel="C9")
    marta = manager(app)
    await marta.types("schedule")
    await marta.sends()
    assert "Add Calma to the channel" in marta.errors["group"]


async def test_without_a_group_the_way_to_one(app: ScheduleApp) -> None:
    marta = manager(app)
    assert await marta.types("schedule") == "First, who are they for?"
    assert await marta.presses("New group") == "New group"
    assert marta.form


async def test_in_a_channel_its_group_is_made_on_the_fly(app: ScheduleApp) -> None:
    marta = manager(app, where="C1")
    await marta.schedules(zone=MEXICO)
    (group,) = await app.stores.groups.all_groups("T1")
    assert (group.conversation, group.people) == ("C1", ("ana", "luis", "eva"))
    assert (await app.only()).group == group.id
    again = manager(app, where="C1")
    await again.schedules(zone=MEXICO, topic="saying-no")
    assert len(await app.stores.groups.all_groups("T1")) == 1


async def test_a_test_comes_at_once_and_counts_nowhere(app: ScheduleApp) -> None:
    await app.team("ana")
    marta = manager(app)
    await marta.types("schedule")
    await marta.sends(count="1")
    await marta.presses("Send me a test now")
    assert "The test is on its way" in marta.text
    await app.ticks()
    tester = manager(app)
    assert await tester.reads_mail() == "One question, under a minute"
    assert "This is a test" in tester.text
    await tester.presses("Start")
    await tester.finishes()
    await marta.presses("Save")
    assert "Nothing has come yet." in marta.text


async def test_figures_of_what_came(app: ScheduleApp) -> None:
    await app.team("ana", "luis", "eva", "gone")
    app.mail.refuses.add("gone")
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="0", days=("0", "1", "2", "3", "4"))
    await app.passes(hours=2)
    ana, luis = Guest(app, "ana"), Guest(app, "luis")
    await ana.reads_mail()
    await ana.presses("Start")
    await ana.finishes()
    await luis.reads_mail()
    await luis.presses("Start")
    assert await marta.types("schedules") == "Scheduled drills"
    assert "Mixed | Night shift | Tuesday 24 November, 09:30" in marta.text
    await marta.chooses("Mixed · Night shift")
    assert "**Monday 23 November:** sent · 1 failed\n" in marta.text  # so few are told no more
    assert "1 not reached: The platform refused it: gone." in marta.text
    app.mail.refuses.clear()
    await marta.presses("Retry the failed")
    assert "Trying once more: 1." in marta.text
    await app.ticks()
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    assert marta.text.endswith("**Monday 23 November:** sent")
    assert "Retry the failed" not in marta.labels


async def test_two_schedules_that_look_alike_are_told_apart(app: ScheduleApp) -> None:
    await app.team("ana")
    marta = manager(app)
    for at in ("09:30", "16:00"):
        await marta.schedules(zone=MEXICO, spread="0", days=("0",), at=at)
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift · Monday 23 November, 16:00")
    await marta.presses("Pause")
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift · paused")
    assert "at 16:00" in marta.text


async def test_figures_of_a_group_that_counts(app: ScheduleApp) -> None:
    team = tuple(f"u{n}" for n in range(FEWEST))
    group = await app.team(*team, "late")
    await app.stores.groups.count_people(group.tenant, period_at(app.now).first, group.id, team)
    app.mail.refuses.add("u7")
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="0", days=("0",))
    await app.passes(hours=2)
    for nth, name in enumerate((*team[:4], "late")):  # whoever came later counts in nobody's figure
        guest = Guest(app, name)
        await guest.reads_mail()
        await guest.presses("Start")
        if nth < 3:
            await guest.finishes()
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    assert "sent · who opened it is counted until Friday 27 November · 1 failed" in marta.text
    app.later(days=3, hours=7)  # in four days, and nobody is seen to open it between two looks
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    assert "counted until" in marta.text
    app.later(hours=3)
    await Guest(app, "u5").reads_mail()
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    assert "sent · half or more opened it · under half finished it · 1 failed" in marta.text


async def test_what_people_hold_back_shows_nowhere(app: ScheduleApp) -> None:
    await app.team("ana")
    stopped = DeliveryPreferences(stopped=True)
    await app.stores.schedule.preferences.keep_preferences(TENANT, "ana", stopped)
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="0", days=("0", "1"))
    await app.passes(hours=2)
    assert app.mail.keys("ana") == []
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    assert marta.text.endswith("**Monday 23 November:** sent")  # as for whoever gets it


async def test_paused_and_resumed(app: ScheduleApp) -> None:
    await app.team("ana")
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="0", days=("0", "1", "2", "3", "4"))
    await app.passes(minutes=85)
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    await marta.presses("Pause")
    assert "What was waiting has been taken back" in marta.text
    await app.passes(minutes=60)
    assert app.mail.keys("ana") == []
    await marta.presses("Resume")
    await app.passes(hours=3)
    assert app.mail.keys("ana") == []  # today's is over, and is not made up for
    await app.passes(hours=22, step=10)
    assert [key.split(":")[2] for key in app.mail.keys("ana")] == ["2026-11-24"]


async def test_deleted_after_asking_once(app: ScheduleApp) -> None:
    await app.team("ana")
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="0")
    await app.passes(minutes=85)
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    assert await marta.presses("Delete") == "Delete this schedule?"
    await marta.presses("Delete")
    assert "The schedule is deleted." in marta.text
    await app.passes(hours=2)
    assert app.mail.keys("ana") == []


async def test_an_edit_minutes_before_moves_what_waits(app: ScheduleApp) -> None:
    await app.team("ana", "luis")
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="0")
    await app.passes(minutes=86)  # 09:26
    await edit(marta, at="10:30")
    await app.passes(minutes=40)
    assert app.mail.keys("ana") == []
    await app.passes(minutes=40)
    assert [len(app.mail.keys(name)) for name in ("ana", "luis")] == [1, 1]


async def test_an_edit_after_it_was_sent_sends_nothing_twice(app: ScheduleApp) -> None:
    await app.team("ana", "luis")
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="0")
    await app.passes(minutes=95)
    assert len(app.mail.keys("ana")) == 1
    await edit(marta, at="11:00", count="1")
    await app.passes(hours=3)
    assert [len(app.mail.keys(name)) for name in ("ana", "luis")] == [1, 1]


async def test_two_managers_at_once(app: ScheduleApp) -> None:
    await app.team("ana")
    marta, pablo = manager(app), manager(app)
    await marta.schedules(zone=MEXICO)
    for boss in (marta, pablo):
        await boss.types("schedules")
        await boss.chooses("Mixed · Night shift")
        await boss.presses("Change")
    await marta.sends(at="10:00")
    await marta.presses("Save")
    await pablo.sends(at="11:00")
    assert "Somebody else changed this schedule" in pablo.errors["group"]


async def test_two_drafts_at_once(app: ScheduleApp) -> None:
    await app.team("ana")
    marta, pablo = manager(app), manager(app)
    await marta.schedules(zone=MEXICO)
    for boss, at in ((marta, "10:00"), (pablo, "11:00")):
        await boss.types("schedules")
        await boss.chooses("Mixed · Night shift")
        await boss.presses("Change")
        await boss.sends(at=at)
    await marta.presses("Save")
    await pablo.presses("Save")
    assert "Nothing was changed: somebody else was quicker" in pablo.text
    assert (await app.only()).recurrence.at.hour == 10


async def test_the_manager_of_another_tenant_finds_nothing(app: ScheduleApp) -> None:
    await app.team("ana")
    await manager(app).schedules(zone=MEXICO)
    stranger = manager(app, tenant="T2")
    id = (await app.only()).id
    for action in ("show", "pause", "resume", "remove", "removed", "retry", "edit", "try", "save"):
        await stranger.press(f"schedule.{action}", id)
        assert "Nothing is scheduled yet." in stranger.text
    assert (await app.only()).state is ScheduleState.ACTIVE


async def test_agents_may_not(app: ScheduleApp) -> None:
    await app.team("ana")
    ana = Guest(app, "ana")
    await ana.types("schedule")
    assert ana.form is None
    assert "Who" not in ana.text


async def test_a_team_round_goes_to_the_channel_once(app: ScheduleApp) -> None:
    await app.team(channel="C1")
    await manager(app).schedules(zone=MEXICO, way="round", topic="saying-no")
    await app.passes(hours=2)
    await app.passes(hours=24, step=10)
    first, second = app.mail.to("C1")
    lines = await app.stores.rounds.recent_rounds("T1", 9)
    assert [app.book.prompts[line].situation for line in lines] == ["saying-no"] * 2
    assert "Set up by" in str(first)
    assert "Set up by" not in str(second)  # the channel is told once
    assert (await app.only()).format is DeliveryFormat.ROUND


async def test_a_group_that_was_deleted_pauses_its_schedule(app: ScheduleApp) -> None:
    group = await app.team("ana")
    marta = manager(app)
    await marta.schedules(zone=MEXICO)
    await app.stores.groups.remove_group("T1", group.id)
    await app.passes(hours=3)
    assert (await app.only()).state is ScheduleState.PAUSED
    assert await marta.reads_mail() == "A schedule is paused"
    assert await marta.presses("Have a look") == "Drills: Mixed"


async def test_a_channel_that_is_away_for_a_moment(app: ScheduleApp) -> None:
    await app.team(channel="C1")
    await manager(app).schedules(zone=MEXICO, spread="0")
    members = app.channels.pop("C1")
    await app.passes(minutes=91)
    app.channels["C1"] = members
    await app.passes(minutes=30)
    assert len(app.mail.keys("ana")) == 1


async def test_a_large_send_shows_how_far_it_is(app: ScheduleApp) -> None:
    await app.team(*(f"u{n:03}" for n in range(300)))
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="30")
    await app.passes(minutes=105)
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    meter = marta.one(c.Meter)
    assert (meter.top, 0 < meter.value < 100) == (100, True)  # in percent


async def test_a_zone_of_ones_own(app: ScheduleApp) -> None:
    await app.team("ana")
    marta = manager(app, zone=BOGOTA)
    await marta.schedules(zone="other", other="America/Hermosillo")
    assert "09:30 in Hermosillo" in marta.text
    await marta.presses("Change")
    assert marta.form
    assert marta.field("other").value == "America/Hermosillo"


async def edit(marta: Guest, **fields: str) -> None:
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    await marta.presses("Change")
    await marta.sends(**fields)
    await marta.presses("Save")
    assert "It comes as it says here." in marta.text


async def test_a_group_keeps_its_name_inert(app: ScheduleApp) -> None:
    await app.stores.groups.keep_group(Group("T1", "g", "<!channel> **x**", "slack", people=("ana",)))
    marta = manager(app)
    await marta.types("schedule")
    await marta.sends()
    assert c.Quote("Who", "<!channel> **x**") in marta.card.elements
