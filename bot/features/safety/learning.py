"""A linear model of what a text is about: one weight for each feature and kind, learnt from examples.

Multinomial logistic regression, fitted by a few passes of stochastic gradient descent with a step for each
feature that shrinks with its use. Then, with the rules' own say added, the examples that are still decided
wrongly are learnt by their turns of phrase alone, so that an exception stays one. The order of the passes
follows from the number of examples: the same ones always make the same weights.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

PASSES, MORE = 3, 3  # over all examples; over exceptions
RARELY = 2  # a feature of fewer examples tells nothing
SURE, UNSURE = 0.05, 0.4  # errors below which an example teaches no more, in the passes and in the others
STEP, SHRINKS, BIAS_STEP = 1.5, 0.3, 0.02
EXCEPTION_STEP = 2.0
STRIDES = (0.618, 0.382, 0.271, 0.729, 0.549)


class Lesson(NamedTuple):
    """An example: its features, which are turns of phrase, what rules say by themselves, and its class."""

    features: Collection[str]
    turns: Collection[str]
    by_rules: Sequence[float]
    target: int


class LinearModel:
    """Weights by feature, in rows of as many as there are classes."""

    def __init__(self, rows: dict[str, int], weights: array[float], biases: Sequence[float]) -> None:
        self._rows, self._weights, self._biases = rows, weights, tuple(biases)

    def scores(self, features: Iterable[str]) -> list[float]:
        """Returns the score of each class; only how they differ tells anything."""
        rows, weights, size = self._rows, self._weights, len(self._biases)
        places = [rows[feature] for feature in features if feature in rows]
        parts = [weights[place : place + size] for place in places]
        return [sum(column) for column in zip(self._biases, *parts, strict=True)]


def learn(lessons: Sequence[Lesson], classes: int) -> LinearModel:
    """Returns a model of `lessons`; what it tells is to be added to what rules say by themselves."""
    learner = _Learner(lessons, classes)
    for k in (k for turn in range(PASSES) for k in _order(len(lessons), turn)):
        learner.teach(lessons[k])
    for k in (k for turn in range(MORE) for k in _order(len(lessons), turn)):
        learner.except_for(lessons[k])
    return learner.model()


class _Learner:
    def __init__(self, lessons: Sequence[Lesson], classes: int) -> None:
        times = Counter(feature for lesson in lessons for feature in lesson.features)
        self._rows = {name: [0.0] * classes for name in sorted(times) if times[name] >= RARELY}
        self._uses = dict.fromkeys(self._rows, 0.0)
        self._biases = [0.0] * classes

    def teach(self, lesson: Lesson) -> None:
        rows = self._rows
        names = sorted(name for name in lesson.features if name in rows)
        here = [rows[name] for name in names]
        errors = self._errors(here, lesson.target)
        if errors[lesson.target] < SURE:
            return
        scale = STEP / math.sqrt(max(1, len(here)))
        for name, row in zip(names, here, strict=True):
            self._uses[name] += 1
            _move(row, errors, scale / (1 + SHRINKS * math.sqrt(self._uses[name])))
        _move(self._biases, errors, BIAS_STEP)

    def except_for(self, lesson: Lesson) -> None:
        rows = self._rows
        here = [rows[name] for name in (*lesson.features, *lesson.turns) if name in rows]
        errors = self._errors([*here, lesson.by_rules], lesson.target)
        if errors[lesson.target] < UNSURE:
            return
        names = sorted(lesson.turns)
        for name in names:
            row = rows.setdefault(name, [0.0] * len(self._biases))
            _move(row, errors, EXCEPTION_STEP / math.sqrt(len(names)))

    def _errors(self, rows: Sequence[Sequence[float]], target: int) -> list[float]:
        scores = [sum(column) for column in zip(self._biases, *rows, strict=True)]
        most = max(scores)
        likely = [math.exp(score - most) for score in scores]
        whole = sum(likely)
        return [(i == target) - share / whole for i, share in enumerate(likely)]

    def model(self) -> LinearModel:
        names = list(self._rows)
        weights = array("f", [weight for name in names for weight in self._rows[name]])
        size = len(self._biases)
        return LinearModel({name: i * size for i, name in enumerate(names)}, weights, self._biases)


def _move(row: list[float], errors: Sequence[float], step: float) -> None:
    row[:] = [weight + step * error for weight, error in zip(row, errors, strict=True)]


def _order(count: int, turn: int) -> Iterator[int]:
    # Another order each time, without chance: a stride that meets everyone once.
    stride = max(1, int(count * STRIDES[turn % len(STRIDES)]))
    while math.gcd(stride, max(1, count)) != 1:
        stride += 1
    return ((turn + i * stride) % count for i in range(count))
