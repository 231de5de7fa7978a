"""What a figure about people may tell: every one there can be, against whoever knows some of the people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from bot.core.figures import (
    FEWEST,
    FEWEST_TO_ANSWER,
    floor_of,
    period_at,
    share_among,
    share_of,
)
from bot.core.ranges import TOGETHER, Range

SIZES = (*range(FEWEST, 60), 99, 100, 101)


@pytest.mark.parametrize("members", range(FEWEST))
def test_of_a_small_group_nothing_is_told(members: int) -> None:
    assert {share_of(part, members) for part in range(members + 1)} == {None}


def test_a_share_holds_what_it_is_of_and_has_no_exact_number() -> None:
    for members in SIZES:
        parts: dict[Range, list[int]] = {}
        for part in range(members + 1):
            share = share_of(part, members)
            assert share
            assert share.low * members <= part * 100
            assert part * 100 < share.high * members or share.high == 100
            parts.setdefault(share, []).append(part)
        assert min(map(len, parts.values())) >= 4


def known(together: int) -> list[list[tuple[int, ...]]]:
    """Returns what accounts that work together can have done, one or more times: who knows it of each."""
    once = list(product((0, 1), repeat=together))
    return [[values] for values in once] + [once]


@pytest.mark.parametrize("together", range(TOGETHER + 1))
def test_accounts_that_work_together_learn_of_nobody_else(together: int) -> None:
    # For the others' sum, all that a figure of it and of what the accounts did leaves possible, even where
    # they do it in every way there is, in turn, with nobody else changing.
    for members in SIZES:
        others = members - together
        for answers in known(together):
            seen: dict[tuple[Range | None, ...], set[int]] = {}
            for others_sum in range(others + 1):
                figures = tuple(share_of(others_sum + sum(own), members) for own in answers)
                seen.setdefault(figures, set()).add(others_sum)
            for sums in seen.values():
                assert max(sums) >= 1, "then nobody did"
                assert min(sums) <= others - 1, "then all did"


@pytest.mark.parametrize("together", range(TOGETHER + 1))
def test_neither_who_answered_nor_how_can_be_read_from_a_share_of_some(together: int) -> None:
    for members in range(1, 40):
        others = members - together
        if others < 1:
            continue
        for answered, right in [(a, r) for a in range(together + 1) for r in range(a + 1)]:
            seen: dict[Range | None, set[tuple[int, int]]] = {}
            for some in range(others + 1):
                for well in range(some + 1):
                    figure = share_among(well + right, some + answered, members)
                    seen.setdefault(figure, set()).add((some, well))
            for figure, possible in seen.items():
                assert max(some for some, _ in possible) >= 1
                assert min(some for some, _ in possible) <= others - 1, "then all answered"
                if figure:
                    assert max(well for _, well in possible) >= 1, "then nobody was right"
                    assert any(some > well for some, well in possible), "then all were right"


def test_a_share_of_some_needs_more_people_than_have_to_answer() -> None:
    assert share_among(8, 8, FEWEST_TO_ANSWER - 1) is None
    assert share_among(8, 8, FEWEST_TO_ANSWER) == Range(50, 100)
    assert share_among(7, 7, 1_000) is None
    assert share_among(0, 20, 22) == Range(0, 50)  # finer, and it would tell that nearly all answered
    assert share_among(0, 20, 23) == Range(0, 20)


@pytest.mark.parametrize(
    ("count", "told"), [(0, 0), (7, 0), (8, 8), (19, 8), (20, 20), (99, 50), (5_000, 1000)]
)
def test_a_number_of_people_is_told_from_below(count: int, told: int) -> None:
    assert floor_of(count) == told


def test_a_number_may_have_to_be_larger() -> None:
    assert [floor_of(count, 20) for count in (8, 19, 20)] == [0, 0, 20]


def test_periods_are_four_weeks_by_the_calendar_and_meet_without_a_gap() -> None:
    at = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
    period = period_at(at)
    assert (period.first, period.last) == (date(2026, 11, 23), date(2026, 12, 20))
    assert period.first.weekday() == 0
    assert period.before().end == period.start
    assert period.after().start == period.end
    assert {period_at(period.start + timedelta(hours=n)) for n in range(0, 672, 7)} == {period}
    assert period_at(period.end) == period.after()
