"""WhatsApp, social media and counters: told by words, chosen, and what has words for three channels alone."""

from __future__ import annotations

import pytest

from bot.core.phrasebook import (
    BASE_CHANNELS,
    CHANNELS,
    PUBLIC,
    Phrase,
    Phrasebook,
    base_channel,
    places_for,
)
from tests.harness import Agent, Harness

NEW = {"whatsapp": "chat", "social": "chat", "in-person": "phone"}


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("yelling on whatsapp", "whatsapp"),
        ("sends me angry voice notes", "whatsapp"),
        ("me grita por wasap", "whatsapp"),
        ("me manda audios insultándome", "whatsapp"),
        ("insulting us on instagram", "social"),
        ("angry public comment under our post", "social"),
        ("comentario público insultándonos", "social"),
        ("nos etiqueta en redes y nos insulta", "social"),
        ("shouting at the counter", "in-person"),
        ("yelling in my face, in person", "in-person"),
        ("me grita en el mostrador", "in-person"),
        ("está gritando en la ventanilla", "in-person"),
        ("yelling in a dm", "chat"),
        ("gritos #wsp", "whatsapp"),
        ("gritos #redes", "social"),
        ("gritos #presencial", "in-person"),
    ],
)
def test_words_tell_the_channel(app: Harness, text: str, channel: str) -> None:
    assert app.calma.finders.shipped.find(text).channel == channel


def test_every_channel_has_a_base_with_words_for_everything() -> None:
    assert {channel: base_channel(channel) for channel in CHANNELS if channel not in BASE_CHANNELS} == NEW
    assert all(base_channel(channel) == channel for channel in BASE_CHANNELS)
    assert base_channel("") == base_channel("fax") == "phone"


@pytest.mark.parametrize(("channel", "base"), NEW.items())
async def test_a_situation_without_words_for_a_channel_shows_those_of_its_base(
    app: Harness, book: Phrasebook, channel: str, base: str
) -> None:
    agent = Agent(app)
    for situation in book.situations.values():
        if any(channel in phrase.channels for phrase in situation.phrases):
            continue
        fitting = {i for i, p in enumerate(situation.phrases) if not p.channels or base in p.channels}
        assert set(places_for(situation.phrases, channel)) == fitting
    await agent.types(f"yelling #{channel.replace('-', '')}")
    assert 1 <= len(agent.phrases) <= 3


async def test_what_was_written_for_a_chat_is_not_for_a_public_comment(
    app: Harness, book: Phrasebook
) -> None:
    agent = Agent(app, language="es")
    await agent.types("gritos #redes")
    shown = {phrase.text["es"]: phrase for s in book.situations.values() for phrase in s.phrases}
    for block in agent.phrases:
        public = PUBLIC in shown.get(block.lines[0].text, Phrase("", {}, {})).channels
        assert public or "no es para un comentario público" in block.cue


@pytest.mark.parametrize(
    ("language", "label", "title"),
    [
        ("en", "WhatsApp", "Yelling · WhatsApp"),
        ("es", "Redes sociales", "Gritos · redes sociales"),
        ("es", "En persona", "Gritos · en persona"),
    ],
)
async def test_it_can_be_chosen_on_the_card_and_in_the_settings(
    app: Harness, language: str, label: str, title: str
) -> None:
    agent = Agent(app, language=language)
    await agent.types("yelling")
    await agent.chooses(label, of="Canal" if language == "es" else "Channel")
    assert agent.title == title
    await app.settled()
    await agent.types("yelling")
    assert agent.title == title
    await agent.types("settings")
    option = next(o.value for o in agent.select("channel").options if o.label == label)
    await agent.sends(channel=option)
    await agent.types("yelling")
    assert agent.title == title


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("channel", "base"), NEW.items())
async def test_the_protocol_and_the_safety_cards_take_them_for_their_base(
    app: Harness, book: Phrasebook, language: str, channel: str, base: str
) -> None:
    agent, same = Agent(app, language=language), Agent(app, "U2", language)
    for who, chosen in ((agent, channel), (same, base)):
        await who.types("settings")
        await who.sends(channel=chosen)
    for text in ("boundary", "safety"):
        await agent.types(text)
        await same.types(text)
        assert agent.wordings == same.wordings
    kind = next(iter(book.safety))
    for who, chosen in ((agent, channel), (same, base)):
        await who.press("safety.show", f"{kind.value}|{chosen}")
    assert agent.title == same.title
    assert agent.wordings == same.wordings
    await agent.press("boundary.zero", f"sexual.{channel}")
    await same.press("boundary.zero", f"sexual.{base}")
    assert agent.wordings == same.wordings


@pytest.mark.parametrize(
    "text", ["boundary whatsapp", "boundary in person", "límite redes", "límite en persona"]
)
async def test_the_protocol_is_opened_for_them_by_name(app: Harness, text: str) -> None:
    agent = Agent(app)
    await agent.types(text)
    assert agent.phrases
    assert agent.title != "Not sure"
