"""The protocol as a state machine: what a press does to a contact. Pure; the time is passed in.

What happened is a list of events, and all else follows from it: where the contact is, what was said, what is
left to press. So the record claims nothing that nobody pressed, and taking a press back is one event more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.core.phrasebook import base_channel
from bot.core.policy import AbuseKind, ContactEnding, Policy

UNDO_WITHIN = timedelta(minutes=1)  # afterwards a note tells of it


class EventKind(Enum):
    """What happened, or was noted."""

    OPENED = "opened"  # the words of the first warning were shown; nobody said that they were said
    SHOWN = "shown"  # of earlier versions, which asked nobody whether the words were said
    SAID = "said"  # a warning
    SORT = "sort"  # what the customer did, by its name in `about`
    ZERO = "zero"  # that too, and it needs no warning here
    STOPPED = "stopped"
    RESUMED = "resumed"  # they stopped, and began again
    ENDED = "ended"
    TRANSFERRED = "transferred"
    HUNG_UP = "hung_up"  # the customer did
    LEFT = "left"  # set aside for a new one
    AGAIN = "again"  # the next contact of the same incident: "called" or "callback" in `about`
    REPORTED = "reported"  # a supervisor is told; the turn stands in `about`, as on the notices
    RESTED = "rested"  # a break of so many minutes as stand in `about`
    DECIDED = "decided"  # who decided to end it: "agent" or "supervisor" in `about`
    UNDONE = "undone"  # the event whose place stands in `about` was pressed by mistake


class ProtocolStep(Enum):
    """Where a contact is. WARNING: nothing is closed, so many warnings were said as there are in `warned`."""

    WARNING = "warning"
    ZERO = "zero"  # nothing but the end
    STOPPED = "stopped"
    ENDED = "ended"
    TRANSFERRED = "transferred"
    HUNG_UP = "hung_up"
    LEFT = "left"
    MISTAKE = "mistake"  # opened by mistake


class ProtocolMove(Enum):
    """What a person presses."""

    SAID = "said"
    STOPPED = "stopped"
    ZERO = "zero"
    ENDED = "ended"
    TRANSFERRED = "transferred"
    HUNG_UP = "hung_up"
    REOPEN = "reopen"
    CALLED = "called"
    CALLBACK = "callback"
    LEAVE = "leave"
    UNDO = "undo"
    TELL = "tell"
    NOTE = "note"
    REST = "rest"


OPEN = frozenset({ProtocolStep.WARNING, ProtocolStep.ZERO})
OVER = frozenset({ProtocolStep.ENDED, ProtocolStep.TRANSFERRED, ProtocolStep.HUNG_UP})
FINISH = {ContactEnding.END: ProtocolMove.ENDED, ContactEnding.TRANSFER: ProtocolMove.TRANSFERRED}
_AFTERWARDS = (ProtocolMove.TELL, ProtocolMove.REST, ProtocolMove.NOTE)
_CLOSING = {
    EventKind.STOPPED: ProtocolStep.STOPPED,
    EventKind.ENDED: ProtocolStep.ENDED,
    EventKind.TRANSFERRED: ProtocolStep.TRANSFERRED,
    EventKind.HUNG_UP: ProtocolStep.HUNG_UP,
    EventKind.LEFT: ProtocolStep.LEFT,
}
_EVENTS = {
    ProtocolMove.SAID: EventKind.SAID,
    ProtocolMove.STOPPED: EventKind.STOPPED,
    ProtocolMove.ENDED: EventKind.ENDED,
    ProtocolMove.TRANSFERRED: EventKind.TRANSFERRED,
    ProtocolMove.HUNG_UP: EventKind.HUNG_UP,
    ProtocolMove.REOPEN: EventKind.RESUMED,
    ProtocolMove.LEAVE: EventKind.LEFT,
}
_UNDOABLE = frozenset(
    {
        *(EventKind.OPENED, EventKind.SAID, EventKind.ZERO, EventKind.STOPPED, EventKind.RESUMED),
        *(EventKind.ENDED, EventKind.TRANSFERRED, EventKind.HUNG_UP, EventKind.AGAIN),
    }
)


@dataclass(frozen=True, slots=True)
class ContactEvent:
    """One thing that happened, and when."""

    kind: EventKind
    at: datetime
    about: str = ""


@dataclass(frozen=True, slots=True)
class ContactCourse:
    """How far a contact has come. `turn` grows with every step: a button made for an older one is stale."""

    channel: str
    turn: int
    events: tuple[ContactEvent, ...]

    @property
    def holding(self) -> tuple[tuple[int, ContactEvent], ...]:
        """What happened and was not taken back, each with its place in `events`."""
        undone = {event.about for event in self.events if event.kind is EventKind.UNDONE}
        return tuple(
            (place, event)
            for place, event in enumerate(self.events)
            if event.kind is not EventKind.UNDONE and str(place) not in undone
        )

    @property
    def contacts(self) -> tuple[tuple[ContactEvent, ...], ...]:
        """What holds, apart for each contact: they may call again."""
        contacts: list[list[ContactEvent]] = [[]]
        for _, event in self.holding:
            if event.kind is EventKind.AGAIN:
                contacts.append([])
            contacts[-1].append(event)
        return tuple(tuple(contact) for contact in contacts)

    @property
    def began(self) -> datetime:
        """When it was opened."""
        return self.events[0].at

    @property
    def kind(self) -> AbuseKind | None:
        """What the customer did, as somebody told; None as long as nobody has."""
        return kind_told([event for _, event in self.holding])

    @property
    def step(self) -> ProtocolStep:
        """Where the contact is."""
        if not self.holding or self.holding[0][0] != 0:
            return ProtocolStep.MISTAKE
        for event in reversed(self.contacts[-1]):
            if event.kind in _CLOSING:
                return _CLOSING[event.kind]
            if event.kind is EventKind.RESUMED:
                break
        return ProtocolStep.ZERO if self.zero else ProtocolStep.WARNING

    @property
    def open(self) -> bool:
        """Whether the contact still goes on."""
        return self.step in OPEN

    @property
    def warned(self) -> tuple[datetime, ...]:
        """When the warnings of this contact were said, as the agent told."""
        return warnings_said(self.contacts[-1])

    @property
    def zero(self) -> bool:
        """Whether this contact is in the branch that needs no warning."""
        return any(event.kind is EventKind.ZERO for event in self.contacts[-1])

    @property
    def closed(self) -> datetime | None:
        """When it was closed; None while it goes on."""
        return None if self.open else self.events[self._closing].at

    @property
    def reported(self) -> datetime | None:
        """When a supervisor was told of how it was closed; None where none was."""
        report = self._since_closing(EventKind.REPORTED)
        return report.at if report else None

    @property
    def report_turn(self) -> int | None:
        """The turn at which that was, as it is on the notices of it."""
        report = self._since_closing(EventKind.REPORTED)
        return int(report.about or self.turn) if report else None

    @property
    def rested(self) -> datetime | None:
        """When a break began after it; None where there was none."""
        rest = self._since_closing(EventKind.RESTED)
        return rest.at if rest else None

    @property
    def rest(self) -> int:
        """The minutes of that break, 0 where there was none."""
        rest = self._since_closing(EventKind.RESTED)
        return int(rest.about) if rest else 0

    @property
    def _closing(self) -> int:
        # The place of what closed it; of the last event where it was opened by mistake.
        places = (place for place, event in reversed(self.holding) if event.kind in _CLOSING)
        return next(places, len(self.events) - 1)

    def _since_closing(self, kind: EventKind) -> ContactEvent | None:
        if self.open:
            return None
        return next((event for event in reversed(self.events[self._closing :]) if event.kind is kind), None)


def start(channel: str, now: datetime) -> ContactCourse:
    """Returns a contact for which the words of the first warning are shown. None of them is said."""
    return ContactCourse(base_channel(channel), 1, (ContactEvent(EventKind.OPENED, now),))


def warnings_said(contact: Iterable[ContactEvent]) -> tuple[datetime, ...]:
    """Returns when warnings were said in a contact."""
    return tuple(event.at for event in contact if event.kind is EventKind.SAID)


def kind_told(events: Sequence[ContactEvent]) -> AbuseKind | None:
    """Returns what the customer did, as it was told last; None where nobody has told."""
    sorts = (event for event in reversed(events) if event.kind in (EventKind.SORT, EventKind.ZERO))
    return next((AbuseKind(event.about) for event in sorts), None)


def needed(before: Iterable[Iterable[ContactEvent]], policy: Policy) -> int:
    """Returns how many warnings a contact needs that comes after those `before`, of the same incident.

    What was said then counts on; one is always needed, and one is enough after what needed none.
    """
    earlier = [event for contact in before for event in contact]
    if any(event.kind is EventKind.ZERO for event in earlier):
        return 1
    return max(1, policy.warnings - len(warnings_said(earlier)))


def warnings_left(course: ContactCourse, policy: Policy) -> int:
    """Returns how many warnings are to be said yet before the contact may be ended by the policy."""
    *before, contact = course.contacts
    return max(0, needed(before, policy) - len(warnings_said(contact)))


def can_undo(course: ContactCourse, now: datetime) -> bool:
    """Returns whether the last press can be taken back: within a minute, and only as long as it counts."""
    place = _last_press(course)
    return place is not None and now - course.events[place].at <= UNDO_WITHIN


def moves(course: ContactCourse, policy: Policy) -> tuple[ProtocolMove, ...]:
    """Returns what can be pressed now. Whether there is time to undo is left to `press`."""
    undo = () if _last_press(course) is None else (ProtocolMove.UNDO,)
    match course.step:
        case ProtocolStep.WARNING | ProtocolStep.ZERO:
            said = (ProtocolMove.SAID,) if course.step is ProtocolStep.WARNING else ()
            said = said if warnings_left(course, policy) else ()
            ways = (ProtocolMove.STOPPED, FINISH[policy.ending], ProtocolMove.HUNG_UP, ProtocolMove.ZERO)
            return (*said, *ways, ProtocolMove.LEAVE, *undo)
        case ProtocolStep.STOPPED | ProtocolStep.LEFT:
            return (ProtocolMove.REOPEN, *_AFTERWARDS, *undo)
        case ProtocolStep.ENDED | ProtocolStep.TRANSFERRED | ProtocolStep.HUNG_UP:
            return (ProtocolMove.CALLED, ProtocolMove.CALLBACK, *_AFTERWARDS, *undo)
        case ProtocolStep.MISTAKE:
            return ()


def press(
    course: ContactCourse, policy: Policy, move: ProtocolMove, turn: int, now: datetime, about: str = ""
) -> ContactCourse:
    """Returns the contact after a press of a button made for `turn`; the same one if that has no effect.

    A stale button has none, nor one that this step does not have, nor the same press a second time. `about`
    are the minutes of a break.
    """
    if turn != course.turn or move not in moves(course, policy):
        return course
    match move:
        case ProtocolMove.UNDO:
            place = _last_press(course)
            return (
                taken_back(course, (place,), now) if place is not None and can_undo(course, now) else course
            )
        case ProtocolMove.TELL:
            return course if course.reported else _reported(course, now)
        case ProtocolMove.REST:
            minutes = about or str(policy.rest)
            return (
                course if str(course.rest) == minutes else with_event(course, EventKind.RESTED, now, minutes)
            )
        case ProtocolMove.CALLED | ProtocolMove.CALLBACK:
            return _onward(course, EventKind.AGAIN, now, move.value)
        case ProtocolMove.NOTE | ProtocolMove.ZERO:
            return course  # a note's words are stored beside the course; `zero` wants the kind
        case _:
            return _reported_by_itself(_onward(course, _EVENTS[move], now), now)


def zero(course: ContactCourse, policy: Policy, kind: AbuseKind, now: datetime) -> ContactCourse:
    """Returns the contact in which the customer did `kind`, as the agent told: where that needs no warning,
    nothing but the end is left; else the words change."""
    if not course.open or course.kind is kind:
        return course
    if kind in policy.zero_tolerance:
        return _onward(course, EventKind.ZERO, now, kind.value)
    return with_event(course, EventKind.SORT, now, kind.value)


def with_event(course: ContactCourse, kind: EventKind, now: datetime, about: str = "") -> ContactCourse:
    """Returns the contact with one event more, which leaves its buttons as they are."""
    return replace(course, events=(*course.events, ContactEvent(kind, now, about)))


def with_channel(course: ContactCourse, channel: str, turn: int) -> ContactCourse:
    """Returns the contact on another channel: the words change, the step does not."""
    return replace(course, channel=base_channel(channel)) if course.open and turn == course.turn else course


def with_kind(course: ContactCourse, kind: AbuseKind, now: datetime) -> ContactCourse:
    """Returns the contact with what the customer did, as somebody told."""
    return course if course.kind is kind else with_event(course, EventKind.SORT, now, kind.value)


def taken_back(course: ContactCourse, places: Iterable[int], now: datetime) -> ContactCourse:
    """Returns the contact without what was pressed by mistake; that it was stays in the record."""
    undone = tuple(ContactEvent(EventKind.UNDONE, now, str(place)) for place in places)
    return replace(course, turn=course.turn + 1, events=(*course.events, *undone)) if undone else course


def without_report(course: ContactCourse) -> ContactCourse:
    """Returns the contact as it is where there was nobody to tell: nothing says that somebody was told."""
    last = course.events[-1]
    return replace(course, events=course.events[:-1]) if last.kind is EventKind.REPORTED else course


def _onward(course: ContactCourse, kind: EventKind, now: datetime, about: str = "") -> ContactCourse:
    return replace(with_event(course, kind, now, about), turn=course.turn + 1)


def _reported_by_itself(course: ContactCourse, now: datetime) -> ContactCourse:
    # After what needs no warning, and where an earlier contact of this was reported, nobody should have to
    # remember it.
    before = any(event.kind is EventKind.REPORTED for contact in course.contacts[:-1] for event in contact)
    if course.step in OVER and (course.zero or before):
        return _reported(course, now)
    return course


def _reported(course: ContactCourse, now: datetime) -> ContactCourse:
    return with_event(course, EventKind.REPORTED, now, str(course.turn))


def _last_press(course: ContactCourse) -> int | None:
    """Returns the place of what the agent pressed last, if it can be taken back."""
    presses = [
        (place, event) for place, event in course.holding if event.kind in _UNDOABLE or event.kind in _CLOSING
    ]
    return presses[-1][0] if presses and presses[-1][1].kind in _UNDOABLE else None


def walks(policy: Policy, now: datetime) -> Iterator[tuple[tuple[ProtocolMove, ...], ContactCourse]]:
    """Yields every way through a contact, from the words of the first warning to its close."""

    def walk(
        course: ContactCourse, taken: tuple[ProtocolMove, ...]
    ) -> Iterator[tuple[tuple[ProtocolMove, ...], ContactCourse]]:
        if not course.open:
            yield taken, course
            return
        for move in moves(course, policy):
            if move is ProtocolMove.ZERO and not course.zero and policy.zero_tolerance:
                yield from walk(zero(course, policy, policy.zero_tolerance[0], now), (*taken, move))
            elif move not in {ProtocolMove.ZERO, ProtocolMove.LEAVE, ProtocolMove.UNDO}:
                yield from walk(press(course, policy, move, course.turn, now), (*taken, move))

    yield from walk(start("phone", now), ())
