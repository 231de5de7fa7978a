"""“I want to kill myself”: an agent's own words, or a customer's that were pasted. Nobody can tell which."""

from __future__ import annotations

import pytest

from bot.core.safety import SafetyKind
from bot.features.safety.buttons import SafetyView
from tests.build import ready
from tests.harness import TENANT, Actor, Agent, Harness

OWN = (
    *("I want to kill myself", "i want to die", "i'm suicidal", "i don't want to live anymore"),
    *("me quiero morir", "quiero matarme", "ya no quiero vivir", "estoy pensando en suicidarme"),
    *("I w4nt to k*ll myself", "voy a quitarme la vida esta noche"),
)
TOLD = (
    *("she says I want to kill myself", "a customer said i want to die", 'customer: "i want to die"'),
    *("dice que quiere matarse", "me dijo que se va a matar", "no quiere vivir", "cliente: me quiero morir"),
    *('"I want to kill myself"', "my daughter wants to die", "caller is suicidal"),
)


@pytest.fixture
def app() -> Harness:
    """The app with its own detector."""
    return Harness()


async def counted(app: Harness) -> int:
    await app.settled()
    return len(await app.stores.safety.kind_weeks(TENANT, "2020-W01", "2030-W01"))


@pytest.mark.parametrize("text", OWN)
def test_what_is_said_of_oneself_is_known_from_what_is_told(text: str) -> None:
    sign = ready().finder.find(text).safety
    assert sign
    assert (sign.kind, sign.own) == (SafetyKind.SELF_HARM, True)


@pytest.mark.parametrize("text", TOLD)
def test_what_is_told_of_somebody_else_is_no_agents_own(text: str) -> None:
    sign = ready().finder.find(text).safety
    assert sign
    assert (sign.kind, sign.own) == (SafetyKind.SELF_HARM, False)


@pytest.mark.parametrize(
    ("text", "language", "self_first", "then"),
    [
        (
            "I want to kill myself",
            "en",
            "If you're thinking of hurting yourself",
            "If a customer said it, go on here.",
        ),
        ("me quiero morir", "es", "Si piensa en hacerse daño", "Si lo dijo un cliente, siga aquí."),
    ],
)
async def test_the_card_is_for_both_and_counts_nothing(
    app: Harness, text: str, language: str, self_first: str, then: str
) -> None:
    ana = Agent(app, language=language, zone="America/New_York")
    await ana.types(text)
    guide = app.book.safety[SafetyKind.SELF_HARM]
    assert ana.title == guide.title[language]
    assert self_first in ana.texts[0]
    assert "**988**" in ana.texts[0]
    lines = ana.text.splitlines()
    place = lines.index(then)
    assert any(line.startswith(("**NOW**", "**YA**", "**AHORA**")) for line in lines[place:])
    assert guide.say["phone"][0].text[language] in ana.wordings
    assert {"checkin.care", "alert.raise", "safety.show"} <= set(ana.actions)
    await ana.chooses("Chat", of=app.book.words.say(language, "safety.channel"))
    assert then in ana.text
    assert await counted(app) == 0
    await Actor(app, "luis", language).types(f"{'dice que' if language == 'es' else 'he says'} {text}")
    assert await counted(app) == 1


async def test_where_it_may_be_a_figure_of_speech_nothing_is_remembered_either(app: Harness) -> None:
    ana = Agent(app, language="es")
    await ana.types("quiero matarme")
    await ana.presses("¿Alguien está en peligro? →")
    assert "Si lo dijo un cliente, siga aquí." in ana.text
    assert await counted(app) == 0
    await ana.types("", command="home")
    assert "home.recent" not in ana.text
    assert app.book.words.say("es", "home.recent") not in ana.text


def test_a_view_of_ones_own_comes_back_from_its_value() -> None:
    for kind in SafetyKind:
        for own in (True, False):
            view = SafetyView(kind, "chat", own=own)
            assert SafetyView.decode(view.encode()) == view
    assert SafetyView(SafetyKind.BOMB).encode() == "bomb|phone"
