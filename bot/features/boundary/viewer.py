"""How one person sees the boundary: words, language, and what all its cards show alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core import card as c
from bot.core.current import CurrentPhrasebook
from bot.core.words import Localized, Words

LANGUAGES_SHOWN = 2
_SHOWN_NAME = 40  # characters
_QUOTED = 280  # characters of one quote: Slack shows no more in one


@dataclass(frozen=True, slots=True)
class BoundaryViewer:
    """The bot's words in a person's language, which also comes first in every phrase."""

    words: Words
    language: str
    languages: tuple[str, ...]

    def say(self, key: str, **values: object) -> str:
        """Returns the bot's words for `key`."""
        return self.words.say(self.language, key, **values)

    def phrase(self, text: Localized, cue: str) -> c.PhraseBlock:
        """Returns words to say, the person's own language first."""
        order = [self.language, *(code for code in self.languages if code != self.language)]
        lines = [c.PhraseLine(code, text[code]) for code in order if code in text]
        return c.PhraseBlock(tuple(lines[:LANGUAGES_SHOWN]), self.say(cue))

    def card(self, summary: str, *elements: c.Element) -> c.Card:
        """Returns a card in the person's language."""
        return c.Card(c.plain(summary), elements, self.language)


def viewer(phrasebook: CurrentPhrasebook, language: str) -> BoundaryViewer:
    """Returns how somebody of that language sees the cards."""
    return BoundaryViewer(phrasebook.words, language, phrasebook.book.languages)


def clock(at: datetime) -> str:
    """Returns a time of day as it is shown, like `14:02 UTC`: no person's zone is known."""
    return f"{at:%H:%M} UTC"


def stamp(at: datetime) -> str:
    """Returns a day and a time as they are shown."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def named(name: str) -> str:
    """Returns a person's name as part of a line: without marks, and short."""
    return c.clip(" ".join(name.replace("*", "").split()), _SHOWN_NAME)


def quotes(label: str, text: str) -> tuple[c.Quote, ...]:
    """Returns what somebody typed, whole, in as many quotes as that takes."""
    pieces = [text[i : i + _QUOTED] for i in range(0, len(text), _QUOTED)]
    return tuple(c.Quote("" if i else label, piece) for i, piece in enumerate(pieces))
