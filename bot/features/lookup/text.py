"""From what somebody typed to words that can be compared: folded, split, lightly stemmed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.core.memo import WordMemory
from bot.core.normal import normalised
from bot.core.wordless import unescaped, words_alone

_APOSTROPHES = re.compile(r"['’`´]")
_WORD = re.compile(r"[^\W_]+(?:[*$@!#]+[^\W_]+)*")  # letters and digits, or censored in between
# Combining accents; soft hyphens, zero-width characters, marks of writing direction.
_MARKS = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Whom somebody names, where Slack puts no mark in its place.
_HANDLE = re.compile(r"(?<!\S)@[a-z][\w.-]{1,60}")
# Times, dates, versions, amounts: what happens is the same at another hour. `24/7` and `3 weeks` say much.
_MEASURED = re.compile(
    r"(?<![\w.,/-])(?:\d{1,2}:\d{2}(?::\d{2})?|\d{1,4}([./-])\d{1,2}\1\d{1,4}|v?\d{1,4}(?:\.\d{1,4}){2,4}"
    r"|[$€£]\s?\d[\d.,]{0,15}|\d[\d.,]{0,15}\s?[€£%])(?!\w)"
)
_RUN = re.compile(r"([^\W\d_])\1{2,}")
CENSORED = "censored"  # what `sh*t` and `c4br*n` become: a swear word, whichever it was

_ENGLISH = ("s", "es", "ed", "ing", "ings", "er", "ers", "ies", "ied", "ly")
_SPANISH_NOUNS = ("o", "a", "e", "os", "as", "cion", "ciones", "sion", "mente")
_SPANISH_VERBS = (
    *("an", "en", "on", "aba", "aban", "ando", "iendo", "yendo", "ado", "ada", "ados", "adas"),
    *("ido", "ida", "idos", "idas", "ar", "er", "ir", "aron", "ieron", "aste", "iste", "amos", "emos"),
    *("imos", "are", "ire", "aria", "arian", "ara", "aran", "ira", "iran", "ia", "ian", "io"),
    *(
        "arle",
        "arme",
        "arlo",
        "arla",
        "arse",
        "arnos",
        "arles",
        "erle",
        "erme",
        "erlo",
        "erla",
        "erse",
        "ernos",
    ),
    *("irle", "irme", "irlo", "irla", "irse", "irnos", "andome", "andole", "andose", "andolo", "andonos"),
    *("iendome", "iendole", "iendose", "iendolo", "iendonos", "ito", "ita", "itos", "itas"),
)
_ENDINGS = frozenset((*_ENGLISH, *_SPANISH_NOUNS, *_SPANISH_VERBS))
_LONGEST_ENDING = max(map(len, _ENDINGS))
SHORTEST_STEM = 3
LONGEST_WORD = 40  # letters that are looked at, and remembered


def fold(text: str) -> str:
    """Returns `text` in lower case without accents, marks, invisible characters, or what is no word."""
    text = unescaped(text)
    if not text.isascii():
        text = _MARKS.sub("", normalised("NFKD", text))
    plain = _HANDLE.sub(" ", words_alone(text.casefold()))
    return _APOSTROPHES.sub("", _MEASURED.sub(" ", plain))


def words(text: str) -> list[str]:
    """Returns the words of `text`, folded; drawn-out letters (`noooo`) are shortened."""
    return [_tidy(word[:LONGEST_WORD]) for word in _WORD.findall(fold(text))]


def words_of(texts: Iterable[str]) -> list[list[str]]:
    """Returns the words of each text; for thousands of short ones much faster than one by one."""
    lines = fold("\n".join(text.replace("\n", " ") for text in texts)).split("\n")
    return [[_tidy(word[:LONGEST_WORD]) for word in _WORD.findall(line)] for line in lines]


def is_figure(word: str) -> bool:
    """Returns whether at least half of a word are digits: `30`, `24h`, `x2`, `1z999aa1`."""
    return 2 * sum(map(str.isdigit, word)) >= len(word) > 0


@WordMemory
def _tidy(word: str) -> str:
    return _RUN.sub(r"\1", word) if word.isalnum() else CENSORED


@WordMemory
def stem(word: str) -> str:
    """Returns `word` without its inflection: `yelling` and `yells` meet, as `gritando` and `grita` do."""
    if len(word) <= SHORTEST_STEM or word.isdigit():
        return word
    # The longest ending first, so that `gritando` loses `ando` and not `o`.
    for size in range(min(_LONGEST_ENDING, len(word) - SHORTEST_STEM), 0, -1):
        if word[-size:] in _ENDINGS:
            word = word[:-size]
            break
    if len(word) > SHORTEST_STEM and word[-1] in "eaoiy":
        word = word[:-1]
    return word[:-1] if len(word) > SHORTEST_STEM and word[-1] == word[-2] else word


def trigrams(word: str) -> frozenset[str]:
    """Returns the three-letter pieces of `word`, its edges marked."""
    marked = f"^{word}$"
    return frozenset(marked[i : i + 3] for i in range(len(marked) - 2))
