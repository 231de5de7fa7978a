"""Which phrases of a situation the words of a text point at.

“Threatens to kill me” and “threatens to sue us” are one situation; the words beside it tell which of its
phrases are meant. Wordings and cues of all languages are indexed by what they are about. A word that many of
the phrases have tells none from the other, nor does the situation's own name; and a phrase is pointed at only
if it has a good share of what the text says.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

from bot.coach.lookup.lexicon import Reader, Token, topic
from bot.coach.phrasebook import Situation

COMMON = 0.25  # share of the phrases; what more of them are about tells none from the other
FEW, MANY = 5, 60  # phrases that may always share a topic; that never may, however many there are
CONCEPT, STEM = 1.0, 0.6  # what is known to mean the same, and what is merely written alike
ABSENT = 0.7  # what no phrase is about, against what one is about
ENOUGH = 0.5  # share of what the text says that a phrase must have in order to lead


class Pointers:
    """What the phrases of a situation are about."""

    def __init__(self, situation: Situation, reader: Reader) -> None:
        phrases = situation.phrases
        self._count = len(phrases)
        self._limit = min(max(FEW, int(COMMON * self._count)), MANY)
        self._named = set[str]().union(*reader.topics(situation.name.values()))
        self._postings: dict[str, list[int]] = {}
        self._common: set[str] = set()
        texts = ("\n".join((*phrase.text.values(), *phrase.cue.values())) for phrase in phrases)
        for place, topics in enumerate(reader.topics(texts)):
            for name in topics - self._common:
                self._add(name, place)

    def strongest(self, tokens: Iterable[Token]) -> list[int]:
        """Returns the places of the phrases that the text points at, the strongest first."""
        scores: dict[int, float] = defaultdict(float)
        said = 0.0
        for name in dict.fromkeys(map(topic, tokens)):
            if name and name not in self._named:
                postings = self._postings.get(name, ())
                weight = self._weight(name, self._limit if name in self._common else len(postings))
                said += weight
                for place in postings:
                    scores[place] += weight
        strong = [place for place, score in scores.items() if score >= ENOUGH * said]
        return sorted(strong, key=lambda place: (-scores[place], place))

    def _add(self, name: str, place: int) -> None:
        postings = self._postings.setdefault(name, [])
        postings.append(place)
        if len(postings) > self._limit:
            del self._postings[name]
            self._common.add(name)

    def _weight(self, name: str, frequency: int) -> float:
        kind = CONCEPT if name.startswith("@") else STEM
        kind *= 1.0 if frequency else ABSENT
        return kind * math.log(1 + self._count / max(1, frequency))
