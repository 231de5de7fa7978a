"""What edges read out of a `Plot`: its figures as they are shown, as a table, as bars, and fewer of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, repeat
from math import floor, log10

from bot.core import written
from bot.core.card import Chart, Plot, Table

MISSING = "—"  # where there is no figure
LEAST = 1e-6  # less is as good as nothing
Row = tuple[str, tuple[float | None, ...]]
# Where an axis may end, times a power of ten, and into how many parts it is divided.
_ENDS = {1.0: 2, 2.0: 2, 4.0: 4, 5.0: 5, 6.0: 3, 8.0: 4, 10.0: 5}


def rows(plot: Plot) -> tuple[Row, ...]:
    """Returns each label with the value that each series has for it."""
    values = [chain(series.values, repeat(None)) for series in plot.series]
    return tuple((label, tuple(next(own) for own in values)) for label in plot.labels)


def columns(plot: Plot) -> tuple[tuple[float | None, ...], ...]:
    """Returns of each series the value that it has for each label."""
    values = [row for _, row in rows(plot)]
    return tuple(tuple(row[i] for row in values) for i in range(len(plot.series)))


def has_figures(plot: Plot) -> bool:
    """Returns whether any series has a value for any label."""
    return any(value is not None for column in columns(plot) for value in column)


def number(plot: Plot, value: float | None, language: str) -> str:
    """Returns a value as it is shown: `45%`, in Spain `45 %`; a dash where there is none."""
    if value is None:
        return MISSING
    if plot.unit == "%":
        return written.percentage(value, language)
    return f"{written.decimal(value, language)}{plot.unit}"


def shown(plot: Plot, language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Returns each label with what each series has for it, as it is shown: its words, else the number."""
    words = [chain(series.words, repeat("")) for series in plot.series]
    return tuple(
        (
            label,
            tuple(next(own) or number(plot, value, language) for own, value in zip(words, row, strict=True)),
        )
        for label, row in rows(plot)
    )


def ticks(plot: Plot) -> tuple[float, ...]:
    """Returns what stands at the axis of the values: from nothing to a round number that none is above."""
    most = max((value for _, row in rows(plot) for value in row if value is not None), default=0.0)
    size = 10.0 ** floor(log10(most)) if most > LEAST else 1.0
    size = size if plot.unit else max(size, 1.0)  # there is no half a person
    end = next((end for end in _ENDS if most <= end * size), 10.0)
    steps = (end * size * i / _ENDS[end] for i in range(_ENDS[end] + 1))
    return tuple(step for step in steps if plot.unit or step == round(step))


def table(plot: Plot, language: str) -> Table:
    """Returns all figures as a table: a row for each label, a column for each series."""
    rows_shown = tuple((label, *texts) for label, texts in shown(plot, language))
    return Table(("", *(series.name for series in plot.series)), rows_shown)


def charts(plot: Plot, language: str) -> tuple[Chart, ...]:
    """Returns a chart for each series, all of one scale: for edges that draw bars of characters."""
    top = ticks(plot)[-1]
    texts = [tuple(row[i] for _, row in shown(plot, language)) for i in range(len(plot.series))]
    return tuple(
        Chart(
            series.name,
            plot.labels,
            tuple(value or 0.0 for value in column),
            top,
            words=words,
        )
        for series, column, words in zip(plot.series, columns(plot), texts, strict=True)
    )


def complete(plot: Plot) -> bool:
    """Returns whether every series has a value for every label."""
    return all(value is not None for _, row in rows(plot) for value in row)


def trimmed(plot: Plot) -> Plot:
    """Returns the plot without the times before its first figure and after its last."""
    known = [i for i, (_, row) in enumerate(rows(plot)) if any(value is not None for value in row)]
    return _only(plot, range(known[0], known[-1] + 1)) if known and plot.lines else plot


def thinned(plot: Plot, most: int) -> Plot:
    """Returns the plot with at most so many labels: of times each second, third …, the last among them."""
    count = len(plot.labels)
    every = max(1, -(-count // most)) if plot.lines else 1
    return _only(plot, range((count - 1) % every, count, every)[:most])


def _only(plot: Plot, places: range) -> Plot:
    if len(places) == len(plot.labels):
        return plot
    every = rows(plot)
    left = [every[i] for i in places]
    series = (
        replace(
            series,
            values=tuple(row[i] for _, row in left),
            words=tuple(series.words[p] for p in places if series.words),
        )
        for i, series in enumerate(plot.series)
    )
    return replace(plot, labels=tuple(label for label, _ in left), series=tuple(series))
