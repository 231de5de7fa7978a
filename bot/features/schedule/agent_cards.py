"""What comes to an agent by schedule, and what follows from their presses."""

from __future__ import annotations

from datetime import datetime

from bot.core import card as c
from bot.core.names import known_as
from bot.core.viewer import Viewer, time_of_day
from bot.core.words import Say
from bot.features.schedule import dates
from bot.features.schedule.buttons import SlotReference, encode_delay
from bot.features.schedule.model import DeliveryPreferences, Schedule

START, LATER, NOT_TODAY, KEEP_ON, REST, STOP = (
    f"schedule.{name}" for name in ("start", "later", "not_today", "keep_on", "rest", "stop")
)
SETTINGS = "schedule.settings"
FIFTEEN, HOUR, SHIFT = "15", "60", "shift"  # for how long a drill is put off
PER_QUESTION = 20  # seconds


def drill_card(viewer: Viewer, schedule: Schedule, ref: SlotReference, topic: str, *, first: bool) -> c.Card:
    """Returns the drill as it comes; the `first` one says who set it up and how to turn it down."""
    say, count = viewer.say, schedule.count
    title = say("schedule.drill", time=_length(say, count), questions=_questions(say, count))
    value = ref.encode()
    delays = tuple(
        c.Option(say(f"schedule.later.{delay}"), encode_delay(delay, ref)) for delay in (FIFTEEN, HOUR, SHIFT)
    )
    buttons = (
        c.Button(say("schedule.start"), START, value, c.Tone.PRIMARY),
        c.Button(say("schedule.not_today"), NOT_TODAY, value),
    )
    return viewer.card(
        title,
        c.Heading(title),
        *([c.Text(say("schedule.about", topic=topic))] if schedule.topic else []),
        *_origin(say, schedule, ref, first=first),
        c.Buttons(buttons),
        *([c.Choice(LATER, say("schedule.later"), delays)] if ref.day else []),
    )


def postponed_card(viewer: Viewer, until: str, ref: SlotReference) -> c.Card:
    """Returns what stands in place of a drill that was put off."""
    title = viewer.say("schedule.put_off", time=until)
    start = c.Button(viewer.say("schedule.start_now"), START, ref.encode())
    return viewer.card(title, c.Heading(title), c.Buttons((start,)))


def status_card(viewer: Viewer, key: str) -> c.Card:
    """Returns a line and what it means, with the way to one's settings."""
    say, title = viewer.say, viewer.say(key)
    text = c.Text(say(f"{key}_text"))
    return viewer.card(title, c.Heading(title), text, c.Buttons((settings_button(say),)))


def ask_card(viewer: Viewer, ref: SlotReference) -> c.Card:
    """Returns the question whether to go on, after several drills that were not opened."""
    say, value = viewer.say, ref.encode()
    buttons = (
        c.Button(say("schedule.keep_on"), KEEP_ON, value, c.Tone.PRIMARY),
        c.Button(say("schedule.rest"), REST, value),
        c.Button(say("schedule.stop"), STOP, value),
    )
    title = say("schedule.asked")
    return viewer.card(title, c.Heading(title), c.Text(say("schedule.asked_text")), c.Buttons(buttons))


def preferences_card(viewer: Viewer, zone: str, preferences: DeliveryPreferences, now: datetime) -> c.Card:
    """Returns what a person's settings are, once they are saved; `zone` is the person's own."""
    say = viewer.say
    lines = [_delivery_status(say, zone, preferences, now)]
    start, end = preferences.quiet_from, preferences.quiet_until
    if start and end:
        hours = {"quiet": time_of_day(start), "loud": time_of_day(end)}
        lines.append(say("schedule.wish.hours", **hours))
    title = say("schedule.wish.kept")
    texts = tuple(c.Text(line) for line in lines)
    return viewer.card(title, c.Heading(title), *texts, c.Buttons((settings_button(say),)))


def settings_button(say: Say) -> c.Button:
    """Returns the way to a person's own drill settings."""
    return c.Button(say("schedule.settings"), SETTINGS, form=True)


def _origin(say: Say, schedule: Schedule, ref: SlotReference, *, first: bool) -> tuple[c.Element, ...]:
    if ref.day is None:
        return (c.Note(say("schedule.is_test")),)
    if not first:
        return ()
    by = c.Quote(say("schedule.set_up_by"), known_as(say, {schedule.by: schedule.name}, schedule.by))
    return (by, c.Note(say("schedule.turn_down")))


def _delivery_status(say: Say, zone: str, preferences: DeliveryPreferences, now: datetime) -> str:
    if preferences.stopped:
        return say("schedule.wish.now_stopped")
    if preferences.paused_until and preferences.paused_until > now:
        day = dates.local_date(preferences.paused_until, zone)
        return say("schedule.wish.now_paused", date=dates.long_date(say, day))
    return say("schedule.wish.now_on")


def _questions(say: Say, count: int) -> str:
    return say("schedule.question") if count == 1 else say("schedule.questions", count=_number(say, count))


def _number(say: Say, count: int) -> str:
    return say(f"schedule.number.{count}") if count <= 10 else str(count)


def _length(say: Say, count: int) -> str:
    minutes = -(-count * PER_QUESTION // 60)
    return say("schedule.minute") if minutes == 1 else say("schedule.minutes", count=minutes)
