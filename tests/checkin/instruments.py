"""Questionnaires of many shapes, to hold the rules for figures against."""

from __future__ import annotations

from collections.abc import Sequence

from bot.features.checkin.instrument import EXPOSURE, Band, Instrument, Item, Subscale

WORDS = {"en": "x", "es": "x"}
FOUR_BANDS, THREE_BANDS, TWO_BANDS = (34, 59, 74, 100), (24, 59, 100), (49, 100)


def item(name: str, subscale: str = "index", *, reverse: bool = False, answers: int = 5) -> Item:
    return Item(name, subscale, (WORDS,) * answers, reverse, WORDS, WORDS)


def instrument(
    *items: Item, least: int | None = None, tops: Sequence[int] = FOUR_BANDS, id: str = "made"
) -> Instrument:
    """Returns one of as many subscales as its items name; `least` of each have to be answered, or half."""
    names = dict.fromkeys(one.subscale for one in items if one.subscale != EXPOSURE)
    subscales = []
    for name in names:
        mine = tuple(one for one in items if one.subscale == name)
        label = {} if len(names) == 1 else {"en": name.title(), "es": name.title()}
        bands = tuple(Band(top, WORDS, WORDS) for top in tops)
        subscales.append(Subscale(name, label, mine, least or (len(mine) + 1) // 2, bands))
    return Instrument(id, 1, "nobody", "made up", 7, 7, items, tuple(subscales))


def several(name: str, count: int, subscale: str = "index", answers: int = 5) -> tuple[Item, ...]:
    """Returns so many items of one subscale."""
    return tuple(item(f"{name}-{n}", subscale, answers=answers) for n in range(count))


SIX = instrument(
    item("energy", reverse=True),
    item("autopilot"),
    item("helped", reverse=True),
    item("rested", reverse=True),
    item("abuse", EXPOSURE),
    item("someone", EXPOSURE, reverse=True),
    least=3,
    id="six",
)
# Of the shape of the Copenhagen Burnout Inventory: 6, 7 and 6 items, one reversed, half of each at least.
THREE_SCALES = instrument(
    *several("own", 6, "personal"),
    *several("work", 6, "work"),
    item("work-6", "work", reverse=True),
    *several("client", 6, "client"),
    tops=(24, 49, 74, 100),
    id="three-scales",
)
SHORT = instrument(*several("i", 2), tops=THREE_BANDS, id="short")
MIXED = instrument(
    item("a", answers=4),
    item("b", answers=5, reverse=True),
    item("c", answers=7),
    item("d", EXPOSURE, answers=4),
    item("e", EXPOSURE, answers=11),
    id="mixed",
)
POOR = instrument(
    *several("i", 4), item("three", EXPOSURE, answers=3), item("yes", EXPOSURE, answers=2), id="poor"
)
TWO = instrument(*several("i", 4), item("abuse", EXPOSURE), tops=TWO_BANDS, id="two-bands")
NARROW = instrument(item("alone"), tops=(34, 59, 74, 100), id="narrow")
ALL = (SIX, THREE_SCALES, SHORT, MIXED, POOR, TWO, NARROW)
