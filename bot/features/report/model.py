"""What a report is of, and its figures: nothing in them that may not be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from bot.core.activity import EVERYBODY, OF_ALL, four_weeks_before, week_of_day
from bot.core.estimates import Sample
from bot.core.figures import FourWeeks, period_of
from bot.core.helpdesk import HelpdeskWeek
from bot.core.ledger import Notice
from bot.core.ranges import Range

FEATURE = "report"
NOBODYS = "+"  # in place of a group: those who count in none
IN_PERIOD = 4  # weeks
WHOLLY = 3  # periods, up to which all of a report is compared with as many before


@dataclass(frozen=True, slots=True)
class ReportSpan:
    """The last 4, 12 or 52 weeks: of whole periods, as everybody counts in one group for each of them."""

    weeks: int
    today: date

    @property
    def periods(self) -> tuple[FourWeeks, ...]:
        """The periods, in order."""
        return four_weeks_before(self.today, self.weeks // IN_PERIOD)

    @property
    def recent(self) -> tuple[FourWeeks, ...]:
        """What is compared with as much before, `earlier`: up to twelve weeks all, of a year the newer half.

        A whole year would have nothing to be compared with for another one.
        """
        return self.periods[-self._half :]

    @property
    def earlier(self) -> tuple[FourWeeks, ...]:
        """As many periods before `recent`."""
        return four_weeks_before(self.today, 2 * self._half)[: self._half]

    @property
    def first(self) -> date:
        """When it begins."""
        return self.periods[0].first

    @property
    def last(self) -> date:
        """The last day of the periods."""
        return self.periods[-1].last

    @property
    def goes_on(self) -> date:
        """The day from which four weeks more are told."""
        return self.last + timedelta(weeks=IN_PERIOD, days=1)

    @property
    def mondays(self) -> tuple[date, ...]:
        """The Mondays of its weeks."""
        return tuple(self.first + timedelta(weeks=nth) for nth in range(self.weeks))

    @property
    def latest(self) -> tuple[date, ...]:
        """The Mondays of the last two weeks that are over: for the start and the digest."""
        monday = week_of_day(self.today)
        return (monday - timedelta(weeks=2), monday - timedelta(weeks=1))

    @property
    def reads_from(self) -> date:
        """From when on anything is read for it."""
        return min(self.first, self.earlier[0].first)

    @property
    def reads_until(self) -> date:
        """Before when it is."""
        return period_of(self.today).after().first

    @property
    def _half(self) -> int:
        return max(min(len(self.periods), WHOLLY), len(self.periods) // 2)


@dataclass(frozen=True, slots=True)
class PracticeAdvice:
    """What to practise, in a sentence: "" where nothing tells it. `topic` is what to schedule for `group`.

    `planned` says who has practice on it already. `schedule` is the one of this group, "" none; `everywhere`:
    all groups have one. `by_group` says how each group went against itself in what the sentence tells.
    """

    sentence: str = ""
    topic: str = ""
    group: str = EVERYBODY
    planned: str = ""
    schedule: str = ""
    everywhere: bool = False
    by_group: str = ""

    @property
    def open(self) -> bool:
        """Whether there is somebody to schedule it for."""
        return bool(self.topic and not self.schedule and not self.everywhere)


@dataclass(frozen=True, slots=True)
class ReportPoint:
    """What there was from a Monday on: how often, in fives, or None where it may not be told.

    `sample` is for how many of them something holds.
    """

    first: date
    count: int | None = None
    sample: Sample | None = None


@dataclass(frozen=True, slots=True)
class ScheduleFigures:
    """What became of a schedule's drills."""

    sent: int
    opened: int
    finished: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A share then and now."""

    before: Sample | None
    after: Sample | None


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """All that a report tells of one group, or of all together. Counts of what people did are in fives.

    Of incidents and safety cards, of which managers see each by itself without a name, they are as they are.
    `latest` are the last two weeks that are over. `all_calmed`, `escalated` and `all_right` are shares of all
    outcomes and answers, `calmed` and `topics` those by situation and topic; `courses` are shares over time
    by kind and name, of the parts that are compared.
    """

    span: ReportSpan
    weeks: Mapping[str, tuple[ReportPoint, ...]]  # by what is counted
    periods: Mapping[str, tuple[ReportPoint, ...]]
    latest: Mapping[str, tuple[ReportPoint, ...]]
    courses: Mapping[tuple[str, str], tuple[ReportPoint, ...]]
    lookups: Mapping[str, int]
    calmed: Mapping[str, Comparison]
    all_calmed: Comparison
    escalated: Comparison
    all_right: Comparison
    topics: Mapping[str, Comparison]
    items: Mapping[str, Sample]
    practised: tuple[tuple[FourWeeks, Range | None], ...]
    reactions: Mapping[str, int]
    incidents: Mapping[str, int]
    results: tuple[int, int]
    safety: Mapping[str, int] = field(default_factory=dict)
    schedules: Mapping[str, ScheduleFigures] = field(default_factory=dict)
    review: tuple[int, int] = (0, 0)
    helpdesk: tuple[HelpdeskWeek, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        every = any(point.count for series in self.weeks.values() for point in series)
        return self.bare and not (every or self.incidents or self.safety or self.helpdesk)

    @property
    def bare(self) -> bool:
        """Whether there is nothing to tell of the group itself: what is of all teams together, aside."""
        of_all = {kind.value for kind in OF_ALL}
        points = [point for kind, series in self.weeks.items() if kind not in of_all for point in series]
        return not (any(point.count for point in points) or self.lookups or self.topics)


class ReportView(Enum):
    """The parts of a report that a card shows one of."""

    START = "start"
    LOOKUPS = "lookups"
    OUTCOMES = "outcomes"
    INCIDENTS = "incidents"
    PRACTICE = "practice"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Digest:
    """That a manager has a weekly digest, `since` when, at which hour of Mondays.

    `day` is the Monday of the one that comes next, `due` when it is to be looked at.
    """

    tenant: str
    user: str
    platform: str
    hour: int
    since: datetime
    day: date
    due: datetime


@dataclass(frozen=True, slots=True)
class DigestMove:
    """A digest that was looked at: as it was stored, as it is then, and what is to be sent, if anything."""

    before: Digest
    after: Digest
    notice: Notice | None = None
