"""An incident: what is kept of a contact that went through the protocol. Never the customer's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
    """That a supervisor stands behind the agent: who, how and when."""

    by: str
    name: str
    how: SupervisorAnswer
    at: datetime


@dataclass(frozen=True, slots=True)
class Incident:
    """What is kept. It finishes under the `policy` it began with, and its notices go to `audience`, in order.

    `seal` is on the supervisors' buttons alone: whoever has the notice may answer it. `version` is what it
    was read as; 0 for one that was never kept.
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
    backing: SupervisorSupport | None = None
    version: int = 0

    @property
    def to_agent(self) -> Address:
        """Where the agent is reached."""
        return Address(self.tenant, self.platform, self.agent)


def outcome(incident: Incident) -> str:
    """Returns the outcome by the name it has in words and files: `open` while the contact goes on."""
    return "open" if incident.course.open else incident.course.step.value
