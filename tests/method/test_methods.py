"""Methods as an agent meets them: type this, press that, see this step."""

from __future__ import annotations

import pytest

from bot.core.phrasebook import Phrasebook
from tests.harness import Agent, Harness

LIST = "Methods, step by step"
NAMES = ["C.A.L.M.", "HEARD", "LAER", "Four actions", "Three steps", "Six techniques"]


@pytest.fixture
def agent(app: Harness) -> Agent:
    """Somebody who reads English."""
    return Agent(app)


@pytest.mark.parametrize("text", ["method", "methods", "método", "métodos", "metodo", "METODOS", " Método "])
async def test_the_word_alone_lists_all_with_when_to_use_them(agent: Agent, text: str) -> None:
    assert await agent.types(text) == LIST
    assert agent.labels[:6] == NAMES
    assert [line.split("**")[1] for line in agent.texts] == NAMES
    assert all(" · " in line for line in agent.texts)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("heard", "HEARD"),
        ("HEARD", "HEARD"),
        ("herd", "HEARD"),
        ("calm", "C.A.L.M."),
        ("c.a.l.m.", "C.A.L.M."),
        ("C A L M", "C.A.L.M."),
        ("calma", "C.A.L.M."),
        ("laer", "LAER"),
        ("lear", "LAER"),
        ("four-actions", "Four actions"),
        ("four", "Four actions"),
        ("4 acciones", "Four actions"),
        ("cuatro acciones", "Four actions"),
        ("tres", "Three steps"),
        ("3 steps", "Three steps"),
        ("three stpes", "Three steps"),
        ("seis tecnicas", "Six techniques"),
        ("six", "Six techniques"),
    ],
)
async def test_a_method_is_found_by_any_of_its_names(agent: Agent, text: str, name: str) -> None:
    for keyword in ("method", "método"):
        assert (await agent.types(f"{keyword} {text}")).startswith(f"{name} · ")
        assert agent.badge.startswith("step 1 of ")


async def test_the_spanish_command_does_the_same(agent: Agent) -> None:
    assert await agent.types("método calma", "calma") == "C.A.L.M. · Control"


@pytest.mark.parametrize(
    "text", ["method nonsense", "método 12", "method 😀", "method ..", "métodos de pago"]
)
async def test_an_unknown_name_gets_the_list(agent: Agent, text: str) -> None:
    assert await agent.types(text) == LIST


@pytest.mark.parametrize("text", ["método de pago rechazado", "method of payment was declined again"])
async def test_a_sentence_that_begins_so_is_looked_up(agent: Agent, text: str) -> None:
    assert await agent.types(text) != LIST
    assert agent.labels[:6] != NAMES


async def test_next_and_back_walk_through_in_place(agent: Agent) -> None:
    await agent.types("method heard")
    seen = [(agent.title, agent.badge)]
    assert "Back" not in agent.labels
    while "Next" in agent.labels:
        await agent.presses("Next")
        seen.append((agent.title, agent.badge))
    steps = ["Hear", "Empathize", "Apologize", "Resolve", "Diagnose"]
    assert seen == [(f"HEARD · {step}", f"step {i} of 5") for i, step in enumerate(steps, 1)]
    for title, place in reversed(seen[:-1]):
        assert await agent.presses("Back") == title
        assert agent.badge == place
    assert await agent.presses("All methods") == LIST
    assert await agent.presses("LAER") == "LAER · Listen"


async def test_the_first_card_tells_when_and_the_limits_the_others_do_not(agent: Agent) -> None:
    await agent.types("method heard")
    bold = [text.split("**")[1] for text in agent.texts if "**" in text]
    assert bold == ["When:", "Limits:", "On video:"]
    await agent.presses("Next")
    assert [text.split("**")[1] for text in agent.texts if "**" in text] == ["On video:"]


@pytest.mark.parametrize(("language", "video"), [("en", "**On video:**"), ("es", "**En video:**")])
async def test_every_step_of_every_method_has_a_word_for_video(
    app: Harness, book: Phrasebook, language: str, video: str
) -> None:
    agent = Agent(app, language=language)
    for method in book.methods.values():
        for step in method.steps:
            await agent.press("method.step", f"{method.id}|{step.id}")
            assert sum(text.startswith(video) for text in agent.texts) == 1


@pytest.mark.parametrize("language", ["en", "es"])
async def test_a_worked_example_goes_from_first_word_to_last(
    app: Harness, book: Phrasebook, language: str
) -> None:
    agent = Agent(app, language=language)
    say = agent.app.book.words.say
    for method in book.methods.values():
        await agent.types(f"method {method.id}")
        assert await agent.presses(say(language, "method.example")) == method.name[language]
        customer, *others = [text for text in agent.texts if text.startswith("**")]
        assert customer.startswith(say(language, "method.customer", text="").split("“")[0].split("«")[0])
        steps = [text.split(" · ")[1].split(":**")[0] for text in others if " · " in text.split(":**")[0]]
        assert list(dict.fromkeys(steps)) == [step.name[language] for step in method.steps]
        assert len(agent.buttons) == 3


async def test_from_an_example_one_goes_on_to_the_steps_or_to_practice(agent: Agent) -> None:
    await agent.types("method laer")
    assert await agent.presses("Example") == "LAER"
    assert await agent.presses("Its steps") == "LAER · Listen"
    await agent.presses("Example")
    assert (await agent.presses("Practise this")).startswith("1 / 3 · ")


@pytest.mark.parametrize(("value", "title"), [("", LIST), ("gone", LIST), ("heard|hear", LIST)])
async def test_an_old_or_strange_example_gets_the_list(agent: Agent, value: str, title: str) -> None:
    assert await agent.press("method.example", value) == title


async def test_the_figures_of_three_steps_are_called_what_they_are(app: Harness, agent: Agent) -> None:
    await agent.types("method three steps")
    [note] = [text for text in agent.texts if "73%" in text]
    assert "23%" in note
    assert note.startswith("Vendor figures")
    spanish = Agent(app, language="es")
    await spanish.types("método tres pasos")
    assert any(text.startswith("Cifras de un proveedor") for text in spanish.texts)


@pytest.mark.parametrize(("language", "order"), [("en", ["en", "es"]), ("es", ["es", "en"])])
async def test_every_step_has_words_in_both_languages_the_own_first(
    app: Harness, book: Phrasebook, language: str, order: list[str]
) -> None:
    agent = Agent(app, language=language)
    for method in book.methods.values():
        for step in method.steps:
            await agent.press("method.step", f"{method.id}|{step.id}")
            assert agent.languages == order
            assert len(agent.phrases) == 1
            assert agent.card.language == language
            assert agent.title == f"{method.name[language]} · {step.name[language]}"


async def test_in_spanish_all_of_it_is_spanish(app: Harness) -> None:
    agent = Agent(app, language="es")
    assert await agent.types("método", "calma") == "Métodos, paso a paso"
    assert await agent.presses("Cuatro acciones") == "Cuatro acciones · Escuchar"
    assert agent.badge == "paso 1 de 4"
    await agent.presses("Siguiente")
    assert agent.labels == ["Siguiente", "Atrás", "Ejemplo", "Todos los métodos"]


@pytest.mark.parametrize(
    "value",
    ["", "heard", "heard|", "|", "heard|nonsense", "gone|hear", "heard|hear|more", "heard|2", "😀" * 999],
)
async def test_an_old_or_strange_step_gets_the_list(agent: Agent, value: str) -> None:
    assert await agent.press("method.step", value) == LIST


@pytest.mark.parametrize("value", ["", "gone", "heard|hear", "HEARD", "../calm"])
async def test_an_old_or_strange_method_gets_the_list(agent: Agent, value: str) -> None:
    assert await agent.press("method.show", value) == LIST


async def test_a_button_may_name_a_method_alone(agent: Agent) -> None:
    assert await agent.press("method.show", "heard") == "HEARD · Hear"


async def test_the_menu_leads_here_and_back(agent: Agent) -> None:
    assert await agent.types("") == "What's going on?"
    assert await agent.presses("Methods") == LIST
    assert await agent.presses("Show the situations") == "What's going on?"
    assert await agent.presses("Don't say") == "What not to say, and what to say instead"
    assert await agent.presses("Methods") == LIST
    assert await agent.presses("Kinds of customers") == "Who are you talking to?"
