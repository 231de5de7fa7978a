"""Saved phrases as the phrasebook has them now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import matching
from bot.core.people import Favourite
from bot.core.phrasebook import Phrase, Phrasebook, Situation


@dataclass(frozen=True, slots=True)
class SavedPhrase:
    """A saved phrase as the phrasebook has it now; None where it has gone."""

    favourite: Favourite
    situation: Situation | None = None
    phrase: Phrase | None = None


def saved_phrases(book: Phrasebook, favourites: Sequence[Favourite]) -> list[SavedPhrase]:
    """Returns each favourite with its situation and phrase, as far as the phrasebook still has them."""
    entries = []
    for favourite in favourites:
        found = book.find_phrase(favourite.situation, favourite.phrase)
        entries.append(SavedPhrase(favourite, *(found or ())))
    return entries


def has_words(entry: SavedPhrase, words: str) -> bool:
    """Returns whether each of `words` begins a word of the phrase or its situation, in any language."""
    if not entry.phrase or not entry.situation:
        return False
    texts = (*entry.phrase.text.values(), *entry.phrase.cue.values(), *entry.situation.name.values())
    known = set(matching.words("\n".join(texts)))
    return all(any(other.startswith(word) for other in known) for word in matching.words(words))
