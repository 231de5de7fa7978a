"""What stands behind `/drill`: a topic, a number, both, or something that is neither."""

from __future__ import annotations

from dataclasses import dataclass

from bot.coach.keywords import LONGEST, folded

COUNT, MOST = 3, 10


@dataclass(frozen=True, slots=True)
class Request:
    """What was typed: the words of a topic, and a number; None if there was none."""

    topic: str = ""
    count: int | None = None


def read(text: str) -> Request:
    """Returns what was typed. A number stands before or behind the topic."""
    words = text.split()
    numbers = [word for word in words if _number(word)]
    if len(numbers) != 1 or numbers[0] not in (words[0], words[-1]):
        return Request(" ".join(words))
    words.remove(numbers[0])
    return Request(" ".join(words), int(_number(numbers[0])[:6]))


def possible(count: int) -> bool:
    """Returns whether a drill can have so many questions."""
    return 1 <= count <= MOST


def _number(word: str) -> str:
    # As a keyword is recognised: “5.”, “(5)”, digits of full width; "" for what is no number.
    bare, sign = folded(word[:LONGEST]), "-" * word.startswith("-")
    return sign + bare if bare.isascii() and bare.isdigit() else ""
