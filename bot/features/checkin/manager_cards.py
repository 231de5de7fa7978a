"""What managers see of a unit: published figures alone, and what can be done about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.core import card as c
from bot.core.groups import LONGEST_NAME
from bot.core.ranges import Range
from bot.core.viewer import name_line
from bot.features.checkin import cards
from bot.features.checkin.instrument import Advice
from bot.features.checkin.lattice import HIGHEST, LOWEST, figure_rules, unprotected
from bot.features.checkin.model import INDEX, UnitOverview
from bot.features.checkin.period import parse_period
from bot.features.checkin.scoring import HIGH, TOP
from bot.features.checkin.units import Unit
from bot.features.checkin.viewer import CheckinViewer

CHARTED = 12  # periods in the chart
EACH, MOST = 2, 5  # pieces of advice for one figure, and in all
_ANY = "any"


def unit_card(viewer: CheckinViewer, view: UnitOverview, units: Sequence[Unit]) -> c.Card:
    """Returns a unit's newest figures and how they went, or a plain sentence why there are none."""
    figures, possible = view.figures(view.newest), bool(figure_rules(viewer.content.instrument))
    middle: list[c.Element] = []
    if not possible:
        middle += _courses(viewer, view)
    elif figures:
        middle += [*_figures(viewer, figures), *_courses(viewer, view), *_advice(viewer, figures)]
    elif view.early:
        first = viewer.day(max(view.first, view.now).last)
        middle += [c.Text(viewer.say("checkin.team.soon", last=first))]
        middle += [c.Note(viewer.say("checkin.team.first")), *_courses(viewer, view)]
    else:
        middle += [*_hidden(viewer, view), *_courses(viewer, view)]
    last = viewer.day(view.now.last)
    after = [] if view.early or not possible else [c.Note(viewer.say("checkin.team.next", last=last))]
    without = _without(viewer)
    return _card(viewer, view, (*middle, *without, *after, *_ways(viewer, view, units, bool(figures))))


def no_units_card(viewer: CheckinViewer) -> c.Card:
    """Returns that there are no units, and the way to make some."""
    units = c.Button(viewer.say("checkin.setup.units"), cards.UNITS, tone=c.Tone.PRIMARY)
    return cards.note_card(viewer, "team.no_groups", units)


def team_button(viewer: CheckinViewer) -> c.Button:
    """Returns the button to the figures of the groups."""
    return c.Button(viewer.say("checkin.team.open"), cards.TEAM)


def settings_button(viewer: CheckinViewer) -> c.Button:
    """Returns the button to the settings, for whom they are what comes next."""
    return c.Button(viewer.say("checkin.team.settings"), cards.SETTINGS, tone=c.Tone.PRIMARY, form=True)


def meanwhile_card(viewer: CheckinViewer, view: UnitOverview) -> c.Card:
    """Returns what a team can do without any figure."""
    advice = viewer.content.advice
    texts = [*_of(advice, _ANY), *(entry for when in _kinds(advice) for entry in _of(advice, when)[:1])]
    back = c.Button(viewer.say("checkin.team.back"), cards.TEAM, view.unit.id)
    heading = c.Heading(viewer.say("checkin.team.meanwhile"))
    bullets = viewer.bullets(entry.text for entry in texts)
    return _card(viewer, view, (heading, *bullets, c.Buttons((back,))))


def fitting_advice(advice: Sequence[Advice], figures: Mapping[str, float]) -> list[Advice]:
    """Returns what answers to the figures, the heaviest exposure first; to light ones, what always helps.

    Advice for the index is for each subscale, too.
    """
    heavy = sorted((f for f in figures if figures[f] >= HIGH), key=lambda f: (f == INDEX, -figures[f], f))
    known = {entry.when for entry in advice}
    answered = dict.fromkeys(figure if figure in known else INDEX for figure in heavy)
    matching = [entry for figure in answered for entry in _of(advice, figure)[:EACH]]
    return [*matching[: MOST - 1], *_of(advice, _ANY)[: 1 if matching else 3]]


def _card(viewer: CheckinViewer, view: UnitOverview, elements: Sequence[c.Element]) -> c.Card:
    name = name_line(view.unit.name, LONGEST_NAME)
    title = viewer.say("checkin.team.title", name=name)
    period = parse_period(view.newest)
    return viewer.card(title, c.Heading(title, viewer.span(period) if period else ""), *elements)


def _hidden(viewer: CheckinViewer, view: UnitOverview) -> tuple[c.Element, ...]:
    # Whether it changed is no secret, and how many took part is told by nothing finer than the minimum. That
    # of the period need not be the one of now, so it is not named.
    if view.withheld is None:  # nothing of it can be protected
        return ()
    why = viewer.say(f"checkin.team.{view.withheld.value}")
    return c.Text(why), c.Note(viewer.say("checkin.team.protecting"))


def _figures(viewer: CheckinViewer, figures: Mapping[str, Range]) -> tuple[c.Element, ...]:
    # No band's name: by how answers count in a unit's figure, that would say more than is known.
    say, instrument = viewer.say, viewer.content.instrument
    results = tuple(
        c.Text(say("checkin.team.result", load=viewer.load(s), range=viewer.span_of(figures[s.id])))
        for s in instrument.subscales
        if s.id in figures
    )
    rows = tuple(viewer.share(item, figures[item.id]) for item in instrument.exposures if item.id in figures)
    headings = (say("checkin.apart"), say("checkin.team.from"), say("checkin.team.share"))
    notes = (say("checkin.team.rounded"), say("checkin.team.open_end"))
    table = [c.Table(headings, rows)] if rows else []
    return (*results, *table, *map(c.Note, notes))


def _courses(viewer: CheckinViewer, view: UnitOverview) -> Iterator[c.Element]:
    subscales = viewer.content.instrument.subscales
    for subscale in subscales:
        last = view.course(subscale.id)[-CHARTED:]
        known = [(result.period, result.range) for result in last if result.range]
        if len(known) < 2:
            continue
        title = viewer.say("checkin.team.chart", load=viewer.load(subscale))
        yield c.Chart(
            title,
            tuple(viewer.ended(period) for period, _ in known),
            tuple(_middle(figure) for _, figure in known),
            TOP,
            c.Better.LOW,
            tuple(viewer.span_of(figure) for _, figure in known),
        )
        hidden = [viewer.ended(result.period) for result in last if not result.range]
        if hidden and subscale is subscales[-1]:  # a unit has all its figures, or none
            yield c.Note(viewer.say("checkin.team.gaps", periods=", ".join(hidden)))


def _middle(figure: Range) -> float:
    # Where a range is drawn: between the ends that its figure can have at all.
    low, high = (figure.low, figure.high) if figure.low == figure.high else _bounded(figure)
    return (low + high) / 2


def _bounded(figure: Range) -> tuple[int, int]:
    return max(figure.low, LOWEST), min(figure.high, HIGHEST)


def _without(viewer: CheckinViewer) -> list[c.Element]:
    # What these questions can have no figure of, for whoever looks for it.
    instrument = viewer.content.instrument
    without = unprotected(instrument)
    names = [viewer.load(subscale) for subscale in instrument.subscales if subscale.id in without]
    names += [viewer.pick(item.label) for item in instrument.exposures if item.id in without]
    return [c.Note(viewer.say("checkin.team.never", figures="; ".join(names)))] if names else []


def _advice(viewer: CheckinViewer, figures: Mapping[str, Range]) -> tuple[c.Element, ...]:
    advice = fitting_advice(viewer.content.advice, {name: _middle(f) for name, f in figures.items()})
    if not advice:
        return ()
    return c.Heading(viewer.say("checkin.team.helps")), *viewer.bullets(entry.text for entry in advice)


def _ways(
    viewer: CheckinViewer, view: UnitOverview, units: Sequence[Unit], shown: bool
) -> tuple[c.Element, ...]:
    say = viewer.say
    options = tuple(c.Option(name_line(unit.name, LONGEST_NAME), unit.id) for unit in units)
    choice = [c.Choice(cards.TEAM, say("checkin.team.group"), options, view.unit.id)]
    helps = [] if shown else [c.Button(say("checkin.team.meanwhile"), cards.MEANWHILE, view.unit.id)]
    settings = c.Button(say("checkin.team.settings"), cards.SETTINGS, form=True)
    return (*(choice if len(units) > 1 else []), c.Buttons((*helps, settings)))


def _of(advice: Sequence[Advice], when: str) -> list[Advice]:
    return [entry for entry in advice if entry.when == when]


def _kinds(advice: Sequence[Advice]) -> list[str]:
    return [when for when in dict.fromkeys(entry.when for entry in advice) if when != _ANY]
