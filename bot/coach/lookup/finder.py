"""From a text to what the coach makes of it: the one path that `/calm` and `lookup --json` share."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace

from bot.coach.lookup import choose
from bot.coach.lookup.gate import THRESHOLD, Gate
from bot.coach.lookup.index import Index, Match
from bot.coach.lookup.lexicon import Languages, Reader
from bot.coach.phrasebook import CHANNELS, Phrasebook

LONGEST = 1_200  # characters read of a paste; what happened is said early
SHOWN = 5
NEAREST = 3
UNKNOWN_LANGUAGE = "xx"


@dataclass(frozen=True, slots=True)
class Found:
    """What a text is about. `matches` are best first; only where `confident` may phrases be shown."""

    text: str
    language: str
    confident: bool
    matches: tuple[Match, ...]
    facets: tuple[str, ...]
    phrases: tuple[str, ...]

    @property
    def channel(self) -> str:
        """The channel that the text names, else the phone."""
        return next((facet for facet in self.facets if facet in CHANNELS), CHANNELS[0])

    @property
    def industry(self) -> str:
        """The industry that the text names, or ""."""
        return next((facet for facet in self.facets if facet not in CHANNELS), "")

    @property
    def best(self) -> tuple[Match, ...]:
        """The matches worth naming."""
        return self.matches[:SHOWN]

    @property
    def nearest(self) -> tuple[str, ...]:
        """The ids of the best three."""
        return tuple(match.id for match in self.matches[:NEAREST])

    def others(self, chosen: str) -> tuple[str, ...]:
        """Returns the ids of the best three besides `chosen`."""
        return tuple([match.id for match in self.matches if match.id != chosen][:NEAREST])

    @property
    def only_facets(self) -> bool:
        """Whether the text names facets and nothing else, like `#chat`."""
        return bool(self.facets) and not self.matches


class Finder:
    """A phrasebook with its index. Building one takes tens of milliseconds; asking it touches memory only."""

    def __init__(self, book: Phrasebook) -> None:
        self.book = book
        self._reader = Reader(book.lexicon, book.facets.values())
        owners, texts = zip(*_triggers(book), strict=True)
        triggers = self._reader.read(texts)
        self._index = Index(list(zip(owners, triggers, strict=True)))
        self._gate = Gate(triggers, self._reader.read(_elsewhere(book)))
        self._languages = Languages(
            {
                code: [
                    *book.lexicon.fillers.get(code, ()),
                    *(trigger for s in book.situations.values() for trigger in s.triggers.get(code, ())),
                ]
                for code in book.languages
            }
        )

    def with_book(self, book: Phrasebook) -> Finder:
        """Returns a finder over `book` that shares this one's index: for a book with the same triggers."""
        found = copy(self)
        found.book = book
        return found

    def find(self, text: str) -> Found:
        """Returns what `text` is about; an empty or strange one is simply not confident."""
        words, tagged = self._reader.untagged(text[:LONGEST])
        tokens = self._reader.tokens(words)
        ranking = self._index.rank(tokens)
        found = Found(
            text=text,
            language=self._languages.guess(words) or UNKNOWN_LANGUAGE,
            confident=self._gate.certainty(tokens, ranking) >= THRESHOLD,
            matches=ranking.matches,
            facets=self._reader.facets(tagged, tokens),
            phrases=(),
        )
        return replace(found, phrases=self._phrases(found))

    def _phrases(self, found: Found) -> tuple[str, ...]:
        if not found.confident:
            return ()
        phrases = self.book.situations[found.matches[0].id].phrases
        places = choose.fitting(phrases, found.channel, found.industry)
        return tuple(phrases[i].id for i in choose.page_of(places, (), 0))


def _triggers(book: Phrasebook) -> Iterator[tuple[str, str]]:
    for situation in book.situations.values():
        yield situation.id, situation.id.replace("-", " ")
        for texts in (*situation.triggers.values(), situation.name.values()):
            for text in texts:
                yield situation.id, text


def _elsewhere(book: Phrasebook) -> Iterator[str]:
    for texts in book.lexicon.elsewhere.values():
        yield from texts
