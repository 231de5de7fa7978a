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
_UNIT_AFTER = re.compile(r" (more )?([^\W\d_]+)\b")
_OWNED = re.compile(r"\A['’] ")  # “10 minutes' wait” is “1 minute's wait”
# What leads to several, as it leads to one: whether the number is still said, as in «el próximo minuto».
_LED_TO_ONE = {
    "en": {"the next": ("the next", False), "those": ("that", False), "every": ("every", False)},
    "es": {
        "los próximos": ("el próximo", False),
        "esos": ("ese", False),
        "cada": ("cada", False),
        "unos": ("", True),
        "son": ("es", True),
    },
}
# Words that lead to a time or a date; of two in a row the wording's own stays.
_LEADING = {
    "en": frozenset({"by", "on", "at", "until", "before", "after", "since", "from", "for", "around", "of"}),
    "es": frozenset({"de", "hasta", "desde", "antes", "para", "hacia", "sobre", "a"}),
}
_LED = {"en": frozenset({"by", "on", "at"}), "es": frozenset({"a"})}
_NEAR_DAY = {  # days that take neither “on” nor «el»
    "en": re.compile(r"(?:today|tonight|tomorrow|next|this)\b", re.I),
    "es": re.compile(r"(?:hoy|mañana|pasado mañana|est[ae]|la|fin(?:es)? de|principios de)\b", re.I),
}
_WITHOUT = {"on": "", "el": "", "del": "de ", "al": "a "}  # what leads to such a day without it
_CONTRACTED = {"de": "del ", "a": "al "}
_HOUR = re.compile(r"\A(\d{1,2})(?!\d)")
_NOON = re.compile(r"\A(?:(?:el|al) )?(mediodía)\b", re.I)
_MIDNIGHT = re.compile(r"\Amedianoche\b", re.I)
# A keyboard begins every field with a capital; within a sentence these words have none.
_SMALL = {
    "en": re.compile(r"\A(?:the|an?|your|our|my|we|you|it|there|no|to|by|another|today|tomorrow)\b", re.I),
    "es": re.compile(
        r"\A(?:el|la|los|las|un|una|unos|unas|otr[oa]|su|no|se|hay|hubo|en|por|con|hoy|mañana"
        r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b",
        re.I,
    ),
}
_DOING = {  # what is done, as forms ask for it: «revisar el pedido», “checking the order”
    "en": re.compile(r"[A-Z][a-z]{2,}ing\b"),
    "es": re.compile(r"[A-ZÁÉÍÓÚ][a-záéíóúñ]+(?:[aei]r|ír)(?:l[aeo]s?|se|nos)?\b(?! (?:l[aeo]s?|se|me)\b)"),
}
_DONE = ("step", "option1", "option2", "option3")
_WORDED = frozenset({"reason", "date", "time", "product", *_DONE})


def with_capital(text: str) -> str:
    """Returns a text as it stands by itself, such as in a list to choose from: with a capital."""
    return text[:1].upper() + text[1:]


def fitted(language: str, name: str, before: str, value: str, after: str) -> str:
    """Returns `before`, `value` and `after` as one text; `name` says what kind of gap the value fills."""
    before, mark = (before[:-2], "**") if before.endswith("**") else (before, "")
    before, value, after = _counted(language, name, before, value, after)
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
        value = with_capital(value)
    elif name in _WORDED and not (language == "en" and before.endswith(": ")):
        value = _small(language, name, value)
    return before + mark + value + after


def _counted(language: str, name: str, before: str, value: str, after: str) -> tuple[str, str, str]:
    # “10 min” minutes, “1” minutes, and «los próximos 1 minutos».
    if name not in ("minutes", "days"):
        return before, value, after
    value = _UNITS.sub("", value)
    unit = _UNIT_AFTER.match(after)
    if not unit or value.casefold() not in _ONE or unit[2] not in _SINGULAR:
        return before, value, after
    rest = f"{unit[1] or ''}{_SINGULAR[unit[2]]}" + _OWNED.sub("'s ", after[unit.end() :])
    for several, (single, said) in _LED_TO_ONE.get(language, {}).items():
        before, led = _led_to_one(before, several, single)
        if led and not said:
            return before, rest, ""
    return before, value, f" {rest}"


def _led_to_one(before: str, several: str, single: str) -> tuple[str, bool]:
    start = before[: -len(several) - 1]
    if before[len(start) :].casefold() != f"{several} " or start[-1:].isalpha():
        return before, False
    capital = before[len(start)].isupper()
    return start + (f"{with_capital(single) if capital else single} " if single else ""), True


def _small(language: str, name: str, value: str) -> str:
    patterns = (_SMALL, _DOING) if name in _DONE else (_SMALL,)
    small = any(language in words and words[language].match(value) for words in patterns)
    return value[:1].lower() + value[1:] if small and not value[1:2].isupper() else value


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
    # «antes de 15:00» is «antes de las 15:00»; «hoy, las 3» is «hoy, a las 3», and so is noon.
    if _NOON.match(value):
        value = _NOON.sub(r"el \1", value)
        return f"al {value[3:]}" if before.endswith(", ") else value
    if _MIDNIGHT.match(value):
        value = value[:1].lower() + value[1:]
        return f"a {value}" if before.endswith(", ") else value
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
