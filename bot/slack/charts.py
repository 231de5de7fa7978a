"""Tables, charts and meters in words, for every client of Slack: phones, old desktops, screen readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from bot.core.card import Chart, Meter, Table, bar, decimal, plain
from bot.slack import limits
from bot.slack.marks import Block, context, fit, section

CELL = 200  # characters of one cell


def figure(element: Table | Chart | Meter, language: str) -> list[Block]:
    """Returns a table, a chart or a meter as blocks; `language` decides how numbers are written."""
    match element:
        case Table():
            return table(element)
        case Chart():
            return chart(element, language)
        case Meter():
            return [meter(element, language)]
        case _:
            assert_never(element)


def table(element: Table) -> list[Block]:
    """Returns a line for each row, each value beside its heading: columns would break on a phone."""
    first = [context(fit(element.headings[0], limits.CONTEXT_TEXT))] if any(element.headings[:1]) else []
    return first + list(_sections(_row(element.headings, row) for row in element.rows if any(row)))


def chart(element: Chart, language: str) -> list[Block]:
    """Returns a line for each value; the number stands before its bar, so that it is heard first."""
    lines = (
        f"{fit(label, CELL)}: {_at_bar(element, value, words, language)}  {bar(value, element.scale)}"
        for label, value, words in element.points
    )
    title = [section(f"*{fit(plain(element.title), limits.HEADER_TEXT)}*")] if element.title else []
    return title + list(_sections(lines))


def meter(element: Meter, language: str) -> Block:
    """Returns a line with the label, the bar and the number; what it means comes behind it."""
    shown = f"*{decimal(element.value, language)}* / {decimal(element.top, language)}"
    note = f" · {fit(element.note, CELL)}" if element.note else ""
    return section(f"{fit(element.label, CELL)}  {bar(element.value, element.top)}  {shown}{note}")


def _at_bar(element: Chart, value: float, words: str, language: str) -> str:
    return f"*{fit(plain(words), CELL)}*" if words else element.number(value, language, "*")


def _row(headings: tuple[str, ...], row: tuple[str, ...]) -> str:
    name, *cells = row
    named = [
        f"{fit(heading, CELL)}: {fit(cell, CELL)}" if heading else fit(cell, CELL)
        for heading, cell in zip((*headings[1:], *[""] * len(cells)), cells, strict=False)
        if cell
    ]
    return " · ".join([f"*{fit(plain(name), CELL)}*"] * bool(name) + named)


def _sections(lines: Iterable[str]) -> Iterator[Block]:
    # As many lines to a block as it takes, so that a long table does not use up the blocks of a message.
    text = ""
    for line in lines:
        clipped = line if len(line) <= limits.SECTION_TEXT else line[: limits.SECTION_TEXT - 1] + "…"
        if text and len(text) + len(clipped) + 1 > limits.SECTION_TEXT:
            yield section(text)
            text = ""
        text = f"{text}\n{clipped}" if text else clipped
    if text:
        yield section(text)
