"""What is typed meets names as people write them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.matching import NameMatcher, bare, one_apart, shortened, words

MATCHER = NameMatcher(shortest_start=3, alike=0.8)
FIRST: Mapping[str, str] = {"calm": "a method", "heard": "another", "mixed": ""}
SECOND: Mapping[str, str] = {"calmly": "a word", "heard": "nobody"}


@pytest.mark.parametrize("text", ["C.A.L.M.", "cálm", " calm\n", "“calm”", "ｃａｌｍ", "ca lm"])
def test_what_people_leave_out_does_not_count(text: str) -> None:
    assert bare(text) == "calm"
    assert MATCHER.match((FIRST,), text) == "a method"


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("calmly", "a word"),  # as it stands in a later table, before one nearly so in an earlier
        ("heard", "another"),  # as it stands in both
        ("hea", "another"),  # begun
        ("he", None),  # too short to begin a name
        ("herd", "another"),  # nearly so
        ("mixed", ""),
        ("mixe", None),  # what is empty is named as it stands or not at all
        ("", None),
        ("…", None),
    ],
)
def test_a_name_as_it_stands_goes_before_one_that_is_nearly_so(text: str, thing: str | None) -> None:
    assert MATCHER.match((FIRST, SECOND), text) == thing


@given(st.text(max_size=80))
@example("𝝖")  # a capital, once it is decomposed
def test_the_words_of_a_text_are_its_bare_letters(text: str) -> None:
    assert bare(text) == "".join(letter for word in words(text) for letter in word if letter.isalnum())
    assert words(" ".join(words(text))) == words(text)


WORDS = st.text("abc", min_size=1, max_size=6)


@given(WORDS, WORDS)
def test_two_that_are_one_apart_share_what_is_left_of_them(a: str, b: str) -> None:
    if one_apart(a, b):
        assert shortened(a) & shortened(b)
