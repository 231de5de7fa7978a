"""A Card as text, in colour where the terminal shows colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import assert_never

from bot.coach.card import (
    Buttons,
    Card,
    Choice,
    Divider,
    Element,
    Heading,
    Note,
    Phrase,
    Quote,
    Text,
    spans,
)

WIDTH = 88
_BOLD, _DIM, _ACCENT, _END = "\033[1m", "\033[2m", "\033[36m", "\033[0m"


def render(card: Card, *, colour: bool) -> str:
    """Returns the card as lines of text; buttons become hints of what else there is."""
    paint = _Paint(colour)
    return "\n".join(line for element in card.elements for line in _lines(element, paint)) + "\n"


def printable(text: str) -> str:
    """Returns `text` without control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


class _Paint:
    def __init__(self, colour: bool) -> None:
        self._on = colour

    def __call__(self, code: str, text: str) -> str:
        return f"{code}{text}{_END}" if self._on else text

    def bold(self, text: str) -> str:
        return "".join(self(_BOLD, run) if bold else run for run, bold in spans(printable(text)))


def _lines(element: Element, paint: _Paint) -> Iterator[str]:
    match element:
        case Heading(text, badge):
            yield paint(_BOLD, printable(text)) + (paint(_DIM, f" · {badge}") if badge else "")
        case Text(text):
            yield from _wrap(text, "  ", "  ", paint)
        case Note(text):
            yield from _wrap(text, "  ", "  ", paint)
        case Quote(label, text):
            yield f"  {paint(_DIM, f'{label} {printable(text)}')}"
        case Phrase():
            yield from _phrase(element, paint)
        case Choice(label=label, options=options):
            yield paint(_DIM, f"  {label}: {', '.join(option.label for option in options)}")
        case Buttons(buttons):
            yield paint(_DIM, "  " + "  ".join(f"[{button.label}]" for button in buttons))
        case Divider():
            yield paint(_DIM, "  " + "─" * (WIDTH // 2))
        case _:
            assert_never(element)


def _phrase(phrase: Phrase, paint: _Paint) -> Iterator[str]:
    yield ""
    for line in phrase.lines:
        yield from _wrap(line.text, paint(_ACCENT, f"  {line.language.upper()}  "), " " * 6, paint)
    if phrase.cue:
        yield paint(_DIM, f"      ↳ {printable(phrase.cue)}")


def _wrap(text: str, first: str, rest: str, paint: _Paint) -> Iterator[str]:
    # Wrapped before it is painted: colour codes have no width.
    for number, line in enumerate(textwrap.wrap(printable(text), WIDTH - len(rest)) or [""]):
        yield (rest if number else first) + paint.bold(line)
