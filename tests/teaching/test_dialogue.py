"""Teachings as people meet them: type this, press that, learn this."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.chat import Role
from bot.core.phrasebook import Phrasebook
from bot.core.teaching import FAMILIES, MANAGERS
from tests.harness import Actor, Agent, Harness

LIST = "Good to know"
ALONE = ["Why it calms", "Where they stand", "Your own stress", "Prepare the week", "A scene in public"]
CHANNELS = ["Phone", "Chat", "Email", "WhatsApp", "Social media", "Video and screen", "In person"]
INDUSTRIES = ["Healthcare", "Finance", "E-commerce", "Telecom"]


@pytest.fixture
def agent(app: Harness) -> Agent:
    """Somebody who reads English."""
    return Agent(app)


@pytest.fixture
def ana(app: Harness) -> Agent:
    """Somebody who reads Spanish."""
    return Agent(app, language="es")


@pytest.mark.parametrize("text", ["learn", "Learn!", "aprender", "good to know", "conviene saber"])
async def test_the_word_alone_lists_all_a_family_in_one(agent: Agent, text: str) -> None:
    assert await agent.types(text) == LIST
    assert agent.labels == [*ALONE, "Channels", "Industries", "Methods", "Show the situations"]
    assert [line.split("**")[1] for line in agent.texts] == [*ALONE, "Channels", "Industries"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("why", "Why it calms"),
        ("por que", "Why it calms"),
        ("stress", "Your own stress"),
        ("estrés", "Your own stress"),
        ("stages", "Where they stand"),
        ("etapas", "Where they stand"),
        ("prepare", "Prepare the week"),
        ("preparar", "Prepare the week"),
        ("channel chat", "Chat"),
        ("canal chat", "Chat"),
        ("channel in person", "In person"),
        ("canal presencial", "In person"),
        ("canal wasap", "WhatsApp"),
        ("channel screen sharing", "Video and screen"),
        ("canal redes", "Social media"),
        ("industry healthcare", "Healthcare"),
        ("industria salud", "Healthcare"),
        ("rubro banco", "Finance"),
        ("industry ecommerce", "E-commerce"),
        ("sector telefonia", "Telecom"),
        ("learn why it calms", "Why it calms"),
        ("learn email", "Email"),
        ("aprender en qué punto está", "Where they stand"),
        ("learn scene", "A scene in public"),
    ],
)
async def test_each_is_found_by_its_words_of_either_language(agent: Agent, text: str, title: str) -> None:
    assert await agent.types(text) == title


@pytest.mark.parametrize(
    ("text", "title", "names"),
    [
        ("channel", "Channels", CHANNELS),
        ("canales", "Channels", CHANNELS),
        ("industry", "Industries", INDUSTRIES),
        ("industrias", "Industries", INDUSTRIES),
    ],
)
async def test_a_family_is_one_page(agent: Agent, text: str, title: str, names: list[str]) -> None:
    assert await agent.types(text) == title
    assert [label for label in agent.labels if label in names] == names
    assert await agent.presses(names[1]) == names[1]
    assert agent.badge == title
    await agent.presses("All cards")
    assert await agent.presses(title) == title


@pytest.mark.parametrize(
    "text",
    [
        *(
            "learn to shut up he said",
            "channel 5 is gone and he is yelling",
            "canal equivocado, está gritando",
        ),
        *("why is he yelling at me", "stress is high and she cries", "industria pesada, cliente grita"),
    ],
)
async def test_a_sentence_that_begins_so_is_looked_up(agent: Agent, text: str) -> None:
    assert await agent.types(text) not in {LIST, "Channels", "Industries", *ALONE}


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_begins_with_what_to_take_along_and_has_few_ways_on(
    app: Harness, book: Phrasebook, language: str
) -> None:
    agent = Agent(app, language=language)
    for teaching in book.teachings.values():
        assert await agent.press("teaching.show", teaching.id) == teaching.name[language]
        assert agent.texts[0] == teaching.gist[language]
        assert 2 <= len(agent.buttons) <= 5
        assert agent.card.language == language
        if teaching.phrase:
            assert agent.languages[0] == language


async def test_the_next_one_is_one_tap_away_until_all_have_been_seen(
    app: Harness, book: Phrasebook, agent: Agent
) -> None:
    ways = {teaching.id: teaching.following for teaching in book.teachings.values()}
    assert all(ways.values())
    await agent.types("why")
    seen = [agent.title]
    while agent.title not in seen[:-1]:
        [onward] = [label for label in agent.labels if label.startswith("Next: ")]
        seen.append(await agent.presses(onward))
    assert seen[:5] == ALONE
    assert set(ways) - set(ways.values()) == {"channel-phone"}  # to it leads the page of channels


async def test_practise_this_starts_a_drill_of_that_topic(agent: Agent) -> None:
    await agent.types("why")
    assert (await agent.presses("Practise this")) == "1 / 3 · Why it calms"
    await agent.types("channel email")
    assert (await agent.presses("Practise this")) == "1 / 3 · Channels"
    await agent.types("industries")
    assert (await agent.presses("Practise this")) == "1 / 3 · Industries"


async def test_practice_of_it_has_a_name_in_both_languages(ana: Agent) -> None:
    for typed, name in (
        ("estrés", "El estrés propio"),
        ("canales", "Canales"),
        ("industria", "Industrias"),
        ("por qué calma", "Por qué calma"),
        ("stages", "En qué punto está"),
        ("preparar", "Preparar la semana"),
    ):
        assert await ana.types(typed, "drill") == f"1 / 3 · {name}", typed


async def test_without_questions_nothing_promises_practice(book: Phrasebook) -> None:
    agent = Agent(Harness(book=replace(book, quiz={})))
    for text in ("why", "channel chat", "channels", "method laer"):
        await agent.types(text)
        assert "Practise this" not in agent.labels


async def test_a_shouting_customer_leads_to_where_they_stand_and_back(agent: Agent) -> None:
    await agent.types("yelling")
    assert await agent.presses("Where they stand") == "Where they stand"
    assert (await agent.presses("Phrases: Yelling")).startswith("Yelling · ")
    await agent.presses("More phrases")
    assert "Where they stand" not in agent.labels


async def test_ones_own_stress_has_help_after_a_hard_shift(app: Harness) -> None:
    ana = Actor(app, language="es")
    assert await ana.types("estrés") == "El estrés propio"
    assert await ana.presses("Tras un turno difícil") == "Alrededor de un turno difícil"


async def test_the_menu_leads_here_by_the_methods(agent: Agent) -> None:
    await agent.types("")
    await agent.presses("Methods")
    assert await agent.presses("Good to know") == LIST
    assert await agent.presses("Methods") == "Methods, step by step"


async def test_cards_for_managers_stand_in_their_list_alone(book: Phrasebook) -> None:
    teachings = {**book.teachings, "why": replace(book.teachings["why"], audience=MANAGERS)}
    app = Harness(book=replace(book, teachings=teachings))
    agent, manager = Agent(app), Agent(app, "rosa", role=Role.MANAGER)
    await agent.types("learn")
    assert "Why it calms" not in agent.labels
    await manager.types("learn")
    assert "**For managers**" in manager.texts
    assert await manager.presses("Why it calms") == "Why it calms"


@pytest.mark.parametrize("value", ["", "gone", "why|1", "😀" * 99, "../why"])
async def test_an_old_or_strange_value_gets_the_list(agent: Agent, value: str) -> None:
    assert await agent.press("teaching.show", value) == LIST
    assert await agent.press("teaching.family", value) == LIST


async def test_a_phrasebook_without_any_still_answers(book: Phrasebook) -> None:
    agent = Agent(Harness(book=replace(book, teachings={})))
    assert await agent.types("learn") == LIST
    for family in FAMILIES.values():
        assert await agent.press("teaching.family", family) == agent.title
    await agent.types("yelling")
    assert "Where they stand" not in agent.labels
    await agent.types("method")
    assert "Good to know" not in agent.labels


MANAGERS_CARDS = ["Ten-minute practice", "What to measure", "Why it matters"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("ten minutes", "Ten-minute practice"),
        ("diez minutos", "Ten-minute practice"),
        ("measure", "What to measure"),
        ("qué medir", "What to measure"),
        ("why it matters", "Why it matters"),
        ("por que importa", "Why it matters"),
    ],
)
async def test_what_managers_read_is_found_by_its_words(app: Harness, text: str, title: str) -> None:
    manager = Agent(app, "rosa", role=Role.MANAGER)
    assert await manager.types(text) == title


async def test_the_team_card_leads_to_what_managers_read_and_each_to_what_they_do(app: Harness) -> None:
    manager = Agent(app, "rosa", role=Role.MANAGER)
    await manager.types("team")
    assert await manager.presses("Leading a team") == "Leading a team"
    assert manager.labels == [*MANAGERS_CARDS, "Five days for a starter", "Your team"]
    assert manager.texts[0].startswith("**Ten-minute practice** · One customer's line")
    assert await manager.presses("Ten-minute practice") == "Ten-minute practice"
    assert manager.labels == [
        *("Start a team round", "Role-plays", "Next: What to measure", "Leading a team"),
    ]
    assert await manager.presses("Start a team round") == "New team round"
    await manager.types("measure")
    await manager.presses("See our results")
    assert manager.title.startswith("Practice")
    await manager.types("why it matters")
    assert await manager.presses("Five days for a starter") == "Five days for a starter"


async def test_an_agent_who_reads_them_has_no_buttons_of_managers(agent: Agent) -> None:
    await agent.types("diez minutos")
    assert agent.labels == ["Next: What to measure", "All cards"]
