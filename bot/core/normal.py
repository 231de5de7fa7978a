"""Unicode's normal forms, in time that grows with a text and not with its square.

Python sorts the marks on one letter by moving each before those it belongs before, and holds everybody else
up while it does: 40,000 marks in a row took 1.5 seconds. So of a run that nobody writes only a beginning
counts, as Unicode's own format for streams has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

MOST_MARKS = 30  # on one letter; what is written in any language has far fewer
_WESTERN = re.compile(r"[\x00-\u02ff\u2010-\u2027\u20ac]*+")  # of these no marks pile up
SHORT = 500  # characters that are quick whatever they are
MOST_TIMES = 4  # so many times as long a text may become; what is written in any language stays below
# What is no mark by itself and comes apart into some.
_COME_APART = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")


def normalised(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Returns a text in a normal form; of more than MOST_MARKS in a row, those that follow are left out.

    One character can become eighteen: of a long text of those alone, a part is left out too.
    """
    if text.isascii():
        return text
    if len(text) <= SHORT or _WESTERN.fullmatch(text):
        return unicodedata.normalize(form, text)
    return unicodedata.normalize(form, "".join(_bounded(text)))[: MOST_TIMES * len(text)]


def _bounded(text: str) -> Iterator[str]:
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) or character in _COME_APART else 0
        if run <= MOST_MARKS:
            yield character
