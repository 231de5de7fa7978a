"""What goes in and what comes out: a person's Ask, the coach's Answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from bot.coach.card import Card


class Role(IntEnum):
    """What a person may do; each role may also do all that the ones before it may."""

    AGENT = 1
    SUPERVISOR = 2
    MANAGER = 3
    ADMIN = 4


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a platform. `language` is the one their own words come first in."""

    tenant: str
    platform: str
    user_id: str
    language: str = "en"
    role: Role = Role.AGENT


@dataclass(frozen=True, slots=True)
class Command:
    """A person typed a command: `/calm yelling` is name `calm`, text `yelling`."""

    person: Person
    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A person pressed a button or chose an option. `value` is what the card gave the button."""

    person: Person
    action: str
    value: str = ""


Ask = Command | Press


class How(Enum):
    """Where an answer goes."""

    PRIVATE = "private"  # a new message that only the asker sees
    UPDATE = "update"  # in place of the card that was pressed


@dataclass(frozen=True, slots=True)
class Answer:
    """What the coach says, and where it belongs."""

    card: Card
    how: How = How.PRIVATE
