"""The look-ups that are compared: ours, and general search engines given the very same texts.

A search engine finds texts; here each text carries the situation it belongs to, and a situation ranks where
its best text does. All of them get text without accents in lower case, which helps every one of them.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Protocol

import bm25s
from rapidfuzz import fuzz, process

from bot.core.phrasebook import Phrasebook
from bot.features.lookup.finder import Finder, shipped_triggers
from bot.features.lookup.text import fold

DEPTH = 100  # texts that an engine returns at most: enough for three situations

_WORD = re.compile(r"\w+")

Document = tuple[str, str]  # situation, text


class Engine(Protocol):
    """Ranks the situations for a text, best first."""

    def rank(self, text: str) -> list[str]: ...


def triggers(book: Phrasebook) -> list[Document]:
    """Returns the texts that ours indexes: what agents ask, what customers say, the names of situations."""
    return [(trigger.situation, trigger.text) for trigger in shipped_triggers(book)]


class Ours:
    """The whole of `Finder.find`: the ranking, and the gate, language, facets and phrases with it."""

    def __init__(self, book: Phrasebook) -> None:
        self.finder = Finder(book)

    def rank(self, text: str) -> list[str]:
        return [match.id for match in self.finder.find(text).matches]


class Fts5:
    """SQLite's full-text index in memory, any of the terms, ranked by its bm25."""

    def __init__(self, documents: Sequence[Document], tokenizer: str) -> None:
        self._rows = sqlite3.connect(":memory:")
        self._rows.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5(situation UNINDEXED, text, tokenize = '{tokenizer}')"
        )
        self._rows.executemany("INSERT INTO texts VALUES (?, ?)", ((s, fold(text)) for s, text in documents))

    def rank(self, text: str) -> list[str]:
        query = " OR ".join(f'"{term}"' for term in dict.fromkeys(self._terms(fold(text))))
        if not query:
            return []
        found = self._rows.execute(
            f"SELECT situation FROM texts WHERE text MATCH ? ORDER BY rank LIMIT {DEPTH}", (query,)
        )
        return _unique(situation for (situation,) in found)

    def _terms(self, text: str) -> Iterable[str]:
        return _WORD.findall(text)


class Fts5Porter(Fts5):
    """Whole words, by their English stems."""

    def __init__(self, documents: Sequence[Document]) -> None:
        super().__init__(documents, "porter unicode61 remove_diacritics 2")


class Fts5Trigram(Fts5):
    """Three letters at a time, which forgives typos and knows no words."""

    def __init__(self, documents: Sequence[Document]) -> None:
        super().__init__(documents, "trigram")

    def _terms(self, text: str) -> Iterable[str]:
        return [word[i : i + 3] for word in _WORD.findall(text) for i in range(len(word) - 2)]


class Bm25s:
    """bm25s: sparse matrices of scores made ahead, on NumPy."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._situations = [situation for situation, _ in documents]
        self._index = bm25s.BM25()
        self._index.index(self._tokens([text for _, text in documents]), show_progress=False)

    def rank(self, text: str) -> list[str]:
        tokens = self._tokens([text])
        if not tokens[0]:
            return []
        depth = min(DEPTH, len(self._situations))
        found, scores = self._index.retrieve(tokens, k=depth, show_progress=False)
        pairs = zip(found[0], scores[0], strict=True)
        return _unique(self._situations[int(i)] for i, score in pairs if score > 0)

    def _tokens(self, texts: list[str]) -> list[list[str]]:
        return [_WORD.findall(fold(text)) for text in texts]


class RapidFuzz:
    """rapidfuzz: compares with every text, by the words they share and how alike the others are."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._situations = [situation for situation, _ in documents]
        self._texts = [fold(text) for _, text in documents]

    def rank(self, text: str) -> list[str]:
        found = process.extract(fold(text), self._texts, scorer=fuzz.token_set_ratio, limit=DEPTH)
        return _unique(self._situations[place] for _, score, place in found if score > 0)


OTHERS: dict[str, type[Fts5Trigram] | type[Fts5Porter] | type[Bm25s] | type[RapidFuzz]] = {
    "FTS5 trigram": Fts5Trigram,
    "FTS5 porter": Fts5Porter,
    "bm25s": Bm25s,
    "rapidfuzz": RapidFuzz,
}


def _unique(situations: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(situations))
