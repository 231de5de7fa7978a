"""What a figure about people may tell: from how many people on, how exactly, of which group and weeks.

Three things hold it together. Everybody counts in one group at most, for four whole weeks that are fixed by
the calendar, so no two figures of the same weeks have a person in common, and their difference tells nothing.
A figure is how many of a group something holds for, so it treats all in it alike. And it is a band, open at
both ends and so wide that TOGETHER accounts which know of themselves learn of nobody else for certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.core.ranges import SHARES, TOGETHER, WHOLE, Range, cuts, range_of

FEWEST = 8  # people, below which nothing is told of a group
FEWEST_TO_ANSWER = FEWEST + TOGETHER + 1  # people of a group, below which nothing is told of some in it
STEP = 5  # in which counts of what people did are told
WEEKS = timedelta(weeks=4)  # that a figure is of
_PARTS = ((50, 10), (20, 5), (FEWEST, 2))  # of so many people on, shares in so many parts
_FLOORS = (1000, 500, 200, 100, 50, 20, FEWEST)  # what a number of people is told as: so many or more
_FIRST_MONDAY = date(1970, 1, 5)


@dataclass(frozen=True, slots=True)
class FourWeeks:
    """Four weeks from a Monday on, in UTC. They never overlap, and are the same for everybody."""

    first: date

    @property
    def last(self) -> date:
        """The last day, a Sunday."""
        return self.first + WEEKS - timedelta(days=1)

    @property
    def start(self) -> datetime:
        """When it begins."""
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """When the next one begins."""
        return self.start + WEEKS

    def before(self) -> FourWeeks:
        """Returns the four weeks before."""
        return FourWeeks(self.first - WEEKS)

    def after(self) -> FourWeeks:
        """Returns the four weeks after."""
        return FourWeeks(self.first + WEEKS)


def period_at(at: datetime) -> FourWeeks:
    """Returns the four weeks that a moment is in."""
    return period_of(at.astimezone(UTC).date())


def period_of(day: date) -> FourWeeks:
    """Returns the four weeks that a day is in."""
    return FourWeeks(day - (day - _FIRST_MONDAY) % WEEKS)


def share_of(part: int, members: int) -> Range | None:
    """Returns for how many of a group something holds; None of a group that is too small."""
    return _band(part, members, members)


def share_among(part: int, some: int, members: int) -> Range | None:
    """Returns for how many of `some` of a group it holds; None where they are too few.

    Who they are is nobody's business either. So the group has to be larger than what they must be at least:
    that there is a figure does not tell that everybody is among them.
    """
    return _band(part, some, members - TOGETHER - 1)


def floor_of(count: int, least: int = FEWEST) -> int:
    """Returns a number that is told as “so many or more”; 0 where it is too small to be told at all."""
    return next((floor for floor in _FLOORS if least <= floor <= count), 0)


def enough_among(some: int, members: int | None) -> bool:
    """Returns whether anything may be told of `some` people of a group; of no group, `members` is None.

    As in `share_among`: that there is a figure does not tell that everybody is among them.
    """
    if members is None:
        return some >= FEWEST_TO_ANSWER
    return some >= FEWEST and members >= FEWEST_TO_ANSWER


def in_fives(count: int) -> int:
    """Returns a count of what people did as it is told, so that no difference tells of a single event."""
    return (count + STEP // 2) // STEP * STEP


def _band(part: int, some: int, enough: int) -> Range | None:
    least, parts = next((step for step in _PARTS if min(some, enough) >= step[0]), (0, 0))
    return range_of(part * WHOLE, some, cuts(SHARES, parts, least)) if least else None
