"""Which items a drill asks. Pure: time and chance are passed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.core.quiz import OPTIONS, Dice, QuizItem
from bot.features.drill.fsrs import ItemMemory, strength

FOCUS = 30  # items that somebody works on at a time
WAITING = FOCUS // 3  # of them so many new ones at least, while there are any
NEW, OF = 2, 3  # of three questions so many are new at most, as long as anything is due


def choose(
    items: Sequence[QuizItem],
    memories: Mapping[str, ItemMemory],
    count: int,
    now: datetime,
    dice: Dice,
    *,
    recent: Sequence[str] = (),
    industry: str = "",
) -> tuple[QuizItem, ...]:
    """Returns up to `count` items, none twice, in the order in which they are asked.

    From the focus set: new ones, up to two of three, then those that are due, the weakest first. Where that
    is not enough, more new ones, then whatever is weakest. Among the new, the situations in `recent` come
    first, in that order, and the items of another industry last.
    """
    fresh = _fresh([item for item in items if item.id not in memories], dice, recent, industry)
    weakest = _weakest([item for item in items if item.id in memories], memories, now, dice)
    new, due = _focus(fresh, [item for item in weakest if memories[item.id].due <= now])
    most = -(-count * NEW // OF)
    ranked = (*new[:most], *due, *new[most:], *fresh, *weakest)
    chosen = list({item.id: item for item in ranked}.values())[:count]
    dice.shuffle(chosen)
    return tuple(chosen)


def _focus(
    fresh: Sequence[QuizItem], due: Sequence[QuizItem]
) -> tuple[Sequence[QuizItem], Sequence[QuizItem]]:
    # What is due takes the places, but for some that are held for the new: a focus that held them back until
    # others are firm would leave most of the bank unseen: `python -m bench.drill` shows what breadth is worth
    places = min(len(fresh), max(WAITING, FOCUS - len(due)))
    return fresh[:places], due[: FOCUS - places]


def deal(items: Iterable[QuizItem], dice: Dice) -> tuple[tuple[int, ...], ...]:
    """Returns for each item the order in which its options are shown, as their places in the file.

    The key's places come from a pack with each place twice, so that they are balanced and still hard to tell.
    """
    pack: list[int] = []
    orders = []
    for item in items:
        if not pack:
            pack = list(range(OPTIONS)) * 2
            dice.shuffle(pack)
        order = [place for place in range(len(item.options)) if place != item.key]
        dice.shuffle(order)
        order.insert(pack.pop(), item.key)
        orders.append(tuple(order))
    return tuple(orders)


def _fresh(items: Sequence[QuizItem], dice: Dice, recent: Sequence[str], industry: str) -> list[QuizItem]:
    ahead = {situation: place for place, situation in reversed(list(enumerate(recent)))}
    mixed = list(items)
    dice.shuffle(mixed)
    return sorted(mixed, key=lambda item: (ahead.get(item.situation, len(recent)), _away(item, industry)))


def _away(item: QuizItem, industry: str) -> bool:
    return bool(industry and item.industries and industry not in item.industries)


def _weakest(
    items: Sequence[QuizItem], memories: Mapping[str, ItemMemory], now: datetime, dice: Dice
) -> list[QuizItem]:
    mixed = list(items)
    dice.shuffle(mixed)
    return sorted(mixed, key=lambda item: strength(memories[item.id], now))
