"""The form that asks what is happening."""

from __future__ import annotations

import pytest

from bot.coach import card as c
from bot.coach.talk import Press
from bot.wiring.calma import Calma
from tests.agent import Agent


async def asked(house: Calma, agent: Agent, text: str = "") -> c.Form:
    """Opens the form, as a platform's shortcut does."""
    reply = await house.desk.answer(Press(agent.person, "lookup.ask", text))
    assert isinstance(reply, c.Form)
    agent.form = reply
    return reply


@pytest.mark.parametrize("language", ["en", "es"])
async def test_the_form_has_one_field_and_fits_every_platform(house: Calma, language: str) -> None:
    form = await asked(house, Agent(house, language))
    [field] = form.fields
    assert isinstance(field, c.Input)
    assert field.value == ""
    assert len(form.title) <= 24
    assert len(form.send) <= 24
    assert form.language == language


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("le está gritando", "Yelling · phone"),
        ("printer toner", "I'm not sure what's happening there. These come closest"),
        ("", "What's going on?"),
    ],
)
async def test_what_is_sent_is_looked_up_in_place_of_the_form(house: Calma, text: str, title: str) -> None:
    agent = Agent(house)
    await asked(house, agent)
    await agent.sends(text=text)
    assert agent.title == title


async def test_a_message_that_was_chosen_stands_in_it_already(house: Calma) -> None:
    form = await asked(house, Agent(house), "you people are the worst " * 100)
    [field] = form.fields
    assert isinstance(field, c.Input)
    assert field.value.startswith("you people")
    assert len(field.value) <= field.limit
