"""Gaps of a wording, such as `{reason}`: shown in plain words, filled in for one contact, never with braces.

Every wording that is shown or sent goes through `gapless`. What somebody fills in belongs to their customer:
it travels in the values of one card's buttons, and is stored, logged and counted nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.core.inert import literal, visible
from bot.core.sentence import fitted
from bot.core.words import Words

NAMES = (
    *("name", "agent", "company", "order", "case", "date", "time", "minutes", "days"),
    *("amount", "product", "reason", "step", "option1", "option2", "option3"),
)
Fill = Mapping[str, str]  # what was filled in, by the name of its gap
NOTHING: Fill = {}
LONGEST = 100  # characters of one value
MOST = 10  # values that one card carries
LONGEST_FILL = 1_200  # characters of all of them, as a button carries them
LONGEST_NAME = 30  # characters of a gap's name; teams may write others than ours
_GAP = re.compile(r"\{([^{}]*)\}")
_OPEN = re.compile(r"\[[^\[\]\n]{1,60}\]")
_BRACES = str.maketrans("{}", "()")
_RESERVED = re.compile(r"[%;=|]")
_ESCAPED = re.compile(r"%([0-9A-F]{2})")


def has_gap(text: str) -> bool:
    """Whether a wording has a gap to fill in, such as `{name}`."""
    return "{" in text and _GAP.search(text) is not None


def gap_names(texts: Iterable[str]) -> tuple[str, ...]:
    """Returns the names of all gaps in some wordings, each once, in the order in which they stand there."""
    return tuple(dict.fromkeys(_name(gap) for text in texts for gap in _GAP.findall(text)))


def gap_label(words: Words, language: str, name: str) -> str:
    """Returns what stands for a gap that is open: `[the reason]`; its name where it is a team's own."""
    return f"[{_worded(words, language, f'gap.{name}', name) or '…'}]"


def gap_question(words: Words, language: str, name: str) -> str:
    """Returns what a form asks for: `The reason`."""
    return _worded(words, language, f"gap.{name}.ask", name)


def gap_example(words: Words, language: str, name: str) -> str:
    """Returns what may stand in a gap, in the form in which it fits every wording; "" for other names."""
    return _worded(words, language, f"gap.{name}.example", name) if name in NAMES else ""


def gapless(words: Words, language: str, text: str, fill: Fill = NOTHING) -> str:
    """Returns a wording as it is shown: what was filled in fitted into it, a label for every other gap."""
    if "{" not in text and "}" not in text:  # nearly all
        return text
    first, *rest = _GAP.split(text)
    shown = first.translate(_BRACES)
    for gap, after in zip(rest[::2], rest[1::2], strict=True):
        name, after = _name(gap), after.translate(_BRACES)
        if value := fill.get(name):
            shown = fitted(language, name, shown, literal(value), after)
        else:
            shown += gap_label(words, language, name) + after
    return shown


def open_gaps(words: Words, language: str, text: str, fill: Fill = NOTHING) -> tuple[str, ...]:
    """Returns the labels of the gaps in a wording for which nothing was filled in."""
    return tuple(gap_label(words, language, name) for name in gap_names([text]) if not fill.get(name))


def clean_value(text: str) -> str:
    """Returns what somebody filled in as it may stand in a wording: one line, without braces, "" for none."""
    value = " ".join(visible(text).translate(_BRACES).split())[:LONGEST].strip()
    return "" if _OPEN.fullmatch(value) else value


def clean_fill(values: Mapping[str, str]) -> Fill:
    """Returns what was filled in, cleaned; the last MOST of it."""
    fill = {name[:LONGEST_NAME]: clean_value(value) for name, value in values.items()}
    entries = [(name, value) for name, value in fill.items() if name and value]
    while len(entries) > MOST or len(_encoded(entries)) > LONGEST_FILL:
        entries = entries[1:]
    return dict(entries)


def encode_fill(fill: Fill) -> str:
    """Returns what was filled in as a part of a button's value, LONGEST_FILL characters at most."""
    return _encoded(fill.items())


def decode_fill(value: str) -> Fill:
    """Returns what was filled in by a part of a button's value. Anybody can send one: it is cleaned again."""
    if not value or len(value) > 2 * LONGEST_FILL:
        return NOTHING
    pairs = (entry.partition("=") for entry in value.split(";"))
    return clean_fill({_unescaped(name): _unescaped(text) for name, _, text in pairs})


def _worded(words: Words, language: str, key: str, name: str) -> str:
    try:
        return words.say(language, key) if name in NAMES else literal(name)
    except KeyError:  # a phrasebook that has no words for it yet
        return name


def _name(gap: str) -> str:
    return " ".join(gap.split()).casefold()[:LONGEST_NAME]


def _encoded(entries: Iterable[tuple[str, str]]) -> str:
    return ";".join(f"{_escaped(name)}={_escaped(value)}" for name, value in entries)


def _escaped(text: str) -> str:
    return _RESERVED.sub(lambda mark: f"%{ord(mark[0]):02X}", text)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
