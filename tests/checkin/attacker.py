"""Somebody who knows every answer but one, all groups and the rules, and has seen every figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from bot.features.checkin.publish import Published
from tests.checkin.floors import Groups, Moment

Publish = Callable[[Moment], Published]
ENDS = (0.0, 100.0)


def interval(moments: Sequence[Moment], period: int, target: str, publish: Publish) -> tuple[float, float]:
    """Returns the least and the greatest answer that fits everything published.

    Figures rise with each answer, so those that fit are an interval, and bisection finds its ends.
    """
    seen = [publish(moment) for moment in moments]
    truth = moments[period].values[target]

    def fits(guess: float) -> bool:
        changed = Moment(moments[period].groups, {**moments[period].values, target: guess})
        # Those of the other periods do not depend on this answer; they are asked all the same.
        tried = [publish(changed if i == period else moment) for i, moment in enumerate(moments)]
        return tried == seen

    return _end(fits, truth, ENDS[0]), _end(fits, truth, ENDS[1])


def _end(fits: Callable[[float], bool], good: float, bad: float) -> float:
    if fits(bad):
        return bad
    for _ in range(14):
        middle = (good + bad) / 2
        good, bad = (middle, bad) if fits(middle) else (good, middle)
    return good


def smallest_apart(shown: Groups) -> int | None:
    """Returns how many are in the smallest set that cuts and differences of `shown` make; None: in none.

    By brute force, knowing nothing of how the rules go about it.
    """
    made = {members for members in shown.values() if members}
    while True:
        more = {found for a, b in combinations(made, 2) for found in (a & b, a - b, b - a) if found} - made
        if not more:
            return min((len(members) for members in made), default=None)
        made |= more
