"""What somebody typed, so that it is read and does nothing else.

Texts of the bot's own may hold `**bold**`. What is put into them counts as typed unless it is `Marked`; what
the marks of a platform's own dialect would do is kept from happening by its edge, for every text alike.
"""

from __future__ import annotations

import re

JOINER = "\N{WORD JOINER}"  # has no width, and between two characters of a mark there is none
_STARS = re.compile(r"\*(?=\*|\Z)")  # the last one too: what it is put into may go on with a mark of its own
# What a screen obeys and does not show: controls but for tab and line feed, marks that turn the direction of
# all that follows, spaces without width, annotations, tags.
_OBEYED = dict.fromkeys(
    (
        *(code for code in range(0x20) if code not in (0x09, 0x0A)),
        *range(0x7F, 0xA0),
        *(0xAD, 0x61C, 0x200B, 0xFEFF),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE0080),
    )
) | {0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}

_NUMBER = re.compile(r"[+*]?\d[\d ().-]+")  # of a telephone, and nothing beside it
# Marks of emphasis, as chat platforms know them, and what looks like each. Inside a word `_` is none; a `~`
# that begins a word is none as long as no other ends one, so that “~20 s” stays.
_EMPHASIS = re.compile(r"[*`]|(?<![^\W_])_|_(?![^\W_])|(?<=\S)~|~(?![^\W_])")
_LIKE = {"*": "∗", "`": "'", "_": "ˍ", "~": "∼"}


class Marked(str):
    """A text whose `**bold**` is meant: the bot's own, or the phrasebook's."""

    __slots__ = ()


def bold(text: str) -> Marked:
    """Returns what somebody typed in bold."""
    return Marked(f"**{literal(text)}**")


def to_dial(run: str) -> str:
    """Returns what a bold part of a text dials where that text names numbers to call, or "" for other words.

    Nothing that a person typed dials: what they typed is never bold.
    """
    return "".join(sign for sign in run if sign.isdecimal() or sign in "+*") if _NUMBER.fullmatch(run) else ""


def literal(text: str) -> str:
    """Returns what somebody typed as part of a text in which `**` would be bold."""
    return _STARS.sub("*" + JOINER, text) if "*" in text else text


def filled_in(value: object) -> object:
    """Returns a value as it is put into the bot's own words: bold where that is meant, else literal."""
    return literal(value) if isinstance(value, str) and not isinstance(value, Marked) else value


def visible(text: str) -> str:
    """Returns `text` without the characters that a screen obeys instead of showing them."""
    return text if text.isprintable() else text.translate(_OBEYED)


def unemphasised(text: str) -> str:
    """Returns `text` without marks of emphasis, for a platform that knows no way to escape one."""
    return _EMPHASIS.sub(lambda mark: _LIKE[mark[0]], text)
