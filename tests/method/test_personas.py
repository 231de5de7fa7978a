"""Reading a customer: by command, and as a note beside the phrases."""

from __future__ import annotations

import pytest

from bot.core.phrasebook import Phrasebook
from tests.harness import Agent, Harness

LIST = "Who are you talking to?"
PERSONAS = ("aggressive", "habitual-complainer", "impatient", "indecisive", "know-it-all")


@pytest.fixture
def agent(app: Harness) -> Agent:
    """Somebody who reads English."""
    return Agent(app)


@pytest.mark.parametrize("text", ["persona", "personas", "PERSONA "])
async def test_the_word_alone_lists_all_with_how_to_tell(agent: Agent, book: Phrasebook, text: str) -> None:
    assert await agent.types(text) == LIST
    assert tuple(book.personas) == PERSONAS
    assert agent.labels[:5] == [persona.name["en"] for persona in book.personas.values()]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("aggressive", "Attacks"),
        ("agresive", "Attacks"),
        ("agresiva", "Attacks"),
        ("impaciente", "In a hurry"),
        ("con prisa", "In a hurry"),
        ("indecisa", "Can't decide"),
        ("know it all", "Corrects you"),
        ("sabelotodo", "Corrects you"),
        ("complainer", "Keeps complaining"),
    ],
)
async def test_one_is_found_by_any_of_its_names(agent: Agent, text: str, name: str) -> None:
    assert await agent.types(f"persona {text}") == name


async def test_in_spanish_persona_is_an_ordinary_word_so_the_rest_is_looked_up(agent: Agent) -> None:
    assert (await agent.types("persona gritando")).startswith("Yelling")
    assert (await agent.types("persona que me está insultando")).startswith("Abuse")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", PERSONAS)
async def test_one_leads_to_its_step_and_to_the_phrases(
    app: Harness, book: Phrasebook, name: str, language: str
) -> None:
    agent, persona = Agent(app, language=language), book.personas[name]
    await agent.types(f"persona {name}")
    start, *phrases, _ = agent.buttons
    method = book.methods[persona.method]
    step = next(step for step in method.steps if step.id == persona.step)
    assert start.label.endswith(f": {step.name[language]}")
    assert await agent.press(start.action, start.value) == f"{method.name[language]} · {step.name[language]}"
    assert len(phrases) == len(persona.situations)
    for button, situation in zip(phrases, persona.situations, strict=True):
        title = await agent.press(button.action, button.value)
        assert title.startswith(f"{book.situations[situation].name[language]} · ")
        assert agent.languages[0] == language


async def test_a_situation_tells_how_to_read_them_on_its_first_page_only(agent: Agent) -> None:
    await agent.types("yelling")
    [note] = [text for text in agent.texts if text.startswith("**Reading them:**")]
    assert note.endswith("**Start at:** Acknowledge (C.A.L.M.)")
    await agent.presses("More phrases")
    assert not any(text.startswith("**Reading them:**") for text in agent.texts)


async def test_the_note_is_in_the_own_language(app: Harness) -> None:
    agent = Agent(app, language="es")
    await agent.types("gritos")
    [note] = [text for text in agent.texts if text.startswith("**Cómo se nota:**")]
    assert note.endswith("**Empiece por:** Reconocer (C.A.L.M.)")


async def test_a_situation_without_a_persona_has_no_note(agent: Agent) -> None:
    await agent.types("quiere hablar con el gerente")
    assert not any(text.startswith("**Reading them:**") for text in agent.texts)


@pytest.mark.parametrize("value", ["gone", "aggressive|1", "😀"])
async def test_an_old_or_strange_value_gets_the_list(agent: Agent, value: str) -> None:
    assert await agent.press("persona.show", value) == LIST
