"""The card of the start: danger first, then words for the moment, then what waits and what is one's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core import card as c
from bot.core.chat import Person, Role
from bot.core.home import HomeLine, buttons_of
from bot.core.report import WeekFigure
from bot.core.viewer import Viewer
from bot.features.home.model import HomePage

SHOW = "home.show"
# Presses that other features answer.
SAFETY, MENU, HELP, SETTINGS = "safety.menu", "lookup.menu", "home.help", "mine.settings"
DRILL, REPORT, SCHEDULES, TEAM = "drill.start", "report.show", "schedule.list", "team.home"
FIGURES = "figures.show"
ROW = 5  # buttons at most: more are hard to take in, and Teams takes six


def home_card(viewer: Viewer, person: Person, page: HomePage, *, welcome: bool = False) -> c.Card:
    """Returns a person's start; with a `welcome`, as somebody sees it who was just greeted."""
    say = viewer.say
    return viewer.card(
        say("welcome.summary" if welcome else "home.summary"),
        c.Heading(say("welcome.title" if welcome else "home.title")),
        *([c.Text(say("welcome.text"))] if welcome else []),
        *_danger(viewer),
        *_leading(viewer, person, page),
        *_row(page.usual),
        c.Note(say("welcome.try" if welcome else "home.how")),
        *([c.Note(say("home.partial"))] if page.partial else []),
        *_titled(say("home.due"), *_lines(page.due)),
        *_titled(say("home.recent"), *_row(page.recent)),
        *page.saved,
        *([c.Note(say("home.streak", days=page.streak))] if page.streak else []),
        *page.offer,
        c.Buttons(tuple(_ways_on(viewer, person))),
    )


def _danger(viewer: Viewer) -> Iterator[c.Buttons]:
    if viewer.book.safety:
        yield c.Buttons((c.Button(viewer.say("safety.open"), SAFETY, tone=c.Tone.DANGER),))


def _leading(viewer: Viewer, person: Person, page: HomePage) -> Iterator[c.Element]:
    """Yields what somebody sees who answers for others; for agents of whom nothing waits, nothing."""
    say, leads = viewer.say, person.role >= Role.MANAGER and not person.outside
    if page.figures:
        yield c.Text(f"**{say('home.week')}**")
        yield from (c.Text(_figure(viewer, figure)) for figure in page.figures)
    yield from page.advice
    if page.waits:
        yield from _titled(say("home.waits"), *_lines(page.waits))
    elif (leads or person.role is Role.SUPERVISOR) and not (page.partial or person.outside):
        yield c.Text(say("home.nothing_waits"))
    if leads:
        yield c.Buttons(
            (
                c.Button(say("home.report"), REPORT),
                c.Button(say("home.schedules"), SCHEDULES),
                c.Button(say("home.team"), TEAM),
                c.Button(say("figures.title"), FIGURES),
            )
        )
    if leads or page.waits:
        yield c.Divider()


def _figure(viewer: Viewer, figure: WeekFigure) -> str:
    key = "home.figure" if figure.before else "home.figure.alone"
    return viewer.say(key, shown=figure.shown, label=figure.label, before=figure.before)


def _lines(lines: Sequence[HomeLine]) -> Iterator[c.Element]:
    """Yields what waits, a line each, and one row of what leads there; nothing where nothing waits."""
    if lines:
        yield from (c.Text(line.text) for line in lines)
        yield from _row(buttons_of(lines))


def _row(buttons: tuple[c.Button, ...]) -> Iterator[c.Buttons]:
    if buttons:
        yield c.Buttons(buttons[:ROW])


def _titled(title: str, *elements: c.Element) -> tuple[c.Element, ...]:
    return (c.Text(f"**{title}**"), *elements) if elements else ()


def _ways_on(viewer: Viewer, person: Person) -> Iterator[c.Button]:
    say = viewer.say
    yield c.Button(say("menu.situations"), MENU)
    if not person.outside:
        yield c.Button(say("home.practise"), DRILL)
        yield c.Button(say("settings.open"), SETTINGS, form=True)
    yield c.Button(say("menu.help"), HELP)
