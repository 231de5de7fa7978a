"""How far somebody gets in the quiz who reads the options alone, never the moment they are about.

A bank in which the best option shows by its words teaches its writers' style, not the work. So a small model
learns that style from most items and is tried on the others, and simple rules of thumb are tried on all.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
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
    drawn = [rule(choice, option) for option in choice.options]
    most = max(drawn)
    return (drawn[choice.key] == most) / drawn.count(most)


def model_share(choices: Sequence[BlindChoice]) -> float:
    """Returns in what share of the items a model finds the best option that learnt from the others.

    A conditional logit over words and pairs of words, cross-validated in `FOLDS` parts. The same for the same
    choices; by chance it would be one in so many options.
    """
    read = [
        _Read(tuple(frozenset(_signs(option)) for option in choice.options), choice.key) for choice in choices
    ]
    right = 0.0
    for fold in range(min(FOLDS, len(read))):
        weights = _learnt([one for place, one in enumerate(read) if place % FOLDS != fold])
        right += sum(_guessed(weights, one) for one in read[fold::FOLDS])
    return right / (len(read) or 1)


def telling_words(choices: Sequence[BlindChoice], most: int = 20) -> list[tuple[str, float]]:
    """Returns what draws the model most, to the best option (above 0) or away, for whoever rewrites."""
    read = [
        _Read(tuple(frozenset(_signs(option)) for option in choice.options), choice.key) for choice in choices
    ]
    weights = _learnt(read)
    return sorted(weights.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:most]


@dataclass(frozen=True, slots=True)
class _Read:
    options: tuple[frozenset[str], ...]
    key: int


def _signs(option: str) -> Iterator[str]:
    words = _words(option)
    yield from words
    yield from (f"{one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True))
    yield from (f"mark {mark}" for mark in "?:;,“«0123456789" if mark in option)
    yield f"long {len(words) // 3}"


def _learnt(read: Sequence[_Read]) -> dict[str, float]:
    # Adagrad over the items in their order: no dice, so that the same bank has the same figure.
    weights: dict[str, float] = defaultdict(float)
    squared: dict[str, float] = defaultdict(lambda: 1.0)
    for _ in range(ROUNDS):
        for item in read:
            for n, chance in enumerate(_chances(weights, item)):
                slope = chance - (n == item.key)
                for sign in item.options[n]:
                    step = slope + _SHRINK * weights[sign]
                    squared[sign] += step * step
                    weights[sign] -= _RATE * step / math.sqrt(squared[sign])
    return weights


def _chances(weights: Mapping[str, float], item: _Read) -> list[float]:
    drawn = [sum(weights.get(sign, 0.0) for sign in option) for option in item.options]
    most = max(drawn)
    powers = [math.exp(one - most) for one in drawn]
    total = sum(powers)
    return [power / total for power in powers]


def _guessed(weights: Mapping[str, float], item: _Read) -> float:
    chances = _chances(weights, item)
    most = max(chances)
    return (chances[item.key] == most) / chances.count(most)
