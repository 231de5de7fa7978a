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

PASSES, MORE = 3, 8  # over all examples; over exceptions
RARELY = 2  # a feature of fewer examples tells nothing
SURE, UNSURE = 0.08, 0.4  # errors below which an example teaches no more, in the passes and in the others
STEP, SHRINKS, BIAS_STEP = 1.5, 0.3, 0.02
STEPS = tuple(1 / (1 + SHRINKS * math.sqrt(uses)) for uses in range(1000))  # by how often a feature was used
SLIGHT = 0.01  # an error of a class that moves nothing
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
    open_ones = list(range(len(lessons)))
    for turn in range(PASSES):
        # What is known well by now is passed over: most of the time goes where something is to be learnt.
        errors = [(k, learner.teach(k)) for k in _in_turn(open_ones, turn)]
        open_ones = [k for k, error in errors if error > SURE]
    wrong = list(range(len(lessons)))
    for turn in range(MORE):
        wrong = [k for k in _in_turn(wrong, turn) if learner.except_for(k)]
    return learner.model()


class _Learner:
    def __init__(self, lessons: Sequence[Lesson], classes: int) -> None:
        times = Counter(feature for lesson in lessons for feature in lesson.features)
        self._lessons = lessons
        self._rows = {name: [0.0] * classes for name in sorted(times) if times[name] >= RARELY}
        self._uses = dict.fromkeys(self._rows, 0)
        self._names = [sorted(self._rows.keys() & lesson.features) for lesson in lessons]
        self._biases = [0.0] * classes

    def teach(self, k: int) -> float:
        """Moves the weights of a lesson's features, and returns how wrong they were."""
        names, target = self._names[k], self._lessons[k].target
        here = [self._rows[name] for name in names]
        errors = self._errors(here, target)
        if errors[target] > SURE:
            scale, uses = STEP / math.sqrt(max(1, len(here))), self._uses
            large = [(i, scale * error) for i, error in enumerate(errors) if abs(error) > SLIGHT]
            for name, row in zip(names, here, strict=True):
                uses[name] += 1
                step = STEPS[min(uses[name], len(STEPS) - 1)]
                for i, error in large:
                    row[i] += step * error
            _move(self._biases, errors, BIAS_STEP)
        return errors[target]

    def except_for(self, k: int) -> bool:
        """Moves the weights of a lesson's turns of phrase, if it is decided wrongly, and returns whether."""
        lesson, rows = self._lessons[k], self._rows
        names = [*self._names[k], *(name for name in lesson.turns if name in rows)]
        errors = self._errors([lesson.by_rules, *(rows[name] for name in names)], lesson.target)
        if errors[lesson.target] < UNSURE:
            return False
        step = EXCEPTION_STEP / math.sqrt(max(1, len(lesson.turns)))
        for name in lesson.turns:
            _move(rows.setdefault(name, [0.0] * len(self._biases)), errors, step)
        return True

    def _errors(self, rows: Sequence[Sequence[float]], target: int) -> list[float]:
        scores = list(map(sum, zip(self._biases, *rows, strict=True)))
        most = max(scores)
        likely = [math.exp(score - most) for score in scores]
        whole = sum(likely)
        return [(i == target) - share / whole for i, share in enumerate(likely)]

    def model(self) -> LinearModel:
        """Returns what was learnt."""
        names = list(self._rows)
        weights = array("f", [weight for name in names for weight in self._rows[name]])
        size = len(self._biases)
        return LinearModel({name: i * size for i, name in enumerate(names)}, weights, self._biases)


def _move(row: list[float], errors: Sequence[float], step: float) -> None:
    row[:] = [weight + step * error for weight, error in zip(row, errors, strict=True)]


def _in_turn(items: Sequence[int], turn: int) -> Iterator[int]:
    # Another order each time, without chance: a stride that meets everyone once.
    count = len(items)
    stride = max(1, int(count * STRIDES[turn % len(STRIDES)]))
    while math.gcd(stride, max(1, count)) != 1:
        stride += 1
    return (items[(turn + i * stride) % count] for i in range(count))
