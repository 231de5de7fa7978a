"""Every pattern of the house takes time in proportion to its text, whatever the text is made of."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import random
import re
import time
from collections.abc import Iterator
from functools import cache
from heapq import nlargest
from itertools import chain, islice, pairwise
from pathlib import Path

import pytest

import bot
from bot.core.buttons import ButtonFormat

SIZE = 100_000  # characters
YARDSTICKS = 20  # the most that a pattern may take, of the time of one that looks at each character
OWN = 10  # signs of a pattern that are tried
ANYTHING = "a9_ .,:@-*<|(!\n\té"
NEARLY = (
    *("user.name@", "a@b.", "www.", "https://", "<@U1|", "<at ", "**a", "+1 (", "1.2-", "2026-11-"),
    *("lo siento ", "CO: ", "a-a-", "0:0:", "x_", "…»"),
)


def patterns() -> dict[str, re.Pattern[str]]:
    """Returns every compiled pattern that a module holds, in whatever it holds it, by where that is."""
    found: dict[re.Pattern[str], str] = {}
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if ".migrations" not in module.name:
            for name, value in vars(importlib.import_module(module.name)).items():
                for i, pattern in enumerate(within(value)):
                    found.setdefault(pattern, f"{module.name}.{name}" + (f"[{i}]" if i else ""))
    return {name: pattern for pattern, name in found.items()}


def within(value: object, depth: int = 4) -> Iterator[re.Pattern[str]]:
    """Yields the patterns in a value: in its items, its attributes, the methods of one that it keeps."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, ButtonFormat):
        yield from (fits.__self__ for _, fits in value._checks)  # type: ignore[attr-defined]
    elif depth and isinstance(value, dict):
        yield from chain.from_iterable(within(part, depth - 1) for part in value.values())
    elif depth and isinstance(value, tuple | list | frozenset):
        yield from chain.from_iterable(within(part, depth - 1) for part in value)


def alphabet(pattern: re.Pattern[str]) -> str:
    """Returns some characters that the pattern speaks of, and some that it may not."""
    own = dict.fromkeys(sign for sign in pattern.pattern if sign not in "\\^$()?{}|")
    return "".join(dict.fromkeys([*islice(own, OWN), *ANYTHING]))


def hostile(pattern: re.Pattern[str], size: int) -> list[str]:
    """Returns texts to run it on: one sign for ever, two in turn, what nearly fits, and all mixed."""
    signs, dice = alphabet(pattern), random.Random(pattern.pattern)
    pairs = list(islice(pairwise(dice.sample(signs, len(signs))), 8))
    pieces = [*signs, *(a + b for a, b in pairs), *(a * 50 + b for a, b in pairs), *NEARLY]
    pieces.append("".join(dice.choices(signs, k=1_000)))
    return [piece * (size // len(piece)) for piece in pieces]


def slowest(pattern: re.Pattern[str]) -> tuple[float, str]:
    """Returns the most seconds that one of the texts took, the best of a few tries, and how it begins.

    Only those are run in their whole length that take longest in a tenth of it.
    """
    tenths = [_seconds(pattern, text) for text in hostile(pattern, SIZE // 10)]
    worst = nlargest(2, range(len(tenths)), key=tenths.__getitem__)
    texts = hostile(pattern, SIZE)
    return max((min(_seconds(pattern, texts[i]) for _ in range(3)), texts[i][:20]) for i in worst)


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    begun = time.process_time()
    pattern.fullmatch(text)
    # What is found costs by itself, a little each: it is the search between that may not.
    for _ in islice(pattern.finditer(text), 1_000):
        pass
    return time.process_time() - begun


@cache
def yardstick() -> float:
    """Returns how long a plain pattern takes, in this process: the measure of all others."""
    return min(_seconds(re.compile("[b-y]+z|0x"), "a" * SIZE) for _ in range(20))


PATTERNS = patterns()


def test_they_are_all_there() -> None:
    assert len(PATTERNS) > 40
    assert "bot.core.redact._EMAIL" in PATTERNS
    assert "bot.content.lint._BANNED_PATTERNS[20]" in PATTERNS


@pytest.mark.parametrize("name", PATTERNS)
def test_no_text_takes_a_pattern_long(name: str) -> None:
    seconds, text = slowest(PATTERNS[name])
    assert seconds < YARDSTICKS * yardstick(), f"{name} on {text!r}"


def test_a_pattern_is_compiled_where_this_finds_it() -> None:
    """One that is written where it is used would be seen by no test."""
    made = {"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
    for path in Path(bot.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
                assert node.func.attr not in made, f"{path.name}:{node.lineno}"  # type: ignore[attr-defined]
