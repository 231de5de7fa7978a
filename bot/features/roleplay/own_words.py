"""What a reply in somebody's own words has, found by rules: it tells what is there, and grades nothing."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from bot.core.normal import normalised
from bot.core.scenarios import OwnWords, ReplyLexicon

# A number, a time such as 10:30, or a word with the apostrophes in it.
_TOKEN = re.compile(r"\d{1,12}(?:[:.]\d{1,4}){0,2}|[^\W\d_]{1,40}(?:['’`´][^\W\d_]{1,20}){0,2}|%")
_BREAK = re.compile(r"[.,;:!?¿¡()\n…—–]")
_STOP = re.compile(r"[.;!?\n…]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’`´", "'"))
_ANY, _NUMBER, _EITHER = "*", "#", "|"
NEAR = 3  # words behind a “not” that it takes back
CLOSE_BY = 2  # of words of feeling: “I do not understand”


@dataclass(frozen=True, slots=True)
class OwnFindings:
    """The words of a reply that show each point, as they were typed; "" where nothing shows it.

    It names what happened, acknowledges it, says one step and a time. `blame` and `promise` are what a reply
    has better not.
    """

    named: str = ""
    acknowledged: str = ""
    step: str = ""
    time: str = ""
    blame: str = ""
    promise: str = ""

    @property
    def found(self) -> tuple[str, ...]:
        """The names of the points that something shows."""
        return tuple(point.name for point in fields(self) if getattr(self, point.name))


@dataclass(frozen=True, slots=True)
class _Token:
    """A word as it is compared, where it stands in the text, in which clause and sentence."""

    word: str
    start: int
    end: int
    clause: int
    sentence: int
    number: bool


_Span = tuple[int, int]  # of tokens, the last not included
_Expression = tuple[tuple[str, ...], ...]  # its words in order, each with its alternatives


def read_reply(
    text: str, turn: Mapping[str, str], own: OwnWords, lexicons: Mapping[str, ReplyLexicon], language: str
) -> OwnFindings:
    """Returns what a reply has; `turn` is what the customer had just said, by language.

    It is read in `language`, unless another one finds more in it.
    """
    codes = sorted(lexicons, key=lambda code: code != language)
    read = [_Reading(text, lexicons[code]).findings(turn.get(code, ""), own, code) for code in codes]
    return max(read, key=lambda findings: len(findings.found), default=OwnFindings())


class _Reading:
    """A reply, word by word, in one language."""

    def __init__(self, text: str, lexicon: ReplyLexicon) -> None:
        self._text = normalised("NFC", text)
        self._lexicon, self._typed = lexicon, frozenset(lexicon.typed.items())
        self._tokens = _tokens(self._text, lexicon)
        self._places = _places(self._tokens)

    def findings(self, turn: str, own: OwnWords, code: str) -> OwnFindings:
        """Returns what the reply has, by the words of its moment and those of every moment."""
        known = self._lexicon
        step = list(self._said(own.step.get(code, ()), NEAR))
        return OwnFindings(
            named=self._first(self._hits(own.named.get(code, ()))),
            acknowledged=self._first(self._said(known.acknowledged, CLOSE_BY)),
            step=self._first(step),
            time=self._first(self._times(turn, step)),
            blame=self._first(self._said(known.blame, NEAR)),
            promise=self._first(self._said(known.promise, NEAR)),
        )

    def _first(self, spans: Iterable[_Span]) -> str:
        start, end = min(spans, key=lambda span: (span[0], -span[1]), default=(0, 0))
        return self._text[self._tokens[start].start : self._tokens[end - 1].end] if end else ""

    def _hits(self, expressions: tuple[str, ...]) -> Iterator[_Span]:
        # Each is tried where its first word stands: there are hundreds, and few of them in one reply.
        for first, *others in _expressions(expressions, self._typed):
            for start in {place for either in first for place in self._places.get(either, ())}:
                end = start + 1 + len(others)
                if end <= len(self._tokens) and all(map(_fits, self._tokens[start + 1 : end], others)):
                    yield start, end

    def _said(self, expressions: tuple[str, ...], near: int) -> Iterator[_Span]:
        """Yields what is said and not taken back: not “I can't refund”, nor «no es su culpa»."""
        return (span for span in self._hits(expressions) if not self._taken_back(span[0], near))

    def _taken_back(self, start: int, near: int) -> bool:
        clause = self._tokens[start].clause
        for n in range(start - 1, max(start - near, 0) - 1, -1):
            if self._tokens[n].clause != clause:
                return False
            if self._tokens[n].word in self._lexicon.negated:
                return self._tokens[n + 1].word not in self._lexicon.only
        return False

    def _times(self, turn: str, step: Sequence[_Span]) -> Iterator[_Span]:
        """Yields when something will be: nothing of what is over, nor what only says back the customer's."""
        over = {n for span in self._hits(self._lexicon.past) for n in range(*span)}
        heard = f" {' '.join(token.word for token in _tokens(turn, self._lexicon))} "
        coming = {self._tokens[start].sentence for start, _ in (*step, *self._hits(self._lexicon.will))}
        for start, end in self._hits(self._lexicon.time):
            said_back = f" {' '.join(token.word for token in self._tokens[start:end])} " in heard
            if over.isdisjoint(range(start, end)) and not (
                said_back and self._tokens[start].sentence not in coming
            ):
                yield start, end


def _tokens(text: str, lexicon: ReplyLexicon) -> list[_Token]:
    tokens: list[_Token] = []
    clause = sentence = end = 0
    for match in _TOKEN.finditer(text):
        clause += bool(_BREAK.search(text, end, match.start()))
        sentence += bool(_STOP.search(text, end, match.start()))
        end = match.end()
        for part in _written(match[0], lexicon.typed):
            clause += part in lexicon.breaks
            number = part[0].isdigit() or part in lexicon.numbers
            tokens.append(_Token(part, match.start(), end, clause, sentence, number))
    return tokens


def _written(word: str, typed: Mapping[str, str]) -> Sequence[str]:
    """Returns the words that one typed word stands for: “don't” and “dont” are two."""
    plain = plain_word(word)
    bare = plain.replace("'", "")
    return (typed.get(plain) or typed.get(bare, bare)).split()


def plain_word(word: str) -> str:
    """Returns a word in small letters, without accents, its apostrophes all of one kind."""
    letters = unicodedata.normalize("NFKD", word.translate(_APOSTROPHES).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _places(tokens: Sequence[_Token]) -> Mapping[str, Sequence[int]]:
    """Returns where each word stands: by itself, by each of its beginnings with a `*`, and as a number."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, token in enumerate(tokens):
        places[token.word].append(place)
        for length in range(1, len(token.word) + 1):
            places[f"{token.word[:length]}{_ANY}"].append(place)
        if token.number:
            places[_NUMBER].append(place)
    return places


@lru_cache(maxsize=1024)
def _expressions(texts: tuple[str, ...], typed: frozenset[tuple[str, str]]) -> Sequence[_Expression]:
    written = dict(typed)
    return [parts for text in texts if (parts := _expression(text, written))]


def _expression(text: str, typed: Mapping[str, str]) -> _Expression:
    """Returns the words of an expression, each with its alternatives."""
    parts = (plain_word(part) for part in text.split())
    written = (word for part in parts for word in _written_part(part, typed))
    return tuple(tuple(word.split(_EITHER)) for word in written)


def _written_part(part: str, typed: Mapping[str, str]) -> Sequence[str]:
    return (part,) if _EITHER in part or part.endswith(_ANY) else _written(part, typed)


def _fits(token: _Token, part: tuple[str, ...]) -> bool:
    return any(
        token.number
        if either == _NUMBER
        else token.word.startswith(either[:-1])
        if either.endswith(_ANY)
        else token.word == either
        for either in part
    )
