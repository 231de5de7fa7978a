"""The look-up as an agent meets it: ask this, see that."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.phrasebook import Phrasebook
from bot.core.viewer import Viewer
from bot.wiring.calma import Calma
from tests.harness import Agent, Harness


@pytest.fixture
def agent(app: Harness) -> Agent:
    """Somebody who reads English."""
    return Agent(app)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("le está gritando", "Yelling"),
        ("WONT STOP SHOUTING", "Yelling"),
        ("yelling", "Yelling"),
        ("gritos", "Yelling"),
        ("quiere hablar con el gerente", "Wants a manager"),
        ("she wants to talk to a manager", "Wants a manager"),
        ("keeps repeating the same thing", "Same point again"),
        ("threatening to sue us", "Threats: legal"),
        ("lo va a subir a redes", "Review or press threat"),
        ("quiere darse de baja", "Wants to leave"),
        ("her husband died, close the line", "Someone has died"),
        ("no le alcanza para pagar la factura", "Can't pay"),
        ("sreaming at me", "Yelling"),
        ("me esta gritnado", "Yelling"),
    ],
)
async def test_what_happens_is_understood_in_either_language(agent: Agent, text: str, title: str) -> None:
    await agent.types(text)
    assert agent.title == f"{title} · phone"
    assert len(agent.phrases) == 3
    assert agent.card.summary.startswith(f"{title}: ")


async def test_only_what_is_almost_certainly_right_is_marked_so(agent: Agent) -> None:
    await agent.types("le está gritando")
    assert [e.badge for e in agent.card.elements if isinstance(e, c.Heading)] == ["sure"]
    await agent.types("item discontinued, no replacement exists")
    assert len(agent.phrases) == 3
    assert [e.badge for e in agent.card.elements if isinstance(e, c.Heading)] == [""]
    assert "Other situations" in agent.labels


@pytest.mark.parametrize(
    "text", ["printer toner", "whats for lunch", "ñlkj ñlkj", "😀", "'; DROP TABLE", "12345"]
)
async def test_what_is_about_something_else_gets_no_phrases(agent: Agent, text: str) -> None:
    await agent.types(text)
    assert agent.phrases == []
    assert len(agent.buttons) == 4
    assert agent.labels[-1] == "Someone may be in danger"
    assert text in agent.quotes[0]


async def test_calm_alone_is_the_menu_and_leads_on(agent: Agent, house: Calma) -> None:
    await agent.types("  ")
    assert agent.title == "What's going on?"
    await agent.chooses("Yelling", of="All situations")
    assert agent.title == "Yelling · phone"
    await agent.types("")
    await agent.presses("Help")
    assert agent.title == "How Calma helps"


@pytest.mark.parametrize(("language", "first"), [("en", ["en", "es"]), ("es", ["es", "en"])])
async def test_the_own_language_comes_first(app: Harness, language: str, first: list[str]) -> None:
    agent = Agent(app, language=language)
    await agent.types("yelling")
    assert agent.languages == first
    assert agent.card.language == language


@pytest.mark.parametrize(
    ("word", "first"), [("en", ["en", "es"]), ("es", ["es", "en"]), ("ES", ["es", "en"])]
)
@pytest.mark.parametrize("language", ["en", "es"])
async def test_en_or_es_in_front_chooses_what_comes_first(
    app: Harness, language: str, word: str, first: list[str]
) -> None:
    agent = Agent(app, language=language)
    await agent.types(f"{word} wont stop shouting")
    assert agent.languages == first
    assert agent.card.language == language  # the bot's own words stay the person's
    await agent.presses(agent.buttons[0].label)
    assert agent.languages == first


@pytest.mark.parametrize(
    ("text", "channel", "industry"),
    [
        ("yelling #chat", "chat", ""),
        ("#CHAT yelling", "chat", ""),
        ("yelling #correo.", "email", ""),
        ("yelling #teléfono", "phone", ""),
        ("yelling", "phone", ""),
        ("wants a refund #finanzas", "phone", "finance"),
        ("wants a refund #finance #email", "email", "finance"),
        ("le llegó roto #ecommerce", "phone", "e-commerce"),
        ("yelling #salud #chat", "chat", "healthcare"),
        ("yelling #nonsense", "phone", ""),
    ],
)
def test_tags_are_recognised(house: Calma, text: str, channel: str, industry: str) -> None:
    found = house.finders.shipped.find(text)
    assert (found.channel, found.industry) == (channel, industry)


async def test_a_tag_narrows_what_is_shown(agent: Agent, book: Phrasebook) -> None:
    await agent.types("yelling #chat")
    assert agent.title == "Yelling · chat"
    said = Viewer(book, "en").said
    texts = {said(p.text) for p in book.situations["yelling"].phrases if "chat" in p.channels}
    assert {phrase.lines[0].text for phrase in agent.phrases} <= texts


async def test_a_tag_alone_is_the_menu_for_that_channel(agent: Agent) -> None:
    await agent.types("#chat")
    assert agent.title == "What's going on?"
    await agent.presses("Yelling")
    assert agent.title == "Yelling · chat"


async def test_the_channel_can_be_changed_and_stays(agent: Agent) -> None:
    await agent.types("yelling")
    await agent.chooses("Email", of="Channel")
    assert agent.title == "Yelling · email"
    await agent.presses("Other situations")
    await agent.presses("Back to Yelling")
    assert agent.title == "Yelling · email"


async def test_more_phrases_go_round(agent: Agent) -> None:
    await agent.types("yelling")
    first, seen = agent.phrases, list[c.PhraseBlock]()
    while not seen or agent.phrases != first:
        seen += agent.phrases
        await agent.presses("More phrases")
    assert len(seen) == len(set(seen)) > 3


async def test_other_situations_are_told_apart_by_a_line_each(agent: Agent) -> None:
    await agent.types("yelling")
    await agent.presses("Other situations")
    lines = [e.text for e in agent.all(c.Text)]
    names = [button.label for button in agent.buttons][:-1]
    assert [line.split("**")[1] for line in lines] == names
    assert len(names) == 3
    assert "Yelling" not in names
    await agent.presses(names[0])
    assert agent.title.startswith(names[0])


async def test_not_sure_leads_to_the_nearest(agent: Agent) -> None:
    await agent.types("printer toner")
    label = agent.buttons[0].label
    await agent.presses(label)
    assert agent.title == f"{label} · phone"
    assert agent.phrases
