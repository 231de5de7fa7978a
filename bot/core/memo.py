"""Remembers what words come to, with a bound on how many there are and on how long each of them is."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

MOST_WORDS = 16_384  # the phrasebook has some 12,000
LONGEST_WORD = 48  # characters; what is longer is hardly a word, and would not come again
Result = TypeVar("Result")


class WordMemory(Generic[Result]):
    """A function of a word that remembers its results; of texts that are longer than words it has none."""

    __slots__ = ("_function", "_remembered", "cache_clear")

    def __init__(self, function: Callable[[str], Result]) -> None:
        self._function = function
        self._remembered = lru_cache(maxsize=MOST_WORDS)(function)
        self.cache_clear = self._remembered.cache_clear

    def __call__(self, word: str) -> Result:
        """Returns what the function returns."""
        return self._remembered(word) if len(word) <= LONGEST_WORD else self._function(word)
