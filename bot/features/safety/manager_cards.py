"""What a manager sees: what is set, whether a professional reviewed the words, each card, and how often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import card as c
from bot.core.figures import floor_of
from bot.core.outcomes import iso_week
from bot.core.phrasebook import BASE_CHANNELS
from bot.core.safety import SafetyGuide, SafetyKind
from bot.core.viewer import Viewer, moment_at, name_line
from bot.features.safety.buttons import SafetyView
from bot.features.safety.model import KindWeek, SafetySetup

SETUP, EDIT, PREVIEW, LOG = "safety.setup", "safety.edit", "safety.preview", "safety.log"
WEEKS = 4
LEAST = 20  # times that a card was opened in a week, below which that is not told
_LETTERS = 40  # of somebody's name and profession


def setup_card(viewer: Viewer, setup: SafetySetup, zone: str, status: str = "") -> c.Card:
    """Returns what is set, with the ways to change and to try it; `status` is what was just done.

    `zone` is where whoever reads it is.
    """
    say, title = viewer.say, viewer.say("safety.setup")
    return viewer.card(
        title,
        c.Heading(title, say("safety.setup.version", number=setup.version) if setup.version else ""),
        *([c.Note(status)] if status else []),
        c.Text(_review(viewer, setup)),
        *_written(viewer, setup),
        *_unverified(viewer, setup),
        c.Buttons(
            (
                c.Button(say("safety.setup.open"), EDIT, str(setup.version), c.Tone.PRIMARY, form=True),
                c.Button(say("safety.setup.preview"), PREVIEW),
                c.Button(say("safety.setup.log"), LOG),
            )
        ),
        *([c.Note(_since(viewer, setup, zone))] if setup.at else []),
    )


def preview_card(viewer: Viewer, card: c.Card, view: SafetyView) -> c.Card:
    """Returns the card of a kind as agents see it, with nothing on it that would call anybody."""
    kinds = list(viewer.book.safety)
    place, count = kinds.index(view.kind), len(kinds)
    labels = [
        button.label for part in card.elements if isinstance(part, c.Buttons) for button in part.buttons
    ]
    following = replace(view, kind=kinds[(place + 1) % count])
    heading, *rest = [part for part in card.elements if not isinstance(part, c.Buttons | c.Choice)]
    badge = viewer.say("safety.preview.badge", number=place + 1, count=count)
    shown = " · ".join(f"[{label}]" for label in labels)
    buttons = (
        c.Button(viewer.say("safety.preview.next"), PREVIEW, following.encode(), c.Tone.PRIMARY),
        c.Button(viewer.say("safety.setup.back"), SETUP),
    )
    title = heading.text if isinstance(heading, c.Heading) else card.summary
    return viewer.card(
        title,
        c.Heading(title, badge),
        *rest,
        c.Note(viewer.say("safety.preview.note", labels=shown)),
        *([] if view.kind is SafetyKind.AGENT_DISTRESS else [_channels(viewer, view)]),
        c.Buttons(buttons),
    )


def weeks_card(viewer: Viewer, weeks: Sequence[KindWeek], now: datetime) -> c.Card:
    """Returns how often each kind was opened in the last weeks that are over, in steps; no small numbers."""
    say, title = viewer.say, viewer.say("safety.log.title")
    names = week_names(now)
    counts = {(week.kind, week.week): floor_of(week.count, LEAST) for week in weeks}
    rows = tuple(
        _row(viewer, guide, [counts.get((guide.kind, name), 0) for name in names])
        for guide in _counted(viewer)
    )
    shown = c.Table((say("safety.log.kind"), *names), rows)
    back = c.Buttons((c.Button(say("safety.setup.back"), SETUP),))
    return viewer.card(title, c.Heading(title), shown, c.Note(say("safety.log.note", least=LEAST)), back)


def week_names(now: datetime) -> tuple[str, ...]:
    """Returns the ISO names of the weeks that are shown, the last one that is over last."""
    return tuple(iso_week(now - timedelta(weeks=back)) for back in range(WEEKS, 0, -1))


def _counted(viewer: Viewer) -> list[SafetyGuide]:
    return [g for kind, g in viewer.book.safety.items() if kind is not SafetyKind.AGENT_DISTRESS]


def _row(viewer: Viewer, guide: SafetyGuide, counts: Sequence[int]) -> tuple[str, ...]:
    # None and few look alike: where few can have opened it, one more would tell of somebody.
    texts = (viewer.say("share.floor", count=count) if count else "–" for count in counts)
    return (viewer.pick(guide.name), *texts)


def _review(viewer: Viewer, setup: SafetySetup) -> str:
    review = setup.review
    if review is None:
        return viewer.say("safety.setup.unreviewed")
    name = name_line(review.reviewer, _LETTERS)
    if not setup.reviewed(viewer.book.safety):
        return viewer.say("safety.setup.changed", name=name)
    return viewer.say("safety.setup.reviewed", name=name, on=review.on.isoformat())


def _written(viewer: Viewer, setup: SafetySetup) -> Iterator[c.Element]:
    if not setup.version:
        yield c.Text(viewer.say("safety.setup.nothing"))
        return
    numbers = viewer.book.numbers
    for name in ("agents", "customers"):
        country = numbers.get(getattr(setup, name))
        text = viewer.pick(country.name) if country else viewer.say("safety.setup.country.none")
        yield c.Text(viewer.say("safety.setup.line", name=viewer.say(f"safety.setup.{name}"), text=text))
    if setup.number:
        yield c.Quote(viewer.say("safety.setup.number"), setup.number)
    for code, number in setup.numbers.items():
        yield c.Quote(code, number)
    for kind, text in setup.steps.items():
        if guide := viewer.book.safety.get(kind):
            yield c.Quote(viewer.say("safety.setup.steps", kind=viewer.pick(guide.name)), text)


def _unverified(viewer: Viewer, setup: SafetySetup) -> Iterator[c.Note]:
    countries = {setup.agents, setup.customers, *setup.numbers} & set(viewer.book.numbers)
    lines = [line for code in countries for line in viewer.book.numbers[code].lines if not line.verified_on]
    if lines:
        yield c.Note(viewer.say("safety.setup.unverified", count=len(lines)))


def _since(viewer: Viewer, setup: SafetySetup, zone: str) -> str:
    at = moment_at(setup.at, zone) if setup.at else ""
    return viewer.say("safety.setup.since", by=name_line(setup.by), at=at)


def _channels(viewer: Viewer, view: SafetyView) -> c.Choice:
    options = tuple(
        c.Option(viewer.facet(channel) or channel, replace(view, channel=channel).encode())
        for channel in BASE_CHANNELS
    )
    return c.Choice(PREVIEW, viewer.say("safety.channel"), options, view.encode())
