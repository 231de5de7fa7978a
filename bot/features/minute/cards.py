"""What a person sees of the minute, and what a manager who offers it does not."""

from __future__ import annotations

from datetime import date

from bot.core import card as c
from bot.core.minutes import MinuteLine
from bot.core.retention import DELIVERIES
from bot.core.viewer import Viewer, city_of, day_text, time_of_day, weekdays
from bot.core.words import Say
from bot.features.minute.buttons import SENT, encode_more
from bot.features.minute.model import Minute

SHOW, SET, NOW, OFF, LATER, REFUSE, OFFER = (
    f"minute.{name}" for name in ("show", "set", "now", "off", "later", "refuse", "offer")
)
DRILL_SETTINGS, GROUPS = "schedule.settings", "group.show"  # other features'


def about_card(viewer: Viewer, *, leads: bool) -> c.Card:
    """Returns what it is, and what would be stored, for whoever has it off."""
    say, title = viewer.say, viewer.say("minute.title")
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(say("minute.about")),
        c.Text(stored_line(say)),
        c.Note(say("minute.source")),
        c.Buttons(
            (
                c.Button(say("minute.set"), SET, tone=c.Tone.PRIMARY, form=True),
                c.Button(say("minute.now"), NOW),
                c.Button(say("minute.later"), LATER),
                *_for_managers(say, leads=leads),
            )
        ),
    )


def on_card(
    viewer: Viewer, minute: Minute, today: date, *, held: bool, leads: bool, known: bool, status: str = ""
) -> c.Card:
    """Returns when it comes, for whoever has it on; `held` says that their other settings keep it back."""
    say, title, start = viewer.say, status or viewer.say("minute.title"), minute.start
    when = say("minute.when", days=weekdays(say, start.days), time=time_of_day(start.at))
    comes = say("minute.held") if held else say("minute.next", day=day_text(say, minute.day, today))
    settings = [c.Button(say("schedule.settings"), DRILL_SETTINGS, form=True)] if held else []
    return viewer.card(
        title,
        c.Heading(title, "" if status else say("minute.is_on")),
        c.Text(f"{when} {comes}"),
        c.Note(f"{place_line(say, start.zone, known=known)} {say('minute.holidays')}"),
        c.Note(stored_line(say)),
        c.Buttons(
            (
                c.Button(say("minute.change"), SET, form=True),
                c.Button(say("minute.off"), OFF),
                c.Button(say("minute.now"), NOW),
                *settings,
                *_for_managers(say, leads=leads),
            )
        ),
    )


def line_card(viewer: Viewer, line: MinuteLine) -> c.Card:
    """Returns a line as it comes: nothing to answer, and one tap ends it for good."""
    say, text = viewer.say, viewer.pick(line.text)
    buttons = (c.Button(say("minute.later"), LATER, SENT), c.Button(say("minute.off"), OFF))
    return viewer.card(
        text,
        c.Heading(say("minute.line")),
        c.Text(text),
        c.Note(say("minute.no_answer")),
        c.Buttons(buttons),
    )


def asked_card(viewer: Viewer, line: MinuteLine | None, more: int, *, on: bool) -> c.Card:
    """Returns a line that was asked for, or that there is none."""
    say = viewer.say
    text = viewer.pick(line.text) if line else say("minute.empty")
    another = [c.Button(say("minute.another"), NOW, encode_more(more + 1))] if line else []
    way = c.Button(say("minute.own"), SHOW) if on else c.Button(say("minute.every"), SET, form=True)
    return viewer.card(
        text,
        c.Heading(say("minute.line")),
        c.Text(text),
        c.Note(say("minute.no_answer")),
        c.Buttons((*another, way)),
    )


def offer_card(viewer: Viewer) -> c.Card:
    """Returns an offer: the same words for everybody, and nobody learns what became of it."""
    say, title = viewer.say, viewer.say("minute.invitation")
    buttons = (
        c.Button(say("minute.set_up"), SET, tone=c.Tone.PRIMARY, form=True),
        c.Button(say("minute.refuse"), REFUSE),
    )
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(say("minute.about")),
        c.Text(say("minute.invitation_text")),
        c.Buttons(buttons),
    )


def status_card(viewer: Viewer, key: str, *buttons: c.Button) -> c.Card:
    """Returns a line and what it means."""
    say, title = viewer.say, viewer.say(key)
    rows = [c.Buttons(buttons)] if buttons else []
    return viewer.card(title, c.Heading(title), c.Text(say(f"{key}_text")), *rows)


def off_card(viewer: Viewer) -> c.Card:
    """Returns that it is off, with the way back."""
    anew = c.Button(viewer.say("minute.set_again"), SET, form=True)
    return status_card(viewer, "minute.is_off", anew)


def no_groups_card(viewer: Viewer) -> c.Card:
    """Returns the way to a first group, for a manager who has none."""
    return status_card(viewer, "minute.offer.no_groups", c.Button(viewer.say("group.all"), GROUPS))


def place_line(say: Say, zone: str, *, known: bool) -> str:
    """Returns by which clock it comes."""
    return say("minute.zone", city=city_of(zone)) if known else say("minute.no_zone", city=city_of(zone))


def stored_line(say: Say) -> str:
    """Returns what is kept of whoever has it on."""
    return say("minute.stored", messages=DELIVERIES.days)


def settings_button(say: Say) -> c.Button:
    """Returns the way to it from a person's settings."""
    return c.Button(say("minute.title"), SET, form=True)


def _for_managers(say: Say, *, leads: bool) -> tuple[c.Button, ...]:
    return (c.Button(say("minute.offer"), OFFER, form=True),) if leads else ()
