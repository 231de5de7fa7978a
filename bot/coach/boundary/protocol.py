"""The protocol as a state machine: what a press does to a contact. Pure; the time is passed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from bot.coach.policy import Ending, Kind, Policy


class Step(Enum):
    """Where a contact is. WARNING is at the warning that was given last; so many there are in `warned`."""

    WARNING = "warning"
    ZERO = "zero"  # a threat or hate: nothing but the end
    STOPPED = "stopped"
    ENDED = "ended"
    TRANSFERRED = "transferred"
    LEFT = "left"  # set aside for a new one


class Move(Enum):
    """What a person presses."""

    AGAIN = "again"
    STOPPED = "stopped"
    THREAT = "threat"
    ENDED = "ended"
    TRANSFERRED = "transferred"
    REOPEN = "reopen"
    LEAVE = "leave"
    TELL = "tell"
    NOTE = "note"
    REST = "rest"


OPEN = frozenset({Step.WARNING, Step.ZERO})
_AFTER = (Move.TELL, Move.REST, Move.NOTE)
_FINISH = {Ending.END: Move.ENDED, Ending.TRANSFER: Move.TRANSFERRED}
_CLOSED = {
    Move.STOPPED: Step.STOPPED,
    Move.ENDED: Step.ENDED,
    Move.TRANSFERRED: Step.TRANSFERRED,
    Move.LEAVE: Step.LEFT,
}


@dataclass(frozen=True, slots=True)
class Course:
    """How far a contact has come. `turn` grows with every step: a button made for an older one is stale.

    `warned` are the times of the warnings given; `zero` says that the zero-tolerance branch was taken.
    """

    channel: str
    kind: Kind
    step: Step
    turn: int
    began: datetime
    warned: tuple[datetime, ...]
    zero: bool = False
    closed: datetime | None = None
    told: datetime | None = None
    rested: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the contact still goes on."""
        return self.step in OPEN


def start(channel: str, now: datetime) -> Course:
    """Returns a contact at its first warning."""
    return Course(channel, Kind.INSULTS, Step.WARNING, 1, now, (now,))


def is_last(course: Course, policy: Policy) -> bool:
    """Returns whether no further warning is left."""
    return len(course.warned) >= policy.warnings


def moves(course: Course, policy: Policy) -> tuple[Move, ...]:
    """Returns what can be pressed now, in the order of the buttons. LEAVE is in every open step, unshown."""
    match course.step:
        case Step.WARNING:
            onward = (_FINISH[policy.ending],) if is_last(course, policy) else ()
            again = () if onward else (Move.AGAIN,)
            threat = (Move.THREAT,) if policy.zero_tolerance else ()
            return (*onward, Move.STOPPED, *again, *threat, Move.LEAVE)
        case Step.ZERO:
            return (_FINISH[policy.ending], Move.STOPPED, Move.LEAVE)
        case Step.STOPPED | Step.LEFT:
            return (Move.REOPEN, *_AFTER)
        case Step.ENDED | Step.TRANSFERRED:
            return _AFTER


def press(course: Course, policy: Policy, move: Move, turn: int, now: datetime) -> Course:
    """Returns the contact after a press of a button made for `turn`; the same one if that has no effect.

    A stale button has none, nor one that this step does not have, nor the same press a second time.
    """
    if turn != course.turn or move not in moves(course, policy):
        return course
    match move:
        case Move.AGAIN:
            return replace(course, turn=turn + 1, warned=(*course.warned, now))
        case Move.THREAT:
            kind = Kind.THREAT if Kind.THREAT in policy.zero_tolerance else policy.zero_tolerance[0]
            return replace(course, turn=turn + 1, step=Step.ZERO, zero=True, kind=kind)
        case Move.REOPEN:
            step = Step.ZERO if course.zero else Step.WARNING
            # What was told and rested belonged to a contact that seemed over; it may be needed anew.
            return replace(course, turn=turn + 1, step=step, closed=None, told=None, rested=None)
        case Move.TELL:
            return replace(course, told=course.told or now)
        case Move.REST:
            return replace(course, rested=course.rested or now)
        case Move.NOTE:
            return course  # its words are kept beside the course
        case Move.STOPPED | Move.ENDED | Move.TRANSFERRED | Move.LEAVE:
            return _closed(course, _CLOSED[move], now)


def on_channel(course: Course, channel: str, turn: int) -> Course:
    """Returns the contact on another channel: the words change, the step does not."""
    return replace(course, channel=channel) if course.open and turn == course.turn else course


def of_kind(course: Course, kind: Kind) -> Course:
    """Returns the contact with what the customer did, told better than by the button."""
    return replace(course, kind=kind)


def _closed(course: Course, step: Step, now: datetime) -> Course:
    # After a threat the report goes by itself: nobody should have to remember it then.
    reported = course.zero and step in {Step.ENDED, Step.TRANSFERRED}
    told = course.told or (now if reported else None)
    return replace(course, turn=course.turn + 1, step=step, closed=now, told=told)


def paths(policy: Policy, now: datetime) -> Iterator[tuple[tuple[Move, ...], Course]]:
    """Yields every way through a contact, from the first warning to its close, without reopening."""

    def walk(course: Course, taken: tuple[Move, ...]) -> Iterator[tuple[tuple[Move, ...], Course]]:
        if not course.open:
            yield taken, course
            return
        for move in moves(course, policy):
            if move is not Move.LEAVE:
                yield from walk(press(course, policy, move, course.turn, now), (*taken, move))

    yield from walk(start("phone", now), ())
