"""Whether two texts are the same, or nearly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.core import matching
from bot.core.card import clip, plain
from bot.core.phrasebook import Situation
from bot.core.quiz import QuizItem
from bot.core.words import Localized

BEGINNING = 60  # characters of a text, to know it again
NEARLY = 0.8  # share of letter triples from which two texts are taken for one
_WORD = re.compile(r"[^\W_]+")
# What stands within a word: apostrophes, and characters that nobody sees.
_WITHIN = re.compile("['’`\u034f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

Triples = frozenset[str]


def words(text: str) -> list[str]:
    """Returns the words of `text` in lower case, without accents and signs."""
    return _WORD.findall(_WITHIN.sub("", matching.folded(text)))


def folded(text: str) -> str:
    """Returns `text` as its words alone."""
    return " ".join(words(text))


def triples(text: str) -> Triples:
    """Returns the letter triples of the words of `text`, the edges of each word marked."""
    marked = [f"  {word} " for word in words(text)]
    return frozenset(word[i : i + 3] for word in marked for i in range(len(word) - 2))


def likeness(first: Triples, second: Triples) -> float:
    """Returns the share of triples that two texts have in common, from 0 to 1."""
    together = len(first | second)
    return len(first & second) / together if together else 0.0


class KnownTexts:
    """The texts there are, by situation and language, to find one that is nearly the same."""

    def __init__(self, situations: Iterable[Situation]) -> None:
        self._known: dict[tuple[str, str], list[tuple[str, str, Triples]]] = {}
        for situation in situations:
            for phrase in situation.phrases:
                self.add(situation.id, phrase.id, phrase.text)

    def add(self, situation: str, id: str, text: Localized) -> None:
        """Counts one more text among the known."""
        for language, words in text.items():
            self._known.setdefault((situation, language), []).append((id, words, triples(words)))

    def nearly_same(self, situation: str, id: str, text: Localized) -> Iterator[tuple[str, str]]:
        """Yields the language of a text that says nearly the same, and how that begins; one a language."""
        for language, words in text.items():
            own, known = triples(words), self._known.get((situation, language), [])
            same = next((text for i, text, other in known if i != id and _near(own, other)), None)
            if same:
                yield language, clip(plain(same), BEGINNING)


def known_questions(items: Iterable[QuizItem]) -> KnownTexts:
    """Returns the questions there are. One that another situation asks is the same."""
    known = KnownTexts(())
    for item in items:
        known.add("", item.id, item.stem)
    return known


def _near(first: Triples, second: Triples) -> bool:
    few, many = sorted((len(first), len(second)))
    return few >= NEARLY * many and likeness(first, second) >= NEARLY  # the lengths alone rule most out
