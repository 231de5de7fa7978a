"""What people type to reach a part of the coach: which words mean what, and how they are recognised.

The words are the phrasebook's. Those of every language work for everybody, whichever language they read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Generic, NamedTuple, TypeVar

from bot.core.matching import one_apart, shortened
from bot.core.normal import normalised
from bot.core.wordless import typed_words

LONGEST = 100  # characters; a longer text is no keyword
SHORTEST_NEAR = 4  # letters of a keyword that something else may be a misspelling of
GREETING = "greeting"  # the keyword that is a whole message: “hello”
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")  # a phone's own
_ASCII_SIGNS = "".join(sign for sign in map(chr, range(128)) if not sign.isalnum() and sign != "$")
_SHOWN = frozenset({"So", "Sc"})  # emoji say something, and so does a currency
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc"})  # accents; zero-width characters, marks of writing direction
Target = TypeVar("Target")
ById = Mapping[str, Sequence[str]]


def folded(text: str) -> str:
    """Returns what a keyword is known by: its words without case, accents, marks and unseen characters.

    “?” alone stays, as people ask for help by it. This is for recognising a keyword; what somebody looks up
    keeps its text.
    """
    plain = text.casefold() if text.isascii() else _seen(text)
    words = (word.strip(_ASCII_SIGNS) if word.isascii() else _within(word) for word in plain.split())
    return " ".join(filter(None, words)) or ("?" if "?" in plain else "")


def _seen(text: str) -> str:
    # White space first: a new line is one of the control characters too.
    letters = normalised("NFKD", " ".join(text.split())).casefold().translate(_DASHES)
    return "".join(letter for letter in letters if unicodedata.category(letter) not in _UNSEEN)


def _within(word: str) -> str:
    telling = [i for i, sign in enumerate(word) if sign.isalnum() or unicodedata.category(sign) in _SHOWN]
    return word[telling[0] : telling[-1] + 1] if telling else ""


class Keywords:
    """The words of commands and of keywords: by language, then by id."""

    def __init__(
        self, words: Mapping[str, ById] | None = None, commands: Mapping[str, ById] | None = None
    ) -> None:
        self._words = words or {}
        self._names: dict[str, tuple[str, str]] = {}
        for language, known in (commands or {}).items():
            for command, names in known.items():
                for name in map(folded, names):
                    # A name of two languages tells none of them.
                    other = self._names.get(name, (command, language))[1]
                    self._names[name] = (command, language if other == language else "")

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keywords."""
        return tuple(dict.fromkeys(id for words in self._words.values() for id in words))

    @property
    def commands(self) -> tuple[str, ...]:
        """All names of all commands, as they are recognised."""
        return tuple(self._names)

    def words(self, id: str) -> tuple[str, ...]:
        """Returns all words of a keyword, in every language."""
        return tuple(dict.fromkeys(word for words in self._words.values() for word in words.get(id, ())))

    def command(self, name: str) -> str:
        """Returns the command that is meant by a name: `drill` for `Práctica`."""
        bare = folded(name)
        return self._names.get(bare, (bare, ""))[0]

    def language(self, name: str) -> str:
        """Returns the language that only a name of a command is of: `es` for `/calma`; "" for none."""
        return self._names.get(folded(name), ("", ""))[1]

    def spoken_in(self, word: str) -> frozenset[str]:
        """Returns the languages in which a word is a keyword."""
        bare = folded(word)
        return frozenset(
            code
            for code, words in self._words.items()
            if bare in (folded(known) for own in words.values() for known in own)
        )

    def typed(self, path: str) -> Iterator[str]:
        """Yields all that may be typed for a keyword, or for several in a row: `boundary policy`."""
        for row in product(*(self.words(id) for id in path.split())):
            yield " ".join(row)

    def spoken(self, text: str) -> tuple[str, str]:
        """Returns the command that words begin with, and the rest; without one all of it is a look-up.

        A greeting is the command `hello`.
        """
        text = text.strip()
        for first, others in _beginnings(text, 1):
            if first in self._names:
                return self.command(first), others
        greeting = " ".join(filter(str.isalnum, folded(text[: LONGEST + 1]).split()))  # “hola 👋” is one too
        if len(text) <= LONGEST and greeting in map(folded, self.words(GREETING)):
            return "hello", ""
        return "calm", text


class KeywordMatch(NamedTuple, Generic[Target]):
    """A keyword that was typed: its path, what it leads to, and what followed it, as it was typed."""

    path: str
    target: Target
    rest: str


@dataclass(slots=True)
class KeywordTable(Generic[Target]):
    """The keywords of one command. Those that take `more` count as a text's first words, too."""

    _whole: dict[str, tuple[str, Target]] = field(default_factory=dict)
    _begins: dict[str, tuple[str, Target]] = field(default_factory=dict)
    _written: dict[str, str] = field(default_factory=dict)  # each as the phrasebook spells it
    _place: dict[str, int] = field(default_factory=dict)  # of two that are near, the first counts
    _nearly: dict[str, list[str]] = field(default_factory=dict)  # by what is left of each without a letter
    _most: int = 0  # words of the longest that begins a text
    _heads: set[str] = field(default_factory=lambda: {"", "?"})  # first words; signs alone decide nothing

    def add(self, keywords: Keywords, path: str, target: Target, *, more: bool) -> None:
        """Adds all that may be typed for a keyword."""
        for written in keywords.typed(path):
            typed = folded(written)
            if typed not in self._written:
                self._written[typed] = written
                self._place[typed] = len(self._place)
                for part in shortened(typed) if len(typed) >= SHORTEST_NEAR else ():
                    self._nearly.setdefault(part, []).append(typed)
            self._whole.setdefault(typed, (path, target))
            self._heads.add(typed.split()[0])
            if more:
                self._begins.setdefault(typed, (path, target))
                self._most = max(self._most, len(typed.split()))

    def near(self, text: str) -> str:
        """Returns the keyword that a text is one letter away from; "" where there is none, or it is one."""
        typed = folded(text) if len(text) <= LONGEST else ""
        if len(typed) < SHORTEST_NEAR or typed in self._whole:
            return ""
        alike = {word for part in shortened(typed) for word in self._nearly.get(part, ())}
        near = [word for word in alike if one_apart(typed, word)]
        return self._written[min(near, key=self._place.__getitem__)] if near else ""

    def match(self, text: str) -> KeywordMatch[Target] | None:
        """Returns the keyword that a text is, or begins with; None where it is a text of its own.

        A number of a phone or an order, an address or an emoji beside a keyword leaves it the keyword.
        """
        if found := self._match(text):
            return found
        plain = folded(typed_words(text)) if len(text) <= LONGEST else ""
        return KeywordMatch(*self._whole[plain], "") if plain in self._whole else None

    def _match(self, text: str) -> KeywordMatch[Target] | None:
        if _head(text) not in self._heads:  # most are look-ups: they are not looked at any further
            return None
        if len(text) <= LONGEST and (whole := self._whole.get(folded(text))):
            return KeywordMatch(*whole, "")
        for first, others in _beginnings(text, self._most):
            if found := self._begins.get(first):
                return KeywordMatch(*found, others)
        return None


def _head(text: str) -> str:
    first = folded("".join(text.split(maxsplit=1)[:1])[:LONGEST])
    return first.split()[0] if first else ""


def _beginnings(text: str, words: int) -> Iterator[tuple[str, str]]:
    """Yields how a text begins, folded, and the rest of it: so many words, and ever fewer.

    Signs that stand apart before them are left out, and then one behind them: “¿ method ? heard”.
    """
    parts = text.split(maxsplit=words + 2)
    lead = 1 if parts and not folded(parts[0][:LONGEST]) else 0
    for end in range(min(lead + words, len(parts)), lead, -1):
        first = folded(" ".join(parts[lead:end])[:LONGEST])
        signs = lead and parts[end:] and folded(parts[end][:LONGEST]) in ("", "?")
        end += 1 if signs else 0
        rest = text.split(maxsplit=end)
        yield first, rest[end].strip() if len(rest) > end else ""
