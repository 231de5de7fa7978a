"""What managers see of help-desk figures: a table, a plot, and that it tells nothing of why."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import card as c
from bot.core import written
from bot.core.helpdesk import MEASURES, HelpdeskWeek, measured
from bot.core.outcomes import first_day
from bot.core.retention import HELPDESK
from bot.core.viewer import Viewer, listed, name_line
from bot.features.helpdesk.model import LONGEST_SHOWN, FigureImport

SHOW, UPLOAD, REMOVE, REMOVED = (f"figures.{name}" for name in ("show", "upload", "remove", "removed"))
PLOTTED, LISTED = 12, 8  # weeks
IGNORED_SHOWN = 5  # columns named; the rest is counted


def figures_card(viewer: Viewer, weeks: Sequence[HelpdeskWeek], *status: str) -> c.Card:
    """Returns the weeks in a row that are stored, none for nothing; `status` is what was just done."""
    say = viewer.say
    upload = c.Button(say("figures.upload"), UPLOAD, tone=c.Tone.PRIMARY, form=True)
    remove = (c.Button(say("figures.remove"), REMOVE),) if weeks else ()
    return viewer.card(
        say("figures.title"),
        c.Heading(say("figures.title")),
        *(c.Note(line) for line in status if line),
        c.Text(say("figures.text" if weeks else "figures.none")),
        *plot_elements(viewer, weeks),
        *([week_table(viewer, weeks[-LISTED:])] if weeks else []),
        c.Note(say("figures.no_handle_time")),
        c.Buttons((upload, *remove)),
    )


def plot_elements(viewer: Viewer, weeks: Sequence[HelpdeskWeek]) -> tuple[c.Element, ...]:
    """Returns the lines of the figures over weeks in a row, and that they tell no cause.

    () where nothing is known, or of one week alone.
    """
    say = viewer.say
    series = tuple(
        c.Series(say(f"figures.name.{measure}"), tuple(week.value(measure) for week in weeks))
        for measure in MEASURES
    )
    known = tuple(line for line in series if any(value is not None for value in line.values))
    if not known or len(weeks) < 2:
        return ()
    labels = tuple(_monday(viewer, week) for week in weeks)
    plot = c.Plot(say("figures.plot"), labels, known, finding(viewer, weeks), unit="%")
    return plot, c.Note(say("figures.no_cause"))


def finding(viewer: Viewer, weeks: Sequence[HelpdeskWeek]) -> str:
    """Returns in words how each figure was first and last, and nothing of why."""
    say, parts = viewer.say, []
    for measure in MEASURES:
        values = [value for week in weeks if (value := week.value(measure)) is not None]
        if not values:
            continue
        words = "figures.moved" if len(values) > 1 else "figures.stood"
        was, now = measured(viewer, values[0]), measured(viewer, values[-1])
        parts.append(say(words, name=say(f"figures.name.{measure}.within"), was=was, now=now))
    first, last = (_monday(viewer, week) for week in (weeks[0], weeks[-1]))
    return say("figures.finding", first=first, last=last, parts=listed(say, parts))


def week_table(viewer: Viewer, weeks: Sequence[HelpdeskWeek]) -> c.Table:
    """Returns a row for each week, the newest first."""
    say = viewer.say
    headings = (say("figures.week_heading"), *(say(f"figures.name.{measure}") for measure in MEASURES))
    rows = (
        (_monday(viewer, week), *(measured(viewer, week.value(m)) for m in MEASURES))
        for week in reversed(weeks)
    )
    return c.Table(headings, tuple(rows))


def removal_card(viewer: Viewer) -> c.Card:
    """Returns the question before all figures go."""
    say = viewer.say
    remove = c.Button(say("figures.remove"), REMOVED, tone=c.Tone.DANGER)
    keep = c.Button(say("figures.keep"), SHOW)
    title, text = say("figures.sure"), say("figures.sure_text")
    return viewer.card(title, c.Heading(title), c.Text(text), c.Buttons((remove, keep)))


def import_lines(viewer: Viewer, done: FigureImport) -> tuple[str, ...]:
    """Returns what came of a file, a line each; "" for what there is nothing to say of."""
    say, count = viewer.say, len(done.stored)
    shown = [name_line(name, LONGEST_SHOWN) for name in done.ignored[:IGNORED_SHOWN]]
    more = len(done.ignored) - len(shown)
    names = ", ".join(shown) + (f" {say('lint.more', count=more)}" if more > 0 else "")
    return (
        say(f"figures.imported{_one(count)}", count=count),
        say(f"figures.replaced{_one(done.replaced)}", count=done.replaced) if done.replaced else "",
        say(f"figures.old{_one(done.old)}", count=done.old, days=HELPDESK.days) if done.old else "",
        say("figures.ignored", names=names) if names else "",
    )


def _one(count: int) -> str:
    return ".one" if count == 1 else ""


def _monday(viewer: Viewer, week: HelpdeskWeek) -> str:
    return written.day(first_day(week.week), viewer.language)
