"""Saved phrases as an agent meets them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core import card as c
from bot.core.people import Favourite
from tests.harness import Agent, Harness

NOON = datetime(2020, 11, 23, 12, 0, tzinfo=UTC)


async def saves(agent: Agent, text: str, place: int = 0) -> str:
    """Looks `text` up and saves one of the phrases; returns its wording."""
    await agent.types(text)
    wording = agent.wordings[place]
    await agent.chooses(agent.options("Save")[place], of="Save")
    return wording


@pytest.fixture
def agent(app: Harness) -> Agent:
    """Somebody who reads English."""
    return Agent(app)


async def test_saving_says_so_and_leaves_the_card(agent: Agent) -> None:
    await agent.types("yelling")
    before = agent.phrases
    assert len(agent.options("Save")) == 3
    assert all(len(option) <= 75 for option in agent.options("Save"))
    await agent.chooses(agent.options("Save")[1], of="Save")
    assert agent.phrases == before
    assert any("Saved" in note for note in agent.notes)
    assert "Calmed" in agent.labels


@pytest.mark.parametrize("word", ["mine", "mías", "mias", "Favoritas"])
async def test_what_was_saved_is_there_again(agent: Agent, word: str) -> None:
    wording = await saves(agent, "yelling", 1)
    await agent.types(word)
    assert agent.title == "My phrases"
    assert agent.wordings == [wording]
    assert agent.phrases[0].cue.startswith("Yelling · ")


async def test_saving_twice_keeps_one(agent: Agent) -> None:
    await saves(agent, "yelling")
    await saves(agent, "yelling")
    await agent.types("mine")
    assert len(agent.phrases) == 1


async def test_nothing_saved_says_how(app: Harness) -> None:
    agent = Agent(app, language="es")
    await agent.types("mías")
    assert agent.phrases == []
    assert agent.labels == ["Ver las situaciones"]
    assert any("Guardar" in e.text for e in agent.all(c.Text))


async def test_many_are_paged_and_each_can_be_removed(agent: Agent) -> None:
    saved = [await saves(agent, text, place) for text in ("yelling", "legal threat") for place in range(3)]
    await agent.types("mine")
    assert len(agent.wordings) == 3
    assert agent.labels == ["Remove"] * 3 + ["More", "Show the situations"]
    first = agent.wordings
    await agent.presses("More")
    assert sorted(first + agent.wordings) == sorted(saved)
    await agent.presses("More")
    assert agent.wordings == first
    await agent.presses("Remove")
    assert "Removed." in agent.notes
    assert first[0] not in agent.wordings


async def test_removing_the_last_of_a_page_leads_to_the_one_before(agent: Agent) -> None:
    for place in range(3):
        await saves(agent, "yelling", place)
    await saves(agent, "legal threat")
    await agent.types("mine")
    await agent.presses("More")
    assert len(agent.wordings) == 1
    await agent.presses("Remove")
    assert len(agent.wordings) == 3


async def test_words_search_in_either_language(agent: Agent) -> None:
    await saves(agent, "yelling")
    wording = await saves(agent, "threatening to sue")
    for words in ("mine legal", "mine amenaz", "mías LEGÁL threat"):
        await agent.types(words)
        assert agent.wordings == [wording]
    await agent.types("mine toner")
    assert agent.wordings == []
    assert agent.labels == ["All my phrases"]
    await agent.presses("All my phrases")
    assert len(agent.wordings) == 2


async def test_a_search_survives_its_buttons(agent: Agent) -> None:
    for text in ("yelling", "legal threat"):
        for place in range(3):
            await saves(agent, text, place)
    await agent.types("mine yell")
    assert len(agent.wordings) == 3
    await agent.presses("Remove")
    assert len(agent.wordings) == 2
    assert agent.quotes[0] == "yell"


@pytest.mark.parametrize(
    "value",
    ["", "|", "a", "a|b|c", "a|-1|", "a|99|", "a|9999999|x", "||", "\x00|0|\x00", "a|0|" + "x" * 2_990],
)
@pytest.mark.parametrize("action", ["mine.show", "mine.remove"])
async def test_strange_values_show_the_list(agent: Agent, action: str, value: str) -> None:
    await saves(agent, "yelling")
    await agent.press(action, value)
    assert agent.title == "My phrases"


async def test_a_phrase_that_has_gone_can_be_removed(app: Harness, agent: Agent) -> None:
    favourites = app.stores.favourites
    await favourites.save_favourite(agent.person, Favourite("retired", "yelling", NOON))
    await favourites.save_favourite(agent.person, Favourite("with-its-situation", "gone", NOON))
    wording = await saves(agent, "yelling")
    await agent.types("mine")
    texts = [e.text for e in agent.all(c.Text)]
    assert texts == ["This one is no longer in the phrasebook."] * 2
    assert agent.wordings == [wording]
    await agent.types(command="home")
    assert agent.wordings == [wording]
    assert (await agent.searches(""))[0].text == wording
    await agent.types("mine")
    for _ in range(2):
        button = [b for b in agent.buttons if b.label == "Remove"][-1]
        await agent.press(button.action, button.value)
    assert [favourite.phrase for favourite in await favourites.favourites_of(agent.person)] == [
        "yelling-all-of-it"
    ]
