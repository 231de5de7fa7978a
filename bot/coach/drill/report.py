"""What the figures of a group are: put together, and left out where they would tell of too few people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.coach.drill.figures import (
    FEWEST_ANSWERS,
    FEWEST_PEOPLE,
    HARDEST,
    LATELY,
    UNPICKED,
    Figures,
    People,
    Practised,
    Sum,
    by_item,
    by_situation,
    hardest,
    unpicked,
)
from bot.coach.practice import QuizItem


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of some people. A topic's share is None where it is not told.

    `hard` are items with their shares, the hardest first; `unpicked` items, the place of an option that
    nobody picks, and how many could. Shares are in percent.
    """

    practised: Practised
    topics: Mapping[str, int | None]
    hard: tuple[tuple[str, int], ...]
    unpicked: tuple[tuple[str, int, int], ...]


async def report(
    figures: Figures,
    tenant: str,
    people: People,
    bank: Mapping[str, QuizItem],
    week: datetime,
    now: datetime,
) -> Report:
    """Returns the figures of `people` of the last four weeks; `week` is when this week began."""
    since = now - LATELY

    async def told(found: Sum) -> bool:
        if found.answers < FEWEST_ANSWERS:
            return False
        return await figures.several(tenant, people, since, found.items)

    picked = await figures.picked(tenant, people, since)
    items, situations = by_item(picked, bank), by_situation(picked, bank)
    topics = {name: found.percent if await told(found) else None for name, found in situations.items()}
    hard: list[tuple[str, int]] = []
    for name, found in hardest(items):
        if len(hard) == HARDEST:
            break
        if await told(found):
            hard.append((name, found.percent))
    obvious: list[tuple[str, int, int]] = []
    for name, place, found in unpicked(items, bank):
        if len(obvious) == UNPICKED:
            break
        if await told(found):
            obvious.append((name, place, found.answers))
    practised = await figures.practised(tenant, people, week, since)
    return Report(practised, topics, tuple(hard), tuple(obvious))


def small(people: People) -> bool:
    """Returns whether these are too few for any figure."""
    return people is not None and len(people) < FEWEST_PEOPLE
