"""From what somebody typed to words: the same words meet however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.lookup.text import CENSORED, SHORTEST_STEM, fold, stem, trigrams, words
from tests.growth import IN_PROPORTION, growth


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Won't STOP shouting!!", ["wont", "stop", "shouting"]),
        ("won’t stop", ["wont", "stop"]),
        ("¿Le está GRITANDO?", ["le", "esta", "gritando"]),
        ("año nuevo, pingüino", ["ano", "nuevo", "pinguino"]),
        ("noooooo, mamááááá", ["no", "mama"]),
        ("call 5551234 back", ["call", "back"]),
        ("yel\u200bling \u202eat me\u2069", ["yelling", "at", "me"]),
        ("see https://example.com/yelling?a=1 now", ["see", "now"]),
        ("www.example.com/x write to ana.b@example.com", ["write", "to"]),
        ("he called me a sh*t", ["he", "called", "me", "a", CENSORED]),
        ("hijo de p@ta", ["hijo", "de", CENSORED]),
        ("under_score/slash-dash", ["under", "score", "slash", "dash"]),
        ("", []),
        ("😀 … --- ;", []),
    ],
)
def test_a_text_is_read_as_its_words(typed: str, read: list[str]) -> None:
    assert words(typed) == read


@pytest.mark.parametrize(
    "family",
    [
        "yell yells yelled yelling",
        "grita gritan gritando gritar gritó",
        "interrupts interrupted interrupting",
        "reembolso reembolsos reembolsar",
        "threat threats",
        "enojado enojada enojados",
        "amenazas amenaza amenazando",
        "complain complains complained complaining",
    ],
)
def test_the_forms_of_a_word_meet(family: str) -> None:
    assert len({stem(word) for word in words(family)}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("gritar", "gracias"), ("refund", "refuse"), ("manager", "manual")]
)
def test_different_words_keep_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_numbers_and_short_words_keep_their_form() -> None:
    assert [stem(word) for word in ("24", "10000", "no", "yes", "es")] == ["24", "10000", "no", "yes", "es"]


def test_trigrams_know_where_a_word_begins_and_ends() -> None:
    assert trigrams("yell") == {"^ye", "yel", "ell", "ll$"}
    assert trigrams("") == frozenset()


@given(st.text())
def test_folding_leaves_no_accent_and_no_invisible_mark(text: str) -> None:
    assert not set(fold(text)) & set("áéíóúüñ\u0301\u0303\u200b\u200e\u202e\ufeff'’")


@given(st.text(st.characters()))
def test_any_text_has_words_without_gaps(text: str) -> None:
    for word in words(text):
        assert word
        assert not set(word) & set(" \t\n_'")


@given(st.text(alphabet="abcdefghijklmnñopqrstuvwxyzáéíóú ", max_size=40))
def test_capitals_change_nothing(text: str) -> None:
    assert words(text.upper()) == words(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_a_stem_is_the_beginning_of_its_word(word: str) -> None:
    found = stem(word)
    assert word.startswith(found)
    assert len(found) >= min(len(word), SHORTEST_STEM)
    assert len(trigrams(found)) <= len(found)


def test_no_text_takes_long_to_read() -> None:
    assert growth(lambda size: words("@" * size), 800) < IN_PROPORTION
