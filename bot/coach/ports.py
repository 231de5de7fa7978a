"""What the coach needs from outside. Each port has a twin in memory, here or in its capability's room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.coach.card import Card
from bot.coach.talk import Person, Role


class Clock(Protocol):
    """Tells the time; the coach never reads it by itself."""

    def __call__(self) -> datetime:
        """Returns now, in UTC."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose; "" means not chosen, and the platform or the words decide."""

    language: str = ""
    channel: str = ""
    industry: str = ""


class People(Protocol):
    """What is kept about people. `known` is asked at every turn, so it answers from memory."""

    async def known(self, person: Person) -> Person:
        """Returns the person with the role they were appointed to and the preferences they chose."""

    async def prefer(self, person: Person, preferences: Preferences) -> None:
        """Keeps what a person chose, in place of what they chose before."""

    async def appoint(self, tenant: str, user_id: str, role: Role) -> None:
        """Gives somebody of the tenant a role; AGENT takes it away."""

    async def appointed(self, tenant: str, role: Role) -> tuple[str, ...]:
        """Returns the user ids of the tenant that were appointed to just this role, in order."""


class PeopleInMemory:
    """`People` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._preferences: dict[tuple[str, str], Preferences] = {}
        self._roles: dict[tuple[str, str], Role] = {}

    async def known(self, person: Person) -> Person:
        key = (person.tenant, person.user_id)
        return completed(person, self._preferences.get(key, Preferences()), self._roles.get(key, Role.AGENT))

    async def prefer(self, person: Person, preferences: Preferences) -> None:
        self._preferences[person.tenant, person.user_id] = preferences

    async def appoint(self, tenant: str, user_id: str, role: Role) -> None:
        self._roles[tenant, user_id] = role

    async def appointed(self, tenant: str, role: Role) -> tuple[str, ...]:
        return tuple(sorted(user for (t, user), has in self._roles.items() if t == tenant and has == role))


def completed(person: Person, preferences: Preferences, role: Role) -> Person:
    """Returns `person` with what is kept about them; the higher role counts."""
    return replace(
        person,
        language=preferences.language or person.language,
        channel=preferences.channel,
        industry=preferences.industry,
        role=max(person.role, role),
    )


@dataclass(frozen=True, slots=True)
class Address:
    """Where something can be sent unasked: a person, or a channel that the coach is in."""

    tenant: str
    platform: str
    id: str
    channel: bool = False


class Fate(Enum):
    """What became of something that was sent."""

    SENT = "sent"
    LATER = "later"  # the platform asks to wait; nothing was sent
    DOUBT = "doubt"  # it may have been sent: an error or silence after the request went out
    REFUSED = "refused"  # it will never arrive: gone, blocked, not installed


@dataclass(frozen=True, slots=True)
class Receipt:
    """The fate of one send. `wait` is in seconds; `reason` is the platform's word, for logs and managers."""

    fate: Fate
    message: str = ""
    reason: str = ""
    wait: float = 0.0


class Messenger(Protocol):
    """Sends what nobody asked for just now."""

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        """Sends `card` once. `key` names this delivery; where the platform can tell, it settles DOUBT."""
