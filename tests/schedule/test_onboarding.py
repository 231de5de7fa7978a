"""The first five days of somebody new: set up in one go, a topic a day, undone in one press."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.card import Input, Select
from bot.core.holidays import is_holiday
from bot.features.schedule.model import DeliveryFormat, RecurrenceRule, Schedule, ScheduleState
from bot.features.schedule.onboarding import (
    DAYS,
    ONBOARDING,
    onboarding_dates,
    onboarding_day,
    onboarding_rule,
    topic_on,
)
from tests.build import shipped
from tests.harness import TENANT
from tests.practice import fits
from tests.schedule.actor import MEXICO, Guest, ScheduleApp, manager

TUESDAY = "2026-11-24"
TOPICS = [shipped().situations[topic].name["en"] for topic in DAYS]


@pytest.fixture
def app() -> ScheduleApp:
    """An app with the phrasebook that is shipped."""
    return ScheduleApp(book=shipped())


async def begun(app: ScheduleApp, **fields: str | list[str]) -> Guest:
    """Returns Marta, who has begun five days for Ana."""
    marta = manager(app)
    assert await marta.types("starter", "calm") == "Five days for a starter"
    assert await marta.presses("Set it up") == "First five days"
    await marta.sends(**(fields or {"people": ["ana"]}))
    assert not marta.errors, marta.errors
    assert await marta.presses("Start the five days") == "The five days are set"
    return marta


@pytest.mark.parametrize("text", ["starter", "new starter", "Onboarding", "empezar", "alguien nuevo"])
async def test_the_card_tells_the_five_days(app: ScheduleApp, text: str) -> None:
    marta = manager(app)
    for command in ("calm", "drill"):
        assert await marta.types(text, command) == "Five days for a starter"
        assert [line.split("**")[1] for line in marta.texts[1:6]] == [f"Day {n}:" for n in range(1, 6)]
        assert "one role-play" in marta.texts[1]
        assert "where help is" in marta.texts[5]


async def test_an_agent_does_not_set_it_up(app: ScheduleApp) -> None:
    ana = Guest(app)
    await ana.types("starter", "calm")
    assert "Set it up" not in ana.labels


async def test_what_will_happen_is_said_with_its_dates_before_anything_comes(app: ScheduleApp) -> None:
    marta = manager(app)
    await marta.types("starter", "calm")
    await marta.presses("Set it up")
    [first] = [field for field in marta.form.fields if field.name == "first"] if marta.form else []
    assert isinstance(first, Input)
    assert first.value == TUESDAY
    people, *others = marta.form.fields if marta.form else ()
    assert isinstance(people, Input)
    assert people.hint == "One person or several."
    assert [field.name for field in others] == ["first", "at"]  # there is no group
    assert await marta.sends(people=["ana"]) == "This is what will happen"
    assert marta.texts[0] == (
        "One drill a day, from Tuesday 24 November to Monday 30 November, at 09:30 in each person's own time."
    )
    assert [line.split("**")[1] for line in marta.texts[1:6]] == [
        *("Tuesday 24 November:", "Wednesday 25 November:", "Thursday 26 November:"),
        *("Friday 27 November:", "Monday 30 November:"),
    ]
    assert await app.stores.schedule.schedules.all_schedules(TENANT) == ()
    assert await marta.presses("Not now") == "Five days for a starter"
    assert await app.stores.groups.all_groups(TENANT) == ()


async def test_each_day_brings_its_topic_with_a_kind_line_and_it_ends_by_itself(app: ScheduleApp) -> None:
    await app.meet("ana", MEXICO)
    await begun(app)
    ana = Guest(app, zone=MEXICO)
    said: list[list[str]] = []
    await app.passes(hours=2, step=15)
    for _ in range(9):
        await app.passes(hours=24, step=15)
        if len(ana.mail) > len(said):
            await ana.reads_mail()
            said.append(ana.texts)
            if len(said) == 1:
                assert ana.texts[0].startswith("Good that you're here. **Day 1 of 5:**")
                assert "nobody sees it" in ana.texts[0]
                assert "**/drill roleplay**" in ana.texts[0]
            if len(said) == 5:
                assert "After a hard shift" in ana.labels
            await ana.presses("Start")
            assert ana.title == f"1 / 3 · {TOPICS[len(said) - 1]}"
            await ana.finishes()
    assert [texts[1] for texts in said] == [f"About: **{name}**" for name in TOPICS]
    assert (await app.only()).state is ScheduleState.ENDED


async def test_in_spanish_it_is_as_kind(app: ScheduleApp) -> None:
    await app.meet("ana", MEXICO, "es")
    marta = manager(app, "es")
    await marta.types("empezar", "calm")
    await marta.presses("Prepararlos")
    await marta.sends(people=["ana"])
    await marta.presses("Iniciar los cinco días")
    await app.passes(hours=26, step=15)
    ana = Guest(app, language="es")
    await ana.reads_mail()
    assert ana.texts[0].startswith("Qué bueno que está aquí. **Día 1 de 5:**")


async def test_one_press_undoes_it_and_the_change_log_notes_both(app: ScheduleApp) -> None:
    await app.meet("ana", MEXICO)
    marta = await begun(app)
    assert await marta.presses("Undo") == "Five days for a starter"
    assert "Undone. Nothing comes" in marta.text
    await app.passes(hours=48, step=15)
    assert app.mail.to("ana") == []
    assert await app.stores.groups.all_groups(TENANT) == ()
    await marta.types("team", "calm")
    await marta.presses("Changes")
    assert "set up the first five days of somebody new" in marta.text
    assert "undid the first five days of somebody new" in marta.text


async def test_a_group_gets_them_and_stays_when_they_are_undone(app: ScheduleApp) -> None:
    await app.team("ana", "luis")
    marta = await begun(app, group="night")
    await app.passes(hours=26, step=15)
    assert app.mail.to("ana")
    assert app.mail.to("luis")
    await marta.presses("Undo")
    assert [group.id for group in await app.stores.groups.all_groups(TENANT)] == ["night"]


async def test_whoever_wants_no_drills_gets_none_of_these(app: ScheduleApp) -> None:
    ana = Guest(app)
    await ana.types("settings")
    await ana.sends(state="stopped")
    await begun(app)
    await app.passes(hours=48, step=15)
    assert app.mail.to("ana") == []


async def test_what_is_wrong_is_named_at_its_field(app: ScheduleApp) -> None:
    await app.team("ana")
    marta = manager(app)
    await marta.types("starter", "calm")
    await marta.presses("Set it up")
    assert marta.form
    assert isinstance(marta.form.fields[1], Select)
    await marta.sends(people=["ana"], group="night", first="2026-11-20", at="noon")
    assert set(marta.errors) == {"people", "first", "at"}
    await marta.sends(people=[], group="", first="2028-01-01", at="09:00")
    assert set(marta.errors) == {"people", "first"}


async def test_the_time_can_be_changed_and_the_days_keep_their_topics(app: ScheduleApp) -> None:
    marta = await begun(app)
    await marta.presses("Have a look")
    await marta.presses("Change")
    await marta.sends(at="11:00")
    assert not marta.errors, marta.errors
    assert "Topic: Five days for a starter." in marta.text
    await marta.presses("Save")
    changed = await app.only()
    assert (changed.topic, changed.recurrence.at) == (ONBOARDING, time(11))


async def test_old_and_strange_buttons_get_a_friendly_card(app: ScheduleApp) -> None:
    marta = await begun(app)
    schedule = await app.only()
    assert await marta.press("schedule.onboarding.begin", schedule.id) == "The five days are set"  # once more
    for action in ("begin", "undo"):
        for value in ("", "gone", "😀"):
            assert await marta.press(f"schedule.onboarding.{action}", value) == "Five days for a starter"
    ana = Guest(app)
    await ana.press("schedule.onboarding.undo", schedule.id)
    assert await app.only() == schedule


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_and_form_fits_every_edge(app: ScheduleApp, language: str) -> None:
    words, marta = app.book.words, manager(app, language)
    people = [f"person-{n}" for n in range(9)]
    await app.team(*people, name="N" * 60)
    await marta.types("starter", "calm")
    fits(marta.card, words)
    await marta.press("schedule.onboarding.new")
    assert marta.form
    fits(marta.form, words)
    await marta.sends(people=people)
    fits(marta.card, words)
    await marta.press("schedule.onboarding.begin", marta.buttons[0].value)
    fits(marta.card, words)
    for _ in range(8):
        await app.passes(hours=24, step=15)
    assert app.mail.to("person-0")
    for card in app.mail.to("person-0"):
        fits(card, words)


@given(
    st.dates(date(2026, 1, 1), date(2090, 1, 1)),
    st.sampled_from(["", "MX", "ES", "AR", "US"]),
)
def test_it_is_always_five_days_each_with_its_own_topic(first: date, country: str) -> None:
    rule = onboarding_rule(first, time(9), "UTC", country, is_holiday)
    schedule = Schedule("T", "s", "slack", "g", "m", "", "en", DeliveryFormat.EACH, rule, ONBOARDING)
    days = onboarding_dates(schedule, is_holiday)
    assert len(days) == len(DAYS)
    assert days == tuple(sorted(set(days)))
    assert rule.last == days[-1]
    assert [topic_on(schedule, day, is_holiday) for day in days] == list(DAYS)
    assert not any(country and is_holiday(country, day) for day in days)
    assert onboarding_day(schedule, date(2025, 1, 1), is_holiday) == 0
    assert isinstance(rule, RecurrenceRule)
