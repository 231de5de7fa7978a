"""How coarsely figures about people are told: all there can be, against whoever pools what they know."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ranges import SHARES, TOGETHER, Levels, Range, cuts, range_of

THIRDS, HALVES = Levels(25, 75, 3), Levels(25, 75, 2)
KINDS = (SHARES, THIRDS, HALVES)
PARTS = (2, 5, 10)
LEAST = (5, 6, 7, 8, 9, 10, 12, 13, 15, 16, 20, 50)
Counts = tuple[int, ...]  # of people at each level, from the lowest to the highest


def everybody(levels: Levels, people: int) -> Iterator[Counts]:
    """Yields all that so many people can count as."""
    for borders in combinations_with_replacement(range(people + 1), levels.count - 1):
        ends = (0, *borders, people)
        yield tuple(high - low for low, high in pairwise(ends))


def total(levels: Levels, counts: Counts) -> int:
    return sum(levels.points(place) * count for place, count in enumerate(counts))


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("levels", KINDS)
def test_in_every_range_two_people_may_be_at_another_level(levels: Levels, parts: int) -> None:
    for least in LEAST:
        if not (borders := cuts(levels, parts, least)):
            continue
        for people in range(least, least + 12):
            most_apart: dict[tuple[Range, int], int] = {}
            for counts in everybody(levels, people):
                told = range_of(total(levels, counts), people, borders)
                for place, count in enumerate(counts):
                    most_apart[told, place] = max(most_apart.get((told, place), 0), people - count)
            assert min(most_apart.values()) >= 2


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("levels", KINDS)
def test_accounts_that_pool_what_they_know_never_see_that_all_others_are_alike(
    levels: Levels, parts: int
) -> None:
    # Even where they count as everything there is, in turn, while nobody else changes.
    for least in LEAST[:-1]:
        borders = cuts(levels, parts, least)
        for people in range(least, least + 10):
            for together in range(TOGETHER + 1):
                own = [total(levels, counts) for counts in everybody(levels, together)]
                seen: dict[tuple[Range, ...], list[Counts]] = {}
                for others in everybody(levels, people - together):
                    told = tuple(range_of(total(levels, others) + mine, people, borders) for mine in own)
                    seen.setdefault(told, []).append(others)
                for possible in seen.values():
                    for place in range(levels.count):
                        assert any(counts[place] < people - together for counts in possible)


def test_a_cut_any_nearer_to_an_end_would_show_it() -> None:
    for levels in KINDS:
        for least in LEAST:
            own = [total(levels, counts) for counts in everybody(levels, TOGETHER)]
            alike = (least - TOGETHER) * levels.highest
            highest = levels.highest - (TOGETHER * levels.span + levels.gap) / least
            for cut in range(levels.lowest, levels.highest):
                shown = any(
                    range_of(alike + mine, least, (cut,))
                    != range_of(alike - levels.gap + mine, least, (cut,))
                    for mine in own
                )
                if cut > levels.lowest + levels.span / 2:
                    assert shown == (cut > highest)


@given(st.data(), st.sampled_from(KINDS), st.integers(7, 60))
def test_no_row_of_figures_makes_it_certain_that_all_others_are_alike(
    data: st.DataObject, levels: Levels, least: int
) -> None:
    borders, place = cuts(levels, 5, least), data.draw(st.integers(0, levels.count - 1))
    for _ in range(data.draw(st.integers(1, 26))):  # as many people answer as like, from period to period
        people = data.draw(st.integers(least, least + 40))
        own = sum(levels.points(data.draw(st.integers(0, levels.count - 1))) for _ in range(TOGETHER))
        alike = own + levels.points(place) * (people - TOGETHER)
        if 0 < place < levels.count - 1:
            one_off = alike  # two of them, one to either side
        else:
            one_off = alike + (levels.gap if place == 0 else -levels.gap)
        assert range_of(alike, people, borders) == range_of(one_off, people, borders)


@pytest.mark.parametrize(
    ("levels", "least", "expected"),
    [
        (THIRDS, 5, ()),
        (THIRDS, 8, (45, 55)),
        (THIRDS, 10, (45, 55)),
        (THIRDS, 12, (45, 55)),
        (THIRDS, 13, (35, 45, 55, 65)),
        (HALVES, 8, (45, 55)),
        (HALVES, 16, (35, 45, 55, 65)),
        (SHARES, 7, ()),
        (SHARES, 8, (40, 60)),
        (SHARES, 15, (40, 60)),
        (SHARES, 16, (20, 40, 60, 80)),
    ],
)
def test_what_is_told_by_how_many_it_takes(levels: Levels, least: int, expected: tuple[int, ...]) -> None:
    assert cuts(levels, 5, least) == expected


def test_a_range_holds_what_it_is_of_and_a_cut_belongs_to_what_is_above_it() -> None:
    assert range_of(440, 10, (45, 55)) == Range(0, 45)
    assert range_of(450, 10, (45, 55)) == Range(45, 55)
    assert range_of(549, 10, (45, 55)) == Range(45, 55)
    assert range_of(550, 10, (45, 55)) == Range(55, 100)
