"""The columns of a table that a team's phrases, triggers and questions travel in, and what its cells may say.

A column goes by its name in any language of the bot, so does what is chosen in it: no id has to be typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from bot.core.phrasebook import Phrasebook
from bot.core.quiz import OPTIONS, QuizKind
from bot.core.speech import FORMS
from bot.core.words import Localized
from bot.features.team.alike import folded
from bot.features.team.model import LANGUAGES

_WHOLE = re.compile(r"[.,]0++$")  # the end of a whole number that has decimals
_SEVERAL = re.compile(r"[,;/|\n]")
NUMBERS = range(1, OPTIONS + 1)
LIKE = 0.75  # of a heading that may have been meant, from 0 to 1
DIFFICULTIES = ("1", "2", "3")
_WRITTEN = {
    name: tuple(f"{name}_{code}" for code in LANGUAGES) for name in ("text", "cue", "trigger", "stem")
}
_ANSWERS = tuple(
    f"{name}{n}_{code}" for n in NUMBERS for name in ("option", "why") for code in LANGUAGES
)  # in the order in which they are read
FORM_COLUMNS = {f"form_{form}": form for form in FORMS}  # `form_es-ES` has Spain's words
PHRASE = (*_WRITTEN["text"], *FORM_COLUMNS, *_WRITTEN["cue"], "approval", "countries", "owner")
TRIGGER = _WRITTEN["trigger"]
ITEM = ("kind", *_WRITTEN["stem"], *_ANSWERS, "best", "difficulty", "method", "pitfall")
COLUMNS = ("situation", *PHRASE, *TRIGGER, *ITEM, "channels", "industries", "id")
_PARTED = re.compile(r"(option|why)(\d)_(\w+)")


def title(book: Phrasebook, column: str, language: str) -> str:
    """Returns the name of a column."""
    say = book.words.speaker(language)
    if parts := _PARTED.fullmatch(column):
        return say(f"file.column.{parts[1]}", n=parts[2], which=say(f"language.{parts[3]}"))
    if column in FORM_COLUMNS:
        return say("file.column.form", form=say(f"speech.{FORM_COLUMNS[column]}"))
    name, _, code = column.partition("_")
    return say(f"file.column.{name}", which=say(f"language.{code}")) if code else say(f"file.column.{name}")


class TableNames:
    """What people call columns, situations and whatever else is named in a cell; all by its id too."""

    def __init__(self, book: Phrasebook) -> None:
        languages = book.words.languages
        self._book = book
        self._columns = {
            **{_key(title(book, column, code)): column for column in COLUMNS for code in languages},
            **{_key(column): column for column in COLUMNS},
        }
        self._situations = _named((s.id, s.name) for s in book.situations.values())
        self._trained = {
            "method": _named((m.id, m.name) for m in book.methods.values()),
            "pitfall": _named((p.id, p.name) for p in book.pitfalls.values()),
        }
        self._countries = _named((code, n.name) for code, n in book.numbers.items())
        self._facets = _named((f.id, f.name) for f in book.facets.values())
        self._facets |= {_key(tag): f.id for f in book.facets.values() for tag in f.tags}
        levels = {
            n: book.words.say(code, f"team.item.difficulty.{n}") for n in DIFFICULTIES for code in languages
        }
        self._levels = {_key(name): n for n, name in levels.items()}
        self._kinds = {
            _key(book.words.say(code, f"team.item.kind.{kind.value}")): kind.value
            for kind in QuizKind
            for code in languages
        }
        answers = {code: book.words.speaker(code) for code in languages}
        self._yes = {_key(word) for say in answers.values() for word in say("file.yes").split(",")}
        self._no = {_key(word) for say in answers.values() for word in say("file.no").split(",")}

    def column(self, written: str) -> str:
        """Returns the column that a heading names, or ""."""
        return self._columns.get(_key(written), "")

    def column_like(self, written: str, language: str) -> str:
        """Returns the heading that somebody may have meant, or ""."""
        near = get_close_matches(_key(written), self._columns, 1, LIKE)
        return title(self._book, self._columns[near[0]], language) if near else ""

    def situation(self, written: str) -> str:
        """Returns the situation of a name or an id, also of one that it had before; "" where none has it."""
        now = self._book.situation_now(written)
        return now if now in self._book.situations else self._situations.get(_key(written), "")

    def trained(self, kind: str, written: str) -> str:
        """Returns the id of a `method` or a `pitfall`; what is not known stays as it is."""
        return self._trained[kind].get(_key(written), written)

    def facets(self, written: str) -> list[str]:
        """Returns channels or industries by what they are called; what is not known stays as it is."""
        parts = (part.strip() for part in _SEVERAL.split(written))
        return [self._facets.get(_key(part), part) for part in parts if part and _key(part) not in self._no]

    def kind(self, written: str) -> str:
        """Returns the kind of a question by its name; what is not known stays as it is."""
        return self._kinds.get(_key(written), written)

    def countries(self, written: str) -> list[str]:
        """Returns countries by their names or codes; what is none stays as it is."""
        parts = (part.strip() for part in _SEVERAL.split(written))
        return [self._countries.get(_key(part), part.upper()) for part in parts if part]

    def yes(self, written: str) -> bool | None:
        """Returns what a cell answers, None where that is neither yes nor no."""
        key = _key(written)
        return True if key in self._yes else False if not key or key in self._no else None

    def number(self, written: str) -> int | None:
        """Returns a whole number from 1 to 3, as a spreadsheet or a person writes it; None for any other."""
        number = _WHOLE.sub("", self._levels.get(_key(written), written))
        return int(number) if number in DIFFICULTIES else None


def _named(named: Iterable[tuple[str, Localized]]) -> dict[str, str]:
    known = list(named)
    names: Mapping[str, str] = {_key(text): id for id, name in known for text in name.values()}
    return {**names, **{_key(id): id for id, _ in known}}


def _key(written: str) -> str:
    return folded(written.replace("_", " "))
