"""What practice is to those who only start it: a drill for one person, a round for a channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.core.card import Card, Form, Option
from bot.core.chat import Answer, FieldErrors, Person, Submit
from bot.core.edge import Address
from bot.core.groups import Group

WORDS_A_MINUTE = 230  # that people read to themselves, of a text they understand
PREPARE = "prepare"  # in place of a round's topic: what people will complain about this week
SECONDS = 20  # that a question takes with its feedback, measured over the shipped bank


@dataclass(frozen=True, slots=True)
class DrillRequest:
    """The drill that is asked for.

    `topic` is "" for a mixed one, else a situation, `method:` and a method, `safety:` and a kind of danger,
    `card:` and a teaching or a family of them, `pitfalls`, `protocol`, or an industry.
    `about` is "" where the person asked for it themselves, else the key of what was delivered to them.
    """

    topic: str = ""
    count: int = 3
    about: str = ""


class DrillStarter(Protocol):
    """Starts drills."""

    async def start(self, person: Person, request: DrillRequest) -> Answer:
        """Returns the first question, in place; of an open drill about the same, the question it is at."""

    def topics(self, language: str) -> tuple[Option, ...]:
        """Returns what a drill can be about, for a form; the mixed one first, its value is ""."""

    def is_heavy(self, topic: str) -> bool:
        """Returns whether a topic is about danger, so that everybody is asked before the first question."""


class PracticePlanner(Protocol):
    """Schedules practice for a group, for whoever looks at figures and has no chat beside them.

    Whoever asks has seen to it that the person may do it.
    """

    async def practice_form(self, person: Person, topic: str, group: str) -> Form | Card:
        """Returns the form, with what is usual filled in: a topic and a group may be chosen in it already.

        A card where there is nothing to fill in: no group yet, or like practice that is scheduled.
        """

    async def schedule_practice(self, ask: Submit) -> FieldErrors | Card:
        """Schedules what was filled in, and returns what will happen; or what to mend, by field.

        `ask.value` is the form's: sent twice, it is done once.
        """


# Returns which schedule brings a topic to each person of a group, by the group's id: a second one is refused.
ScheduledPractice = Callable[[Person, str], Awaitable[Mapping[str, str]]]


# Returns what a report says to practise now, a topic and a group; "" where nothing of it is left to schedule.
AdvisedPractice = Callable[[Person], Awaitable[tuple[str, str]]]


class RoundOpener(Protocol):
    """Opens team rounds."""

    async def posted(self, to: Address, key: str, topic: str, by: str, language: str) -> Card:
        """Opens the round that `key` names, once, and returns the card to post; `by` answers for it."""


# Called with `DrillRequest.about` when a drill that was delivered is at its end.
Finished = Callable[[Person, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class PracticeWeeks:
    """Who of a group practised, by week: the Mondays of whole weeks, and a yes or no of each person for each.

    `group` is None where the tenant has none of that id. `since` is from when on managers may see it, None
    where they may not; then there are no rows.
    """

    group: Group | None = None
    since: datetime | None = None
    weeks: tuple[date, ...] = ()
    rows: tuple[tuple[str, tuple[bool, ...]], ...] = ()


# Returns the last so many whole weeks of a group, by its id, as far as the person may see them.
PracticeRecord = Callable[[Person, str, int], Awaitable[PracticeWeeks]]
