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
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.coach.lookup.lexicon import Token
from bot.coach.lookup.text import trigrams

STEM, CONCEPT, BESIDE_CONCEPT, PAIR = 1.0, 0.5, 0.8, 0.5  # how much each kind of feature counts
SMOOTHING = 60.0  # words a situation is credited with in the language's own proportions
NEAR = (1.0, 0.5, 0.3, 0.2, 0.1)  # how the closest triggers of a situation add up
LIKELIHOOD = 0.06  # the first view against the second
TYPO = 0.5  # how alike (Dice, of trigrams) an unknown word must be to a known one
SHORTEST_TYPO = 4

FILLER = 0.4  # enough to tell turns of phrase apart

Features = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Match:
    """A situation and how well it fits, from 0."""

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
        self._spelling = Spelling(token.stem for _, tokens in triggers for token in tokens)
        entries = [(situation, _features(tokens)) for situation, tokens in triggers]
        self._situations = tuple(dict.fromkeys(situation for situation, _ in entries))
        self._owner = [self._situations.index(situation) for situation, _ in entries]
        owned = list(zip(self._owner, (features for _, features in entries), strict=True))
        self._absent, self._evidence = _evidence(owned, len(self._situations))
        self._idf, self._postings = _postings([dict(features) for _, features in entries])
        self._unseen = math.log(1 + len(entries))

    def rank(self, tokens: Iterable[Token]) -> Ranking:
        """Returns the situations for a text; an unknown word counts as the known one it is a typo of."""
        tokens = [self._spelling.mend(token) for token in tokens]
        features = _features(tokens)
        if not any(name in self._idf for name, _ in features):
            return Ranking((), 0.0, 0.0)
        near, told = self._near(dict(features)), self._told(features)
        scores = [LIKELIHOOD * t + n for t, n in zip(told, near, strict=True)]
        matches = [Match(name, score) for name, score in zip(self._situations, scores, strict=True)]
        matches.sort(key=lambda match: -match.score)
        topical = [token for token in tokens if not token.filler and not token.expression]
        closeness = near[self._situations.index(matches[0].id)]
        return Ranking(tuple(matches), self._understood(topical), closeness)

    def _told(self, features: Features) -> list[float]:
        known = [(self._evidence[name], weight) for name, weight in features if name in self._evidence]
        mass = sum(weight for _, weight in known)
        sums = [mass * absent for absent in self._absent]
        for evidence, weight in known:
            for i, ratio in evidence:
                sums[i] += weight * ratio
        return sums

    def _near(self, features: dict[str, float]) -> list[float]:
        dots: dict[int, float] = defaultdict(float)
        length = 0.0
        for name, weight in features.items():
            weight *= self._idf.get(name, self._unseen)
            length += weight * weight
            for trigger, value in self._postings.get(name, ()):
                dots[trigger] += weight * value
        closest: list[list[float]] = [[] for _ in self._situations]
        for trigger, dot in dots.items():
            closest[self._owner[trigger]].append(dot / math.sqrt(length))
        return [
            sum(share * value for share, value in zip(NEAR, sorted(values, reverse=True), strict=False))
            for values in closest
        ]

    def _understood(self, topical: list[Token]) -> float:
        known = sum(token.likeness if token.stem in self._idf else 0.0 for token in topical)
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
        return replace(token, stem=root, likeness=likeness) if likeness >= TYPO else token


def _features(tokens: Sequence[Token]) -> Features:
    found: Features = []
    singles = [token for token in tokens if not token.expression]
    for token in tokens:
        if token.concept:
            found.append(("@" + token.concept, CONCEPT * token.likeness))
        if not token.expression:
            weight = FILLER if token.filler else BESIDE_CONCEPT if token.concept else STEM
            found.append((token.stem, weight * token.likeness))
    found += [(f"{a.stem} {b.stem}", PAIR) for a, b in pairwise(singles)]
    return found


def _evidence(
    entries: list[tuple[int, Features]], situations: int
) -> tuple[list[float], dict[str, list[tuple[int, float]]]]:
    """Returns how much a feature tells for each situation: the log of how much likelier it is there.

    First what any feature tells that a situation lacks; then, for each feature, what it tells on top of that
    for the situations that have it.
    """
    counts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    lengths = [0.0] * situations
    for situation, features in entries:
        for name, weight in features:
            counts[name][situation] += weight
            lengths[situation] += weight
    total = sum(lengths)
    absent = [math.log(SMOOTHING / (length + SMOOTHING)) for length in lengths]
    present = {}
    for name, here in counts.items():
        scale = total / sum(here.values()) / SMOOTHING
        present[name] = [(i, math.log(1 + count * scale)) for i, count in here.items()]
    return absent, present


def _postings(
    triggers: list[dict[str, float]],
) -> tuple[dict[str, float], dict[str, list[tuple[int, float]]]]:
    """Returns the idf of each feature, and for each the triggers that hold it with their cosine weights."""
    frequency = Counter(name for features in triggers for name in features)
    idf = {name: math.log(1 + len(triggers) / count) for name, count in frequency.items()}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, features in enumerate(triggers):
        weights = {name: weight * idf[name] for name, weight in features.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        for name, weight in weights.items():
            postings[name].append((number, weight / length))
    return idf, dict(postings)
