"""What not to say, as an agent meets it."""

from __future__ import annotations

import pytest

from bot.core.phrasebook import Phrasebook
from tests.harness import Agent, Harness

LIST = "What not to say, and what to say instead"


@pytest.fixture
def agent(app: Harness) -> Agent:
    """Somebody who reads English."""
    return Agent(app)


@pytest.mark.parametrize("text", ["avoid", "evitar", "AVOID", "avoid nonsense", "evitar 12"])
async def test_the_word_alone_lists_all_with_how_they_sound(
    agent: Agent, book: Phrasebook, text: str
) -> None:
    assert await agent.types(text) == LIST
    assert len(book.pitfalls) == 7
    assert agent.labels[:7] == [pitfall.name["en"] for pitfall in book.pitfalls.values()]
    assert all(p.sounds["en"] in line for p, line in zip(book.pitfalls.values(), agent.texts, strict=True))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("avoid calm down", "Saying “calm down”"),
        ("avoid promises", "Promising too much"),
        ("evitar disculpas", "Over-apologizing"),
        ("evitar límites", "No firm boundary"),
        ("avoid over apologising", "Over-apologizing"),
        ("avoid rushing", "Rushing them along"),
    ],
)
async def test_one_can_be_named(agent: Agent, text: str, title: str) -> None:
    assert await agent.types(text) == title


async def test_a_sentence_that_begins_so_is_looked_up(agent: Agent) -> None:
    assert await agent.types("avoid escalation she wants a manager") != LIST


async def test_one_says_how_it_sounds_why_and_what_is_better(agent: Agent) -> None:
    await agent.types("avoid")
    await agent.presses("Promising too much")
    assert [text.split("**")[1] for text in agent.texts] == [
        "Don't say:",
        "Why it makes things worse:",
        "Better:",
    ]
    assert agent.languages == ["en", "es"]
    assert len(agent.phrases) == 1


async def test_all_can_be_walked_through_in_place(agent: Agent, book: Phrasebook) -> None:
    await agent.press("avoid.show", next(iter(book.pitfalls)))
    seen = [agent.title]
    assert agent.labels == ["Next", "The whole list"]
    while "Next" in agent.labels:
        seen.append(await agent.presses("Next"))
        assert agent.badge == f"page {len(seen)} of 7"
    assert seen == [pitfall.name["en"] for pitfall in book.pitfalls.values()]
    assert await agent.presses("Back") == seen[-2]
    assert await agent.presses("The whole list") == LIST


async def test_in_spanish_the_spanish_line_comes_first(app: Harness) -> None:
    agent = Agent(app, language="es")
    assert await agent.types("evitar", "calma") == "Qué no decir, y qué decir en su lugar"
    assert await agent.presses("Decir «cálmese»") == "Decir «cálmese»"
    assert agent.languages == ["es", "en"]
    assert len(agent.phrases) == 1
    assert agent.badge == "página 6 de 7"


@pytest.mark.parametrize("value", ["gone", "defensive|1", "DEFENSIVE", "😀"])
async def test_an_old_or_strange_value_gets_the_list(agent: Agent, value: str) -> None:
    assert await agent.press("avoid.show", value) == LIST
