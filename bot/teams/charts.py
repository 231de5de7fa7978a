"""Tables, charts and meters, each with a plainer element for clients that do not know it."""

from __future__ import annotations

from typing import assert_never

from bot.core.card import Chart, Level, Meter, Table, bar, clip, level, plain
from bot.core.written import decimal
from bot.teams import limits
from bot.teams.texts import Item, block, led, quiet, run

# The names of colours that follow the theme: of a text, and of a bar of a chart.
_OF_TEXT = {Level.PLAIN: "Default", Level.GOOD: "Good", Level.WARNING: "Warning", Level.BAD: "Attention"}
_OF_BARS = {Level.GOOD: "good", Level.WARNING: "warning", Level.BAD: "attention"}


def figure(element: Table | Chart | Meter, language: str) -> Item:
    """Returns a table, a chart or a meter; `language` decides how numbers are written."""
    match element:
        case Table():
            return table(element)
        case Chart():
            return _chart(element, language)
        case Meter():
            return _meter(element, language)
        case _:
            assert_never(element)


def _meter(meter: Meter, language: str) -> Item:
    # In characters: a client that does not know a newer element would show nothing where it matters most.
    drawn = bar(meter.value, meter.top)
    colour = _OF_TEXT[level(meter.value, meter.top, meter.better)]
    shown = f"**{decimal(meter.value, language)}** / {decimal(meter.top, language)}"
    line = block(f"{meter.label}  {drawn}  {shown}", color=colour)
    items = [line, *([quiet(meter.note)] if meter.note else [])]
    return {"type": "Container", "spacing": "Small", "items": items}


def table(element: Table) -> Item:
    """Returns an Adaptive `Table`; where there is none, or no space for it, each row as a paragraph.

    In the pane beside a meeting and on a phone a card is 300 pixels wide: of four columns, words would break
    within themselves.
    """
    lines = {"type": "Container", "items": [_line(element.headings, row) for row in element.rows]}
    if len(element.headings) > limits.COLUMNS:
        return lines
    rows = [_row(element.headings, bold=True), *(_row(row, bold=False) for row in element.rows)]
    return {
        "type": "Table",
        "columns": [{"width": 1} for _ in element.headings],
        "rows": rows,
        "showGridLines": True,
        "fallback": lines,
    }


def _chart(chart: Chart, language: str) -> Item:
    """Returns a bar chart as Teams has it, not Adaptive Cards at large; elsewhere, the numbers as a table.

    Source: Microsoft's page “Charts in Adaptive Cards” (Chart.VerticalBar). It names no way to fix the
    height of the scale, so the values stand at the bars, and the table tells out of how much. What has words
    in place of its number has them below its bar.
    """
    numbers = tuple((label, words or chart.number(value, language)) for label, value, words in chart.points)
    return {
        "type": "Chart.VerticalBar",
        "title": clip(run(plain(chart.title)), limits.PLOT_TITLE),
        "showTitle": True,
        "data": [
            {
                # Clipped here: of a card that is too large, only texts outside of charts are clipped.
                "x": clip(run(" · ".join(filter(None, (plain(label), plain(words))))), limits.PLOT_TITLE),
                "y": value,
                **_colour(chart, value),
            }
            for label, value, words in chart.points
        ],
        "showBarValues": not chart.words,
        "fallback": table(Table((chart.title, ""), numbers)),
    }


def _colour(chart: Chart, value: float) -> Item:
    colour = _OF_BARS.get(level(value, chart.scale, chart.better))
    return {"color": colour} if colour else {}


def _row(cells: tuple[str, ...], *, bold: bool) -> Item:
    shown = [block(cell, weight="Bolder") if bold else block(cell) for cell in cells]
    items = [{"type": "TableCell", "items": [cell]} for cell in shown]
    return {"type": "TableRow", "cells": items}


def _line(headings: tuple[str, ...], row: tuple[str, ...]) -> Item:
    named = zip(headings[1:], row[1:], strict=False)
    rest = " · ".join(f"{heading}: {cell}" if heading else cell for heading, cell in named)
    return led(row[0] if row else "", rest)
