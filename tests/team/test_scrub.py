"""What is kept of a look-up that found nothing."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.load import load
from bot.features.team.alike import likeness, triples, words
from bot.features.team.scrub import LONGEST, Vocabulary, scrub, vocabulary
from tests.conftest import PHRASEBOOK


@cache
def shipped() -> Vocabulary:
    return vocabulary(load(PHRASEBOOK))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("printer toner is low", "printer toner is low"),
        ("Printer toner!", "Printer toner"),
        ("toner for order 4711-B", "toner for order"),
        ("write to ana.b@example.com about toner", "write to about toner"),
        ("toner at https://example.com/x?y or www.example.com or example.com/x", "toner at or or"),
        ("@juan needs toner", "needs toner"),
        ("<@U12345> needs toner", "needs toner"),
        ("#chat toner", "toner"),
        ("Zoltan Kovacs needs toner", "needs toner"),
        ("my name is john smith and toner", "my name is and toner"),
        ("soy Karla, tóner vacío", "soy tóner vacío"),
        ("el señor gomez quiere tóner", "el señor quiere tóner"),
        ("mr paz wants toner", "mr wants toner"),
        ("maria pide tóner", "pide tóner"),
        ("dear Sra. Núñez toner", "dear Sra toner"),
        ("toner\x00\u202e\ud800 now", "toner now"),
        ("toner ٣٤٥", "toner"),
    ],
)
def test_names_numbers_and_addresses_are_left_out(typed: str, kept: str) -> None:
    found = scrub(typed, shipped())
    assert found
    assert found.text == kept


@pytest.mark.parametrize("typed", ["", "   ", "4711", "the customer", "😀", "@juan", "Zoltan", "#chat"])
def test_where_nothing_is_left_nothing_is_kept(typed: str) -> None:
    assert scrub(typed, shipped()) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("printer toner", "TONER, printer!"),
        ("printer toner", "the printer toner 4711"),
        ("tóner vacío", "toner vacio"),
        ("printer toner", "Zoltan says printer toner"),
    ],
)
def test_what_is_asked_alike_has_one_key(one: str, other: str) -> None:
    first, second = scrub(one, shipped()), scrub(other, shipped())
    assert first
    assert second
    assert set(first.key.split()) <= set(second.key.split())


@given(st.text(max_size=600))
def test_whatever_is_typed_what_is_kept_is_short_and_bare(typed: str) -> None:
    found = scrub(typed, shipped())
    if found:
        assert 0 < len(found.text) <= LONGEST
        assert found.text.isprintable()
        assert not any(character.isnumeric() or character == "@" for character in found.text)
        assert found.key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café, ¡YA!", ["cafe", "ya"]),
        ("I don't, I don’t", ["i", "dont", "i", "dont"]),  # an apostrophe parts no word
        ("soft\u00adhyphen", ["softhyphen"]),
        ("\N{MATHEMATICAL SANS-SERIF BOLD CAPITAL ALPHA}", ["α"]),  # a capital only when decomposed
    ],
)
def test_words_are_compared_without_case_accents_and_signs(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(max_size=60))
def test_likeness_is_a_share_and_whole_for_the_same(text: str) -> None:
    assert likeness(triples(text), triples(text)) == (1.0 if words(text) else 0.0)
    assert 0.0 <= likeness(triples(text), triples("something else")) <= 1.0
