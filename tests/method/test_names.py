"""From what somebody typed to what they mean."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.naming import match_name
from bot.core.phrasebook import Phrasebook


@given(st.text(max_size=80))
def test_no_text_is_too_strange(book: Phrasebook, text: str) -> None:
    for things in (book.methods, book.pitfalls, book.personas):
        thing = match_name(things, text)
        assert thing is None or things[thing.id] is thing


def test_every_name_and_every_other_name_means_its_own_thing(book: Phrasebook) -> None:
    for things in (book.methods, book.pitfalls, book.personas):
        for thing in things.values():
            for name in (thing.id, *thing.name.values(), *thing.also):
                for typed in (name, name.upper(), f" {name} "):
                    assert match_name(things, typed) is thing, typed


def test_where_there_is_nothing_nothing_is_meant() -> None:
    assert match_name({}, "heard") is None


def test_two_letters_begin_no_name(book: Phrasebook) -> None:
    assert match_name(book.methods, "he") is None
    assert match_name(book.methods, "hea") is book.methods["heard"]
