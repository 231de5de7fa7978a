"""A card that many answers share: described once, rendered once by an edge, filled in for each answer.

What differs between such answers stands in the values of buttons and options alone, like the name of this one
look-up. There the shared card has holes. An edge that answers in a hurry renders the card with its holes
once, as a text, and puts the fills of each answer into it; any other edge takes the filled card.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.core.card import Buttons, Card, Choice, Element

# Noncharacters of Unicode: no text holds them.
HOLES = tuple(map(chr, range(0xFDD0, 0xFDF0)))
_HOLE = re.compile(f"([{HOLES[0]}-{HOLES[-1]}])")

Render = Callable[[Card], str]
Parts = tuple[list[str], list[int]]  # the texts between holes with a place for each hole, and which it is


class SharedCard:
    """A card with holes, and what edges made of it. Whoever drops it drops all of that."""

    def __init__(self, card: Card) -> None:
        """In `card`, the values of buttons and options may hold HOLES, by the number of their fill."""
        self.card = card
        self._holed = [i for i, element in enumerate(card.elements) if isinstance(element, Buttons | Choice)]
        self._parts: dict[Render, Parts] = {}

    def filled(self, fills: Sequence[str]) -> Card:
        """Returns the card with its holes filled."""
        elements = list(self.card.elements)
        for i in self._holed:
            elements[i] = _filled(elements[i], fills)
        return replace(self.card, elements=tuple(elements))

    def parts(self, render: Render) -> Parts:
        """Returns what `render` makes of the card, split at its holes. It is asked once."""
        parts = self._parts.get(render)
        if parts is None:
            texts = _HOLE.split(render(self.card))
            parts = self._parts[render] = (texts, [HOLES.index(hole) for hole in texts[1::2]])
        return parts


@dataclass(frozen=True, slots=True)
class FilledCard:
    """What one answer puts into a prepared card."""

    prepared: SharedCard
    fills: tuple[str, ...]

    def card(self) -> Card:
        """Returns the card of this answer."""
        return self.prepared.filled(self.fills)

    def text(self, render: Render, escape: Callable[[str], str]) -> str:
        """Returns what `render` would make of the card; `escape` writes a value as it stands in there."""
        texts, holes = self.prepared.parts(render)
        fills = [escape(fill) for fill in self.fills]
        texts = texts.copy()
        # One that has no fill stood in the card by itself, as in a phrase that somebody imported.
        texts[1::2] = [fills[hole] if hole < len(fills) else HOLES[hole] for hole in holes]
        return "".join(texts)


def _filled(element: Element, fills: Sequence[str]) -> Element:
    match element:
        case Buttons(buttons):
            return Buttons(tuple([replace(button, value=_fill(button.value, fills)) for button in buttons]))
        case Choice(action, label, options, selected):
            filled = tuple([replace(option, value=_fill(option.value, fills)) for option in options])
            return Choice(action, label, filled, _fill(selected, fills))
        case _:
            return element


def _fill(value: str, fills: Sequence[str]) -> str:
    for hole, fill in zip(HOLES, fills, strict=False):
        value = value.replace(hole, fill)
    return value
