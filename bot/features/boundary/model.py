"""An incident, what stands behind its agent, and the policy it goes by. Never the customer's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from bot.core.edge import Address
from bot.core.policy import Policy
from bot.features.boundary.protocol import ContactCourse


class SupervisorAnswer(Enum):
    """What a supervisor answered."""

    SEEN = "seen"
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class SupervisorSupport:
    """That a supervisor stands behind the agent: who, with which answer, and when."""

    by: str
    name: str
    answer: SupervisorAnswer
    at: datetime


class ResultKind(Enum):
    """What came of an incident, as a supervisor says."""

    TALKED = "talked"
    RESTRICTED = "restricted"
    PASSED = "passed"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class IncidentResult:
    """What came of an incident: who says so, and when."""

    by: str
    name: str
    kind: ResultKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Incident:
    """A contact that went through the protocol, as it is stored.

    It finishes under the `policy` it began with, and its notices go to `audience`, in order. `seal` is on the
    supervisors' buttons alone: whoever has the notice may answer it. `version` is what it was read as; 0 for
    one that was never stored.
    """

    tenant: str
    id: str
    agent: str
    platform: str
    name: str
    language: str
    seal: str
    policy: Policy
    audience: tuple[Address, ...]
    course: ContactCourse
    note: str = ""
    ticket: str = ""
    support: SupervisorSupport | None = None
    result: IncidentResult | None = None
    version: int = 0

    @property
    def to_agent(self) -> Address:
        """Where the agent is reached."""
        return Address(self.tenant, self.platform, self.agent)


@dataclass(frozen=True, slots=True)
class PolicyEdition:
    """A policy that a tenant set. Version 0 is the phrasebook's, which nobody set."""

    version: int
    policy: Policy
    by: str = ""
    at: datetime | None = None


class RestrictionKind(Enum):
    """What holds for whoever did it again and again, from the mildest on."""

    WARNED = "warned"  # by letter; nothing is restricted yet
    WRITING = "writing"  # answered in writing only
    PERSON = "person"  # answered by one person only
    ENDED = "ended"  # not answered any more


@dataclass(frozen=True, slots=True)
class Restriction:
    """What holds for contacts about a ticket, until it is looked at again. It knows no customer's name."""

    tenant: str
    ticket: str
    kind: RestrictionKind
    review: date
    note: str
    by: str
    at: datetime
    version: int = 0

    @property
    def key(self) -> str:
        """The ticket, however it was written."""
        return ticket_key(self.ticket)

    def due(self, today: date) -> bool:
        """Returns whether it is to be looked at again."""
        return self.review <= today


def ticket_key(ticket: str) -> str:
    """Returns what tells a ticket's reference from others: `#Case-77` and `case-77` are the same."""
    return ticket.casefold().lstrip("#")


def outcome(incident: Incident) -> str:
    """Returns the outcome by the name it has in words and files: `open` while the contact goes on."""
    return "open" if incident.course.open else incident.course.step.value


def kind_name(incident: Incident) -> str:
    """Returns what the customer did by the name it has in words and files, "" where nobody has told."""
    return incident.course.kind.value if incident.course.kind else ""
