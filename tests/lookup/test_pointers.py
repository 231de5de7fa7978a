"""The words of a question choose among a situation's phrases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.phrasebook import Phrase, Phrasebook
from bot.features.lookup import select
from bot.features.lookup.finder import Finder
from bot.features.lookup.lexicon import Reader
from bot.features.lookup.select import MANY, CachedPointers, Pointers
from bot.wiring.calma import Calma
from tests.harness import Agent, Harness


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("patient threatens to report us for her records", "legal-threat-records"),
        ("threatening to sue", "legal-threat-lawyer"),
        ("amenaza con demandarnos", "legal-threat-lawyer"),
        ("says he will leave a bad review", "public-threat-better-ending"),
        ("wants to switch to another bank", "cancelling-nothing-bounces"),
        ("every rep tells him something different", "ownership-different-answers"),
        ("we charged her twice #finance", "mistake-recovery-finance-charged-twice"),
    ],
)
def test_the_phrase_that_is_meant_comes_first(house: Calma, text: str, phrase: str) -> None:
    found = house.finders.shipped.find(text)
    assert found.confident
    assert found.phrases[0] == phrase


@pytest.mark.parametrize("text", ["yelling", "le está gritando", "legal threat", "amenazas", "un gerente"])
def test_the_situation_alone_leaves_the_editors_order(house: Calma, text: str) -> None:
    assert house.finders.shipped.find(text).lead == ()


def test_what_is_for_one_industry_leads_only_there(house: Calma, book: Phrasebook) -> None:
    for text in ("we charged her twice", "dice que va a ir a profeco"):
        found = house.finders.shipped.find(text)
        phrases = book.situations[found.nearest[0]].phrases
        assert not any(phrases[i].industries for i in found.lead)


async def test_the_card_shows_it_first_and_the_rest_after(app: Harness) -> None:
    agent = Agent(app)
    await agent.types("threatening to sue")
    assert "legal advice" in agent.wordings[0]
    seen, first = list(agent.wordings), list(agent.wordings)
    while True:
        await agent.presses("More phrases")
        if agent.wordings == first:
            break
        seen += agent.wordings
    assert len(seen) == len(set(seen))


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["sue", "lawyer", "fcc", "x", "the", "press", "refund"])),
    st.booleans(),
)
def test_any_words_point_at_phrases_that_fit(house: Calma, words: list[str], chat: bool) -> None:
    found = house.finders.shipped.find(" ".join(["threatens", *words, "#chat" if chat else ""]))
    assert len(found.lead) == len(set(found.lead)) <= 3
    if found.confident:
        phrases = house.finders.shipped.book.situations[found.nearest[0]].phrases
        assert [phrases[i].id for i in found.lead] == list(found.phrases[: len(found.lead)])
        assert all(found.channel in (phrases[i].channels or (found.channel,)) for i in found.lead)


def test_words_that_many_phrases_have_are_kept_out_of_the_index(book: Phrasebook) -> None:
    reader = Reader(book.lexicon, book.facets.values())
    threats = book.situations["legal-threat"]
    same = tuple(Phrase(f"p{i}", {"en": f"lawyer n{i}x"}, {"en": ""}) for i in range(5_000))
    pointers = Pointers(replace(threats, phrases=same), reader.topics)
    assert pointers.strongest(reader.tokens("lawyer")) == []
    assert pointers.strongest(reader.tokens("n77x")) == [77]
    assert max(map(len, pointers._postings.values())) <= MANY


def test_a_book_with_one_phrase_more_shares_the_rest(house: Calma, book: Phrasebook) -> None:
    finder = house.finders.shipped
    threats = book.situations["legal-threat"]
    own = Phrase("own", {"en": "Our guard dog handles the zebra."}, {"en": "Calm."}, ("phone",))
    larger = replace(threats, phrases=(*threats.phrases, own))
    other: Finder = finder.with_book(replace(book, situations={**book.situations, "legal-threat": larger}))
    assert other._pointers["yelling"] is finder._pointers["yelling"]
    assert other.find("how to respond to a legal threat about a zebra").phrases[0] == "own"
    assert "own" not in finder.find("how to respond to a legal threat about a zebra").phrases


def test_what_a_team_added_to_is_read_when_it_is_asked_for_and_of_the_last_ones_kept(
    house: Calma, book: Phrasebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(select, "RECENT", 2)
    reader = Reader(book.lexicon, book.facets.values())
    added = CachedPointers(reader.topics)
    names = ("legal-threat", "yelling", "silent")
    own = [replace(book.situations[name], phrases=book.situations[name].phrases[1:]) for name in names]
    first = [added.of(situation) for situation in own]
    assert added.of(own[2]) is first[2]
    assert added.of(own[0]) is not first[0]
    for situation, pointers in zip(own, first, strict=True):
        anew = Pointers(situation, reader.topics)
        for text in ("threatens to sue", "goes to the press", "refund", "abogado"):
            assert pointers.strongest(reader.tokens(text)) == anew.strongest(reader.tokens(text))
