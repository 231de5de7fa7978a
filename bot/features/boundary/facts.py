"""What the record of an incident says: told from its events, contact by contact, and nothing beyond them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.activity import ActivityKind, reaction
from bot.core.policy import AbuseKind, Policy
from bot.features.boundary import protocol
from bot.features.boundary.model import Incident, kind_name, outcome
from bot.features.boundary.protocol import ContactCourse, ContactEvent, EventKind

_OVER = {EventKind.ENDED, EventKind.TRANSFERRED}
_CLOSINGS = _OVER | {EventKind.STOPPED, EventKind.HUNG_UP, EventKind.LEFT}


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What happened in one contact of an incident.

    `warned` are the warnings that the agent said, `needed` is how many the policy wants before the end.
    `shown` are of earlier versions: words that were shown, and nobody noted whether they were said. `zero` is
    what needs no warning by the policy. `closing` is how it ended, None while it goes on.
    """

    began: datetime
    callback: bool
    warned: tuple[datetime, ...]
    shown: tuple[datetime, ...]
    needed: int
    zero: AbuseKind | None
    closing: ContactEvent | None

    @property
    def followed(self) -> bool | None:
        """Whether the policy was followed; None where the agent did not end it, or nobody can know."""
        if self.closing is None or self.closing.kind not in _OVER:
            return None
        if self.zero or len(self.warned) >= self.needed:
            return True
        return None if self.shown else False


def contact_facts(course: ContactCourse, policy: Policy) -> tuple[ContactFacts, ...]:
    """Returns the facts of each contact, the first one first."""
    contacts = course.contacts
    return tuple(
        _facts(contact, contacts[:number], policy, course.began) for number, contact in enumerate(contacts)
    )


def warning_count(contacts: Sequence[ContactFacts]) -> int | None:
    """Returns how many warnings were said; None where an earlier version did not note whether they were."""
    count = sum(len(contact.warned) for contact in contacts)
    return None if not count and any(contact.shown for contact in contacts) else count


def followed(course: ContactCourse, policy: Policy) -> bool | None:
    """Returns whether the policy was followed wherever the agent ended a contact; None if nobody can say."""
    known = [facts.followed for facts in contact_facts(course, policy) if facts.closing]
    ended = [answer for answer in known if answer is not None]
    if not ended:
        return None
    return all(ended)


def countable(incident: Incident) -> Iterator[tuple[ActivityKind, str, str]]:
    """Yields what an incident counts as by now: its kind, and how it ended, was answered, and what came."""
    course, kind = incident.course, kind_name(incident)
    if course.closed:
        yield ActivityKind.INCIDENT, kind, outcome(incident)
    if incident.support and course.reported:
        yield ActivityKind.REACTION, kind, reaction(incident.support.at - course.reported)
    if incident.result:
        yield ActivityKind.RESULT, kind, incident.result.kind.value


def taken_back(course: ContactCourse) -> tuple[tuple[ContactEvent, datetime], ...]:
    """Returns what was pressed by mistake, each with the time at which it was taken back."""
    return tuple(
        (course.events[int(event.about)], event.at)
        for event in course.events
        if event.kind is EventKind.UNDONE
    )


def decider(course: ContactCourse) -> str:
    """Returns who decided to end it, as it was noted: `agent` or `supervisor`; "" where it was not."""
    noted = [event.about for _, event in course.holding if event.kind is EventKind.DECIDED]
    return noted[-1] if noted else ""


def _facts(
    contact: Sequence[ContactEvent],
    before: Sequence[Sequence[ContactEvent]],
    policy: Policy,
    opened: datetime,
) -> ContactFacts:
    first, kind = contact[0] if contact else None, protocol.kind_told(contact)
    closings = [event for event in contact if event.kind in _CLOSINGS or event.kind is EventKind.RESUMED]
    return ContactFacts(
        began=first.at if first else opened,
        callback=bool(first and first.about == "callback"),
        warned=protocol.warnings_said(contact),
        shown=tuple(event.at for event in contact if event.kind is EventKind.SHOWN),
        needed=protocol.needed(before, policy),
        zero=kind if kind in policy.zero_tolerance else None,
        closing=closings[-1] if closings and closings[-1].kind in _CLOSINGS else None,
    )
