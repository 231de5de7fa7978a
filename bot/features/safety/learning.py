"""A linear model of what a text is about: one weight for each feature and kind, learnt from examples.

Multinomial logistic regression, fitted by a few passes of stochastic gradient descent with a step for each
feature that shrinks with its use. The order of the passes comes from the texts themselves, so that the same
examples always make the same weights.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

PASSES = 3
RARELY = 2  # a feature of fewer examples tells nothing
SURE = 0.05  # an example that the model is so sure of teaches it no more
STEP, SHRINKS, BIAS_STEP = 1.5, 0.3, 0.02
Features = Collection[str]


class LinearModel:
    """Weights by feature, in rows of as many as there are classes."""

    def __init__(
        self, classes: int, rows: dict[str, int], weights: array[float], biases: Sequence[float]
    ) -> None:
        self._classes, self._rows, self._weights = classes, rows, weights
        self._biases = tuple(biases)

    def scores(self, features: Iterable[str]) -> list[float]:
        """Returns the score of each class; only how they differ tells anything."""
        rows, weights, size = self._rows, self._weights, self._classes
        places = [rows[feature] for feature in features if feature in rows]
        parts = [weights[place : place + size] for place in places]
        return [sum(column) for column in zip(self._biases, *parts, strict=True)]


def learn(examples: Sequence[tuple[Features, int]], classes: int) -> LinearModel:
    """Returns a model of `examples`: the features of each, and its class."""
    times = Counter(feature for features, _ in examples for feature in features)
    rows = {feature: [0.0] * classes for feature in sorted(times) if times[feature] >= RARELY}
    uses = dict.fromkeys(rows, 0.0)
    biases = [0.0] * classes
    lessons = [
        ([feature for feature in sorted(features) if feature in rows], target)
        for features, target in examples
    ]
    for i in range(PASSES):
        # Another order each time, without chance: a stride that meets everyone once.
        for k in _order(len(lessons), i):
            features, target = lessons[k]
            _teach(features, target, rows, uses, biases)
    names = list(rows)
    weights = array("f", [weight for name in names for weight in rows[name]])
    return LinearModel(classes, {name: i * classes for i, name in enumerate(names)}, weights, biases)


def _teach(
    features: Sequence[str],
    target: int,
    rows: dict[str, list[float]],
    uses: dict[str, float],
    biases: list[float],
) -> None:
    here = [rows[feature] for feature in features]
    scores = [sum(column) for column in zip(biases, *here, strict=True)]
    most = max(scores)
    likely = [math.exp(score - most) for score in scores]
    whole = sum(likely)
    errors = [-share / whole for share in likely]
    errors[target] += 1
    if errors[target] < SURE:
        return
    scale = STEP / math.sqrt(max(1, len(features)))
    for feature, row in zip(features, here, strict=True):
        uses[feature] += 1
        step = scale / (1 + SHRINKS * math.sqrt(uses[feature]))
        row[:] = [weight + step * error for weight, error in zip(row, errors, strict=True)]
    for i, error in enumerate(errors):
        biases[i] += BIAS_STEP * error


def _order(count: int, turn: int) -> Iterable[int]:
    stride = max(1, int(count * (0.618, 0.382, 0.271, 0.729, 0.549)[turn % 5]))
    while math.gcd(stride, max(1, count)) != 1:
        stride += 1
    return ((turn + i * stride) % count for i in range(count))
