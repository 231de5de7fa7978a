"""Phrases to pick while typing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.card import plain
from bot.core.phrasebook import Phrasebook
from bot.features.lookup.search_handlers import MOST
from tests.harness import Agent, Harness


@pytest.mark.parametrize(("language", "other"), [("en", "es"), ("es", "en")])
async def test_each_phrase_comes_in_the_own_language_and_then_in_the_other(
    app: Harness, book: Phrasebook, language: str, other: str
) -> None:
    found = await Agent(app, language=language).searches("le está gritando")
    first = book.situations["yelling"].phrases[0]
    assert [found[0].text, found[1].text] == [first.text[language], first.text[other]]
    assert found[0].title == found[1].title
    assert first.text[language].startswith(found[0].title.rstrip("…"))
    name = book.situations["yelling"].name[language]
    assert [found[0].hint, found[1].hint] == [f"{name} · {language.upper()}", f"{name} · {other.upper()}"]


async def test_words_settings_and_the_lead_count_here_too(app: Harness, book: Phrasebook) -> None:
    agent = Agent(app)
    texts = {plain(p.text["en"]): p for p in book.situations["legal-threat"].phrases}
    found = await agent.searches("his lawyer asks for our legal address #chat")
    assert texts[found[0].text].id == "legal-threat-seriously"  # the first one without a gap
    assert all("chat" in texts[s.text].channels for s in found[::2])
    await agent.types("settings")
    await agent.sends(channel="email")
    assert all("email" in texts[s.text].channels for s in (await agent.searches("legal threat"))[::2])


async def test_without_words_the_featured_situations_or_what_was_saved(
    app: Harness, book: Phrasebook
) -> None:
    agent = Agent(app)
    featured = [s for s in book.situations.values() if s.menu]
    assert len(await agent.searches(" ")) == 2 * len(featured)
    await agent.types("legal threat")
    saved = agent.wordings[1]
    await agent.chooses(agent.options("Save")[1], of="Save")
    assert (await agent.searches(""))[0].text == saved
    assert len(await agent.searches("")) == 2


async def test_not_sure_shows_the_nearest(app: Harness) -> None:
    found = await Agent(app).searches("printer toner")
    assert len({suggestion.hint for suggestion in found}) > 2


@pytest.mark.parametrize("language", ["en", "es"])
async def test_nothing_with_a_gap_is_offered_as_finished(
    app: Harness, book: Phrasebook, language: str
) -> None:
    agent = Agent(app, language=language)
    for situation in book.situations.values():
        for text in (situation.name[language], situation.triggers[language][0]):
            found = await agent.searches(text)
            assert found
            assert not [suggestion.text for suggestion in found if "{" in suggestion.text]
    await agent.searches("le voy a poner una bomba")


@settings(deadline=None)
@given(st.text(), st.sampled_from(["en", "es"]))
async def test_any_text_finds_few_and_whole_suggestions(text: str, language: str) -> None:
    found = await Agent(Harness(), language=language).searches(text)
    assert 0 < len(found) <= MOST == 25
    for suggestion in found:
        assert suggestion.title
        assert suggestion.text
        assert "**" not in suggestion.text
