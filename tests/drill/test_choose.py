"""Which items a drill asks, and what is remembered of them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.quiz import QuizItem, QuizOption
from bot.features.drill.fsrs import ItemMemory, answered, strength
from bot.features.drill.select import FOCUS, choose

T0 = datetime(2026, 11, 24, 9, tzinfo=UTC)
OPTIONS = (QuizOption({}, {}, True), QuizOption({}, {}), QuizOption({}, {}))


def item(n: int, situation: str = "waiting", industries: tuple[str, ...] = ()) -> QuizItem:
    return QuizItem(f"i{n}", "t", situation, 1, {}, OPTIONS, industries=industries)


def held(days_ago: int, stability: float = 2.0) -> ItemMemory:
    last = T0 - timedelta(days=days_ago)
    return ItemMemory(stability, 5.0, last + timedelta(days=stability), last)


def asked(items: list[QuizItem], memories: dict[str, ItemMemory], count: int, **more: object) -> set[str]:
    recent = more.get("recent", ())
    assert isinstance(recent, tuple)
    found = choose(
        items,
        memories,
        count,
        T0,
        random.Random(1),
        recent=recent,
        industry=str(more.get("industry", "")),
    )
    return {one.id for one in found}


def test_two_of_three_are_new_and_one_is_the_weakest_that_is_due() -> None:
    items = [item(n) for n in range(20)]
    memories = {"i0": held(3), "i1": held(30), "i2": held(9), "i3": held(1, 50.0)}
    for count, new in ((1, 1), (3, 2), (5, 4), (10, 7)):
        found = asked(items, memories, count)
        assert len(found - set(memories)) >= new
    assert "i1" in asked(items, memories, 3)
    assert {"i0", "i1", "i2"} <= asked(items, memories, 10)
    assert "i3" not in asked(items, memories, 10)


def test_where_nothing_is_due_there_is_more_that_is_new() -> None:
    assert len(asked([item(n) for n in range(9)], {"i0": held(0, 9.0)}, 3) - {"i0"}) == 3


def test_where_nothing_is_new_the_weakest_come_due_or_not() -> None:
    memories = {"i0": held(3, 60.0), "i1": held(1, 30.0), "i2": held(9, 3.0), "i3": held(3, 2.0)}
    assert asked([item(n) for n in range(4)], memories, 2) == {"i2", "i3"}
    assert asked([item(n) for n in range(4)], memories, 3) == {"i2", "i3", "i0"}
    assert len(asked([item(n) for n in range(4)], memories, 9)) == 4


def test_what_was_looked_up_this_week_comes_first_among_the_new() -> None:
    items = [item(n, f"s{n % 5}") for n in range(20)]
    assert asked(items, {}, 5, recent=("s3", "s1")) >= {"i3", "i8", "i13", "i18"}


def test_items_of_another_industry_come_last() -> None:
    items = [item(n, industries=("finance",)) for n in range(5)] + [item(n) for n in range(5, 8)]
    assert asked(items, {}, 3, industry="telecom") == {"i5", "i6", "i7"}


def test_a_long_absence_leaves_room_for_the_new() -> None:
    items = [item(n) for n in range(200)]
    memories = {f"i{n}": held(40) for n in range(2 * FOCUS)}
    assert len(asked(items, memories, 3) - set(memories)) == 2


@given(
    st.dictionaries(st.integers(0, 40), st.tuples(st.integers(0, 60), st.floats(0.1, 90))),
    st.integers(1, 10),
    st.integers(0, 40),
)
@settings(max_examples=60, deadline=None)
def test_as_many_as_there_are_and_none_twice(
    known: dict[int, tuple[int, float]], count: int, bank: int
) -> None:
    items = [item(n) for n in range(bank)]
    memories = {f"i{n}": held(*what) for n, what in known.items()}
    found = [one.id for one in choose(items, memories, count, T0, random.Random(2))]
    assert len(found) == len(set(found)) == min(count, bank)


def test_wrong_comes_back_tomorrow_a_guess_sooner_than_what_one_knew() -> None:
    wrong, guessed, known = (
        answered(None, T0, right=right, guessed=guess)
        for right, guess in ((False, False), (True, True), (True, False))
    )
    assert (wrong.due - T0).days == 1
    assert wrong.stability < guessed.stability < known.stability
    later = T0 + timedelta(days=3)
    assert strength(wrong, later) < strength(guessed, later) < strength(known, later) < 1
    again = answered(known, later, right=True, guessed=False)
    assert again.stability > known.stability
    assert answered(known, later, right=True, guessed=False) == again  # nothing is left to chance
    assert strength(again, later) == 1
