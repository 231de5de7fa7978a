"""Fits what somebody filled in into its sentence, so that it reads as if it had been written there.

A wording has its own little words around a gap: “by {date}”, «antes del {date}», “{minutes} minutes”. People
fill in with others: “on Friday”, “el viernes”, “10 min”. What is there twice is said once, in each language.
"""

from __future__ import annotations

import re

_WORD_BEFORE = re.compile(r"(?:^|(?<=[\s(¿¡*]))([^\W\d_]+) $")  # the last word before a gap, and one space
_WORD_AFTER = re.compile(r" ([^\W\d_]+)\b")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.?!]\s+|[¿¡]|\n\s*)\Z")
_ENDING = frozenset(".,;:?!")
_NUMBERED = re.compile(
    r"(?:case|caso|order|pedido|ticket)(?:\s+(?:number|n[uú]mero|n[.º°]+))?\s+(?=\S)", re.I
)
_UNITS = re.compile(r"(?<=\d)\s*(?:min|mins|minutes?|minutos?|d|days?|d[ií]as?)\.?$", re.I)
_ONE = frozenset({"1", "one", "un", "uno"})
_SINGULAR = {"minutes": "minute", "days": "day", "minutos": "minuto", "días": "día"}
# Words that lead to a time or a date; of two in a row the wording's own stays.
_LEADING = {
    "en": frozenset({"by", "on", "at", "until", "before", "after", "since", "from", "for", "around", "of"}),
    "es": frozenset({"de", "hasta", "desde", "antes", "para", "hacia", "sobre", "a"}),
}
_LED = {"en": frozenset({"by", "on", "at"}), "es": frozenset({"a"})}
_NEAR_DAY = {  # days that take neither “on” nor «el»
    "en": re.compile(r"(?:today|tonight|tomorrow|next|this)\b", re.I),
    "es": re.compile(r"(?:hoy|mañana|pasado mañana)\b", re.I),
}
_WITHOUT = {"on": "", "el": "", "del": "de ", "al": "a "}  # what leads to such a day without it
_CONTRACTED = {"de": "del ", "a": "al "}
_HOUR = re.compile(r"\A(\d{1,2})(?!\d)")


def fitted(language: str, name: str, before: str, value: str, after: str) -> str:
    """Returns `before`, `value` and `after` as one text; `name` says what kind of gap the value fills."""
    value, after = _counted(name, value, after)
    before, mark = (before[:-2], "**") if before.endswith("**") else (before, "")
    if name in ("case", "order"):
        value = _NUMBERED.sub("", value, count=1) if _NUMBERED.match(value) else value
    if name in ("date", "time"):
        before, value = _timed(language, name, before, value)
    before, value = _once(before, value)
    if language == "es":
        before, value = _contracted(before, value)
    following = _WORD_AFTER.match(after)
    if following and value.casefold().endswith(f" {following[1].casefold()}"):
        value = value[: -len(following[1])].rstrip()
    if after.removeprefix("**")[:1] in _ENDING:
        value = value.rstrip(" .,;:") or value
    if _SENTENCE_BEGINS.search(before):
        value = value[:1].upper() + value[1:]
    return before + mark + value + after


def _counted(name: str, value: str, after: str) -> tuple[str, str]:
    # “10 min” minutes, and “1” minutes.
    if name not in ("minutes", "days"):
        return value, after
    value = _UNITS.sub("", value)
    unit = _WORD_AFTER.match(after)
    if unit and value.casefold() in _ONE and unit[1] in _SINGULAR:
        return value, f" {_SINGULAR[unit[1]]}{after[unit.end() :]}"
    return value, after


def _timed(language: str, name: str, before: str, value: str) -> tuple[str, str]:
    leading = _last_word(before)
    first, _, rest = value.partition(" ")
    if rest and first.casefold() in _LED.get(language, ()) and leading in _LEADING[language]:
        value = rest
    if name == "time":
        return before, _with_article(before, value) if language == "es" else value
    near = _NEAR_DAY.get(language)
    if near and near.match(value) and leading in _WITHOUT:
        return _without_last_word(before, _WITHOUT[leading]), value
    return before, value


def _with_article(before: str, value: str) -> str:
    # «antes de 15:00» is «antes de las 15:00»; «hoy, las 3» is «hoy, a las 3».
    clock = _HOUR.match(value)
    article = "la" if clock and int(clock[1]) == 1 else "las"
    if _last_word(before) in _LEADING["es"]:
        return f"{article} {value}" if clock else value
    if before.endswith(", "):
        value = f"{article} {value}" if clock else value
        return f"a {value}" if value.casefold().startswith(("la ", "las ")) else value
    return value


def _once(before: str, value: str) -> tuple[str, str]:
    # “the the reason”, «del el lunes», «el caso caso 7»: of two articles the wording's own stays.
    leading = _last_word(before)
    first, _, rest = value.partition(" ")
    if not rest or not leading:
        return before, value
    same = first.casefold() == leading
    article = first.casefold() == "el" and leading in ("del", "al")
    return before, rest if same or article else value


def _contracted(before: str, value: str) -> tuple[str, str]:
    # «de el motivo» is «del motivo».
    leading = _last_word(before)
    if leading in _CONTRACTED and value.casefold().startswith("el "):
        return _without_last_word(before, _CONTRACTED[leading]), value[3:]
    return before, value


def _last_word(text: str) -> str:
    word = _WORD_BEFORE.search(text[-40:])
    return word[1].casefold() if word else ""


def _without_last_word(text: str, instead: str) -> str:
    begin = text.rstrip().rfind(" ") + 1
    return text[:begin] + instead
