"""The start in Teams: on installation, by a word, and among the commands that Teams lists."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fakes.teams import FakeTeams
from tests.teams.people import Member, Shipped


@pytest_asyncio.fixture
async def chat(teams: FakeTeams) -> AsyncIterator[Shipped]:
    """The shipped coach in Teams."""
    shipped = Shipped(teams)
    await shipped.start()
    yield shipped
    await shipped.close()


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("start", "what's going on?"),
        ("inicio", "what's going on?"),
        ("hi", "Hi, I'm Calma"),
        ("hello", "Hi, I'm Calma"),
        ("hola", "Hi, I'm Calma"),
    ],
)
async def test_teams_has_it_by_a_word(chat: Shipped, typed: str, title: str) -> None:
    maria = Member(chat, "maria")
    await maria.types(typed)
    assert title in maria.text
    assert "Someone may be in danger" in maria.labels
    assert "Help" in maria.labels


async def test_teams_manager_sees_what_waits_and_an_agent_does_not(chat: Shipped) -> None:
    maria, rosa = Member(chat, "maria"), Member(chat, "rosa")
    await rosa.types("start")
    assert "due for review" in rosa.text
    assert "Report" in rosa.labels
    await maria.types("start")
    assert "due for review" not in maria.text
    assert "Report" not in maria.labels
