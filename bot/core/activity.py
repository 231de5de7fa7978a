"""What happens in a team, counted by group: look-ups, outcomes, practice, incidents, deliveries.

Every event is stored once, under an id of its own, with the day and no time. Who it is of is a keyed hash,
another in every four weeks, whose key is deleted soon after them. Sums are made of the events behind the
answers, by week and by four weeks: of less nothing may be told. Made anew they are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Protocol

from bot.core.background import Gatherer
from bot.core.chat import Person
from bot.core.clocks import zone_of
from bot.core.figures import FourWeeks, enough_among, period_of
from bot.core.people import Clock

WHOLE = ""  # in place of a name: all of a kind together
EVERYBODY = "*"  # in place of a group: the sum of what may be told of each


class ActivityKind(Enum):
    """What is counted. Beside each: what its name is, and what its parts are."""

    LOOKUP = "lookup"  # a situation that phrases were shown of
    MISS = "miss"  # a look-up that found nothing
    OUTCOME = "outcome"  # a situation; what came of it
    ANSWER = "answer"  # a topic; RIGHT or WRONG
    ITEM = "item"  # a quiz item; RIGHT or WRONG
    INCIDENT = "incident"  # what the customer did; how it ended
    REACTION = "reaction"  # of a supervisor; after how long: a part of REACTIONS
    RESULT = "result"  # what came of an incident
    SENT = "sent"  # a schedule whose drill arrived
    OPENED = "opened"
    FINISHED = "finished"


RIGHT, WRONG = "right", "wrong"
# After how many minutes somebody answered a report, as the part is named: under so many.
REACTIONS = (5, 15, 60, 24 * 60)
LATER = "later"
# A week ends where it is six o'clock on Monday in UTC, midnight in Mexico; it is told of an hour later.
CLOSES, TOLD = timedelta(hours=6), timedelta(hours=7)
# Managers see each of these by itself, without a name, in the log: so they are told of all teams together.
OF_ALL = (ActivityKind.INCIDENT, ActivityKind.REACTION, ActivityKind.RESULT)


class ActivitySpan(Enum):
    """What a cell is of: a week from a Monday on, or four of them, as `figures.FourWeeks`."""

    WEEK = "week"
    FOUR_WEEKS = "four"


@dataclass(frozen=True, slots=True)
class Activity:
    """An event: of whom, what, and on which day it was where they are. `id` is its own, whatever it is of."""

    tenant: str
    platform: str
    user_id: str
    id: str
    day: date
    kind: ActivityKind
    name: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class ActivityCell:
    """How many events there were of a kind in a group, from how many people, and how many of each part.

    `first` is the Monday it begins at; `group` is "" for whoever counts in none, or EVERYBODY. `members` are
    the people of the group then; 0 where nobody knows.
    """

    first: date
    group: str
    kind: ActivityKind
    name: str
    count: int
    people: int
    members: int
    parts: Mapping[str, int]


class ActivityStore(Protocol):
    """Stores events, and sums over them. A tenant never sees another's."""

    async def keep_activity(self, events: Sequence[Activity]) -> int:
        """Stores events, each of them once, and returns how many were new."""

    async def fold_activity(self, today: date) -> int:
        """Brings the sums up to date, and returns of how many days there was news.

        Sums of four weeks are made once these are over: until then nobody is told of them.
        """

    async def rebuild_activity(self, today: date) -> int:
        """Makes all sums anew from the events that are there, and returns of how many days."""

    async def activity_cells(
        self, tenant: str, span: ActivitySpan, first: date, until: date, group: str
    ) -> tuple[ActivityCell, ...]:
        """Returns the sums of a group that begin from `first` on and before `until`, in order.

        With those of OF_ALL, which are EVERYBODY's. Weeks have the sum of a kind alone, whose name is WHOLE;
        four weeks have that of each name, too.
        """

    async def cells_by_group(
        self, tenant: str, span: ActivitySpan, first: date, until: date, kind: ActivityKind, name: str
    ) -> tuple[ActivityCell, ...]:
        """Returns, of every group by itself, those of the same sums that are of one kind and name, in order.

        What one may tell of a group is the same as of the sums of that group alone. None of OF_ALL.
        """

    async def purge_activity(self, keys: datetime, events: datetime, sums: datetime) -> int:
        """Deletes what is older, each before its time: whose it was, events, sums; returns how many rows."""


class ActivityLog:
    """Takes note of what happens, behind the answers: each event is stored a moment later."""

    def __init__(self, store: ActivityStore, clock: Clock, report: Callable[[BaseException], object]) -> None:
        self._clock = clock
        self._events: Gatherer[tuple[str, str], Activity] = Gatherer(
            lambda new: store.keep_activity(list(new.values())), report
        )

    def note(self, person: Person, kind: ActivityKind, id: str, name: str = "", part: str = "") -> None:
        """Notes an event of a person of the team, now. `id` is its own among those of its kind."""
        if person.outside:
            return
        own, now = f"{kind.value}:{id}", self._clock()
        # What comes late counts in the week that goes on: one that is told of never changes.
        day = max(now.astimezone(zone_of(person.zone)).date(), week_of_day((now - CLOSES).date()))
        who = (person.tenant, person.platform, person.user_id)
        self._events.put((person.tenant, own), Activity(*who, own, day, kind, name, part))

    async def flush(self) -> None:
        """Stores what waits now."""
        await self._events.flush()

    async def close(self) -> None:
        """Stores what is not stored yet, and ends."""
        await self._events.close()


def may_be_told(cell: ActivityCell) -> bool:
    """Returns whether a sum may be told; of all together there is only what may be."""
    if cell.group == EVERYBODY or cell.kind in OF_ALL:
        return True
    return enough_among(cell.people, cell.members if cell.group else None)


def week_of_day(day: date) -> date:
    """Returns the Monday that a day's week begins at."""
    return day - timedelta(days=day.weekday())


def first_of(span: ActivitySpan, day: date) -> date:
    """Returns when the week or the four weeks begin that a day is in."""
    return week_of_day(day) if span is ActivitySpan.WEEK else period_of(day).first


@lru_cache(maxsize=64)  # a report of a year asks thousands of times, of a few days
def four_weeks_before(day: date, count: int) -> tuple[FourWeeks, ...]:
    """Returns the last `count` periods of four weeks that were over on a day, in order."""
    periods, period = list[FourWeeks](), period_of(day)
    for _ in range(count):
        period = period.before()
        periods.append(period)
    return tuple(reversed(periods))


def reaction(waited: timedelta) -> str:
    """Returns the part of a reaction after so long."""
    minutes = waited.total_seconds() / 60
    return next((str(limit) for limit in REACTIONS if minutes < limit), LATER)
