"""A manager's week on one card, and the card that turns it on and off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core import card as c
from bot.core.home import HomeLine, buttons_of
from bot.core.report import WeekFigure
from bot.features.report.buttons import ReportReference
from bot.features.report.cards import DIGEST, OPEN, SHOW, advice_elements
from bot.features.report.digest import HOURS
from bot.features.report.model import Digest, PracticeAdvice
from bot.features.report.viewer import ReportViewer

ON, OFF, HOUR = "report.digest.on", "report.digest.off", "report.digest.hour"
STATUS = DIGEST
MOST_WAITING = 5  # in one row: more are hard to take in, and Teams takes six


@dataclass(frozen=True, slots=True)
class DigestContent:
    """What a digest tells: the days of the week that is over, its figures, what waits, what to practise.

    `notice` stands on every report.
    """

    viewer: ReportViewer
    days: str
    figures: tuple[WeekFigure, ...]
    waiting: tuple[HomeLine, ...]
    advice: PracticeAdvice
    hour: int
    notice: str = ""


def digest_card(content: DigestContent) -> c.Card:
    """Returns a manager's week."""
    viewer, say = content.viewer, content.viewer.say
    lines = [_figure(viewer, figure) for figure in content.figures] or [say("digest.no_figures")]
    off = c.Button(say("digest.turn_off"), OFF)
    return viewer.card(
        f"{say('digest.title')} · {content.days}. {' '.join(lines)}",
        c.Heading(say("digest.title"), content.days),
        *([c.Note(content.notice)] if content.notice else []),
        *map(c.Text, lines),
        *_waiting(content),
        *advice_elements(viewer, content.advice),
        c.Divider(),
        c.Buttons((c.Button(say("digest.open"), OPEN), off)),
        c.Note(say("digest.foot", time=_clock(content.hour))),
    )


def status_card(viewer: ReportViewer, digest: Digest | None, *, zoned: bool) -> c.Card:
    """Returns whether it is on, and when it comes; `zoned` tells whether anybody knows their zone."""
    say = viewer.say
    back = c.Button(say("report.back"), SHOW, ReportReference().encode())
    if digest is None:
        state: tuple[c.Element, ...] = (c.Text(say("digest.is_off")),)
        button = c.Button(say("digest.turn_on"), ON, tone=c.Tone.PRIMARY)
    else:
        hours = tuple(c.Option(_clock(hour), str(hour)) for hour in HOURS)
        is_on = c.Text(say("digest.is_on", time=_clock(digest.hour), day=viewer.day(digest.day)))
        choice = c.Choice(HOUR, say("digest.hour"), hours, str(digest.hour))
        state = (is_on, *([] if zoned else [c.Note(say("digest.utc"))]), choice)
        button = c.Button(say("digest.turn_off"), OFF)
    summary = say("digest.button.on" if digest else "digest.button.off")
    return viewer.card(
        summary,
        c.Heading(say("digest.name")),
        c.Text(say("digest.text")),
        *state,
        c.Buttons((button, back)),
    )


def off_card(viewer: ReportViewer) -> c.Card:
    """Returns that no more come, and the way back."""
    say = viewer.say
    buttons = (c.Button(say("digest.on_again"), ON), c.Button(say("digest.open"), OPEN))
    return viewer.card(
        say("digest.off"), c.Heading(say("digest.off")), c.Text(say("digest.off_text")), c.Buttons(buttons)
    )


def _figure(viewer: ReportViewer, figure: WeekFigure) -> str:
    key = "digest.figure" if figure.before else "digest.figure.alone"
    return viewer.say(key, label=figure.label, shown=figure.shown, before=figure.before)


def _waiting(content: DigestContent) -> Iterator[c.Element]:
    lines = content.waiting[:MOST_WAITING]
    if lines:
        yield c.Text(f"**{content.viewer.say('digest.waits')}**")
        yield from (c.Text(f"• {line.text}") for line in lines)
        yield c.Buttons(buttons_of(lines))


def _clock(hour: int) -> str:
    return f"{hour:02}:00"
