"""Practice for all groups at once: a schedule for each of them, in chat and on the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.caps import Cap
from bot.features.schedule.model import Schedule
from tests.harness import CHANNEL, TENANT
from tests.page.test_practice import NIGHT, reading
from tests.schedule.actor import MADRID, MEXICO, ScheduleApp, manager

SAID = {
    "en": ("All groups, a schedule for each · 3 people", "Saved: Yelling", "Nothing was added: Yelling"),
    "es": (
        "Todos los grupos, una práctica programada",
        "Prácticas guardadas: Gritos",
        "No se agregó nada: Gritos",
    ),
}


@pytest.mark.parametrize(("zone", "count"), [(MEXICO, "1,730 personas"), (MADRID, "1.730 personas")])
async def test_how_many_people_is_written_as_where_the_manager_is(
    app: ScheduleApp, zone: str, count: str
) -> None:
    await app.team(*(f"u{n}" for n in range(1730)))
    marta = manager(app, "es", zone=zone)
    await marta.press("schedule.new", "yelling|night")
    assert any(count in option.label for option in marta.select("group").options)
    await marta.sends(zone=zone)
    assert f"3 preguntas a {count}" in marta.text


async def scheduled(app: ScheduleApp) -> dict[str, Schedule]:
    """Returns what counts, by group."""
    every = await app.stores.schedule.schedules.all_schedules(TENANT)
    found = {each.group: each for each in every}
    assert len(found) == len(every)
    return found


@pytest.mark.parametrize("language", ["en", "es"])
async def test_each_group_gets_its_own_once(app: ScheduleApp, language: str) -> None:
    label, saved, nothing = SAID[language]
    await app.team("ana", "luis")
    await app.team("eva", "ana", name="Chat team")
    await app.team(name="Empty team")
    marta = manager(app, language)
    await marta.press("schedule.new", "yelling|*")  # as the report's button of all groups does
    assert marta.select("group").selected == ("*",)
    assert any(option.label.startswith(label) for option in marta.select("group").options)
    await marta.sends(zone=MEXICO)
    assert ("3 people" if language == "en" else "3 personas") in marta.text
    assert "Chat team" in marta.text
    assert "Empty team" in marta.text  # to whom it cannot come
    save = marta.button("schedule.save")
    for _ in range(2):  # pressed twice, each is there once
        assert await marta.presses(save) == saved
        assert set(await scheduled(app)) == {"night", "chat"}
    each = await scheduled(app)
    assert {(one.topic, one.state.value) for one in each.values()} == {("yelling", "active")}
    assert "1 person" in marta.text  # who is in both gets it twice, and that is said
    await marta.press("schedule.new", "yelling|*")
    assert await marta.sends(zone=MEXICO) == nothing
    assert await scheduled(app) == each


async def test_who_has_it_keeps_it_and_the_others_get_it(app: ScheduleApp) -> None:
    await app.team("ana")
    await app.team("eva", name="Chat team")
    marta = manager(app)
    await marta.schedules(group="night", topic="yelling", zone=MEXICO, days=("0",))
    await marta.types("schedule")
    await marta.sends(group="*", topic="yelling", zone=MEXICO, days=("3",))
    assert "Night shift: practice on this topic is scheduled already" in marta.text
    assert await marta.presses("Save") == "Saved: Yelling"
    each = await scheduled(app)
    assert (each["night"].recurrence.days, each["chat"].recurrence.days) == ((0,), (3,))


async def test_mixed_practice_is_there_once_for_each_however_often_it_is_saved(app: ScheduleApp) -> None:
    await app.team("ana")
    await app.team("eva", name="Chat team")
    marta = manager(app)
    await marta.types("schedule")
    await marta.sends(group="*", zone=MEXICO)
    save = marta.button("schedule.save")
    for _ in range(2):
        assert await marta.presses(save) == "Saved: Mixed"
    assert set(await scheduled(app)) == {"night", "chat"}


async def test_a_round_goes_to_those_that_have_a_channel(app: ScheduleApp) -> None:
    await app.team("ana")
    await app.team("eva", name="Chat team")
    marta = manager(app)
    await marta.types("schedule")
    assert await marta.sends(group="*", way="round", zone=MEXICO) == ""
    assert "way" in marta.errors
    await app.team("luis", channel=CHANNEL, name="Day shift")
    await marta.sends(group="*", way="round", zone=MEXICO)
    assert "It can't come to Chat team and Night shift" in marta.text
    await marta.presses("Save")
    assert set(await scheduled(app)) == {"day"}


async def test_one_that_counts_is_of_one_group(app: ScheduleApp) -> None:
    await app.team("ana")
    await app.team("eva", name="Chat team")
    marta = manager(app)
    await marta.schedules(group="night", zone=MEXICO)
    await marta.opens("Change")
    assert "*" not in [option.value for option in marta.select("group").options]
    assert await marta.sends(group="*") == ""
    assert marta.errors


async def test_with_more_than_there_may_be_none_is_added(
    app: ScheduleApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    await app.team("ana")
    await app.team("eva", name="Chat team")
    marta = manager(app)
    await marta.types("schedule")
    await marta.sends(group="*", zone=MEXICO)
    monkeypatch.setattr("bot.features.schedule.service.SCHEDULES", Cap(1, "schedule.wrong.too_many"))
    await marta.presses("Save")
    assert "There are 1 schedules already" in marta.text
    assert await scheduled(app) == {}


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [
        (
            "en",
            "All groups, a schedule for each",
            ("Saved: Waiting", "2 schedules", "Nothing was added: Wait"),
        ),
        (
            "es",
            "Todos los grupos, una práctica",
            ("Prácticas guardadas: Espera", "agregaron 2 prácticas", "No se agregó nada: Esp"),
        ),
    ],
)
async def test_on_the_page_it_is_chosen_where_the_report_is_of_all(
    language: str, label: str, said: tuple[str, str, str]
) -> None:
    saved, count, nothing = said
    async with reading(
        language, NIGHT, replace(NIGHT, id="chat", name="Chat team", people=("eva",))
    ) as marta:
        path = "/report/practice?topic=waiting&group=*&weeks=12"
        form, fields = await marta.opens(path)
        assert fields["group"] == "*"
        assert label in form.shown
        assert "–</option>" not in form.text  # somebody is chosen
        done = await marta.sends(fields)
        assert f"<h1>{saved}" in done.text
        assert count in done.shown
        assert {(one.group, one.topic) for one in await marta.schedules()} == {
            ("night", "waiting"),
            ("chat", "waiting"),
        }
        assert f"<h1>{saved}" in (await marta.sends(fields)).text  # sent twice, each is there once
        _, fields = await marta.opens(path)
        assert f"<h1>{nothing}" in (await marta.sends(fields)).text
        assert len(await marta.schedules()) == 2


async def test_in_the_list_those_that_go_on_stand_before_the_paused(app: ScheduleApp) -> None:
    await app.team("ana")
    await app.team("eva", name="Chat team")
    await app.team("luis", name="Day shift")
    marta = manager(app)
    for group in ("night", "chat", "day"):
        await marta.schedules(group=group, topic="yelling", zone=MEXICO)
    await marta.types("schedules")
    first, *others = [row[1] for row in marta.rows]
    await marta.chooses(f"Yelling · {first}")
    await marta.presses("Pause")
    await marta.types("schedules")
    assert [row[1] for row in marta.rows] == [*others, first]
    assert marta.rows[-1][2] == "paused"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "One schedule was added."), ("es", "Se agregó una práctica programada.")],
)
async def test_one_for_all_groups_is_told_as_one(app: ScheduleApp, language: str, said: str) -> None:
    await app.team("ana")
    await app.team("eva", name="Chat team")
    marta = manager(app, language)
    await marta.schedules(group="night", topic="yelling", zone=MEXICO)
    await marta.types("schedule")
    await marta.sends(group="*", topic="yelling", zone=MEXICO)
    await marta.press("schedule.save", marta.button("schedule.save").value)
    assert said in marta.text
    assert ("Night shift: practice on" if language == "en" else "Night shift: ya hay práctica") in marta.text
