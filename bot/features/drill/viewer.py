"""Whose eyes a card is for, and what all cards of the drills say alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.core import card as c
from bot.core.chat import Person
from bot.core.phrasebook import Phrase, Phrasebook
from bot.core.quiz import QuizItem
from bot.core.words import Localized, pick
from bot.features.drill import days

LANGUAGES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class DrillViewer:
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

    def phrase(self, found: Phrase, about: str) -> c.PhraseBlock:
        """Returns words to say, the person's own language first; `about` goes before the cue."""
        order = [self.language, *(code for code in self.book.languages if code != self.language)]
        lines = [c.PhraseLine(code, found.text[code]) for code in order if code in found.text]
        return c.PhraseBlock(tuple(lines[:LANGUAGES_SHOWN]), f"{about} · {self.of(found.cue)}".strip(" ·"))

    def day(self, at: datetime) -> date:
        """Returns the date of a moment where the person is."""
        return at.astimezone(days.zone(self.person.zone)).date()

    def card(self, summary: str, *elements: c.Element) -> c.Card:
        """Returns a card in the person's language."""
        return c.Card(c.plain(summary), elements, self.language)
