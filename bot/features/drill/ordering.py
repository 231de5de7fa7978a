"""What the presses of a question make an answer: one option, or three steps in an order. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from bot.core.quiz import OPTIONS, QuizItem

# Every order of the places in the file. The right one, that of the file, is number 0, as `QuizItem.key` says.
ORDERS = tuple(permutations(range(OPTIONS)))


def chosen_by(item: QuizItem, order: Sequence[int], taps: Sequence[int]) -> int | None:
    """Returns what is stored of an answer, or None where nothing whole was tapped.

    `taps` are places as shown, `order` the places in the file that are shown there. Of steps it is the number
    of their order in `ORDERS`, else the place of the option in the file. Of steps the last one follows.
    """
    if any(tap >= len(order) for tap in taps) or len(set(taps)) < len(taps):
        return None
    tapped = [order[tap] for tap in taps]
    if not item.ordered:
        return tapped[0] if len(tapped) == 1 else None
    if len(tapped) != len(order) - 1:
        return None
    return ORDERS.index((*tapped, *(place for place in order if place not in tapped)))


def tapped_so_far(item: QuizItem, order: Sequence[int], taps: Sequence[int]) -> tuple[int, ...]:
    """Returns the taps that can go on: of steps those that were tapped and are not the whole order yet."""
    whole = len(taps) >= len(order) - 1 or len(set(taps)) < len(taps)
    return () if whole or not item.ordered or any(tap >= len(order) for tap in taps) else tuple(taps)
