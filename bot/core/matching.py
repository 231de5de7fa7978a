"""From what somebody typed to the name they mean: without accents or signs, begun, or nearly spelt so."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.core.normal import normalised

# An address begins where a run of its characters does, so that no run is looked through more than once.
LINK_OR_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+")
LONGEST_NAME = 100  # characters; a longer text names nothing
Thing = TypeVar("Thing")


def folded(text: str) -> str:
    """Returns a text in small letters without accents, decomposed, so that ways to write it compare equal."""
    if text.isascii():
        return text.casefold()
    # Decomposed twice: a letter that looks like a capital may be one only then, and a small one come apart.
    small = normalised("NFKD", normalised("NFKD", text).casefold())
    return "".join(letter for letter in small if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """Returns the words of a text without what people leave out: case, accents, signs."""
    return "".join(letter if letter.isalnum() else " " for letter in folded(text)).split()


def bare(text: str) -> str:
    """Returns the letters and digits of a text alone, as names are compared: “C.A.L.M.” is “calm”."""
    return "".join(words(text))


def shortened(word: str) -> set[str]:
    """Returns a word, and all that is left of it without one letter: two that are one apart share one."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def one_apart(a: str, b: str) -> bool:
    """Returns whether one letter more, less or other, or two swapped, is all that two words differ in."""
    shorter = min(len(a), len(b))
    if max(len(a), len(b)) > shorter + 1:
        return False
    i = 0
    while i < shorter and a[i] == b[i]:
        i += 1
    return (
        a[i + 1 :] == b[i + 1 :]
        or a[i + 1 :] == b[i:]
        or a[i:] == b[i + 1 :]
        or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])
    )


@dataclass(frozen=True, slots=True)
class NameMatcher:
    """How near a text has to come to a name. All texts and names are bare.

    `shortest_start` letters are enough to begin a name; from `alike` on, 0 to 1, two spellings are one name.
    """

    shortest_start: int
    alike: float

    def begun(self, names: Iterable[str], typed: str) -> str | None:
        """Returns the first name that begins with what was typed; None where there is none."""
        if len(typed) < self.shortest_start:
            return None
        return next((name for name in names if name.startswith(typed)), None)

    def alike_to(self, names: Iterable[str], typed: str) -> str | None:
        """Returns the name that is spelt nearly as what was typed, the nearest; None where there is none."""
        return next(iter(difflib.get_close_matches(typed, names, n=1, cutoff=self.alike)), None)

    def match(self, tables: Sequence[Mapping[str, Thing]], text: str) -> Thing | None:
        """Returns what a text names, by tables from bare names to things; None if it names nothing.

        A name as it stands goes before one that is begun or nearly so, and an earlier table before a later.
        A thing that is empty, such as "" for anything at all, is named only by a name as it stands.
        """
        typed = bare(text) if len(text) <= LONGEST_NAME else ""
        if not typed:
            return None
        for table in tables:
            if typed in table:
                return table[typed]
        for table in tables:
            name = self.begun(table, typed) or self.alike_to(table, typed)
            if name and table[name]:
                return table[name]
        return None
