"""A role-play about danger begins with a card that says so, and ends with lines of help."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.chat import Placement
from bot.core.people import Preferences
from tests.harness import Harness
from tests.practice import fits
from tests.roleplay.actor import Player

CHAT, BOMB, CALL = "late-chat-frozen-account", "north-warehouse-at-three", "forty-dollars-so-tired"
BEST = ("ask-plainly", "glad-where", "no-lie", "until-they-are-there", "until-she-is-in")


@pytest.fixture
def whole() -> Harness:
    """An app with the shipped role-plays."""
    return Harness()


@pytest.mark.parametrize(
    ("language", "typed", "title", "kind", "start"),
    [
        ("en", "roleplay frozen account", "Before you start", "Suicide or self-harm", "Start"),
        ("es", "simulacro cuenta bloqueada", "Antes de empezar", "Suicidio o autolesión", "Empezar"),
        ("en", "roleplay bomb", "Before you start", "Bomb or attack", "Start"),
        ("es", "simulacro cuarenta sueño", "Antes de empezar", "Urgencia médica o gas", "Empezar"),
    ],
)
async def test_a_card_says_what_it_is_about(
    whole: Harness, language: str, typed: str, title: str, kind: str, start: str
) -> None:
    ana = Player(whole, language=language)
    assert await ana.types(typed) == title
    assert ana.came(Placement.CHAT)
    assert kind in ana.text
    fits(ana.card, whole.book.words)
    assert await whole.stores.plays.open_play("T1", "ana") is None
    assert ana.actions == ["roleplay.agree", "roleplay.not_today", "safety.show"]
    await ana.presses(start)
    assert ana.came(Placement.UPDATE)
    play = await whole.stores.plays.open_play("T1", "ana")
    assert play
    assert whole.book.scenarios[play.scenario].heavy


async def test_not_today_stores_nothing_and_offers_the_others(whole: Harness) -> None:
    ana = Player(whole)
    await ana.types("roleplay bomb")
    assert await ana.presses("Not today") == "Role-play"
    assert "Nothing is noted, and nobody hears of it." in ana.text
    values = [option.value for option in ana.choice().options]
    assert values
    assert not any(whole.book.scenarios[value].heavy for value in values)
    assert await whole.stores.plays.open_play("T1", "ana") is None


async def test_give_me_one_gives_none_of_them_unless_they_are_wanted(whole: Harness) -> None:
    ana = Player(whole)
    for _ in whole.book.scenarios:
        await ana.types("roleplay xyz")
        await ana.presses("Give me one")
        assert ana.title != "Before you start"
    luis = Player(whole, "luis")
    await whole.stores.people.keep_preferences(luis.person, Preferences(heavy_topics=True))
    titles = set()
    for _ in range(60):
        await luis.types("roleplay xyz")
        titles.add(await luis.presses("Give me one"))
    assert "Before you start" in titles


@pytest.mark.parametrize(("language", "zone", "number"), [("en", "America/New_York", "988"), ("es", "", "")])
async def test_a_crisis_has_its_own_meter_and_lines_of_help_at_the_end(
    whole: Harness, language: str, zone: str, number: str
) -> None:
    ana = Player(whole, language=language, zone=zone)
    await ana.types(f"roleplay {CHAT}")
    await ana.presses("roleplay.agree")
    assert [meter.label for meter in ana.all(c.Meter)][1] == whole.book.scenarios[CHAT].meter[language]
    await ana.replies(*BEST)
    fits(ana.card, whole.book.words)
    assert ana.badge == ("a right ending" if language == "en" else "buen final")
    assert number in ana.notes[-1]
    assert "findahelpline.com" in ana.notes[-1] or number
    assert ana.button("safety.show").value == "self-harm|chat"


async def test_one_that_was_left_does_not_come_back_unasked(whole: Harness) -> None:
    ana = Player(whole)
    await ana.types(f"roleplay {CALL}")
    await ana.presses("Start")
    await ana.replies("this-first")
    await ana.presses("Leave, keep my place")
    assert await ana.types("roleplay") == "Before you start"
    await ana.presses("Start")
    assert ana.badge == "Phone · reply 2"


async def test_ended_by_the_protocol_without_a_warning_where_none_is_needed(whole: Harness) -> None:
    ana = Player(whole)
    await ana.types("roleplay booking with remarks")
    await ana.presses("Start")
    await ana.replies("booking-only", "not-accepted", "one-tap")
    assert ana.badge == "a right ending"
    assert "The chat is closed" in ana.text
