"""Reads a text into tokens: which words carry meaning, which concept they belong to, which are unknown."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.core.phrasebook import Facet, Lexicon
from bot.features.lookup.text import CENSORED, fold, stem, words, words_of


class Token(NamedTuple):
    """A word or expression of a text. `concept` unites languages and synonyms; a filler has no topic."""

    word: str
    stem: str
    concept: str = ""
    filler: bool = False
    expression: bool = False  # several words; each of them is a token too
    likeness: float = 1.0  # below 1 where the word was taken for a typo of this one


def topic(token: Token) -> str:
    """Returns what a token is about: its concept (`@shout`), else its stem; "" for one without a topic."""
    if token.concept:
        return "@" + token.concept
    return "" if token.filler or token.expression else token.stem


class Reader:
    """Turns text into tokens by a lexicon and the facets."""

    def __init__(self, lexicon: Lexicon, facets: Iterable[Facet]) -> None:
        facets = tuple(facets)
        self._fillers = {word for forms in lexicon.fillers.values() for word in words("\n".join(forms))}
        self._concepts = Expressions(lexicon.concepts)
        self._facets = Expressions({facet.id: facet.words for facet in facets})
        self._tags = {fold(tag).lstrip("#"): facet.id for facet in facets for tag in (*facet.tags, facet.id)}

    def tokens(self, text: str) -> list[Token]:
        """Returns the tokens of `text` in order, then one more for each expression of several words."""
        return self._tokens(words(text), {})

    def read(self, texts: Iterable[str]) -> list[list[Token]]:
        """Returns the tokens of each text, as `tokens` would; a word's token is made once for all of them."""
        known: dict[str, Token] = {}
        return [self._tokens(spoken, known) for spoken in words_of(texts)]

    def topics(self, texts: Iterable[str]) -> Iterator[set[str]]:
        """Yields what each text is about, as the `topic` of its tokens; fast enough for whole phrasebooks."""
        known: dict[str, str] = {}
        for spoken in words_of(texts):
            for word in spoken:
                if word not in known:
                    known[word] = topic(self._token(word))
            names = set(map(known.__getitem__, spoken))
            names.discard("")
            names.update("@" + name for _, _, name in self._concepts.several(list(map(stem, spoken))))
            yield names

    def _token(self, word: str) -> Token:
        root = stem(word)
        return Token(word, root, self._concepts.meaning(root), word in self._fillers)

    def _tokens(self, spoken: list[str], known: dict[str, Token]) -> list[Token]:
        for word in spoken:
            if word not in known:
                known[word] = self._token(word)
        tokens = [known[word] for word in spoken]
        stems = [token.stem for token in tokens]
        return tokens + [
            Token(" ".join(spoken[i:j]), " ".join(stems[i:j]), name, expression=True)
            for i, j, name in self._concepts.several(stems)
        ]

    def untagged(self, text: str) -> tuple[str, list[str]]:
        """Returns `text` without the `#tags` that name facets, and the ids of those facets."""
        if "#" not in text:
            return text, []
        tagged = {part: self._tags.get(_tag(part), "") for part in text.split() if part.startswith("#")}
        rest = [part for part in text.split() if not tagged.get(part)]
        return " ".join(rest), [facet for facet in tagged.values() if facet]

    def facets(self, tagged: Iterable[str], tokens: Iterable[Token]) -> tuple[str, ...]:
        """Returns the ids of the facets that were `tagged`, then those that words in `tokens` tell."""
        stems = [token.stem for token in tokens if not token.expression]
        named = [name for root in stems if (name := self._facets.meaning(root))]
        named += [name for _, _, name in self._facets.several(stems)]
        return tuple(dict.fromkeys([*tagged, *named]))


class Expressions:
    """Words and expressions of several words, by stem, each with the name of what it means."""

    def __init__(self, entries: Mapping[str, Mapping[str, tuple[str, ...]]]) -> None:
        forms = [
            (name, text) for name, texts in entries.items() for written in texts.values() for text in written
        ]
        self._single: dict[str, str] = {stem(CENSORED): "swear"} if "swear" in entries else {}
        # By the first two words: many begin with the same one.
        self._longer: dict[tuple[str, str], list[tuple[list[str], str]]] = defaultdict(list)
        for (name, _), spoken in zip(forms, words_of(text for _, text in forms), strict=bool(forms)):
            stems = [stem(word) for word in spoken]
            if len(stems) == 1:
                self._single.setdefault(stems[0], name)
            elif stems:
                self._longer[stems[0], stems[1]].append((stems, name))

    def meaning(self, root: str) -> str:
        """Returns what the word with this stem means, or ""."""
        return self._single.get(root, "")

    def several(self, stems: list[str]) -> Iterator[tuple[int, int, str]]:
        """Yields where each expression of several words begins and ends, and what it means."""
        if self._longer.keys().isdisjoint(pairwise(stems)):  # mostly so, and this is the quick way to know
            return
        for i, pair in enumerate(pairwise(stems)):
            for expression, name in self._longer.get(pair, ()):
                j = i + len(expression)
                if stems[i:j] == expression:
                    yield i, j, name


def _tag(part: str) -> str:
    return fold(part.lstrip("#")).strip(".,;:!?")


class Languages:
    """Guesses which language a text is in by the words it was given for each."""

    def __init__(self, samples: Mapping[str, Iterable[str]]) -> None:
        """`samples` are words of each language, as `words` gives them."""
        self._counts = {code: dict(Counter(sample)) for code, sample in samples.items()}
        self._totals = {code: sum(counts.values()) for code, counts in self._counts.items()}

    def guess(self, spoken: Sequence[str]) -> str | None:
        """Returns the language with the most known words among these, or None where no word tells."""
        scores: dict[str, float] = {}
        for code, counts in self._counts.items():
            scores[code] = sum([counts.get(word, 0) for word in spoken]) / max(1, self._totals[code])
        best = max(scores, key=lambda code: scores[code], default=None)
        return best if best and scores[best] > 0 else None


class ForeignLanguages:
    """Notices a text in a language that nothing is written in: by its small words, or by its letters."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._ours = frozenset(words("\n".join("\n".join(each) for each in lexicon.fillers.values())))
        self._theirs = frozenset(words("\n".join(lexicon.foreign))) - self._ours

    def speaks(self, text: str) -> bool:
        """Returns whether more of the small words are theirs than ours, or most letters are not Latin."""
        spoken = set(words(text))
        letters = [c for c in text if c.isalpha()]
        others = sum(not unicodedata.name(c, "").startswith("LATIN") for c in letters if not c.isascii())
        theirs = len(spoken & self._theirs)
        return 2 * others > len(letters) or theirs > len(spoken & self._ours)
