"""What must not be stored of a customer, taken out of what an agent typed."""

from __future__ import annotations

import re
import unicodedata

from bot.core.normal import normalised

MARK = "•••"
# It begins where a run of such characters does, so that no run is looked through more than once.
_EMAIL = re.compile(r"(?<![^\s@<>,;:()\[\]])[^\s@<>,;:()\[\]]+\s?@\s?[^\s@<>,;:()\[\]]+\.[^\s@<>,;:()\[\]]+")
_MAIL = re.compile(r"\A[^@\s<>]++@[^@\s<>.]++(?:\.[^@\s<>.]++)++")
# Digits with the usual separators in between: enough of them are a phone or a card number.
_DIGITS = re.compile(r"\+?\(?\d(?:[\s().\-–—_]{0,3}\d){6,}+")
_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d|\d\d[.\-]\d\d[.\-](?:19|20)\d\d")
_REFERENCE, _NO_DIGIT = re.compile(r"[\w#/.\-]{1,40}"), re.compile(r"\D")


def redacted(text: str) -> str:
    """Returns `text` with e-mail addresses, phone and card numbers replaced by a mark."""
    shown = "".join(c for c in normalised("NFKC", text) if unicodedata.category(c) != "Cf")
    return _DIGITS.sub(_number, _EMAIL.sub(MARK, shown))


def is_mail(text: str) -> bool:
    """Returns whether a text is an e-mail address and nothing else."""
    return bool(_MAIL.fullmatch(text))


def is_reference(text: str) -> bool:
    """Returns whether `text` can be a ticket's reference: one short word, and no card number."""
    return bool(_REFERENCE.fullmatch(text)) and not _is_card(_NO_DIGIT.sub("", text))


def _number(digits: re.Match[str]) -> str:
    return digits.group() if _DATE.fullmatch(digits.group().strip()) else MARK


def _is_card(digits: str) -> bool:
    if not 13 <= len(digits) <= 19:
        return False
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
