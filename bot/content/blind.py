"""How far somebody gets in the quiz who reads the options alone, never the moment they are about.

A bank in which the best option shows by its words teaches its writers' style, not the work. So a small model
learns that style from most items and is tried on the others, and simple rules of thumb are tried on all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

FOLDS = 10
ROUNDS = 15
_RATE = 0.1
_SHRINK = 0.003
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CLAUSE = re.compile(r"[,;:.!?…–—]")
_TIME = re.compile(
    r"\d|\b(?:minutes?|hours?|days?|weeks?|today|tomorrow|tonight|minutos?|horas?|días?|semanas?|hoy|mañana)\b"
)
_POLITE = re.compile(
    r"\b(?:please|thanks?|thank|sorry|apologi[sz]e|appreciate"
    r"|por favor|gracias|agradezco|disculpas?|disculpe|perdón|lamento|lo siento)\b"
)
_NOT = re.compile(
    r"\b(?:no|not|never|nothing|nobody|none|without|nada|nadie|nunca|ni|sin|pero|but)\b|n['’]t\b"
)


@dataclass(frozen=True, slots=True)
class BlindChoice:
    """An item's options in one language, the place of the best one, and the moment, for one rule alone."""

    options: tuple[str, ...]
    key: int
    stem: str = ""


# A rule of thumb: how much an option draws whoever goes by it. Of equals each is taken as often.
Rule = Callable[[BlindChoice, str], float]


def _words(text: str) -> list[str]:
    return [match[0] for match in _WORD.finditer(text.casefold())]


def _shared(choice: BlindChoice, option: str) -> float:
    words = set(_words(option))
    return len(words & set(_words(choice.stem))) / (len(words) or 1)


RULES: Mapping[str, Rule] = {
    "longest": lambda _, option: len(option),
    "shortest": lambda _, option: -len(option),
    "most clauses": lambda _, option: len(_CLAUSE.findall(option)),
    "fewest clauses": lambda _, option: -len(_CLAUSE.findall(option)),
    "times and numbers": lambda _, option: len(_TIME.findall(option.casefold())),
    "no time or number": lambda _, option: -len(_TIME.findall(option.casefold())),
    "shared with the stem": _shared,
    "least shared with the stem": lambda choice, option: -_shared(choice, option),
    "questions": lambda _, option: option.count("?"),
    "no question": lambda _, option: -option.count("?"),
    "colons": lambda _, option: option.count(":"),
    "no colon": lambda _, option: -option.count(":"),
    "politeness": lambda _, option: len(_POLITE.findall(option.casefold())),
    "no politeness": lambda _, option: -len(_POLITE.findall(option.casefold())),
    "negations": lambda _, option: len(_NOT.findall(option.casefold())),
    "no negation": lambda _, option: -len(_NOT.findall(option.casefold())),
}


def rule_share(choices: Sequence[BlindChoice], rule: Rule) -> float:
    """Returns in what share of the items a rule of thumb finds the best option, a tie as a part of one."""
    return sum(_found(choice, rule) for choice in choices) / (len(choices) or 1)


def _found(choice: BlindChoice, rule: Rule) -> float:
    return _drawn_to([rule(choice, option) for option in choice.options], choice.key)


def _drawn_to(drawn: Sequence[float], key: int) -> float:
    """Returns how much of a reader who takes what draws most, of equals each as often, takes the best one."""
    most = max(drawn)
    return (drawn[key] == most) / drawn.count(most)


def model_share(choices: Sequence[BlindChoice], folds: int = FOLDS) -> float:
    """Returns in what share of the items a model finds the best option that learnt from the others.

    A conditional logit over words and pairs of words, cross-validated in so many parts. The same for the same
    choices; by chance it would be one in so many options.
    """
    read, signs = _read(choices)
    right = 0.0
    for fold in range(min(folds, len(read))):
        weights = _learnt([one for place, one in enumerate(read) if place % folds != fold], len(signs))
        right += sum(_guessed(weights, one) for one in read[fold::folds])
    return right / (len(read) or 1)


def telling_words(choices: Sequence[BlindChoice], most: int = 20) -> list[tuple[str, float]]:
    """Returns what draws the model most, to the best option (above 0) or away, for whoever rewrites."""
    read, signs = _read(choices)
    weights = zip(signs, _learnt(read, len(signs)), strict=True)
    return sorted(weights, key=lambda pair: (-abs(pair[1]), pair[0]))[:most]


@dataclass(frozen=True, slots=True)
class _Read:
    """The options as the numbers of their signs: a model learns several times as fast from numbers."""

    options: tuple[tuple[int, ...], ...]
    key: int


def _read(choices: Sequence[BlindChoice]) -> tuple[list[_Read], list[str]]:
    """Returns the items as the model reads them, and the signs by their number."""
    numbers: dict[str, int] = {}

    def numbered(option: str) -> tuple[int, ...]:
        return tuple(numbers.setdefault(sign, len(numbers)) for sign in dict.fromkeys(_signs(option)))

    read = [_Read(tuple(map(numbered, choice.options)), choice.key) for choice in choices]
    return read, list(numbers)


def _signs(option: str) -> Iterator[str]:
    words = _words(option)
    yield from words
    yield from (f"{one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True))
    yield from (f"mark {mark}" for mark in "?:;,“«0123456789" if mark in option)
    yield f"long {len(words) // 3}"


def _learnt(read: Sequence[_Read], signs: int) -> list[float]:
    # Adagrad over the items in their order: no dice, so that the same bank has the same figure.
    weights, squared = [0.0] * signs, [1.0] * signs
    for _ in range(ROUNDS):
        for item in read:
            for n, chance in enumerate(_chances(weights, item)):
                slope = chance - (n == item.key)
                for sign in item.options[n]:
                    step = slope + _SHRINK * weights[sign]
                    squared[sign] += step * step
                    weights[sign] -= _RATE * step / math.sqrt(squared[sign])
    return weights


def _chances(weights: Sequence[float], item: _Read) -> list[float]:
    drawn = [sum([weights[sign] for sign in option]) for option in item.options]
    most = max(drawn)
    powers = [math.exp(one - most) for one in drawn]
    total = sum(powers)
    return [power / total for power in powers]


def _guessed(weights: Sequence[float], item: _Read) -> float:
    return _drawn_to(_chances(weights, item), item.key)
