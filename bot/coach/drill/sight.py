"""Whose eyes a card is for, and what all cards of the drills say alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.coach import card as c
from bot.coach.drill import days
from bot.coach.drill.drill import Drill
from bot.coach.phrasebook import Phrase, Phrasebook
from bot.coach.practice import QuizItem
from bot.coach.talk import Person
from bot.coach.words import Localized, pick

LANGUAGES_SHOWN = 2
_REFERENCE = re.compile(r"([A-Za-z0-9_-]{1,40})\.([0-9]{1,2})(?:\.([0-9]))?(\.g)?")


@dataclass(frozen=True, slots=True)
class Sight:
    """The bot's words in a person's language, the phrasebook and the bank of their tenant, and the time."""

    book: Phrasebook
    bank: Mapping[str, QuizItem]
    person: Person
    now: datetime

    @property
    def language(self) -> str:
        """The person's language."""
        return self.person.language

    def say(self, key: str, **values: object) -> str:
        """Returns the bot's words for `key`."""
        return self.book.words.say(self.language, key, **values)

    def of(self, text: Localized) -> str:
        """Returns a text of the phrasebook in the person's language."""
        return pick(text, self.language)

    def situation(self, name: str) -> str:
        """Returns the name of a situation, or "" where it has gone."""
        found = self.book.situations.get(name)
        return self.of(found.name) if found else ""

    def phrase(self, found: Phrase, about: str) -> c.Phrase:
        """Returns words to say, the person's own language first; `about` goes before the cue."""
        order = [self.language, *(code for code in self.book.languages if code != self.language)]
        lines = [c.Line(code, found.text[code]) for code in order if code in found.text]
        return c.Phrase(tuple(lines[:LANGUAGES_SHOWN]), f"{about} · {self.of(found.cue)}".strip(" ·"))

    def day(self, at: datetime) -> date:
        """Returns the date of a moment where the person is."""
        return at.astimezone(days.zone(self.person.zone)).date()

    def card(self, summary: str, *elements: c.Element) -> c.Card:
        """Returns a card in the person's language."""
        return c.Card(c.plain(summary), elements, self.language)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a button carries: the drill, its question, the place of an option as shown, whether a guess."""

    id: str
    turn: int
    shown: int = -1
    guessed: bool = False


def refer(drill: Drill, turn: int, shown: int | None = None, *, guessed: bool = False) -> str:
    """Returns the value of a button on a card of `drill`."""
    place = "" if shown is None else f".{shown}"
    return f"{drill.id}.{turn}{place}{'.g' if guessed else ''}"


def read(value: str) -> Reference | None:
    """Returns what a button carries, or None if this version did not write it."""
    found = _REFERENCE.fullmatch(value)
    if not found:
        return None
    return Reference(found[1], int(found[2]), int(found[3] or -1), bool(found[4]))
