"""What there is to know behind the words, one card each: why it calms, one's own stress, channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.words import Localized

OF_CARD = "card:"  # stands before a teaching where a situation could stand
CARD_FILE = "card-"  # the same in the name of a file of quiz items
AGENTS, MANAGERS = "agents", "managers"
# What several teachings are about together, by the keyword that leads to them.
FAMILIES: Mapping[str, str] = {"channel": "channels", "industry": "industries"}


@dataclass(frozen=True, slots=True)
class TeachingPoint:
    """One thing to do, or to know; `lead` are the words it begins with, which may be left out."""

    text: Localized
    lead: Localized = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Teaching:
    """One teaching, on one card. `gist` is what to take along, `about` how a list tells it.

    `keyword` alone leads to it, where it has one. `family` is what it is shown and practised with, "" where
    it stands alone. `following` is the next teaching. `situations` are those whose phrases it leads to, and
    that lead to it; `care` says that help after a hard shift belongs to it. `ways` are what a
    manager does next.
    """

    id: str
    name: Localized
    about: Localized
    gist: Localized
    points: tuple[TeachingPoint, ...]
    phrase: Localized = field(default_factory=dict)
    cue: Localized = field(default_factory=dict)
    source: Localized = field(default_factory=dict)
    audience: str = AGENTS
    family: str = ""
    keyword: str = ""
    also: tuple[str, ...] = ()
    following: str = ""
    situations: tuple[str, ...] = ()
    care: bool = False
    ways: tuple[str, ...] = ()

    @property
    def topic(self) -> str:
        """What practises it: the topic of its family, or its own."""
        return f"{OF_CARD}{self.family or self.id}"
