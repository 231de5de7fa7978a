"""Whether and when an agent is asked, the day after a contact, how it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.chat import Person
from bot.core.clocks import place
from bot.core.edge import Address
from bot.features.boundary.model import Incident
from bot.features.boundary.protocol import OVER, ContactCourse, ProtocolStep

LATER = timedelta(days=1)  # after the contact was closed, or in the next shift
WITHIN = timedelta(hours=18)  # in which it can still be asked about yesterday
SAME = timedelta(hours=12)  # in which one who said that they will talk is enough


def asks(course: ContactCourse) -> bool:
    """Returns whether a contact was hard enough to ask: it had to be closed, or needed no warning."""
    return course.step in OVER or (course.step is ProtocolStep.STOPPED and course.zero)


def asked_at(agent: Person, now: datetime) -> datetime:
    """Returns when the agent is asked of a contact that is closed now: a day later, within their shift."""
    at, zone = now + LATER, place(agent.zone)
    return agent.shift.into(at, zone) if agent.shift else at


def to_talk_with(incident: Incident) -> tuple[Address, ...]:
    """Returns who is told that the agent would like to talk, in order: who stands behind them comes first."""
    to, support = incident.to_agent, incident.support
    behind = (Address(to.tenant, to.platform, support.by),) if support else ()
    return tuple(dict.fromkeys((*behind, *incident.audience)))
