"""Plots, drawn by Teams: by elements of its own, which Adaptive Cards at large does not know.

Source: Microsoft's pages “Chart.Line”, “Chart.HorizontalBar” and “Chart.VerticalBar.Grouped”. They name no
way to leave a gap: a value that is not there is 0, or a line goes on over it. So a plot with gaps is drawn as
bars, where what is left out is no bar, and a label without any figure says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core import plots
from bot.core.card import LABEL, Plot, clip, plain
from bot.teams import limits
from bot.teams.charts import table
from bot.teams.fit import weight
from bot.teams.texts import Item, block, quiet, run, unmarked
from bot.teams.wire import encoded


@dataclass(frozen=True, slots=True)
class ClosedPart:
    """Where the figures of a plot are folded in: the id of that part, and the label that opens it."""

    id: str
    label: str


def picture(plot: Plot, folded: ClosedPart, language: str) -> Item:
    """Returns a plot: drawn, what it shows said, its figures one tap away; of as many labels as have room."""
    plot = _short(plots.trimmed(plot))
    for most in limits.PLOT_LABELS:
        shown = _shown(plots.thinned(plot, most), folded, language)
        if weight(encoded(shown).decode()) <= limits.PLOT_BYTES:
            break
    return shown


def _shown(plot: Plot, folded: ClosedPart, language: str) -> Item:
    title = [block(plot.title, weight="Bolder")] if plot.title else []
    finding = [quiet(plot.finding)] if plot.finding else []
    drawn, listed = _drawn(plot), _list(plot, language)
    items: list[Item] = [*title, listed, *finding]
    if drawn:
        told = {"type": "Container", "items": [*title, listed]}
        items = [{**drawn, "fallback": told}, *finding, *_fold(plot, listed, folded, language)]
    return {"type": "Container", "spacing": "Medium", "items": items}


def _fold(plot: Plot, listed: Item, folded: ClosedPart, language: str) -> list[Item]:
    opens = {
        "type": "Action.ToggleVisibility",
        "title": run(clip(plain(folded.label), LABEL)),
        "targetElements": [folded.id],
    }
    small = len(plot.labels) * (len(plot.series) + 1) <= limits.PLOT_CELLS
    figures = table(plots.table(plot, language)) if small else listed
    return [
        {"type": "ActionSet", "spacing": "Small", "actions": [opens]},
        {"type": "Container", "id": folded.id, "isVisible": False, "items": [figures]},
    ]


def _list(plot: Plot, language: str) -> Item:
    return {
        "type": "FactSet",
        "facts": [
            {"title": unmarked(label), "value": unmarked(_line(plot, texts))}
            for label, texts in plots.shown(plot, language)
        ],
    }


def _line(plot: Plot, texts: tuple[str, ...]) -> str:
    if len(texts) == 1:
        return texts[0]
    return " · ".join(f"{series.name}: {text}" for series, text in zip(plot.series, texts, strict=True))


def _drawn(plot: Plot) -> Item | None:
    """Returns the chart, None where there is nothing to draw, or no chart would have its labels in order."""
    if not plots.has_figures(plot):
        return None
    if len(set(plot.labels)) < len(plot.labels):  # by its label a bar is told from others
        return None
    chart: Item = {"title": run(plain(plot.title)), "showTitle": True}
    if plot.lines and len(plot.labels) > 1 and plots.complete(plot):
        return {"type": "Chart.Line", **chart, **_axis(plot), "data": _points(plot)}
    if len(plot.series) == 1:
        kind = "Chart.VerticalBar" if plot.lines else "Chart.HorizontalBar"
        return {"type": kind, **chart, "showBarValues": plots.complete(plot), "data": _bars(plot)}
    fullest = _fullest_first(plot)
    if not fullest:
        return None
    return {"type": "Chart.VerticalBar.Grouped", **chart, **_axis(plot), "data": _points(fullest)}


def _axis(plot: Plot) -> Item:
    return {"yAxisTitle": run(plot.unit)} if plot.unit else {}


def _points(plot: Plot) -> list[Item]:
    return [
        {
            "legend": run(plain(series.name)),
            "values": [
                {"x": _named(label, values), "y": values[place] or 0}
                for label, values in plots.rows(plot)
                if values[place] is not None or (not place and set(values) == {None})
            ],
        }
        for place, series in enumerate(plot.series)
    ]


def _bars(plot: Plot) -> list[Item]:
    return [{"x": _named(label, values), "y": values[0] or 0} for label, values in plots.rows(plot)]


def _named(label: str, values: tuple[float | None, ...]) -> str:
    # What has no figure at all keeps its place and says so.
    return run(plain(label)) if set(values) != {None} else f"{run(plain(label))} · {plots.MISSING}"


def _fullest_first(plot: Plot) -> Plot | None:
    """Returns the plot with the series first that has a value wherever any has: it sets the labels' order."""
    for place, series in enumerate(plot.series):
        if all(values[place] is not None or set(values) == {None} for _, values in plots.rows(plot)):
            others = (*plot.series[:place], *plot.series[place + 1 :])
            return replace(plot, series=(series, *others))
    return None


def _short(plot: Plot) -> Plot:
    # A chart draws what fits beside its axis; what is longer takes the room of figures.
    labels = tuple(clip(plain(label), limits.PLOT_LABEL) for label in plot.labels)
    series = tuple(
        replace(
            each,
            name=clip(plain(each.name), limits.PLOT_LABEL),
            words=tuple(clip(plain(text), limits.PLOT_LABEL) for text in each.words),
        )
        for each in plot.series[: limits.PLOT_SERIES]
    )
    title, finding = clip(plot.title, limits.PLOT_TITLE), clip(plot.finding, limits.PLOT_FINDING)
    return replace(plot, title=title, finding=finding, labels=labels, series=series)
