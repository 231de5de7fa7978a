"""The elements of a report, as its templates draw them: which macro is for which, and what it is given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import assert_never

from bot.core.card import (
    Buttons,
    Chart,
    Choice,
    Divider,
    Element,
    Field,
    Form,
    Heading,
    Input,
    InputKind,
    Level,
    Link,
    Meter,
    Note,
    PhraseBlock,
    Plot,
    Quote,
    Select,
    Table,
    Text,
    level,
    plain,
    share,
)

_NUMBER = re.compile(r"[-+−]?[\d.,:]+(?:[–-]\d+)?\s?%?|[-–—]?")


def macro(element: Element) -> str:
    """Returns which macro in `elements.html` draws an element; "" for what cannot be done on a page."""
    match element:
        case Buttons() | Choice() | Link():
            return ""  # they are pressed in a chat
        case Heading() | Text() | Note() | Quote() | Divider() | Table() | Chart() | Meter() | Plot():
            return type(element).__name__.lower()
        case PhraseBlock():
            return "phrase"
        case _:
            assert_never(element)


def control(field: Field) -> str:
    """Returns which control a field of a form is: `date`, `time`, `checkbox`, `select`. Raises ValueError."""
    match field:
        case Select():
            return "checkbox" if field.many else "select"
        case Input(kind=InputKind.DATE | InputKind.TIME):
            return field.kind.value
        case Input():
            raise ValueError(f"no form on a page has a field of the kind {field.kind.value}")
        case _:
            assert_never(field)


def refilled(form: Form, value: str, sent: Mapping[str, tuple[str, ...]]) -> Form:
    """Returns a form as somebody sent it, so that they mend what is wrong and nothing else."""
    fields = (
        replace(field, selected=sent.get(field.name, ()))
        if isinstance(field, Select)
        else replace(field, value=next(iter(sent.get(field.name, ())), ""))
        for field in form.fields
    )
    return replace(form, value=value, fields=tuple(fields), intro=())  # it tells of what was filled in before


def numeric(table: Table) -> tuple[bool, ...]:
    """Returns of each column whether all of it are numbers, which stand below each other."""
    columns = list(zip_longest(*table.rows, fillvalue=""))
    numbers = [any(column) and all(_NUMBER.fullmatch(plain(text)) for text in column) for column in columns]
    return tuple(numbers[: len(table.headings)])


def cells(table: Table, row: Sequence[str], numbers: Sequence[bool]) -> tuple[tuple[str, str, bool], ...]:
    """Returns the cells of a row: the heading above, the text, whether it is a number; see `numeric`."""
    texts = [*row, *[""] * len(table.headings)][: len(table.headings)]
    return tuple(zip(table.headings, texts, numbers, strict=False))


def part(value: float, top: float) -> str:
    """Returns how much of a bar is full, as SVG takes it."""
    return f"{share(value, top):.1%}"


def colour(element: Chart | Meter, value: float) -> str:
    """Returns the class of a bar's full part, by what its value means."""
    top = element.top if isinstance(element, Meter) else element.scale
    meant = level(value, top, element.better)
    return "part" if meant is Level.PLAIN else f"part {meant.value}"
