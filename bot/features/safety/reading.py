"""From whatever somebody typed to words: folded, unmasked, joined where letters were spread out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from bot.core.normal import normalised
from bot.core.wordless import unescaped, words_alone

_APOSTROPHES = "'’`´ʼ‘"
_LOOKALIKES = dict(
    zip(
        "авеёкмнорстухіѕјԁԛԝһցαβεικνορτυχηωςєıɑɡłøđðħŧƙℓæœƨƽʂ",
        "abeekmhopctyxisjdqwhgabeiknoptuxnwseiaglodohtklaesss",
        strict=True,
    )
)
_PICTURES = {"🔪": " knife ", "🗡": " knife ", "🔫": " gun ", "💣": " bomb ", "💊": " pills ", "🩸": " blood "}
_CALLED = {  # the same, as chat platforms call them
    **{
        "hocho": "knife",
        "knife": "knife",
        "kitchen_knife": "knife",
        "dagger": "knife",
        "dagger_knife": "knife",
    },
    **{"gun": "gun", "pistol": "gun", "bomb": "bomb", "pill": "pills", "drop_of_blood": "blood"},
}
# The name of a picture that somebody made says what it says, where it is as plain as this.
_PLAIN = re.compile(
    r"suicid|kill|murder|shoot|stab|strangl|overdos|(?<![a-z])(?:rape|kms|kys|hang|die|dead)(?![a-z])"
    r"|matar|matate|matarme|asesin|violar|ahorc|muert|morir"
)
# Letters in boxes and discs, and those that flags are made of.
_ENCLOSED = {
    start + i: chr(ord("a") + i) for start in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6) for i in range(26)
}
_WAYS = "REVERSED|TURNED|SIDEWAYS|INVERTED|OPEN|SCRIPT"
_STYLED = re.compile(
    rf"LATIN (?:LETTER SMALL CAPITAL|SMALL LETTER(?= {_WAYS}))(?: (?:{_WAYS}))* ([A-Z])"
    r"|LATIN SMALL LETTER ([A-Z]) WITH .*"
)
# Combining accents; soft hyphens, zero-width characters, marks of writing direction, selectors of pictures.
_INVISIBLE = (
    *range(0x300, 0x370),
    *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0xFEFF, 0x3164, 0xFFA0),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
)


def _styled() -> Iterator[tuple[int, str]]:
    # What is drawn as a letter and is no form of it to Unicode: small capitals, turned letters, hooks.
    drawn = (*range(0x180, 0x2B0), *range(0x1D00, 0x1DC0), *range(0x2C60, 0x2C80), *range(0xA720, 0xA800))
    for code in drawn:
        if letter := _STYLED.fullmatch(unicodedata.name(chr(code), "")):
            yield code, (letter[1] or letter[2]).lower()


_FOLDING: dict[int, str | None] = {
    **dict(_styled()),
    **{ord(a): b for a, b in _LOOKALIKES.items()},
    **{ord(a): b for a, b in _PICTURES.items()},
    **_ENCLOSED,
    **dict.fromkeys(_INVISIBLE),
    **dict.fromkeys(map(ord, _APOSTROPHES)),
    **dict.fromkeys(map(ord, "“”„«»‟＂"), '"'),
}
# A word, maybe censored or with figures for letters; the end of a sentence; a quotation mark.
_WORD = r"[^\W_]+(?:[*$@!#¡•·°]+[^\W_]+)*\**"
_HIDDEN_FIRST = rf"(?<![*$#])[*$#]{{1,3}}(?=[^\W\d_]{{2}}){_WORD}"
_PIECE = re.compile(rf"{_WORD}|{_HIDDEN_FIRST}|(?<![.!?;…])[.!?;…]++(?=[\s\"]|$)|\n+|\"")
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_NOT_WORDS = frozenset('.!?;…\n"')
LONGEST = 40  # letters of a word that are looked at
SPREAD = 3  # single letters in a row from which they are taken for one word
SENTENCE_GAP = 2  # places that the end of a sentence takes


class SafetyReading(NamedTuple):
    """The words of a text, the place of each (ends of sentences take some too), and which are quoted."""

    words: list[str]
    places: list[int]
    quoted: list[bool]


def folded(text: str) -> str:
    """Returns `text` in small plain letters: no accents, look-alikes, or what is no word."""
    text = unescaped(text)
    if not text.isascii():
        text = normalised("NFKD", text)
    return words_alone(text.casefold().translate(_FOLDING), _picture)


def _picture(name: str) -> str:
    return _CALLED.get(name) or (name.replace("_", " ") if _PLAIN.search(name) else "")


def read(text: str) -> SafetyReading:
    """Returns the words of `text`, in order."""
    words: list[str] = []
    places: list[int] = []
    quotes: list[bool] = []
    place, quoted = 0, False
    for piece in _joined(_PIECE.findall(folded(text))):
        if piece[0] not in _NOT_WORDS:
            words.append(_RUN.sub(r"\1", piece[:LONGEST]) if len(piece) > 3 else piece)
            places.append(place)
            quotes.append(quoted)
            place += 1
        elif piece == '"':
            quoted = not quoted
        else:
            place += SENTENCE_GAP
    return SafetyReading(words, places, quotes)


def _joined(pieces: list[str]) -> Iterator[str]:
    # `s u i c i d i o`, `k.i.l.l`: letters that stand alone, several in a row, are one word.
    letters: list[str] = []
    for piece in pieces:
        if len(piece) == 1 and piece[0] not in _NOT_WORDS:
            letters.append(piece)
            continue
        if letters:
            yield from ("".join(letters),) if len(letters) >= SPREAD else letters
            letters = []
        yield piece
    if letters:
        yield from ("".join(letters),) if len(letters) >= SPREAD else letters
