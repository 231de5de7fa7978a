"""What managers see of a group: published figures alone, and what can be done about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core import card as c
from bot.core.groups import LONGEST_NAME, Group
from bot.core.viewer import name_line
from bot.features.checkin import cards
from bot.features.checkin.instrument import Advice
from bot.features.checkin.model import INDEX, GroupOverview, Terms
from bot.features.checkin.period import parse_period
from bot.features.checkin.scoring import HIGH, TOP
from bot.features.checkin.viewer import CheckinViewer

CHARTED = 12  # periods in the chart
EACH, MOST = 2, 5  # pieces of advice for one figure, and in all
_ANY = "any"


def group_card(viewer: CheckinViewer, view: GroupOverview, groups: Sequence[Group], terms: Terms) -> c.Card:
    """Returns a group's newest figure and its trend, or a plain sentence why there is none."""
    figures = view.figures(view.newest)
    if not view.newest:
        middle: tuple[c.Element, ...] = (
            c.Text(viewer.say("checkin.team.soon", last=viewer.day(view.now.last))),
        )
    elif INDEX not in figures:
        middle = (*_hidden(viewer, terms), *_trend(viewer, view))
    else:
        middle = (*_figures(viewer, figures), *_trend(viewer, view), *_advice(viewer, figures))
    after = [c.Note(viewer.say("checkin.team.next", last=viewer.day(view.now.last)))] if view.newest else []
    return _card(viewer, view, (*middle, *after, *_ways(viewer, view, groups, INDEX in figures)))


def team_button(viewer: CheckinViewer) -> c.Button:
    """Returns the button to the figures of the groups."""
    return c.Button(viewer.say("checkin.team.open"), cards.TEAM)


def settings_button(viewer: CheckinViewer) -> c.Button:
    """Returns the button to the settings, for whom they are what comes next."""
    return c.Button(viewer.say("checkin.team.settings"), cards.SETTINGS, tone=c.Tone.PRIMARY, form=True)


def meanwhile_card(viewer: CheckinViewer, view: GroupOverview) -> c.Card:
    """Returns what a team can do without any figure."""
    advice = viewer.content.advice
    texts = [*_of(advice, _ANY), *(entry for when in _kinds(advice) for entry in _of(advice, when)[:1])]
    back = c.Button(viewer.say("checkin.team.back"), cards.TEAM, view.group.id)
    heading = c.Heading(viewer.say("checkin.team.meanwhile"))
    bullets = viewer.bullets(entry.text for entry in texts)
    return _card(viewer, view, (heading, *bullets, c.Buttons((back,))))


def fitting_advice(advice: Sequence[Advice], figures: Mapping[str, int]) -> list[Advice]:
    """Returns what answers to the figures, the heaviest exposure first; to light ones, what always helps."""
    heavy = sorted((f for f in figures if figures[f] >= HIGH), key=lambda f: (f == INDEX, -figures[f], f))
    matching = [entry for figure in heavy for entry in _of(advice, figure)[:EACH]]
    return [*matching[: MOST - 1], *_of(advice, _ANY)[: 1 if matching else 3]]


def _card(viewer: CheckinViewer, view: GroupOverview, elements: Sequence[c.Element]) -> c.Card:
    name = name_line(view.group.name, LONGEST_NAME)
    title = viewer.say("checkin.team.title", name=name)
    period = parse_period(view.newest)
    return viewer.card(title, c.Heading(title, viewer.span(period) if period else ""), *elements)


def _hidden(viewer: CheckinViewer, terms: Terms) -> tuple[c.Element, ...]:
    # One sentence for both reasons: to know which of them holds would tell how many took part.
    hidden = viewer.say("checkin.team.hidden", minimum=terms.minimum)
    return c.Text(hidden), c.Note(viewer.say("checkin.team.protects"))


def _figures(viewer: CheckinViewer, figures: Mapping[str, int]) -> tuple[c.Element, ...]:
    # No band's name: by how answers count in a group's figure, that would say more than is known.
    say, instrument = viewer.say, viewer.content.instrument
    index = figures[INDEX]
    rows = tuple(
        viewer.share(item, figures[item.id])
        if item.id in figures
        else (viewer.pick(item.label), say("checkin.team.none"), "–")
        for item in instrument.exposures
    )
    headings = (say("checkin.apart"), say("checkin.team.from"), say("checkin.team.share"))
    return (
        c.Text(say("checkin.team.result", index=index)),
        c.Meter(say("checkin.load"), index, TOP, better=c.Better.LOW),
        *([c.Table(headings, rows)] if rows else []),
        c.Note(say("checkin.team.rounded")),
    )


def _trend(viewer: CheckinViewer, view: GroupOverview) -> tuple[c.Element, ...]:
    last = view.indices[-CHARTED:]
    known = [result for result in last if result.value is not None]
    if len(known) < 2:
        return ()
    labels = tuple(viewer.ended(result.period) for result in known)
    values = tuple(float(result.value or 0) for result in known)
    hidden = [viewer.ended(result.period) for result in last if result.value is None]
    gaps = [c.Note(viewer.say("checkin.team.gaps", periods=", ".join(hidden)))] if hidden else []
    return (c.Chart(viewer.say("checkin.team.chart"), labels, values, TOP, c.Better.LOW), *gaps)


def _advice(viewer: CheckinViewer, figures: Mapping[str, int]) -> tuple[c.Element, ...]:
    advice = fitting_advice(viewer.content.advice, figures)
    if not advice:
        return ()
    return c.Heading(viewer.say("checkin.team.helps")), *viewer.bullets(entry.text for entry in advice)


def _ways(
    viewer: CheckinViewer, view: GroupOverview, groups: Sequence[Group], shown: bool
) -> tuple[c.Element, ...]:
    say = viewer.say
    options = tuple(c.Option(name_line(group.name, LONGEST_NAME), group.id) for group in groups)
    choice = [c.Choice(cards.TEAM, say("checkin.team.group"), options, view.group.id)]
    helps = [] if shown else [c.Button(say("checkin.team.meanwhile"), cards.MEANWHILE, view.group.id)]
    settings = c.Button(say("checkin.team.settings"), cards.SETTINGS, form=True)
    return (*(choice if len(groups) > 1 else []), c.Buttons((*helps, settings)))


def _of(advice: Sequence[Advice], when: str) -> list[Advice]:
    return [entry for entry in advice if entry.when == when]


def _kinds(advice: Sequence[Advice]) -> list[str]:
    return [when for when in dict.fromkeys(entry.when for entry in advice) if when != _ANY]
