"""Which situations a text is about, best first.

Two views are added up. One weighs every word by how much it tells for a situation against all others
(a smoothed log-likelihood ratio over the triggers). The other compares the text with each single
trigger (cosine of idf weights), which rewards a close match of a whole turn of phrase. Only triggers
are indexed: phrases hardly help the ranking, so a hundred thousand of them cost nothing here.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import mul

from bot.coach.lookup.lexicon import Token
from bot.coach.lookup.text import trigrams

STEM, CONCEPT, BESIDE_CONCEPT, PAIR = 1.0, 0.5, 0.8, 0.5  # how much each kind of feature counts
SMOOTHING = 60.0  # words a situation is credited with in the language's own proportions
NEAR = (1.0, 0.5, 0.3, 0.2, 0.1)  # how the closest triggers of a situation add up
LIKELIHOOD = 0.06  # the first view against the second
CONTRAST = 2.0  # how clearly a lead shows in the shares
COMMON = 40  # triggers; a feature of more of them only adds to what rarer ones found
TYPO = 0.5  # how alike (Dice, of trigrams) an unknown word must be to a known one
SHORTEST_TYPO = 4

FILLER = 0.4  # enough to tell turns of phrase apart

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Match:
    """A situation and how well it fits against all others: the scores of a text add up to 1."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """All situations that fit at all, best first, and the share of the text that was understood."""

    matches: tuple[Match, ...]  # empty where no word told anything
    understood: float  # share of the words with a topic that are known
    closeness: float  # of the best situation's nearest triggers, from 0 to about 2


class Index:
    """The triggers of all situations, ready to be compared with."""

    def __init__(self, triggers: Sequence[tuple[str, Sequence[Token]]]) -> None:
        """`triggers` are pairs of situation id and what was read of the text."""
        self._situations = tuple(dict.fromkeys(situation for situation, _ in triggers))
        places = {situation: i for i, situation in enumerate(self._situations)}
        self._owner = [places[situation] for situation, _ in triggers]
        self._spelling = Spelling(token.stem for _, tokens in triggers for token in tokens)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        lengths = [0.0] * len(self._situations)
        for number, (_, tokens) in enumerate(triggers):
            features = _features(tokens)
            lengths[self._owner[number]] += sum(features.values())
            for name, weight in features.items():
                self._postings[name].append((number, weight))
        self._total = sum(lengths)
        self._absent = [math.log(SMOOTHING / (length + SMOOTHING)) for length in lengths]
        self._norms = self._measure(len(triggers))
        self._told_by: dict[str, list[tuple[int, float]]] = {}

    def rank(self, tokens: Iterable[Token]) -> Ranking:
        """Returns the situations for a text; an unknown word counts as the known one it is a typo of."""
        tokens = [self._spelling.mend(token) for token in tokens]
        features = _features(tokens)
        if not any(name in self._postings for name in features):
            return Ranking((), 0.0, 0.0)
        near, told = self._near(features), self._told(features)
        scores = [LIKELIHOOD * t + n for t, n in zip(told, near, strict=True)]
        matches = [Match(name, share) for name, share in zip(self._situations, _shares(scores), strict=True)]
        matches.sort(key=lambda match: -match.score)
        topical = [token for token in tokens if not token.filler and not token.expression]
        closeness = near[self._situations.index(matches[0].id)]
        return Ranking(tuple(matches), self._understood(topical), closeness)

    def _told(self, features: Features) -> list[float]:
        known = [
            (self._evidence(name), weight) for name, weight in features.items() if name in self._postings
        ]
        mass = sum(weight for _, weight in known)
        sums = [mass * absent for absent in self._absent]
        for evidence, weight in known:
            for i, ratio in evidence:
                sums[i] += weight * ratio
        return sums

    def _evidence(self, name: str) -> list[tuple[int, float]]:
        """Returns what a known feature tells for the situations that have it, on top of what lacking it does.

        It is the log of how much likelier the feature is there than anywhere, worked out when first needed.
        """
        found = self._told_by.get(name)
        if found is None:
            here: dict[int, float] = defaultdict(float)
            for number, weight in self._postings[name]:
                here[self._owner[number]] += weight
            scale = self._total / sum(here.values()) / SMOOTHING
            found = self._told_by[name] = [(i, math.log(1 + count * scale)) for i, count in here.items()]
        return found

    def _near(self, features: Features) -> list[float]:
        dots: dict[int, float] = defaultdict(float)
        length = 0.0
        for name in sorted(features, key=self._frequency):
            frequency = self._frequency(name)
            idf = self._idf(frequency or 1)
            length += (features[name] * idf) ** 2
            weight = features[name] * idf * idf
            if frequency > COMMON and dots:  # says too little to bring up a trigger by itself
                for number, value in self._postings[name]:
                    if number in dots:
                        dots[number] += weight * value
            elif frequency:
                for number, value in self._postings[name]:
                    dots[number] += weight * value
        return self._closest(dots, math.sqrt(length))

    def _closest(self, dots: dict[int, float], length: float) -> list[float]:
        found: list[list[float]] = [[] for _ in self._situations]
        for number, dot in dots.items():
            found[self._owner[number]].append(dot / self._norms[number])
        return [sum(map(mul, NEAR, sorted(values, reverse=True))) / length for values in found]

    def _measure(self, triggers: int) -> list[float]:
        self._count = triggers
        squares = [0.0] * triggers
        for postings in self._postings.values():
            square = self._idf(len(postings)) ** 2
            for number, weight in postings:
                squares[number] += weight * weight * square
        return [math.sqrt(square) or 1.0 for square in squares]

    def _frequency(self, name: str) -> int:
        return len(self._postings.get(name, ()))

    def _idf(self, frequency: int) -> float:
        return math.log(1 + self._count / frequency)

    def _understood(self, topical: list[Token]) -> float:
        known = sum(token.likeness if token.stem in self._postings else 0.0 for token in topical)
        return known / len(topical) if topical else 0.0


class Spelling:
    """The known words, to find the one that an unknown word is a typo of."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._known = {root for text in stems for root in text.split()}
        self._pieces: dict[str, list[str]] = defaultdict(list)
        for root in self._known:
            for piece in trigrams(root):
                self._pieces[piece].append(root)

    def mend(self, token: Token) -> Token:
        """Returns `token`, or the known word it is most like; `likeness` says how much."""
        if token.stem in self._known or token.concept or token.filler or len(token.stem) < SHORTEST_TYPO:
            return token
        pieces = trigrams(token.stem)
        shared = Counter(root for piece in pieces for root in self._pieces.get(piece, ()))
        likeness, root = max(
            ((2 * n / (len(pieces) + len(root)), root) for root, n in shared.items()), default=(0.0, "")
        )
        return token._replace(stem=root, likeness=likeness) if likeness >= TYPO else token


def _shares(scores: list[float]) -> list[float]:
    top = max(scores)
    weights = [math.exp(CONTRAST * (score - top)) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]


def _features(tokens: Sequence[Token]) -> Features:
    found: Features = {}
    before = ""
    for token in tokens:
        if token.concept:
            found["@" + token.concept] = CONCEPT * token.likeness
        if token.expression:
            continue
        weight = FILLER if token.filler else BESIDE_CONCEPT if token.concept else STEM
        found[token.stem] = weight * token.likeness
        if before:
            found[f"{before} {token.stem}"] = PAIR
        before = token.stem
    return found
