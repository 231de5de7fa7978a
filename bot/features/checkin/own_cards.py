"""What a person sees of all their checks, and what they can do with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import card as c
from bot.features.checkin import buttons, cards
from bot.features.checkin.instrument import Subscale
from bot.features.checkin.model import CheckinEntry, comparable_entries
from bot.features.checkin.period import Cadence
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.scoring import SPAN, TOP
from bot.features.checkin.viewer import CheckinViewer

CHARTED = 12  # checks in the chart; words tell of the last eight


@dataclass(frozen=True, slots=True)
class OwnView:
    """What a person sees of their own. `changed`: the terms are weaker than those they agreed to."""

    record: CheckinRecord
    on: bool = True
    changed: bool = False


def own_checks_card(viewer: CheckinViewer, view: OwnView, status: str = "") -> c.Card:
    """Returns the trend of somebody's checks, in words and as a chart."""
    say, title, record = viewer.say, viewer.say("checkin.me.title"), view.record
    entries = comparable_entries(viewer.content.instrument.id, record.entries)
    parts: list[c.Element] = [c.Heading(title), *([c.Note(status)] if status else [])]
    if not record.entries:
        parts.append(c.Text(say("checkin.me.none" if record.taking_part else "checkin.me.nothing")))
    if not view.on:
        parts.append(c.Note(say("checkin.me.off")))
    elif record.entries and not record.taking_part:
        parts.append(c.Note(say("checkin.me.stopped")))
    parts += _trend(viewer, entries)
    parts += cards.terms_changed(viewer) if view.changed and view.on else ()
    return viewer.card(title, *parts, *_buttons(viewer, view))


def erase_card(viewer: CheckinViewer, count: int) -> c.Card:
    """Returns the first question before everything goes."""
    text = viewer.say("checkin.erase.text", count=count)
    return _question_card(viewer, "checkin.erase", text, "checkin.erase.go", cards.SURE)


def confirm_erase_card(viewer: CheckinViewer) -> c.Card:
    """Returns the second question before everything goes."""
    return _question_card(
        viewer, "checkin.sure", viewer.say("checkin.sure.text"), "checkin.sure.go", cards.ERASED
    )


def reminders_card(viewer: CheckinViewer, record: CheckinRecord, usual: Cadence, status: str = "") -> c.Card:
    """Returns how often somebody is reminded, and the other ways."""
    say, title = viewer.say, viewer.say("checkin.reminders.title")
    now = buttons.encode_cadence(record.every or usual) if record.reminders else buttons.NEVER
    ways = dict.fromkeys((usual, Cadence.FORTNIGHTLY, Cadence.WEEKLY, None))
    choices = tuple(
        c.Button(say(f"checkin.reminders.{name}"), cards.REMIND, name)
        for name in map(buttons.encode_cadence, ways)
        if name != now
    )
    text = say("checkin.reminders.now", how=say(f"checkin.reminders.{now}").casefold())
    notes = [c.Note(status)] if status else []
    why = c.Note(say("checkin.reminders.why"))
    row = c.Buttons((*choices, cards.me_button(say)))
    return viewer.card(title, c.Heading(title), *notes, c.Text(text), why, row)


def _trend(viewer: CheckinViewer, entries: Sequence[CheckinEntry]) -> list[c.Element]:
    subscales, elements = viewer.content.instrument.subscales, list[c.Element]()
    for subscale in subscales:
        elements += _course(viewer, entries, subscale, alone=len(subscales) == 1)
    scored = [entry for entry in entries if entry.indices]
    return [*elements, *(cards.exposure_table(viewer, scored[-1]) if elements else ())]


def _course(
    viewer: CheckinViewer, entries: Sequence[CheckinEntry], subscale: Subscale, *, alone: bool
) -> list[c.Element]:
    known = [entry for entry in entries if subscale.id in entry.indices]
    if not known:
        return []
    say, shown, load = viewer.say, known[-CHARTED:], viewer.load(subscale)
    words = cards.trend_text(viewer, cards.indices(known, subscale))
    chart = c.Chart(
        say("checkin.load.over_time") if alone else say("checkin.load.part", part=load),
        tuple(viewer.ended(entry.period) for entry in shown),
        tuple(float(int(entry.indices[subscale.id])) for entry in shown),
        TOP,
        c.Better.LOW,
    )
    few = say("checkin.trend.few", needed=2 * SPAN, count=len(known))
    return [chart, c.Text(words or few)]


def _buttons(viewer: CheckinViewer, view: OwnView) -> tuple[c.Element, ...]:
    say, record = viewer.say, view.record
    export_it = c.Button(say("checkin.export.open"), cards.EXPORT, form=True)
    remind = c.Button(say("checkin.reminders.open"), cards.REMINDERS)
    stop = c.Button(say("checkin.stop.open"), cards.STOP)
    erase = c.Button(say("checkin.erase.open"), cards.ERASE, tone=c.Tone.DANGER)
    first = (
        *([cards.start_button(say)] if view.on and not record.taking_part else []),
        *([export_it] if record.entries else []),
        *([remind] if view.on else []),
    )
    last = (
        *([stop] if record.taking_part else []),
        *([erase] if record.entries or record.consent or record.taking_part else []),
        cards.lines_button(say),
    )
    return *([c.Buttons(first)] if first else []), c.Buttons(last)


def _question_card(viewer: CheckinViewer, title: str, text: str, go: str, action: str) -> c.Card:
    say = viewer.say
    buttons = (
        c.Button(say(go), action, tone=c.Tone.DANGER),
        c.Button(say("checkin.erase.keep"), cards.ME),
    )
    heading = c.Heading(say(f"{title}.title"))
    return viewer.card(heading.text, heading, c.Text(text), c.Buttons(buttons))
