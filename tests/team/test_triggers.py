"""Own triggers, and look-ups that found nothing on their way to become one."""

from __future__ import annotations

import logging

import pytest

from bot.core import card as c
from bot.core.chat import Role
from bot.core.misses import FEWEST_PEOPLE
from tests.team.actor import Member


async def ask_in_vain(manager: Member, *texts: str) -> None:
    """Has somebody else of the team ask each of the texts."""
    for text in texts:
        agent = manager.colleague(Role.AGENT)
        await agent.types(text)
        assert agent.phrases == []
    await manager.app.calma.misses.flush()


@pytest.mark.parametrize("asked", ["printer toner", "PRINTER TONER!!", "customer printer toner #chat"])
async def test_an_own_trigger_is_found_by_the_next_look_up(manager: Member, asked: str) -> None:
    await manager.adds_trigger("printer toner", "mistake-recovery")
    agent = manager.colleague(Role.AGENT)
    await agent.types(asked)
    assert agent.title.startswith("Our mistake")
    other = Member(manager.app)
    await other.types(asked)
    assert other.phrases == []


async def test_what_is_retired_leads_nowhere(manager: Member) -> None:
    await manager.adds_trigger("printer toner")
    await manager.presses("Retire")
    await manager.presses("Yes, retire it")
    await manager.types("printer toner")
    assert manager.phrases == []


async def test_a_trigger_can_be_mended(manager: Member) -> None:
    await manager.adds_trigger("printer toner")
    await manager.opens("Edit")
    assert await manager.sends(situation="waiting", text="printer  toner\n", language="en")
    await manager.types("printer toner")
    assert manager.title.startswith("Waiting")


@pytest.mark.parametrize(
    ("text", "situation", "language", "field", "said"),
    [
        ("", "yelling", "en", "text", "missing"),
        ("!!", "yelling", "en", "text", "no word"),
        ("x", "yelling", "en", "text", "no word"),
        ("word " * 20, "yelling", "en", "text", "at most 80"),
        ("printer toner", "", "en", "situation", "missing"),
        ("printer toner", "nothing", "en", "situation", "no such situation"),
        ("printer toner", "yelling", "fr", "language", "only English and Spanish"),
        ("Won't stop SHOUTING", "yelling", "en", "text", "leads to “Yelling” already"),
        ("wont stop shouting", "waiting", "en", "text", "leads to “Yelling” already"),
    ],
)
async def test_a_trigger_that_cannot_be_taken_is_told(
    manager: Member, text: str, situation: str, language: str, field: str, said: str
) -> None:
    await manager.at("Triggers")
    await manager.opens("Add a trigger")
    assert await manager.sends(text=text, situation=situation, language=language) == ""
    assert said in manager.errors[field]


async def test_what_eight_people_asked_becomes_a_trigger_in_two_taps(manager: Member) -> None:
    six = ["printer toner"] * 6
    await ask_in_vain(manager, *six, "Printer toner 4711!", "toner of the printer, says Zoltan")
    await manager.at("Found nothing")
    assert len(manager.quotes) == 1
    form = await manager.opens("Make it a trigger")
    values = {f.name: f.value if isinstance(f, c.Input) else f.selected[0] for f in form.fields}
    assert "toner" in values["text"].lower()
    assert "Zoltan" not in values["text"]
    assert values["situation"] in manager.app.book.situations
    await manager.sends(**values)
    agent = manager.colleague(Role.AGENT)
    await agent.types(values["text"])
    assert agent.phrases
    await manager.at("Found nothing")
    assert manager.quotes == []


async def test_seven_people_are_not_enough(manager: Member) -> None:
    await ask_in_vain(manager, *["printer toner"] * 6, "toner printer")
    await manager.at("Found nothing")
    assert manager.quotes == []
    assert any("once eight people" in e.text for e in manager.all(c.Text))


async def test_what_is_ignored_is_shown_no_more_and_noted(manager: Member) -> None:
    await ask_in_vain(manager, *["printer toner"] * 8)
    await manager.at("Found nothing", "Ignore")
    assert manager.quotes == []
    await manager.at("Changes")
    assert manager.quotes == ["printer toner"]


async def test_the_misses_of_another_team_find_nothing(
    manager: Member, caplog: pytest.LogCaptureFixture
) -> None:
    await ask_in_vain(manager, *["printer toner"] * 8)
    await manager.at("Found nothing")
    actions = {button.label: button for button in manager.buttons}
    thief = Member(manager.app)
    with caplog.at_level(logging.WARNING, "calma.team"):
        for label in ("Make it a trigger", "Ignore"):
            reply = await thief.forces(actions[label].action, actions[label].value)
            assert "toner" not in str(reply)
    assert caplog.text.count(repr(thief.tenant)) == 2
    await manager.at("Found nothing")
    assert manager.quotes == ["printer toner"]


async def test_what_was_found_or_is_only_a_tag_is_no_miss(manager: Member) -> None:
    for text in ("yelling", "#chat", ""):
        for _ in range(3):
            await manager.colleague(Role.AGENT).types(text)
    await manager.app.calma.misses.flush()
    await manager.at("Found nothing")
    assert manager.quotes == []


async def test_what_is_ignored_twice_in_a_hurry_is_nobody_elses(
    manager: Member, caplog: pytest.LogCaptureFixture
) -> None:
    await ask_in_vain(manager, *["printer toner"] * FEWEST_PEOPLE)
    await manager.at("Found nothing")
    ignore = next(button for button in manager.buttons if button.label == "Ignore")
    for _ in range(3):
        await manager.forces(ignore.action, ignore.value)
    assert "not theirs" not in caplog.text
