"""A manager who remakes units as fast as the rules allow, and reads people out of all figures there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Wish = Mapping[str, frozenset[str]]  # the units that the manager asks for
Strategy = Callable[[Random, Sequence[str], int, int], list[Wish]]  # by chance, people, size, periods


@dataclass(frozen=True)
class Seen:
    """One figure as the manager sees it, and who counts in it by the rules. None: it is hidden."""

    counted: frozenset[str]
    least: int  # how many have to answer
    low: float | None
    high: float | None
    unit: str = ""
    period: int = 0


def dealt(every: int) -> Strategy:
    """Everybody is dealt into new units by chance, every so many periods."""

    def strategy(chance: Random, people: Sequence[str], size: int, periods: int) -> list[Wish]:
        wishes: list[Wish] = []
        for period in range(periods):
            wishes.append(_deal(chance, people, size) if period % every == 0 else wishes[-1])
        return wishes

    return strategy


def one_by_one(every: int = 1, most: int = 1) -> Strategy:
    """Of each unit, so many people go to the next one, every so many periods: "A", then "A without X"."""

    def strategy(chance: Random, people: Sequence[str], size: int, periods: int) -> list[Wish]:
        units = [sorted(members) for members in _deal(chance, people, size).values()]
        wishes: list[Wish] = []
        for period in range(periods):
            if period and period % every == 0:
                leaving = [[unit.pop(0) for _ in range(most)] for unit in units]
                for i, unit in enumerate(units):
                    unit.extend(leaving[i - 1])
                if period // every % max(1, size // most) == 0:  # not always the same people together
                    for unit in units:
                        chance.shuffle(unit)
            wishes.append(_named(units))
        return wishes

    return strategy


def mixed(every: int = 1, share: float = 0.25) -> Strategy:
    """Of each unit, just so many as the rules let pass change places with others by chance."""

    def strategy(chance: Random, people: Sequence[str], size: int, periods: int) -> list[Wish]:
        units = [sorted(members) for members in _deal(chance, people, size).values()]
        wishes: list[Wish] = []
        for period in range(periods):
            if period and period % every == 0:
                pool = []
                for unit in units:
                    chance.shuffle(unit)
                    pool.append([unit.pop() for _ in range(int(len(unit) * share))])
                everyone = [who for part in pool for who in part]
                chance.shuffle(everyone)
                for unit, part in zip(units, pool, strict=True):
                    unit.extend(everyone.pop() for _ in part)
            wishes.append(_named(units))
        return wishes

    return strategy


def merged_and_split(every: int = 3) -> Strategy:
    """Units are made one in pairs, and are cut in other halves afterwards."""

    def strategy(chance: Random, people: Sequence[str], size: int, periods: int) -> list[Wish]:
        units = [sorted(members) for members in _deal(chance, people, size).values()]
        wishes: list[Wish] = []
        for period in range(periods):
            if period and period % every == 0:
                if period // every % 2:
                    chance.shuffle(units)
                    units = [[*chain(*units[i : i + 2])] for i in range(0, len(units), 2)]
                else:
                    halves = []
                    for unit in units:
                        chance.shuffle(unit)
                        halves += (
                            [unit[: len(unit) // 2], unit[len(unit) // 2 :]]
                            if len(unit) >= 2 * size
                            else [unit]
                        )
                    units = halves
            wishes.append(_named(units))
        return wishes

    return strategy


def _deal(chance: Random, people: Sequence[str], size: int) -> Wish:
    everybody = list(people)
    chance.shuffle(everybody)
    count = max(1, len(everybody) // size)
    return _named([everybody[i::count] for i in range(count)])


def _named(units: Sequence[Sequence[str]]) -> Wish:
    return {f"u{i}": frozenset(unit) for i, unit in enumerate(units)}


def least_squares(people: Sequence[str], seen: Sequence[Seen], ridge: float = 0.02) -> dict[str, float]:
    """Returns how heavy each person seems, by least squares over all figures."""
    shown = [s for s in seen if s.low is not None and s.high is not None and s.counted]
    if not shown:
        return dict.fromkeys(people, 0.0)
    matrix, figures = _matrix(people, shown), np.array([((s.low or 0) + (s.high or 0)) / 2 for s in shown])
    matrix, figures = matrix / matrix.sum(1, keepdims=True), figures - figures.mean()
    matrix = matrix - matrix.mean(0)
    solved = np.linalg.solve(matrix.T @ matrix + ridge * np.eye(len(people)), matrix.T @ figures)
    return dict(zip(people, solved.tolist(), strict=True))


def bayes(
    people: Sequence[str], seen: Sequence[Seen], chance: Random, spread: float = 4.0, rounds: int = 120
) -> dict[str, float]:
    """Returns how heavy each person probably is, all figures taken together: each counts as 25, 50 or 75."""
    shown = [s for s in seen if s.low is not None and s.high is not None and s.counted]
    if not shown:
        return dict.fromkeys(people, 0.0)
    low, high = np.array([s.low for s in shown], float), np.array([s.high for s in shown], float)
    matrix = _matrix(people, shown)
    matrix /= matrix.sum(1, keepdims=True)

    def fit(means: Floats, rows: Floats) -> Floats:
        off = np.maximum(np.maximum(low[rows, None] - means, means - high[rows, None]), 0)
        return np.asarray(-((off / spread) ** 2).sum(0) / 2)

    prior = np.log(np.array([0.35, 0.4, 0.25]))
    return _sampled(people, matrix, np.array([25.0, 50.0, 75.0]), prior, fit, chance, rounds)


def took_part(
    people: Sequence[str], seen: Sequence[Seen], chance: Random, rounds: int = 120
) -> dict[str, float]:
    """Returns how probably each person takes part, from which figures are shown and which are hidden."""
    seen = [s for s in seen if s.counted]
    if not seen:
        return dict.fromkeys(people, 0.5)
    matrix, shown = _matrix(people, seen), np.array([s.low is not None for s in seen])
    least = np.array([s.least for s in seen], float)

    def fit(counts: Floats, rows: Floats) -> Floats:
        wrong = (counts >= least[rows, None] - 1e-9) != shown[rows, None]
        return np.asarray(-4.0 * wrong.sum(0))

    return _sampled(people, matrix, np.array([0.0, 1.0]), np.log(np.array([0.25, 0.75])), fit, chance, rounds)


def _sampled(
    people: Sequence[str],
    matrix: Floats,
    levels: Floats,
    prior: Floats,
    fit: Callable[[Floats, Floats], Floats],
    chance: Random,
    rounds: int,
) -> dict[str, float]:
    dice = np.random.default_rng(chance.randrange(2**32))
    state = dice.integers(0, len(levels), len(people))
    sums = matrix @ levels[state]
    rows = [np.flatnonzero(matrix[:, i]) for i in range(len(people))]
    total = np.zeros(len(people))
    for turn in range(rounds):
        heat = max(1.0, 8.0 - 16.0 * turn / rounds)  # begins loosely, so as not to stick where it began
        for i in dice.permutation(len(people)):
            mine = matrix[rows[i], i]
            rest = sums[rows[i]] - mine * levels[state[i]]
            weight = (prior + fit(rest[:, None] + mine[:, None] * levels, rows[i])) / heat
            odds = np.exp(weight - weight.max())
            odds /= odds.sum()
            state[i] = dice.choice(len(levels), p=odds)
            sums[rows[i]] = rest + mine * levels[state[i]]
            if turn >= rounds // 2:
                total[i] += odds @ levels
    return dict(zip(people, (total / (rounds - rounds // 2)).tolist(), strict=True))


def _matrix(people: Sequence[str], seen: Sequence[Seen]) -> Floats:
    return np.array([[float(who in s.counted) for who in people] for s in seen])


def area_under_curve(guesses: Mapping[str, float], true: frozenset[str]) -> float:
    """Returns how often somebody of whom it is true is ranked above somebody else; 0.5: chance."""
    yes, no = (
        [g for who, g in guesses.items() if who in true],
        [g for who, g in guesses.items() if who not in true],
    )
    if not yes or not no:
        return 0.5
    return sum((y > n) + (y == n) / 2 for y in yes for n in no) / (len(yes) * len(no))


def accuracy(guesses: Mapping[str, float], true: frozenset[str]) -> float:
    """Returns the share of people of whom it was told rightly."""
    return sum((guess > 0.5) == (who in true) for who, guess in guesses.items()) / len(guesses)
