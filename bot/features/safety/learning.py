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
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

PASSES, MORE, ROUNDS = 3, 8, 3  # over all examples; over exceptions, and over those that they touch
RARELY = 2  # a feature of fewer examples tells nothing
SURE = 0.08  # an error below which an example teaches no more
MARGIN = 0.3  # evidence by which an exception has to be on the right side
STEP, SHRINKS, BIAS_STEP = 1.5, 0.3, 0.02
STEPS = tuple(1 / (1 + SHRINKS * math.sqrt(uses)) for uses in range(1000))  # by how often a feature was used
SLIGHT = 0.01  # an error of a class that moves nothing
EXCEPTION_STEP = 2.0
STRIDES = (0.618, 0.382, 0.271, 0.729, 0.549)


class Window(NamedTuple):
    """A part of an example: its features, which are turns of phrase, and what rules say by themselves."""

    features: Collection[str]
    turns: Collection[str]
    by_rules: Sequence[float]


class Lesson(NamedTuple):
    """An example: its windows, of which one is what it is about, and its class; 0 is none."""

    windows: Sequence[Window]
    target: int


class Bounds(NamedTuple):
    """From which evidence on something is noticed, and from which on it is sure."""

    noticed: float
    sure: float


class LinearModel:
    """Weights by feature, in rows of as many as there are classes."""

    def __init__(self, rows: dict[str, int], weights: array[float], biases: Sequence[float]) -> None:
        self._rows, self._weights, self._biases = rows, weights, tuple(biases)

    @classmethod
    def of_rows(cls, rows: Mapping[str, Sequence[float]], biases: Sequence[float]) -> LinearModel:
        """Returns the model with these weights by feature."""
        size = len(biases)
        weights = array("f", [weight for row in rows.values() for weight in row])
        return cls({name: i * size for i, name in enumerate(rows)}, weights, biases)

    def rows(self) -> dict[str, list[float]]:
        """Returns the weights by feature."""
        size = len(self.biases)
        return {name: list(self._weights[i : i + size]) for name, i in self._rows.items()}

    @property
    def biases(self) -> tuple[float, ...]:
        """The score of each class before any feature counts."""
        return self._biases

    def scores(self, features: Iterable[str]) -> list[float]:
        """Returns the score of each class; only how they differ tells anything."""
        rows, weights, size = self._rows, self._weights, len(self._biases)
        places = [rows[feature] for feature in features if feature in rows]
        parts = [weights[place : place + size] for place in places]
        return [sum(column) for column in zip(self._biases, *parts, strict=True)]


def learn(lessons: Sequence[Lesson], classes: int, bounds: Bounds) -> LinearModel:
    """Returns a model of `lessons`; what it tells is to be added to what rules say by themselves."""
    learner = _Learner(lessons, classes, bounds)
    left = list(range(len(lessons)))
    for turn in range(PASSES):
        # What is known well by now is passed over: most of the time goes where something is to be learnt.
        errors = [(k, learner.teach(k)) for k in _in_turn(left, turn)]
        left = [k for k, error in errors if error > SURE]
    wrong = list(range(len(lessons)))
    for _ in range(ROUNDS):
        for turn in range(MORE):
            wrong = [k for k in _in_turn(wrong, turn) if learner.except_for(k)]
        wrong = learner.touched()  # whose turns of phrase were moved for the sake of others
    return learner.model()


class _Learner:
    def __init__(self, lessons: Sequence[Lesson], classes: int, bounds: Bounds) -> None:
        times = Counter(name for lesson in lessons for window in lesson.windows for name in window.features)
        self._lessons, self._bounds = lessons, bounds
        self._rows = {name: [0.0] * classes for name in sorted(times) if times[name] >= RARELY}
        self._uses = dict.fromkeys(self._rows, 0)
        self._names = [
            [sorted(self._rows.keys() & window.features) for window in lesson.windows] for lesson in lessons
        ]
        self._biases = [0.0] * classes
        self._moved: set[str] = set()

    def teach(self, k: int) -> float:
        """Moves the weights of a lesson's features, and returns how wrong they were."""
        target, windows = self._lessons[k].target, self._names[k]
        names, scores = windows[0], self._scores([self._rows[name] for name in windows[0]])
        for others in windows[1:]:
            # Of a long text that part teaches which is likeliest to be what it is about.
            here = self._scores([self._rows[name] for name in others])
            if _leaning(here, target) > _leaning(scores, target):
                names, scores = others, here
        errors = _errors(scores, target)
        if errors[target] > SURE:
            scale, uses = STEP / math.sqrt(max(1, len(names))), self._uses
            large = [(i, scale * error) for i, error in enumerate(errors) if abs(error) > SLIGHT]
            for name in names:
                uses[name] += 1
                row, step = self._rows[name], STEPS[min(uses[name], len(STEPS) - 1)]
                for i, error in large:
                    row[i] += step * error
            _move(self._biases, errors, BIAS_STEP)
        return errors[target]

    def except_for(self, k: int) -> bool:
        """Moves the weights of a lesson's turns of phrase, if it is decided wrongly, and returns whether."""
        lesson, rows = self._lessons[k], self._rows
        scores = []
        for window, names in zip(lesson.windows, self._names[k], strict=True):
            known = [rows[name] for name in (*names, *window.turns) if name in rows]
            scores.append(self._scores([window.by_rules, *known]))
        first = max(range(len(scores)), key=lambda i: _leaning(scores[i], 0))
        weight, kind = max((score - scores[first][0], i) for i, score in enumerate(scores[first]) if i)
        own = max(range(len(scores)), key=lambda i: _leaning(scores[i], lesson.target))
        if not lesson.target:
            if weight < self._bounds.sure - MARGIN:
                return False
        elif kind == lesson.target and weight > self._bounds.noticed + MARGIN:
            return False
        elif first != own:
            self._turn(lesson.windows[first], _errors(scores[first], 0))
        self._turn(lesson.windows[own], _errors(scores[own], lesson.target))
        return True

    def _turn(self, window: Window, errors: Sequence[float]) -> None:
        step = EXCEPTION_STEP / math.sqrt(max(1, len(window.turns)))
        self._moved.update(window.turns)
        for name in window.turns:
            _move(self._rows.setdefault(name, [0.0] * len(self._biases)), errors, step)

    def _scores(self, rows: Sequence[Sequence[float]]) -> list[float]:
        return list(map(sum, zip(self._biases, *rows, strict=True)))

    def touched(self) -> list[int]:
        """Returns the lessons whose turns of phrase were moved since this was asked last."""
        moved, self._moved = self._moved, set()
        return [
            k
            for k, lesson in enumerate(self._lessons)
            if any(not moved.isdisjoint(window.turns) for window in lesson.windows)
        ]

    def model(self) -> LinearModel:
        """Returns what was learnt."""
        return LinearModel.of_rows(self._rows, self._biases)


def _leaning(scores: Sequence[float], target: int) -> float:
    """Returns how much scores lean to a class, or to any but none."""
    return (scores[target] if target else max(scores[1:])) - scores[0]


def _errors(scores: Sequence[float], target: int) -> list[float]:
    most = max(scores)
    likely = [math.exp(score - most) for score in scores]
    whole = sum(likely)
    return [(i == target) - share / whole for i, share in enumerate(likely)]


def _move(row: list[float], errors: Sequence[float], step: float) -> None:
    row[:] = [weight + step * error for weight, error in zip(row, errors, strict=True)]


def _in_turn(items: Sequence[int], turn: int) -> Iterator[int]:
    # Another order each time, without chance: a stride that meets everyone once.
    count = len(items)
    stride = max(1, int(count * STRIDES[turn % len(STRIDES)]))
    while math.gcd(stride, max(1, count)) != 1:
        stride += 1
    return (items[(turn + i * stride) % count] for i in range(count))
