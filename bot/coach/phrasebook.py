"""What the coach knows, as plain values: situations with their triggers and phrases, and the lexicon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.coach.words import Localized, Words

CHANNELS = ("phone", "chat", "email")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to say, in each language. `channels` and `industries` say where they fit; none means all."""

    id: str
    text: Localized
    cue: Localized
    channels: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """A moment in a contact: how people ask for it, and what helps."""

    id: str
    name: Localized
    when: Localized
    helps: Localized
    avoid: Localized
    triggers: Mapping[str, tuple[str, ...]]
    phrases: tuple[Phrase, ...]
    menu: int = 0  # its place among the menu's buttons; 0: not there


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter that cuts across situations: a channel or an industry, and the words that tell it."""

    id: str
    kind: str
    name: Localized
    tags: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What words mean to the look-up: concepts unite languages, fillers carry no topic.

    `elsewhere` are examples of what people type that is about something else.
    """

    concepts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    fillers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """All content, by id, in the order it is shown."""

    situations: Mapping[str, Situation]
    facets: Mapping[str, Facet]
    lexicon: Lexicon
    words: Words

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there is content in, those the bot itself speaks first."""
        found = {code for situation in self.situations.values() for code in situation.triggers}
        return self.words.languages + tuple(sorted(found - set(self.words.languages)))
