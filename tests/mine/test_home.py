"""A person's own page."""

from __future__ import annotations

import pytest

from bot.core import card as c
from tests.harness import Agent, Harness


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["Show the situations", "Settings", "Help", "Someone may be in danger"]),
        ("es", ["Ver las situaciones", "Ajustes", "Ayuda", "Alguien puede estar en peligro"]),
    ],
)
async def test_home_is_never_empty(app: Harness, language: str, labels: list[str]) -> None:
    agent = Agent(app, language=language)
    await agent.types(command="home")
    assert agent.labels == labels
    assert [button.form for button in agent.buttons] == [False, True, False, False]


async def test_home_shows_what_was_saved_and_looked_up(app: Harness) -> None:
    agent = Agent(app)
    for text in ("yelling #chat", "legal threat", "wants a manager"):
        await agent.types(text)
        for option in agent.options("Save")[:2]:
            await agent.chooses(option, of="Save")
    await agent.types(command="home")
    assert len(agent.phrases) == 3
    assert agent.labels[4:] == ["Wants a manager", "Threats: legal", "Yelling", "All my phrases"]
    await agent.presses("Yelling")
    assert agent.title == "Yelling · chat"
    assert "Calmed" in agent.labels


async def test_at_most_five_are_remembered_each_once(app: Harness) -> None:
    agent = Agent(app)
    await agent.types("yelling")
    for situation in ("legal-threat", "closing", "waiting", "yelling", "options", "empathy"):
        await agent.press("lookup.show", f"{situation}|phone||0|en|||")
    await agent.types(command="home")
    recent = agent.labels[4:]
    assert len(recent) == 5
    assert recent[:3] == ["Worried or in tears", "Giving options", "Yelling"]
    assert "Threats: legal" not in recent


async def test_home_is_ones_own(app: Harness) -> None:
    ana, luis = Agent(app), Agent(app, "luis")
    await ana.types("yelling")
    await luis.types(command="home")
    assert len(luis.labels) == 4
    assert not any(isinstance(element, c.PhraseBlock) for element in luis.card.elements)
