"""Which situations a text is about, best first.

Three views are added up. One weighs every word by how much it tells for a situation against all others
(a smoothed log-likelihood ratio over the triggers). One compares the text with each single trigger, which
rewards a close match of a whole turn of phrase; one with the middle of all triggers of a situation, which
rewards what they have in common, however many there are. Both are cosines of weights that grow the fewer
triggers, and the fewer situations, have a feature. Only triggers are indexed: phrases hardly help the
ranking, so a hundred thousand of them cost nothing here.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, starmap
from operator import itemgetter, mul
from struct import Struct
from typing import NamedTuple

from bot.features.lookup.lexicon import Token
from bot.features.lookup.text import trigrams

STEM, CONCEPT, BESIDE_CONCEPT, PAIR = 1.0, 1.0, 0.5, 0.4  # how much each kind of feature counts
SMOOTHING = 60.0  # words a situation is credited with in the language's own proportions
NEAR = (1.0, 0.5, 0.3, 0.2, 0.1)  # how the closest triggers of a situation add up
LIKELIHOOD, MIDDLE = 0.08, 3.0  # the first and the third view against the second
VIEWS = 3
CONTRAST = 2.0  # how clearly a lead shows in the shares
COMMON = 40  # triggers; a feature of more of them only adds to what rarer ones found
TYPO = 0.5  # how alike (Dice, of trigrams) an unknown word must be to a known one
SHORTEST_TYPO = 4  # letters
FILLER = 0.4  # enough to tell turns of phrase apart

_PAIR = Struct("<Id")  # one of Posted
_TOLD = Struct("<Idd")  # what a feature tells for a situation in the first view, and in the third
Features = dict[str, float]
Posted = list[tuple[int, float]]  # numbers, such as those of triggers, with a weight each
Masses = dict[int, float]  # situations by place, each with the weight that a feature has there
Asked = list[tuple[int, float]]  # features by number, each with its weight in the text


class SituationMatch(NamedTuple):
    """A situation and how well it fits against all others: the scores of a text add up to 1."""

    id: str
    score: float


# `SituationMatch._make` without its check: there are many, for each text.
_as_match = partial(tuple.__new__, SituationMatch)


class Ranking(NamedTuple):
    """All situations that fit at all, best first, and the share of the text that was understood."""

    matches: tuple[SituationMatch, ...]  # empty where no word told anything
    understood: float  # share of the words with a topic that are known
    closeness: float  # of the best situation's nearest triggers, from 0 to about 2
    agreement: float  # share of the views that have the same situation first


class Index:
    """The triggers of all situations, ready to be compared with.

    Each feature has a number. What is known of it is packed into bytes: small, read fast, easily pickled.
    """

    def __init__(self, triggers: Sequence[tuple[str, Sequence[Token]]]) -> None:
        """`triggers` are pairs of situation id and what was read of the text."""
        self._situations = tuple(dict.fromkeys(situation for situation, _ in triggers))
        places = {situation: i for i, situation in enumerate(self._situations)}
        self._owner = [places[situation] for situation, _ in triggers]
        self._spelling = Spelling(token.stem for _, tokens in triggers for token in tokens)
        features = [_features(tokens) for _, tokens in triggers]
        self._features, postings = _posted(features)
        self._triggers = [_packed(posted) for posted in postings]
        self._common = {i: dict(posted) for i, posted in enumerate(postings) if len(posted) > COMMON}
        self._unknown = self._rareness(1, 1)  # what a feature of no trigger weighs, as if one had it
        self._idf = array("d", [self._rarity(posted) for posted in postings])
        self._norms = self._measure(postings)
        masses = [self._shared_out(posted) for posted in postings]
        lengths = _lengths(masses, len(self._situations))
        self._absent = [math.log(SMOOTHING / (length + SMOOTHING)) for length in lengths]
        self._told = self._all_told(postings, masses, sum(lengths))

    def rank(self, tokens: Iterable[Token]) -> Ranking:
        """Returns the situations for a text; an unknown word counts as the known one it is a typo of."""
        tokens = [self._spelling.mend(token) for token in tokens]
        features = _features(tokens)
        known = self._features
        asked = [(known[name], weight) for name, weight in features.items() if name in known]
        if not asked:
            return Ranking((), 0.0, 0.0, 0.0)
        unknown = [weight for name, weight in features.items() if name not in known]
        length = self._length(asked, unknown)
        near, evidence, middle = self._near(asked, length), *self._overall(asked, length)
        scores = [LIKELIHOOD * e + n + MIDDLE * m for e, n, m in zip(evidence, near, middle, strict=True)]
        shares = zip(self._situations, _shares(scores), strict=True)
        matches = tuple(map(_as_match, sorted(shares, key=itemgetter(1), reverse=True)))
        best = self._situations.index(matches[0].id)
        agreement = sum([view[best] >= max(view) for view in (evidence, near, middle)]) / VIEWS
        topical = [token for token in tokens if not token.filler and not token.expression]
        return Ranking(matches, self._understood(topical), near[best], agreement)

    def _overall(self, asked: Asked, length: float) -> tuple[list[float], list[float]]:
        """Returns, by situation, how likely the text is there, and how near it is to the middle."""
        mass = sum([weight for _, weight in asked])
        likely = [mass * absent for absent in self._absent]
        middle = [0.0] * len(likely)
        for feature, weight in asked:
            share = weight * self._idf[feature] / length
            for i, ratio, pull in _TOLD.iter_unpack(self._told[feature]):
                likely[i] += weight * ratio
                middle[i] += share * pull
        return likely, middle

    def _all_told(self, postings: Sequence[Posted], masses: Sequence[Masses], total: float) -> list[bytes]:
        pulls = [self._pulls(posted, idf) for posted, idf in zip(postings, self._idf, strict=True)]
        norms = [math.sqrt(square) or 1.0 for square in _squares(pulls, len(self._situations))]
        packed = []
        # On top of what lacking it tells: the log of how much likelier the feature is there than anywhere.
        for mass, pull in zip(masses, pulls, strict=True):
            scale = total / sum(mass.values()) / SMOOTHING
            rows = ((i, math.log(1 + m * scale), pull[i] / norms[i]) for i, m in mass.items())
            packed.append(b"".join(starmap(_TOLD.pack, rows)))
        return packed

    def _shared_out(self, posted: Posted) -> Masses:
        mass: Masses = {}
        for number, weight in posted:
            owner = self._owner[number]
            mass[owner] = mass.get(owner, 0.0) + weight
        return mass

    def _pulls(self, posted: Posted, idf: float) -> Masses:
        return self._shared_out([(number, weight * idf / self._norms[number]) for number, weight in posted])

    def _rarity(self, posted: Posted) -> float:
        return self._rareness(len(posted), len({self._owner[number] for number, _ in posted}))

    def _rareness(self, triggers: int, situations: int) -> float:
        # Many triggers of one situation may share a word, and it tells a lot all the same.
        whole = math.log(1 + len(self._owner) / triggers) * math.log(1 + len(self._situations) / situations)
        return math.sqrt(whole)

    def _length(self, asked: Asked, unknown: Iterable[float]) -> float:
        known = sum([(weight * self._idf[feature]) ** 2 for feature, weight in asked])
        return math.sqrt(known + sum([(weight * self._unknown) ** 2 for weight in unknown]))

    def _near(self, asked: Asked, length: float) -> list[float]:
        dots: dict[int, float] = defaultdict(float)
        for feature, weight in sorted(asked, key=lambda pair: self._idf[pair[0]], reverse=True):
            weight *= self._idf[feature] ** 2
            common = self._common.get(feature) if dots else None
            if common:  # says too little to bring up a trigger by itself
                few, many = (dots, common) if len(dots) < len(common) else (common, dots)
                for number in [number for number in few if number in many]:
                    dots[number] += weight * common[number]
            else:
                for number, value in _PAIR.iter_unpack(self._triggers[feature]):
                    dots[number] += weight * value
        return self._closest(dots, length)

    def _closest(self, dots: Mapping[int, float], length: float) -> list[float]:
        cosines: dict[int, list[float]] = defaultdict(list)
        owner, norms = self._owner, self._norms
        for number, dot in dots.items():
            cosines[owner[number]].append(dot / norms[number])
        near = [0.0] * len(self._situations)
        for situation, values in cosines.items():
            near[situation] = sum(map(mul, NEAR, sorted(values, reverse=True))) / length
        return near

    def _measure(self, postings: Iterable[Posted]) -> list[float]:
        squares = [0.0] * len(self._owner)
        for idf, posted in zip(self._idf, postings, strict=True):
            square = idf**2
            for number, weight in posted:
                squares[number] += weight * weight * square
        return [math.sqrt(square) or 1.0 for square in squares]

    def _understood(self, topical: list[Token]) -> float:
        known = sum(token.likeness if token.stem in self._features else 0.0 for token in topical)
        return known / len(topical) if topical else 0.0


class Spelling:
    """The known words, to find the one that an unknown word is a typo of."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._known = {root for text in stems for root in text.split()}
        pieces: dict[str, list[str]] = defaultdict(list)
        for root in self._known:
            for piece in trigrams(root):
                pieces[piece].append(root)
        self._pieces = dict(pieces)

    def mend(self, token: Token) -> Token:
        """Returns `token`, or the known word it is most like; `likeness` says how much."""
        if token.stem in self._known or token.concept or token.filler or len(token.stem) < SHORTEST_TYPO:
            return token
        pieces = trigrams(token.stem)
        shared = Counter(
            chain.from_iterable([self._pieces[piece] for piece in pieces if piece in self._pieces])
        )
        likenesses = [(2 * n / (len(pieces) + len(root)), root) for root, n in shared.items()]
        likeness, root = max(likenesses, default=(0.0, ""))
        return token._replace(stem=root, likeness=likeness) if likeness >= TYPO else token


def _shares(scores: list[float]) -> list[float]:
    top = max(scores)
    weights = [math.exp(CONTRAST * (score - top)) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]


def _features(tokens: Sequence[Token]) -> Features:
    weights: Features = {}
    before = ""
    for token in tokens:
        if token.concept:
            weights["@" + token.concept] = CONCEPT * token.likeness
        if token.expression:
            continue
        weight = FILLER if token.filler else BESIDE_CONCEPT if token.concept else STEM
        weights[token.stem] = weight * token.likeness
        if before:
            weights[f"{before} {token.stem}"] = PAIR
        before = token.stem
    return weights


def _packed(posted: Posted) -> bytes:
    return b"".join(starmap(_PAIR.pack, posted))


def _lengths(masses: Iterable[Masses], situations: int) -> list[float]:
    """Returns how much all features weigh in each situation."""
    sums = [0.0] * situations
    for mass in masses:
        for i, weight in mass.items():
            sums[i] += weight
    return sums


def _squares(pulls: Iterable[Masses], situations: int) -> list[float]:
    return _lengths(({i: pull * pull for i, pull in of.items()} for of in pulls), situations)


def _posted(features: Iterable[Features]) -> tuple[dict[str, int], list[Posted]]:
    """Returns the number of each feature, and by number which triggers have it, with its weight there."""
    numbers: dict[str, int] = {}
    postings: list[Posted] = []
    for trigger, weights in enumerate(features):
        for name, weight in weights.items():
            number = numbers.get(name)
            if number is None:
                numbers[name] = len(postings)
                postings.append([(trigger, weight)])
            else:
                postings[number].append((trigger, weight))
    return numbers, postings
