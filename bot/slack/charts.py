"""Tables, charts and meters in words, for every client of Slack: phones, old desktops, screen readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from bot.core.card import Chart, Meter, Table, plain
from bot.slack import limits
from bot.slack.marks import Block, context, fit, section

BAR = 10  # characters of a full bar
CELL = 200  # characters of one cell
_FULL, _EMPTY = "▰", "▱"
_WITH_COMMA = frozenset({"es"})  # languages that write 3,5


def figure(found: Table | Chart | Meter, language: str) -> list[Block]:
    """Returns a table, a chart or a meter as blocks; `language` decides how numbers are written."""
    match found:
        case Table():
            return table(found)
        case Chart():
            return chart(found, language)
        case Meter():
            return [meter(found, language)]
        case _:
            assert_never(found)


def table(found: Table) -> list[Block]:
    """Returns a line for each row, each value beside its heading: columns would break on a phone."""
    first = [context(fit(found.headings[0], limits.CONTEXT_TEXT))] if any(found.headings[:1]) else []
    return first + list(_sections(_row(found.headings, row) for row in found.rows if any(row)))


def chart(found: Chart, language: str) -> list[Block]:
    """Returns a line for each value; the number stands before its bar, so that it is heard first."""
    top = _number(found.top, language)
    lines = (
        f"{fit(label, CELL)}: *{_number(value, language)}* / {top}  {_bar(value, found.top)}"
        for label, value in zip(found.labels, found.values, strict=False)
    )
    title = [section(f"*{fit(plain(found.title), limits.HEADER_TEXT)}*")] if found.title else []
    return title + list(_sections(lines))


def meter(found: Meter, language: str) -> Block:
    """Returns a line with the label, the bar and the number; what it means comes behind it."""
    shown = f"*{_number(found.value, language)}* / {_number(found.top, language)}"
    note = f" · {fit(found.note, CELL)}" if found.note else ""
    return section(f"{fit(found.label, CELL)}  {_bar(found.value, found.top)}  {shown}{note}")


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
        kept = line if len(line) <= limits.SECTION_TEXT else line[: limits.SECTION_TEXT - 1] + "…"
        if text and len(text) + len(kept) + 1 > limits.SECTION_TEXT:
            yield section(text)
            text = ""
        text = f"{text}\n{kept}" if text else kept
    if text:
        yield section(text)


def _bar(value: float, top: float) -> str:
    share = min(max(value / top, 0.0), 1.0) if top > 0 else 0.0
    full = round(share * BAR)
    return _FULL * full + _EMPTY * (BAR - full)


def _number(value: float, language: str) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if language in _WITH_COMMA else text
