"""The bytes of a file as text, whatever program wrote them; or why nobody can tell what they say.

Excel, Notepad, Word and Numbers write Unicode with and without a mark, or one byte a letter by a table that
the file does not name. Of those tables the one is taken that makes sense of every letter beyond ASCII.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterator
from itertools import islice

from bot.core.errors import CalmaError
from bot.core.normal import normalised

_MARKS = (
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # Excel, Numbers, Word, and their older ones
_NO_TEXT = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
_TABLES = ("cp1252", "mac_roman", "cp850")  # the likeliest first
WIDE = 4_000  # bytes that show whether every other one is zero
_LETTERS, _OTHER_LETTERS = "áéíóúüñ", "àèìòùâêîôûäëïöãõåæøœç"  # ours, and those of names from elsewhere
_OPENING, _CLOSING, _SIGNS = "¿¡“«‘„", "”»…", "€·•ºª°©®™£½"
FOREIGN, MOST_ODD = 0.3, 0.4  # how odd such a letter is; and all of them on average, at most
LOOKED_AT = 2_000  # letters beyond ASCII: more of them tell no more
FAR = 200  # characters between two quotes that belong together
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_SHORT_FORM = re.compile(r"’(?:s|t|re|ll|ve|m|d|em|til)?(?!\w)", re.IGNORECASE)
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\u0085]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
_SPACES = re.compile("[\u00a0\u2007\u202f]")


class UnreadableText(CalmaError):
    """The bytes are no text that can be read; `words` say what to do."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"this is no text that can be read: {code}", words=f"lint.{code}")


def decoded(data: bytes) -> str:
    """Returns the text in `data`, with plain line ends and spaces. Raises UnreadableText."""
    if data.startswith(_WORKBOOKS):
        raise UnreadableText("workbook")
    if data.startswith(_NO_TEXT):
        raise UnreadableText("no_text")
    text = _text(data)
    if "\0" in text:
        raise UnreadableText("no_text")
    return plain_text(text)


def plain_text(text: str) -> str:
    """Returns `text` without what nobody sees: marks of a file, and spaces that only look like spaces."""
    text = _LINE_ENDS.sub("\n", normalised("NFC", text))
    return _SPACES.sub(" ", _INVISIBLE.sub("", text))


def _text(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _by(name, data)
    if name := _unmarked_wide(data):
        return _by(name, data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _by_a_table(data)


def _by(name: str, data: bytes) -> str:
    try:
        return data.decode(name)
    except UnicodeError as error:
        raise UnreadableText("no_text") from error


def _unmarked_wide(data: bytes) -> str:
    """Returns the name of UTF-16 without its mark: nearly every other byte of our letters is zero there."""
    part = data[:WIDE]
    if len(part) < 4 or len(data) % 2 or b"\0" not in part:
        return ""
    first, second = part[::2].count(0), part[1::2].count(0)
    if second > 0.8 * len(part) / 2 and first * 10 < second:
        return "utf-16-le"
    return "utf-16-be" if first > 0.8 * len(part) / 2 and second * 10 < first else ""


def _by_a_table(data: bytes) -> str:
    readings = [(_oddness(text), text) for text in _readings(data)]
    odd, text = min(readings, key=lambda reading: reading[0])  # of equal ones the first
    if odd > MOST_ODD:
        raise UnreadableText("encoding")
    return text


def _readings(data: bytes) -> Iterator[str]:
    for name in _TABLES:
        try:
            yield data.decode(name)
        except UnicodeDecodeError:
            continue


def _oddness(text: str) -> float:
    """Returns how unlikely it is that somebody wrote what is beyond ASCII in `text`: from 0 to 1."""
    places = [found.start() for found in islice(_BEYOND_ASCII.finditer(text), LOOKED_AT)]
    return sum(_odd(text, at) for at in places) / max(1, len(places))


def _odd(text: str, at: int) -> float:
    character, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if character.lower() in _LETTERS + _OTHER_LETTERS:
        misplaced = character.isupper() and before.islower()
        return 1 if misplaced else 0 if character.lower() in _LETTERS else FOREIGN
    match character:
        case "’":
            short = before.isalpha() and _SHORT_FORM.match(text, at)
            return 0 if short or "‘" in text[max(0, at - FAR) : at] else 1
        case "–" | "—":
            return float(before.isalpha() != after.isalpha() or (before.islower() and after.islower()))
        case "\u00a0":
            return float(before.islower() != after.isalnum() or (before.islower() and after.islower()))
    if character in _OPENING:
        return float(before.isalnum())
    if character in _CLOSING:
        return float(after.isalnum())
    return float(before.islower() or character not in _SIGNS)
