"""Which language a browser is answered in, by what it says that its reader likes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.words import FALLBACK

MOST_LANGUAGES = 16  # of those that a browser names, the others are not looked at
_QUALITY = re.compile(r"\A\s*+q\s*+=\s*+(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*+", re.ASCII)


def preferred(asked: str, header: str, languages: Sequence[str]) -> str:
    """Returns which of `languages` to answer in: the one asked for, else what the browser likes best.

    `header` is an `Accept-Language`; whatever it may be, there is an answer: English, else the first.
    """
    if asked in languages:
        return asked
    weights: dict[str, float] = {}
    for part in header.split(",", MOST_LANGUAGES)[:MOST_LANGUAGES]:
        tag, _, rest = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        weights.setdefault(language, _weight(rest))
    liked = [language for language in languages if weights.get(language)]
    first = FALLBACK if FALLBACK in languages else languages[0]
    return max(liked, key=lambda language: (weights[language], language == first), default=first)


def _weight(rest: str) -> float:
    match = _QUALITY.fullmatch(rest)
    return float(match[1]) if match else 0.0 if rest.strip() else 1.0
