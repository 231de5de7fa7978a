"""Plots and tables of a report, and the sentence that says what a plot shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core import card as c
from bot.core.estimates import Sample
from bot.core.figures import in_fives
from bot.core.helpdesk import MEASURES
from bot.core.outcomes import first_day
from bot.core.report import ReportTable
from bot.features.report.model import Comparison, ReportPoint
from bot.features.report.viewer import ReportViewer, capped, moved

HELPDESK = "help-desk"  # the id of its table
BARS = 20  # of one plot: as many as Slack draws
WHOLE = 100  # percent


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a plot: how long it is, and what stands at it in place of that."""

    value: float
    words: str = ""


def counts_plot(
    viewer: ReportViewer, title: str, series: Mapping[str, Sequence[ReportPoint]], more: c.Button | None
) -> c.Plot | c.Note:
    """Returns how often something happened, over time; words where nothing of it can be told."""
    drawn = tuple(
        c.Series(name, tuple(None if point.count is None else float(point.count) for point in points))
        for name, points in series.items()
    )
    return _plot(viewer, title, viewer.labels(next(iter(series.values()))), drawn, "", more)


def shares_plot(
    viewer: ReportViewer, title: str, series: Mapping[str, Sequence[ReportPoint]], more: c.Button | None
) -> c.Plot | c.Note:
    """Returns a share in percent, over time; words where nothing of it can be told."""
    drawn = tuple(
        c.Series(
            name,
            tuple(_percent(point.sample) for point in points),
            tuple(viewer.share(point.sample) if point.sample else "" for point in points),
        )
        for name, points in series.items()
    )
    return _plot(viewer, title, viewer.labels(next(iter(series.values()))), drawn, "%", more)


def bars_plot(
    viewer: ReportViewer, title: str, name: str, bars: Mapping[str, Bar], unit: str, more: c.Button | None
) -> c.Plot | None:
    """Returns things beside each other, the first of them; None of none."""
    every = [(label, bar.value) for label, bar in bars.items()]
    if not every:
        return None
    shown, words = every[:BARS], tuple(bar.words for bar in list(bars.values())[:BARS])
    labels = tuple(label for label, _ in shown)
    series = (c.Series(name, tuple(value for _, value in shown), words),)
    finding = _of_bars(viewer, title, every, unit)
    if len(every) > len(shown):
        finding = f"{finding} {viewer.say('report.finding.some', shown=len(shown), of=len(every))}"
    return c.Plot(title, labels, series, finding, unit, lines=False, more=more)


@dataclass(frozen=True, slots=True)
class Moved:
    """A cell that tells how a share changed, as one of so many that are compared."""

    compared: Comparison
    among: int


@dataclass(frozen=True, slots=True)
class WeekCell:
    """A cell that names an ISO week: people read its Monday, programs `2026-W48`."""

    week: str


Cell = str | int | date | Sample | Moved | WeekCell | None


def table(
    viewer: ReportViewer,
    id: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    of_all: bool = False,
) -> ReportTable:
    """Returns a table by its id, as it is read and as it is taken along; title and headings are words.

    With `of_all` it is of all groups together, whichever is chosen.
    """
    heads = tuple(viewer.say(_heading(heading)) for heading in headings)
    shown = tuple(tuple(_read(viewer, cell) for cell in row) for row in rows)
    title = viewer.say("figures.title" if id == HELPDESK else f"report.table.{id}")
    return ReportTable(id, title, c.Table(heads, shown), _file(headings, rows), of_all)


def _heading(name: str) -> str:
    # What the help desk says is called as where it is imported.
    return f"figures.name.{name}" if name in MEASURES else f"report.head.{name}"


def _read(viewer: ReportViewer, cell: Cell) -> str:
    match cell:
        case str():
            return cell
        case date():
            return viewer.day(cell)
        case Sample():
            return viewer.share(cell)
        case WeekCell(week):
            return viewer.day(first_day(week))
        case Moved(compared, among):
            return viewer.moved(compared, among)
        case _:
            return viewer.number(cell)


def _file(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> c.Table:
    """Returns the same for programs: plain dates and numbers, each in a column of its own."""
    wide = [any(isinstance(row[i], Sample) for row in rows) for i in range(len(headings))]
    names = [
        name
        for heading, shares in zip(headings, wide, strict=True)
        for name in (
            (heading, f"{heading}_low", f"{heading}_high", f"{heading}_of") if shares else _names(heading)
        )
    ]
    plain = tuple(
        tuple(
            text
            for cell, shares in zip(row, wide, strict=True)
            for text in (_plain(cell) if not shares else _shares(cell))
        )
        for row in rows
    )
    return c.Table(tuple(names), plain)


def _names(heading: str) -> tuple[str, ...]:
    return (f"{heading}_points", "more_than_chance") if heading == "change" else (heading,)


def _plain(cell: Cell) -> tuple[str, ...]:
    if isinstance(cell, Moved):
        points, sure = moved(cell.compared, cell.among)
        return ("", "") if points is None else (str(points), "yes" if sure else "no")
    if isinstance(cell, WeekCell):
        return (cell.week,)
    return (cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell),)


def _shares(cell: Cell) -> tuple[str, ...]:
    if not isinstance(cell, Sample) or not cell.total:
        return ("", "", "", "")
    margin = cell.interval
    return (
        *(str(round(100 * share)) for share in (cell.share, margin.low, margin.high)),
        str(in_fives(cell.total)),
    )


def _plot(
    viewer: ReportViewer,
    title: str,
    labels: tuple[str, ...],
    drawn: tuple[c.Series, ...],
    unit: str,
    more: c.Button | None,
) -> c.Plot | c.Note:
    finding = _of_times(viewer, labels, drawn, unit)
    if all(value is None for series in drawn for value in series.values):
        return c.Note(finding)
    return c.Plot(title, labels, drawn, finding, unit, more=more)


def _of_bars(viewer: ReportViewer, title: str, every: Sequence[tuple[str, float]], unit: str) -> str:
    high, low = (how(every, key=lambda each: each[1]) for how in (max, min))
    ends = {"most": high[0], "high": _shown(viewer, high[1], unit), "least": low[0]}
    key = "report.finding.bars" if len(every) > 1 else "report.finding.bar"
    return viewer.say(key, title=title, low=_shown(viewer, low[1], unit), **ends)


def _of_times(viewer: ReportViewer, labels: Sequence[str], drawn: Sequence[c.Series], unit: str) -> str:
    return " ".join(filter(None, (_course(viewer, labels, series, unit) for series in drawn)))


def _course(viewer: ReportViewer, labels: Sequence[str], series: c.Series, unit: str) -> str:
    known = [(label, value) for label, value in zip(labels, series.values, strict=True) if value is not None]
    if not known:
        return viewer.say("report.finding.none", name=series.name)
    high = max(known, key=lambda each: each[1])
    values = {
        "name": series.name,
        "first": _shown(viewer, known[0][1], unit),
        "last": _shown(viewer, known[-1][1], unit),
        "from_": known[0][0],
        "until": known[-1][0],
        "high": _shown(viewer, high[1], unit),
        "at": high[0],
    }
    return viewer.say("report.finding.line" if len(known) > 1 else "report.finding.point", **values)


def _percent(sample: Sample | None) -> float | None:
    return float(round(WHOLE * capped(sample.share))) if sample and sample.total else None


def _shown(viewer: ReportViewer, value: float, unit: str) -> str:
    return viewer.percent(value / WHOLE) if unit else viewer.number(round(value))
