"""What each word may mean, however it was spelt: forms and concepts, typos mended against the vocabulary."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from bot.core.matching import one_apart
from bot.core.memo import LONGEST_WORD, WordMemory
from bot.features.safety.inflection import SHORTEST_ROOT, expand, spelt

LONGEST_CONTINUATION = 5  # letters that may follow in `suicid*`
SHORTEST_MENDED = 5  # letters; shorter words are mended by the list of respellings alone
LONGEST_JOINED = 32  # letters of words that were written without a space
MOST_REMEMBERED = 20_000
_SOUNDS = (
    *(("qu", "k"), ("ch", "\0"), ("sh", "s"), ("h", ""), ("\0", "ch"), ("ce", "se"), ("ci", "si")),
    *(("ge", "je"), ("gi", "ji"), ("gue", "ge"), ("gui", "gi"), ("ll", "y"), ("c", "k"), ("v", "b")),
    *(("z", "s"), ("x", "s"), ("ph", "f"), ("w", "u")),
)
_FIGURES = str.maketrans("013457@$!", "oieastasi")
_HIDDEN = "*#@$!¡•·°"
_UNSAID = (
    {"SLUR", "SWEAR"},
    {"SUICIDE", "KILL", "DIE", "VIOLENT_SURE"},
)  # what people rather hide a letter of
FEWEST_VISIBLE = 2  # letters of a censored word by which it is told
_DOUBLED = re.compile(r"(.)\1")
Edge = tuple[int, str, int]
Symbols = tuple[str, ...]


@WordMemory
def sound(word: str) -> str:
    """Returns how a word sounds in Spanish, roughly: `suisidio` and `suicidio` meet."""
    for letters, sounding in _SOUNDS:
        if letters in word:
            word = word.replace(letters, sounding)
    return _DOUBLED.sub(r"\1", word)


class SafetyVocabulary:
    """Words and forms, each with the symbols that patterns speak of: the form itself, and its concepts."""

    def __init__(
        self, forms: Mapping[str, Iterable[str]], respelled: Mapping[str, str], ordinary: Iterable[str]
    ) -> None:
        """`forms` are the written forms, each with its symbols; `ordinary` words are no typos."""
        self._exact: dict[str, Symbols] = {}
        self._prefixes: dict[str, Symbols] = {}
        self._roots: dict[str, list[tuple[dict[str, str], Symbols]]] = defaultdict(list)
        self._respelled = dict(respelled)
        for written, symbols in forms.items():
            self._learn(written, tuple(symbols))
        self._roots = dict(self._roots)
        self._ordinary = frozenset(ordinary)
        self._sounds = self._sounding(forms)
        self._by_end = self._ending(forms)
        self._by_edge = self._edging(forms)
        self._known: dict[str, tuple[tuple[str, Symbols], ...]] = {}

    def _learn(self, written: str, symbols: Symbols) -> None:
        if written.endswith("*"):
            self._prefixes[written[:-1]] = _joined(self._prefixes.get(written[:-1], ()), symbols)
        elif "+" in written:
            for root, ends in expand(written):
                self._roots[root].append((ends, symbols))
        else:
            self._exact[written] = _joined(self._exact.get(written, ()), symbols)

    def meaning(self, word: str) -> tuple[tuple[str, Symbols], ...]:
        """Returns the word or words that `word` stands for, each with its symbols; () for an unknown one."""
        if len(word) > LONGEST_WORD:
            return tuple(self._read(word))
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            known = self._known[word] = tuple(self._read(word))
        return known

    def _read(self, word: str) -> Iterator[tuple[str, Symbols]]:
        respelled = self._respelled.get(word)
        if respelled is not None:
            for part in respelled.split():
                yield part, self._symbols(part)
            return
        if symbols := self._symbols(word):
            yield word, symbols
        elif word in self._ordinary or word.isdigit():
            yield word, ()
        elif better := self._mended(word):
            yield better, self._symbols(better)
        elif parts := self._parted(word):
            for part in parts:
                yield part, self._symbols(part)
        else:
            yield word, ()

    def _symbols(self, word: str, longest: int = LONGEST_CONTINUATION) -> Symbols:
        symbols = list(self._exact.get(word, ()))
        for size in range(SHORTEST_ROOT, len(word) + 1):
            root = word[:size]
            if root in self._prefixes and len(word) - size <= longest:
                symbols += self._prefixes[root]
            for ends, own in self._roots.get(root, ()):
                pronoun = ends.get(word[size:])
                if pronoun is not None:
                    symbols += own if not pronoun else [*own, *(f"{symbol}.{pronoun}" for symbol in own)]
        return tuple(dict.fromkeys(symbols))

    def _known_word(self, word: str) -> bool:
        return word in self._ordinary or bool(self._symbols(word, LONGEST_CONTINUATION // 2))

    def _mended(self, word: str) -> str:
        if not word.isalpha():
            return self._unmasked(word)
        if better := self._sounds.get(sound(word)):
            return better
        if len(word) < SHORTEST_MENDED:
            return ""
        # One letter can be wrong in the first half or in the second, so that one of its ends is right.
        for end in _ends(word):
            for candidate in self._by_end.get(end, ()):
                if candidate[0] == word[0] and one_apart(word, candidate):
                    return candidate
        return ""

    def _unmasked(self, word: str) -> str:
        plain = word.translate(_FIGURES)
        if plain.isalpha() and self._symbols(plain):
            return plain
        ell = word.replace("1", "l").translate(_FIGURES)
        if ell.isalpha() and self._symbols(ell):
            return ell
        bare = word.strip(_HIDDEN)
        if self._symbols(bare):  # `*bomb*` is emphasis
            return bare
        return self._uncensored(word) if any(letter in _HIDDEN for letter in word) else ""

    def _uncensored(self, word: str) -> str:
        # First what is hidden more often than not; any other word only where nothing else fits.
        alike = next((self._by_edge.get(edge, ()) for edge in _edges(word) if edge[1] not in _HIDDEN), ())
        shown = [(i, letter) for i, letter in enumerate(word) if letter not in _HIDDEN]
        fitting = [known for known in alike if all(known[i] == letter for i, letter in shown)]
        unsaid, *others = [
            [known for known in fitting if concepts & {*self._symbols(known)}] for concepts in _UNSAID
        ]
        if unsaid or len(shown) < FEWEST_VISIBLE:
            return unsaid[0] if unsaid else ""
        meanings = {self._symbols(known) for known in fitting}
        return next((known for group in others for known in group), fitting[0] if len(meanings) == 1 else "")

    def _parted(self, word: str) -> list[str]:
        # `killmyself`, `quieromorir`: the fewest known words that it is made of.
        if not 9 <= len(word) <= LONGEST_JOINED or not word.isalpha():
            return []
        best: list[list[str] | None] = [[]] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for begin in range(max(0, end - 14), end):
                before = best[begin]
                if before is None or len(before) > 5 or (end - begin < 2 and word[begin] not in "iaoy"):
                    continue
                here = best[end]
                if (here is None or len(before) + 1 < len(here)) and self._known_word(word[begin:end]):
                    best[end] = [*before, word[begin:end]]
        return best[-1] or []

    def _sounding(self, forms: Iterable[str]) -> dict[str, str]:
        sounds: dict[str, str] = {}
        for written in forms:
            for word in spelt(written):
                if len(word) >= 4:
                    sounds.setdefault(sound(word), word)
        return sounds

    def _ending(self, forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
        by_end: dict[str, list[str]] = defaultdict(list)
        for word in dict.fromkeys(word for written in forms for word in spelt(written)):
            if len(word) >= SHORTEST_MENDED:
                for end in _ends(word):
                    by_end[end].append(word)
        return {end: tuple(words) for end, words in by_end.items()}

    def _edging(self, forms: Iterable[str]) -> dict[Edge, tuple[str, ...]]:
        by_edge: dict[Edge, list[str]] = defaultdict(list)
        for word in dict.fromkeys(word for written in forms for word in spelt(written)):
            for edge in _edges(word):
                by_edge[edge].append(word)
        return {edge: tuple(words) for edge, words in by_edge.items()}


def _joined(first: Symbols, second: Symbols) -> Symbols:
    return tuple(dict.fromkeys((*first, *second)))


def _edges(word: str) -> Iterator[Edge]:
    """Yields a word's length with its first letter, its second, its last: what few others share."""
    for place in (0, 1, -1):
        yield len(word), word[place : place + 1 or None], place


def _ends(word: str) -> tuple[str, str]:
    return word[:3], "-" + word[-3:]
