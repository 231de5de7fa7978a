"""The protocol as a state machine: what a press does to a contact. Pure; the time is passed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from bot.core.policy import AbuseKind, ContactEnding, Policy

_HEADINGS = ("presses", "warnings", "outcome", "supervisor told")


class ProtocolStep(Enum):
    """Where a contact is. WARNING is at the warning that was given last; so many there are in `warned`."""

    WARNING = "warning"
    ZERO = "zero"  # a threat or hate: nothing but the end
    STOPPED = "stopped"
    ENDED = "ended"
    TRANSFERRED = "transferred"
    LEFT = "left"  # set aside for a new one


class ProtocolMove(Enum):
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


OPEN = frozenset({ProtocolStep.WARNING, ProtocolStep.ZERO})
_AFTERWARDS = (ProtocolMove.TELL, ProtocolMove.REST, ProtocolMove.NOTE)
_FINISH = {ContactEnding.END: ProtocolMove.ENDED, ContactEnding.TRANSFER: ProtocolMove.TRANSFERRED}
_CLOSED = {
    ProtocolMove.STOPPED: ProtocolStep.STOPPED,
    ProtocolMove.ENDED: ProtocolStep.ENDED,
    ProtocolMove.TRANSFERRED: ProtocolStep.TRANSFERRED,
    ProtocolMove.LEAVE: ProtocolStep.LEFT,
}


@dataclass(frozen=True, slots=True)
class ContactCourse:
    """How far a contact has come. `turn` grows with every step: a button made for an older one is stale.

    `warned` are the times of the warnings given; `zero` says that the zero-tolerance branch was taken.
    `reported` is when a supervisor was told, `rested` when a recovery break began.
    """

    channel: str
    kind: AbuseKind
    step: ProtocolStep
    turn: int
    began: datetime
    warned: tuple[datetime, ...]
    zero: bool = False
    closed: datetime | None = None
    reported: datetime | None = None
    rested: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the contact still goes on."""
        return self.step in OPEN


def start(channel: str, now: datetime) -> ContactCourse:
    """Returns a contact at its first warning."""
    return ContactCourse(channel, AbuseKind.INSULTS, ProtocolStep.WARNING, 1, now, (now,))


def is_last(course: ContactCourse, policy: Policy) -> bool:
    """Returns whether no further warning is left."""
    return len(course.warned) >= policy.warnings


def moves(course: ContactCourse, policy: Policy) -> tuple[ProtocolMove, ...]:
    """Returns what can be pressed now, in the order of the buttons. LEAVE is in every open step, unshown."""
    match course.step:
        case ProtocolStep.WARNING:
            onward = (_FINISH[policy.ending],) if is_last(course, policy) else ()
            again = () if onward else (ProtocolMove.AGAIN,)
            threat = (ProtocolMove.THREAT,) if policy.zero_tolerance else ()
            return (*onward, ProtocolMove.STOPPED, *again, *threat, ProtocolMove.LEAVE)
        case ProtocolStep.ZERO:
            return (_FINISH[policy.ending], ProtocolMove.STOPPED, ProtocolMove.LEAVE)
        case ProtocolStep.STOPPED | ProtocolStep.LEFT:
            return (ProtocolMove.REOPEN, *_AFTERWARDS)
        case ProtocolStep.ENDED | ProtocolStep.TRANSFERRED:
            return _AFTERWARDS


def press(
    course: ContactCourse, policy: Policy, move: ProtocolMove, turn: int, now: datetime
) -> ContactCourse:
    """Returns the contact after a press of a button made for `turn`; the same one if that has no effect.

    A stale button has none, nor one that this step does not have, nor the same press a second time.
    """
    if turn != course.turn or move not in moves(course, policy):
        return course
    match move:
        case ProtocolMove.AGAIN:
            return replace(course, turn=turn + 1, warned=(*course.warned, now))
        case ProtocolMove.THREAT:
            kind = AbuseKind.THREAT if AbuseKind.THREAT in policy.zero_tolerance else policy.zero_tolerance[0]
            return replace(course, turn=turn + 1, step=ProtocolStep.ZERO, zero=True, kind=kind)
        case ProtocolMove.REOPEN:
            step = ProtocolStep.ZERO if course.zero else ProtocolStep.WARNING
            # The report and the break belonged to a contact that seemed over; it may be needed anew.
            return replace(course, turn=turn + 1, step=step, closed=None, reported=None, rested=None)
        case ProtocolMove.TELL:
            return replace(course, reported=course.reported or now)
        case ProtocolMove.REST:
            return replace(course, rested=course.rested or now)
        case ProtocolMove.NOTE:
            return course  # its words are stored beside the course
        case ProtocolMove.STOPPED | ProtocolMove.ENDED | ProtocolMove.TRANSFERRED | ProtocolMove.LEAVE:
            return _closed_by(course, _CLOSED[move], now)


def with_channel(course: ContactCourse, channel: str, turn: int) -> ContactCourse:
    """Returns the contact on another channel: the words change, the step does not."""
    return replace(course, channel=channel) if course.open and turn == course.turn else course


def with_kind(course: ContactCourse, kind: AbuseKind) -> ContactCourse:
    """Returns the contact with what the customer did, more exactly than the button told."""
    return replace(course, kind=kind)


def _closed_by(course: ContactCourse, step: ProtocolStep, now: datetime) -> ContactCourse:
    # After a threat the report goes by itself: nobody should have to remember it then.
    by_itself = course.zero and step in {ProtocolStep.ENDED, ProtocolStep.TRANSFERRED}
    reported = course.reported or (now if by_itself else None)
    return replace(course, turn=course.turn + 1, step=step, closed=now, reported=reported)


def paths(policy: Policy, now: datetime) -> Iterator[tuple[tuple[ProtocolMove, ...], ContactCourse]]:
    """Yields every way through a contact, from the first warning to its close, without reopening."""

    def walk(
        course: ContactCourse, taken: tuple[ProtocolMove, ...]
    ) -> Iterator[tuple[tuple[ProtocolMove, ...], ContactCourse]]:
        if not course.open:
            yield taken, course
            return
        for move in moves(course, policy):
            if move is not ProtocolMove.LEAVE:
                yield from walk(press(course, policy, move, course.turn, now), (*taken, move))

    yield from walk(start("phone", now), ())


def paths_table(policy: Policy) -> str:
    """Returns each order of presses from the first warning to the close, a line each, below headings."""
    rows = [_HEADINGS]
    for taken, course in paths(policy, datetime.min):
        presses = " → ".join(("start", *(move.value for move in taken)))
        reported = "at once" if course.reported else "on a tap"
        rows.append((presses, str(len(course.warned)), course.step.value, reported))
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines) + "\n"
