"""Tables, charts, meters and plots as HTML, figures in real tables for a screen reader to walk through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import assert_never

from bot import drawing
from bot.core import plots
from bot.core.card import Better, Chart, Level, Meter, Plot, Table, level, plain, share
from bot.core.written import decimal
from bot.playground.markup import escape, marked

NARROW = 3  # columns that fit on a phone beside each other; more become a list there
_NUMBER = re.compile(r"[-+−]?[\d.,:]+\s?%?|[-–—]?")


def html(figure: Table | Chart | Meter | Plot, language: str) -> str:
    """Returns a table, chart, meter or plot, its numbers as `language` writes them."""
    match figure:
        case Table():
            return _table(figure)
        case Chart():
            return _chart(figure, language)
        case Meter():
            return _meter(figure, language)
        case Plot():
            return _plot(figure, language)
        case _:
            assert_never(figure)


def _table(table: Table) -> str:
    # On a phone a wide table shows each row as a small list. The roles are those it has anyway: a browser
    # forgets them where the style lays it out as a list.
    aligned = [
        " class=number" if _numeric(column) else "" for column in zip_longest(*table.rows, fillvalue="")
    ]
    heads = "".join(
        f'<th scope="col" role="columnheader"{side}>{marked(heading)}</th>'
        for heading, side in zip_longest(table.headings, aligned[: len(table.headings)], fillvalue="")
    )
    rows = "".join(_row(table.headings, row, aligned) for row in table.rows)
    wide = " wide" if len(table.headings) > NARROW else ""
    return (
        f'<table class="table{wide}" role="table"><thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _row(headings: Sequence[str], row: Sequence[str], aligned: Sequence[str]) -> str:
    cells = "".join(
        f'<td role="cell" data-heading="{escape(plain(heading))}"{side}>{marked(text)}</td>'
        for heading, text, side in zip_longest(
            headings, row, aligned[: max(len(headings), len(row))], fillvalue=""
        )
    )
    return f'<tr role="row">{cells}</tr>'


def _numeric(column: Sequence[str]) -> bool:
    return any(column) and all(_NUMBER.fullmatch(plain(text)) for text in column)


def _chart(chart: Chart, language: str) -> str:
    # A bar for each value, its number beside it; the bars are for the eye only.
    rows = "".join(
        _bar(label, _drawn(value, chart.scale, chart.better), words or decimal(value, language))
        for label, value, words in chart.points
    )
    scale = f"0–{decimal(chart.top, language)}" if chart.top is not None else ""  # counts are of none
    shown = f' <span class="scale">{scale}</span>' if scale else ""
    named = escape(plain(chart.title)) + (f", {scale}" if scale else "")
    kind = "chart worded" if chart.words else "chart"
    return (
        f'<figure class="{kind}"><figcaption>{marked(chart.title)}{shown}</figcaption>'
        f'<table role="table" aria-label="{named}">{rows}</table></figure>'
    )


def _plot(plot: Plot, language: str) -> str:
    # The table is always there: it is what a screen reader walks through, and what others check a drawing by.
    finding = f'<p class="note">{marked(plot.finding)}</p>' if plot.finding else ""
    drawn = drawing.svg(plot, language)
    figures = f'<summary data-word="edge.figures">1 2 3</summary>{_table(plots.table(plot, language))}'
    return (
        f'<figure class="plotted"><figcaption>{marked(plot.title)}</figcaption>{drawn}{finding}'
        f"<details{'' if drawn else ' open'}>{figures}</details></figure>"
    )


def _meter(meter: Meter, language: str) -> str:
    shown = f"{decimal(meter.value, language)} / {decimal(meter.top, language)}"
    note = f' <span class="note">{marked(meter.note)}</span>' if meter.note else ""
    drawn = _drawn(meter.value, meter.top, meter.better)
    return (
        f'<p class="meter"><span class="label">{marked(meter.label)}</span> {drawn}'
        f'<span class="number">{escape(shown)}</span>{note}</p>'
    )


def _drawn(value: float, top: float, better: Better) -> str:
    meant = level(value, top, better)
    kind = "part" if meant is Level.PLAIN else f"part {meant.value}"
    part = f'class="{kind}" width="{share(value, top):.1%}"'
    return (
        '<svg class="bar" aria-hidden="true" focusable="false" width="100%" height="12">'
        '<rect class="rest" width="100%" height="12" rx="6"/>'
        f'<rect {part} height="12" rx="6"/></svg>'
    )


def _bar(label: str, bar: str, shown: str) -> str:
    numeral = f'<span class="number">{escape(shown)}</span>'
    head = f'<th scope="row" role="rowheader">{marked(label)}</th>'
    return f'<tr role="row">{head}<td role="cell">{bar}{numeral}</td></tr>'
