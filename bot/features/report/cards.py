"""The card of a report: two sentences, a picture or two, and one tap to whatever is behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.core import card as c
from bot.core.report import SPANS, ReportTable
from bot.core.viewer import dotted, sentences
from bot.features.report.buttons import ReportReference
from bot.features.report.model import PracticeAdvice, ReportView
from bot.features.report.sections import SectionMaker
from bot.features.report.viewer import ReportViewer

SHOW, GROUP, WEEKS, TABLE, PAGE = "report.show", "report.group", "report.weeks", "report.table", "report.page"
LEAVE = "report.leave"
OPEN, DIGEST = "report.open", "report.digest"
# Other features'
SCHEDULE, SHOW_SCHEDULE, SCHEDULES = "schedule.new", "schedule.show", "schedule.list"
NEW_GROUP = "group.new"
PER_PAGE = 20  # rows of a table
MOST_GROUPS = 100  # in a select
_VIEWS = (
    ReportView.OUTCOMES,
    ReportView.PRACTICE,
    ReportView.LOOKUPS,
    ReportView.INCIDENTS,
    ReportView.MORE,
)
_OF_GROUP = (ReportView.START, ReportView.OUTCOMES, ReportView.PRACTICE, ReportView.LOOKUPS)


@dataclass(frozen=True, slots=True)
class ReportChoices:
    """What may be chosen, what is, and what the report says on top, of which `advice` is the last.

    `group` and `days` say whose it is, and of when; `until` why it ends there. `notice` stands on every
    report; `digest` tells whether whoever looks has it every Monday.
    """

    at: ReportReference
    groups: tuple[c.Option, ...]
    group: str
    days: str
    lead: tuple[str, ...]
    advice: PracticeAdvice
    until: str = ""
    notice: str = ""
    digest: bool = False


def report_card(maker: SectionMaker, choices: ReportChoices) -> c.Card:
    """Returns the start of a report, or one of its parts."""
    viewer, at = maker.viewer, choices.at
    if maker.figures.empty or (maker.figures.bare and at.view in _OF_GROUP):
        body: Sequence[c.Element] = tuple(_empty(viewer))
    elif at.view is ReportView.START:
        body = tuple(_start(maker, choices))
    else:
        section = maker.section(at.view)
        body = (c.Text(f"**{section.title}**"), *section.elements, *_tables(viewer, at, section.tables))
    return viewer.card(
        sentences(viewer.say("report.title"), choices.notice, choices.group, choices.days, *choices.lead),
        c.Heading(viewer.say("report.title"), choices.group),
        c.Note(choices.days),
        *([c.Note(choices.until)] if choices.until and at.view is ReportView.START else []),
        *([c.Note(choices.notice)] if choices.notice else []),
        *body,
        c.Divider(),
        *([] if maker.figures.empty else [c.Buttons(tuple(_views(viewer, at)))]),
        *_selects(viewer, choices),
        c.Note(viewer.say("report.how")),
        *_digest(viewer, choices),
    )


def table_card(viewer: ReportViewer, choices: ReportChoices, table: ReportTable) -> c.Card:
    """Returns a page of a table, and the way back."""
    at = choices.at
    rows = table.table.rows
    page = at.page if 0 <= at.page * PER_PAGE < len(rows) else 0
    shown = rows[page * PER_PAGE : (page + 1) * PER_PAGE]
    turns = [(page - 1, "report.earlier")] * (page > 0)
    turns += [(page + 1, "report.later")] * ((page + 1) * PER_PAGE < len(rows))
    back = c.Button(viewer.say("report.back"), SHOW, at.at(at.view).encode())
    group = viewer.say("report.everybody") if table.of_all else choices.group
    return viewer.card(
        dotted(table.title, group, choices.days),
        c.Heading(table.title, group),
        c.Note(choices.days),
        c.Table(table.table.headings, shown),
        c.Buttons(
            (
                *(c.Button(viewer.say(key), TABLE, replace(at, page=to).encode()) for to, key in turns),
                back,
            )
        ),
    )


def page_card(viewer: ReportViewer, at: ReportReference, address: str) -> c.Card:
    """Returns where the report opens on a page, or how it can be had there."""
    title, back = viewer.say("report.on_page"), c.Button(viewer.say("report.back"), SHOW, at.encode())
    if not address:
        return viewer.card(title, c.Heading(title), c.Text(viewer.say("report.no_page")), c.Buttons((back,)))
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(viewer.say("report.link_text")),
        c.Link(viewer.say("report.link"), address),
        c.Note(viewer.say("report.link_note")),
        c.Buttons((back, c.Button(viewer.say("report.leave"), LEAVE, at.encode()))),
    )


def left_card(viewer: ReportViewer, at: ReportReference) -> c.Card:
    """Returns that the page is closed on every device."""
    title, back = viewer.say("report.left"), c.Button(viewer.say("report.back"), SHOW, at.encode())
    return viewer.card(title, c.Heading(title), c.Text(viewer.say("report.left_text")), c.Buttons((back,)))


def advice_elements(viewer: ReportViewer, advice: PracticeAdvice) -> tuple[c.Element, ...]:
    """Returns what to practise, and the way to schedule it, as it stands outside of the report."""
    if not advice.sentence:
        return ()
    by_group = (c.Text(advice.by_group),) if advice.by_group else ()
    return (c.Text(advice.sentence), *by_group, *_scheduling(viewer, advice))


def more_button(viewer: ReportViewer, at: ReportReference, view: ReportView, id: str) -> c.Button:
    """Returns the button that shows a table."""
    value = replace(at, view=view, table=id, page=0).encode()
    return c.Button(viewer.say("report.as_table"), TABLE, value)


def _start(maker: SectionMaker, choices: ReportChoices) -> Iterator[c.Element]:
    say = maker.viewer.say
    for line in choices.lead:
        yield c.Text(line)
    wide = c.Button(say("report.open_page"), PAGE, choices.at.encode())
    yield from _scheduling(maker.viewer, choices.advice, wide)
    yield maker.change_plot()
    yield maker.lookups_plot()


def _scheduling(viewer: ReportViewer, advice: PracticeAdvice, *more: c.Button) -> Iterator[c.Element]:
    """Yields what is scheduled already of what to practise, and a row with the way there."""
    say, primary = viewer.say, c.Tone.PRIMARY
    if advice.planned:
        yield c.Text(advice.planned)
    buttons = list(more)
    if advice.schedule:
        buttons.insert(0, c.Button(say("report.see_schedule"), SHOW_SCHEDULE, advice.schedule, primary))
    elif advice.everywhere:
        buttons.insert(0, c.Button(say("report.see_schedule"), SCHEDULES, tone=primary))
    elif advice.topic:
        value = f"{advice.topic}|{advice.group}"
        buttons.insert(0, c.Button(say("report.practise"), SCHEDULE, value, primary, form=True))
    if buttons:
        yield c.Buttons(tuple(buttons))


def _empty(viewer: ReportViewer) -> Iterator[c.Element]:
    yield c.Text(viewer.say("report.empty"))
    yield c.Buttons((c.Button(viewer.say("group.new"), NEW_GROUP, form=True),))


def _digest(viewer: ReportViewer, choices: ReportChoices) -> Iterator[c.Element]:
    # Below all else: it is set once.
    if choices.at.view is ReportView.START:
        label = viewer.say("digest.button.on" if choices.digest else "digest.button.off")
        yield c.Buttons((c.Button(label, DIGEST),))


def _tables(viewer: ReportViewer, at: ReportReference, tables: Sequence[ReportTable]) -> Iterator[c.Element]:
    buttons = tuple(
        c.Button(c.clip(table.title, c.LABEL), TABLE, replace(at, table=table.id).encode())
        for table in tables
    )
    if buttons:
        yield c.Note(viewer.say("report.tables"))
        yield c.Buttons(buttons)


def _views(viewer: ReportViewer, at: ReportReference) -> Iterator[c.Button]:
    start = () if at.view is ReportView.START else (ReportView.START,)
    for view in (*start, *(each for each in _VIEWS if each is not at.view)):
        yield c.Button(viewer.say(f"report.view.{view.value}"), SHOW, at.at(view).encode())


def _selects(viewer: ReportViewer, choices: ReportChoices) -> Iterator[c.Element]:
    at = choices.at.at(choices.at.view)
    if len(choices.groups) > 1:
        groups = tuple(
            c.Option(option.label, replace(at, group=option.value).encode())
            for option in choices.groups[:MOST_GROUPS]
        )
        yield c.Choice(GROUP, viewer.say("report.group"), groups, at.encode())
    spans = tuple(
        c.Option(viewer.say("report.weeks", weeks=weeks), replace(at, weeks=weeks).encode())
        for weeks in SPANS
    )
    yield c.Choice(WEEKS, viewer.say("report.weeks_label"), spans, at.encode())
