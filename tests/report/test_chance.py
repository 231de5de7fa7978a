"""What a report calls more than chance: of a hundred teams in which nothing changed, in five at most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from bot.core.activity import ActivityCell, ActivityKind
from bot.core.estimates import ALIKE
from bot.features.report.change import largest_change
from bot.features.report.figures import report_figures
from bot.features.report.model import ReportFigures, ReportSpan

TODAY = date(2026, 11, 30)
SITUATIONS, PEOPLE, REPORTS = 12, 30, 3  # reports of each person, in each four weeks
CHANGED = "s3"


def figures(seed: int, fall: float = 0.0, weeks: int = 12) -> ReportFigures:
    """Returns the figures of a team in which one situation fell by so much, and nothing else changed.

    What one person tells is as alike as the report takes it to be.
    """
    span = ReportSpan(weeks, TODAY)
    return report_figures(span, (), tuple(_cells(Random(seed), span, fall)))


def _cells(dice: Random, span: ReportSpan, fall: float) -> Iterator[ActivityCell]:
    spread = 1 / ALIKE - 1
    for nth in range(SITUATIONS):
        name, share = f"s{nth}", dice.uniform(0.35, 0.75)
        people = [dice.betavariate(share * spread, (1 - share) * spread) for _ in range(PEOPLE)]
        for period in dict.fromkeys((*span.earlier, *span.recent)):
            lower = fall if name == CHANGED and period in span.recent else 0
            calmed = sum(dice.random() < own - lower for own in people for _ in range(REPORTS))
            total = PEOPLE * REPORTS
            parts = {"calmed": calmed, "ended": total - calmed}
            yield ActivityCell(period.first, "g", ActivityKind.OUTCOME, name, total, PEOPLE, PEOPLE, parts)


def test_where_nothing_changed_it_may_be_chance_in_95_of_a_hundred() -> None:
    changes = [largest_change(figures(seed)) for seed in range(100)]
    assert all(changes)
    assert sum(change.real for change in changes if change) <= 5


def test_what_fell_is_found_and_is_more_than_chance() -> None:
    for weeks in (12, 52):
        for seed in range(30):
            change = largest_change(figures(seed, 0.3, weeks))
            assert change
            assert (change.name, change.real, change.worse) == (CHANGED, True, True)


def test_four_and_twelve_weeks_are_compared_with_as_many_before_and_of_a_year_the_newer_half() -> None:
    for weeks, periods in ((4, 1), (12, 3), (52, 6)):
        span = ReportSpan(weeks, TODAY)
        assert len(span.recent) == len(span.earlier) == periods
        assert span.recent[0].before() == span.earlier[-1]
        assert span.recent[-1] == span.periods[-1]
