"""What is remembered has a bound: however many come, and however long what they write is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.core import memo, recent
from bot.core.background import Bounded
from bot.core.chat import Person
from bot.core.memo import WordMemory
from bot.core.recent import RecentLookups
from bot.features.lookup.text import stem, words
from bot.features.safety.vocabulary import SafetyVocabulary, sound
from bot.store.sql.database import Database
from bot.store.sql.people import SqlPeopleStore

LONG = "a" * 40_000


def size(thing: object) -> int:
    """Returns the bytes of a thing and of all that it holds, roughly."""
    if isinstance(thing, str | bytes | int | float):
        return sys.getsizeof(thing)
    parts = (
        [*thing.keys(), *thing.values()]
        if isinstance(thing, dict)
        else list(getattr(thing, "__iter__", list)())
    )
    return sys.getsizeof(thing) + sum(map(size, parts))


def test_a_word_is_remembered_and_what_is_longer_is_not() -> None:
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    remembering = WordMemory(length)
    assert [remembering("word"), remembering("word"), remembering(LONG), remembering(LONG)] == [
        4,
        4,
        40_000,
        40_000,
    ]
    assert asked == ["word", LONG, LONG]


@pytest.mark.parametrize("function", [stem, sound])
def test_the_words_that_are_compared_are_remembered_so(function: Callable[[str], str]) -> None:
    assert isinstance(function, WordMemory)
    assert function(LONG)


def test_what_a_long_word_means_is_not_remembered() -> None:
    vocabulary = SafetyVocabulary({"bomb": ("bomb",)}, {}, ())
    before = size(vocabulary.__dict__)
    for number in range(50):
        assert vocabulary.meaning(f"{'a' * 400}{number}")
        words(f"{LONG}{number}")
    assert size(vocabulary.__dict__) - before < 10_000


def test_look_ups_are_remembered_of_so_many_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MOST_REMEMBERED", 5)
    lookups = RecentLookups(lambda: datetime(2026, 11, 24, tzinfo=UTC))
    people = [Person("T1", "slack", f"U{number}") for number in range(9)]
    for person in people:
        for number in range(30):
            lookups.looked_up(person, f"s{number % 25}", f"v{number}")
    assert [bool(lookups.last(person)) for person in people] == [False] * 4 + [True] * 5
    assert lookups.last(people[-1])[:2] == (("s4", "v29"), ("s3", "v28"))
    assert len(lookups.this_week(people[-1])) == recent.SITUATIONS


async def test_people_share_what_they_have_in_common(database: Database) -> None:
    store = SqlPeopleStore(database)
    people = [Person("T1", "slack", f"U{n}", "es", name=f"Ana {n}", zone="America/Bogota") for n in range(2)]
    for person in people:
        await store.complete_person(person)
        await database._background.settled()
        await store.note_channel(person, "chat")
    rows = [row for row, _ in store._memory.values()]
    assert isinstance(store._memory, Bounded)
    assert rows[0].preferences is rows[1].preferences
    assert rows[0].met.zone is rows[1].met.zone
    assert memo.MOST_WORDS > 12_000  # as many as the phrasebook has
