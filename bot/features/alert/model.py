"""An alert: that an agent needs somebody now, whom it goes to, and who took it. Never a customer's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.core.edge import Address
from bot.core.safety import SafetyKind

ABUSE = "abuse"  # the reason of an alert from the two-warning protocol
# Of the agent's own distress nothing is ever stored or sent.
REASONS = (*(kind.value for kind in SafetyKind if kind is not SafetyKind.AGENT_DISTRESS), ABUSE)
AGAINST_AGENT = frozenset({SafetyKind.SEXUAL_HARASSMENT.value, SafetyKind.HATE.value, ABUSE})


class AlertAnswer(Enum):
    """What a supervisor answered."""

    COMING = "coming"
    CALLING = "calling"


@dataclass(frozen=True, slots=True)
class AlertResponse:
    """That a supervisor has it: who, with which answer, and when."""

    by: str
    name: str
    answer: AlertAnswer
    at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """An agent's call for help, as it is stored.

    `waves` are whom it goes to, those of a wave together, until somebody has answered. `message` is what the
    agent's pressed card can be changed by, "" where it cannot; if `fleeting`, it may be gone before long.
    `seal` is on the supervisors' buttons alone: whoever has the notice may answer it. `version` is what it
    was read as; 0 for one that was never stored.
    """

    tenant: str
    id: str
    agent: str
    platform: str
    name: str
    language: str
    seal: str
    reason: str
    channel: str
    waves: tuple[tuple[Address, ...], ...]
    raised: datetime
    message: str = ""
    fleeting: bool = False
    response: AlertResponse | None = None
    closed: datetime | None = None
    version: int = 0

    @property
    def to_agent(self) -> Address:
        """Where the agent is reached."""
        return Address(self.tenant, self.platform, self.agent)

    @property
    def waiting(self) -> bool:
        """Whether the agent still waits for somebody."""
        return self.response is None and self.closed is None

    @property
    def about_life(self) -> bool:
        """Whether a life may be at risk, and not the agent's dignity alone."""
        return self.reason not in AGAINST_AGENT

    @property
    def in_own_chat(self) -> bool:
        """Whether how things stand is told in a message of its own, in the agent's chat with the coach."""
        return self.fleeting or not self.message
