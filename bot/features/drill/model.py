"""A drill as a state machine: what an answer does to it. Pure; the time is passed in."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.core.quiz import QuizItem
from bot.features.drill.fsrs import ItemMemory, answered
from bot.features.drill.ordering import chosen_by

KEPT_OPEN = timedelta(hours=24)  # after the last answer; until then it goes on where it stopped


class DrillState(Enum):
    """Where a drill is. DONE: every question was answered; LEFT: set aside, with some unanswered."""

    OPEN = "open"
    DONE = "done"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class DrillQuestion:
    """An item, and the order in which its options are shown, as their places in the file.

    `memory` is what the person remembered of it when the drill began. While that is open nothing else can
    change it, so an answer needs nothing read beside its drill.
    """

    item: str
    order: tuple[int, ...]
    memory: ItemMemory | None = None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer: what was chosen, whether it was right, whether a guess.

    `chosen` is the place of the option in the file; of steps, the number of their order (`ordering.ORDERS`).

    `memory` is what the person remembers of the item from then on. `zone` is where they were, "" where nobody
    knows it; a drill that is read again does not tell it.
    """

    item: str
    situation: str
    chosen: int
    right: bool
    guessed: bool
    at: datetime
    memory: ItemMemory
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Drill:
    """One person's drill. `topic` and `count` are what was asked for; `about` says who asked, "" the person.

    Times are UTC, in whole seconds. `version` is as it was read; 0: never stored.
    """

    tenant: str
    id: str
    user: str
    topic: str
    count: int
    about: str
    began: datetime
    questions: tuple[DrillQuestion, ...]
    given: tuple[GivenAnswer, ...] = ()
    state: DrillState = DrillState.OPEN
    version: int = 0

    @property
    def turn(self) -> int:
        """The number of the question that is to be answered now, from 0. It grows with every answer."""
        return len(self.given)

    @property
    def touched(self) -> datetime:
        """When the person last did something about it."""
        return self.given[-1].at if self.given else self.began

    @property
    def right(self) -> int:
        """How many answers were right."""
        return sum(given.right for given in self.given)


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    """How many people answered something, and how many of them were mostly right."""

    answered: int
    right: int


def answer(
    drill: Drill,
    item: QuizItem,
    turn: int,
    taps: Sequence[int],
    now: datetime,
    *,
    guessed: bool = False,
    zone: str = "",
) -> Drill:
    """Returns the drill after question `turn` was answered by `taps`, places of options as shown.

    The same one, if that has no effect: the question was answered before, is not reached yet, or the drill is
    over; or the taps make no answer, or not yet.
    """
    if is_stale(drill, turn, now) or drill.questions[turn].item != item.id:
        return drill
    question = drill.questions[turn]
    chosen = chosen_by(item, question.order, taps)
    if chosen is None:
        return drill
    right = chosen == item.key
    memory = answered(question.memory, now, right=right, guessed=guessed)
    given = GivenAnswer(item.id, item.trains, chosen, right, guessed, now, memory, zone)
    done = turn + 1 == len(drill.questions)
    return replace(drill, given=(*drill.given, given), state=DrillState.DONE if done else DrillState.OPEN)


def is_stale(drill: Drill, turn: int, now: datetime) -> bool:
    """Returns whether a button made for `turn` comes too late, or was never made."""
    return not can_go_on(drill, now) or turn != drill.turn


def can_go_on(drill: Drill, now: datetime) -> bool:
    """Returns whether the drill can go on."""
    return drill.state is DrillState.OPEN and now - drill.touched < KEPT_OPEN


def leave(drill: Drill) -> Drill:
    """Returns the drill set aside; what was answered stays answered."""
    return replace(drill, state=DrillState.LEFT) if drill.state is DrillState.OPEN else drill


def without_missing(drill: Drill, known: Container[str]) -> Drill:
    """Returns the drill without the questions still to come whose item the bank has no longer."""
    ahead = tuple(question for question in drill.questions[drill.turn :] if question.item in known)
    questions = drill.questions[: drill.turn] + ahead
    if questions == drill.questions or drill.state is not DrillState.OPEN:
        return drill
    over = DrillState.DONE if drill.given else DrillState.LEFT
    return replace(drill, questions=questions, state=DrillState.OPEN if ahead else over)
