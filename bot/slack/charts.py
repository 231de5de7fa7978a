"""Tables, charts and meters in words, for every client of Slack: phones, old desktops, screen readers.

A plot is drawn by Slack itself, where its block can hold it, and is told in bars of characters elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import assert_never

from bot.core import plots
from bot.core.card import Chart, Meter, Plot, Table, bar, clip, plain
from bot.core.written import decimal
from bot.slack import limits
from bot.slack.marks import Block, context, fit, section, unmarked

CELL = 200  # characters of one cell
_PICTURE = "data_visualization"


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


def plot(element: Plot, language: str, *, drawn: bool) -> list[Block]:
    """Returns a plot with what it shows said below; as a picture where it is to be `drawn` and can be."""
    picture = _picture(element) if drawn else None
    finding = fit(element.finding, limits.CONTEXT_TEXT)
    said = [context(finding)] if finding.strip() else []
    return [*([picture] if picture else _told(element, language)), *said]


def is_picture(block: Block) -> bool:
    """Returns whether a block is a picture, of which a message may hold few."""
    return bool(block["type"] == _PICTURE)


def _told(element: Plot, language: str) -> list[Block]:
    # Bars of characters, one series below the other; of many times only some, the last among them.
    fewer = plots.thinned(element, limits.BARS_OF_SERIES) if element.lines else element
    title = [section(f"*{fit(plain(element.title), limits.HEADER_TEXT)}*")] if element.title.strip() else []
    bars = plots.charts(fewer, language)
    if len(bars) == 1 and plain(bars[0].title) == plain(element.title):
        bars = (replace(bars[0], title=""),)
    return [*title, *(block for series in bars for block in chart(series, language))]


def _picture(element: Plot) -> Block | None:
    """Returns Slack's own drawing of a plot, None where its block cannot hold it; long labels are cut."""
    fewer = plots.trimmed(element)
    fewer = plots.thinned(fewer, limits.PLOT_CATEGORIES) if fewer.lines else fewer
    title, unit = unmarked(element.title), unmarked(element.unit)
    names = [unmarked(series.name) for series in fewer.series]
    # A long label is cut: whoever wants it whole has the figures as a table one tap away.
    labels = [clip(unmarked(label), limits.PLOT_LABEL) for label in fewer.labels]
    fits = (
        0 < len(title) <= limits.PLOT_TITLE
        and len(unit) <= limits.PLOT_AXIS
        and _distinct(names, limits.PLOT_SERIES)
        and _distinct(labels, limits.PLOT_CATEGORIES)
        and plots.complete(fewer)
    )
    if not fits or (fewer.lines and len(labels) < 2):
        return None
    series = [
        {
            "name": name,
            "data": [{"label": label, "value": value} for label, value in zip(labels, column, strict=True)],
        }
        for name, column in zip(names, plots.columns(fewer), strict=True)
    ]
    axes = {"categories": labels, **({"y_label": unit} if unit else {})}
    shape = "line" if fewer.lines else "bar"
    return {"type": _PICTURE, "title": title, "chart": {"type": shape, "series": series, "axis_config": axes}}


def _distinct(texts: list[str], most: int) -> bool:
    named = all(0 < len(text) <= limits.PLOT_LABEL for text in texts)
    return named and 0 < len(texts) <= most and len(set(texts)) == len(texts)


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
