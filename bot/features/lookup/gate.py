"""Whether the coach shows phrases at all, apart from whether the best situation is surely the right one.

A ranking always has a first place, also for a question about the weather. So the gate asks something else: is
this about a contact at all? Three things tell: how much of the text was understood, how clearly one situation
leads, and whether its words and turns are rather those of the triggers or those of the examples of what
people type about something else (naive Bayes). Their weights were fitted, by logistic regression, to triggers
and examples that were left out in turn, and to `tests/lookup/unseen_tune.jsonl`; `bench/lookup.py` measures
them on lines that nothing was fitted to.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from operator import mul

from bot.features.lookup.index import Ranking
from bot.features.lookup.lexicon import Token

WEIGHTS, BIAS = (1.45, 3.05, 1.2), -2.25  # of `bearing`
THRESHOLD = 0.72
SMOOTHING = 0.5  # times that every word is taken to have been seen on both sides


class ConfidenceGate:
    """Knows the words of contacts and the words of everything else."""

    def __init__(self, contacts: Iterable[Sequence[Token]], elsewhere: Iterable[Sequence[Token]]) -> None:
        self._contacts, self._elsewhere = TextCounts(contacts), TextCounts(elsewhere)

    def certainty(self, tokens: Sequence[Token], ranking: Ranking) -> float:
        """Returns how likely it is, from 0 to 1, that the text is about a contact the coach knows."""
        if not ranking.matches or all(token.filler for token in tokens):
            return 0.0
        odds = BIAS + sum(map(mul, WEIGHTS, self.bearing(tokens, ranking)))
        return 1 / (1 + math.exp(-odds))

    def bearing(self, tokens: Sequence[Token], ranking: Ranking) -> tuple[float, float, float]:
        """Returns what tells whether a text is about a contact: how much of it was understood, and so on."""
        names = _names(tokens)
        leaning = self._leaning(names) / math.sqrt(len(names))
        return ranking.understood, ranking.matches[0].score, leaning

    def _leaning(self, names: Iterable[str]) -> float:
        total, here, there = 0.0, self._contacts, self._elsewhere
        for name in names:
            contacts, others = here.times.get(name, 0), there.times.get(name, 0)
            if contacts or others:
                total += here.shares[contacts] - there.shares[others]
        return total


class TextCounts:
    """In how many texts each word stands; `shares[n]` is the log of the share of all that `n` texts are."""

    def __init__(self, texts: Iterable[Sequence[Token]]) -> None:
        names = [set(_names(tokens)) for tokens in texts]
        self.times = dict(Counter(chain.from_iterable(names)))
        most, whole = max(self.times.values(), default=0), len(names) + 2 * SMOOTHING
        self.shares = [math.log((n + SMOOTHING) / whole) for n in range(most + 1)]


def _names(tokens: Sequence[Token]) -> list[str]:
    singles = [token for token in tokens if not token.expression]
    names = [f"@{token.concept}" for token in tokens if token.concept]
    names += [token.word for token in singles]
    names += [f"~{token.stem}" for token in singles]
    return names + [f"{a.word} {b.word}" for a, b in pairwise(singles)]
