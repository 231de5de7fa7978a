"""The start: what each feature tells there, in the words of whoever looks at it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.core.card import Button, Element
from bot.core.chat import Person


@dataclass(frozen=True, slots=True)
class HomeLine:
    """Something that waits for a person, in one line, and the button that leads there."""

    text: str
    button: Button


def buttons_of(lines: Sequence[HomeLine]) -> tuple[Button, ...]:
    """Returns what leads there, each once: two lines may lead to one place, as to the log of all reports."""
    return tuple({(b.action, b.value): b for b in (line.button for line in lines)}.values())


# What a feature tells a person at the start: what waits, what it shows there, a sentence ("" for none).
HomeLines = Callable[[Person], Awaitable[Sequence[HomeLine]]]
HomeElements = Callable[[Person], Awaitable[Sequence[Element]]]
HomeText = Callable[[Person], Awaitable[str]]
