"""The form that asks what is happening."""

from __future__ import annotations

import pytest

from bot.core import card as c
from tests.harness import Agent, Harness


async def asked(agent: Agent, text: str = "") -> c.Form:
    """Opens the form, as a platform's shortcut does."""
    await agent.press("lookup.ask", text)
    assert agent.form
    return agent.form


@pytest.mark.parametrize("language", ["en", "es"])
async def test_the_form_has_one_field_and_fits_every_platform(app: Harness, language: str) -> None:
    form = await asked(Agent(app, language=language))
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
async def test_what_is_sent_is_looked_up_in_place_of_the_form(app: Harness, text: str, title: str) -> None:
    agent = Agent(app)
    await asked(agent)
    await agent.sends(text=text)
    assert agent.title == title


async def test_a_message_that_was_chosen_stands_in_it_already(app: Harness) -> None:
    form = await asked(Agent(app), "you people are the worst " * 100)
    [field] = form.fields
    assert isinstance(field, c.Input)
    assert field.value.startswith("you people")
    assert len(field.value) <= field.limit
