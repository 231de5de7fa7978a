"""What comes to an agent by schedule, and what follows from their presses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core import card as c
from bot.core.clocks import local
from bot.core.names import known_as
from bot.core.practice import SECONDS
from bot.core.shift import Shift
from bot.core.viewer import Viewer, day_text, shift_text, time_of_day
from bot.core.words import Say
from bot.features.schedule import dates
from bot.features.schedule.buttons import SlotReference, encode_delay
from bot.features.schedule.model import DeliveryPreferences, Schedule
from bot.features.schedule.onboarding import DAYS
from bot.features.schedule.postponing import DELAYS, SHIFT, comes_back

START, LATER, NOT_TODAY, KEEP_ON, REST, STOP = (
    f"schedule.{name}" for name in ("start", "later", "not_today", "keep_on", "rest", "stop")
)
SETTINGS, ENDS = "schedule.settings", "schedule.ends"
OWN_SETTINGS, CARE = "mine.settings", "checkin.care"  # other features'
MINUTE, GOOD_MINUTE = 60, 90  # seconds, below which it is told so


@dataclass(frozen=True, slots=True)
class DrillClock:
    """When and where somebody sees a drill, and their shift; None where nobody knows it."""

    now: datetime
    zone: str
    shift: Shift | None = None

    def when(self, say: Say, at: datetime) -> str:
        """Returns a time in words: `17:20`, or `on Tuesday, 22:00` where it is another day."""
        there, today = local(at, self.zone), local(self.now, self.zone).date()
        if there.date() == today:
            return time_of_day(there)
        return say("schedule.short", date=day_text(say, there.date(), today), time=time_of_day(there))


def drill_card(
    viewer: Viewer,
    schedule: Schedule,
    ref: SlotReference,
    topic: str,
    clock: DrillClock,
    *,
    first: bool,
    onboarding: int = 0,
) -> c.Card:
    """Returns the drill as it comes; the `first` one says who set it up and how to turn it down.

    `onboarding` is which day it is of somebody's first ones, 0 where it is none.
    """
    say, count = viewer.say, schedule.count
    title = say("schedule.drill", time=_length(say, count), questions=_questions(say, count))
    value = ref.encode()
    delays = tuple(
        c.Option(_delay(say, delay, clock), encode_delay(delay, ref)) for delay in (*DELAYS, SHIFT)
    )
    buttons = (
        c.Button(say("schedule.start"), START, value, c.Tone.PRIMARY),
        c.Button(say("schedule.not_today"), NOT_TODAY, value),
        *([c.Button(say("help.open_care"), CARE, form=True)] if onboarding == len(DAYS) else []),
    )
    return viewer.card(
        title,
        c.Heading(title),
        *([c.Text(say(f"schedule.onboarding.day.{onboarding}"))] if onboarding else []),
        *([c.Text(say("schedule.about", topic=topic))] if topic else []),
        *_origin(say, schedule, ref, first=first),
        c.Buttons(buttons),
        *([c.Choice(LATER, say("schedule.later"), delays)] if ref.day else []),
    )


def postponed_card(
    viewer: Viewer, due: datetime, ref: SlotReference, clock: DrillClock, likely: Shift | None = None
) -> c.Card:
    """Returns what stands in place of a drill that was put off; `likely` is a shift that was just guessed."""
    say = viewer.say
    same = local(due, clock.zone).date() == local(clock.now, clock.zone).date()
    title = say("schedule.put_off" if same else "schedule.put_off_day", time=clock.when(say, due))
    start = c.Button(say("schedule.start_now"), START, ref.encode())
    if likely is None:
        return viewer.card(title, c.Heading(title), c.Buttons((start,)))
    guess = c.Text(say("schedule.guessed", shift=shift_text(say, likely)))
    settings = c.Button(say("settings.open"), OWN_SETTINGS, form=True)
    return viewer.card(title, c.Heading(title), guess, c.Buttons((start, settings)))


def shift_card(viewer: Viewer, ref: SlotReference, ends: Iterable[datetime], clock: DrillClock) -> c.Card:
    """Returns the question when the shift ends, which is asked once and in the place of the drill."""
    say, title = viewer.say, viewer.say("schedule.ends")
    options = tuple(
        c.Option(clock.when(say, end), encode_delay(str(int(end.timestamp())), ref)) for end in ends
    )
    start = c.Button(say("schedule.start_now"), START, ref.encode())
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(say("schedule.ends_text")),
        c.Choice(ENDS, say("schedule.ends_at"), options),
        c.Buttons((start,)),
    )


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


def preferences_card(viewer: Viewer, preferences: DeliveryPreferences, clock: DrillClock) -> c.Card:
    """Returns what a person's settings are, once they are saved."""
    say = viewer.say
    lines = [_delivery_status(say, clock.zone, preferences, clock.now), shift_line(say, clock.shift)]
    start, end = preferences.quiet_from, preferences.quiet_until
    if start and end:
        hours = {"quiet": time_of_day(start), "loud": time_of_day(end)}
        lines.append(say("schedule.wish.hours", **hours))
    title = say("schedule.wish.kept")
    texts = tuple(c.Text(line) for line in lines)
    buttons = (settings_button(say), own_settings_button(say))
    return viewer.card(title, c.Heading(title), *texts, c.Buttons(buttons))


def shift_line(say: Say, shift: Shift | None) -> str:
    """Returns what a person's shift means for drills that come by themselves."""
    return (
        say("schedule.wish.shift", shift=shift_text(say, shift)) if shift else say("schedule.wish.no_shift")
    )


def own_settings_button(say: Say) -> c.Button:
    """Returns the way to where a person tells their shift."""
    return c.Button(say("schedule.wish.own"), OWN_SETTINGS, form=True)


def settings_button(say: Say) -> c.Button:
    """Returns the way to a person's own drill settings."""
    return c.Button(say("schedule.settings"), SETTINGS, form=True)


def _delay(say: Say, delay: str, clock: DrillClock) -> str:
    if delay != SHIFT:
        return say(f"schedule.later.{delay}")
    at = comes_back(delay, clock.now, clock.zone, clock.shift)
    if at is None or clock.shift is None:
        return say("schedule.later.shift")
    running = clock.shift.running(clock.now, clock.zone)
    key = "shift_at" if running and at < running[1] else "next_shift"
    return say(f"schedule.later.{key}", time=clock.when(say, at))


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
        return say("schedule.wish.now_paused", date=dates.date_within(say, day))
    return say("schedule.wish.now_on")


def _questions(say: Say, count: int) -> str:
    return say("schedule.question") if count == 1 else say("schedule.questions", count=_number(say, count))


def _number(say: Say, count: int) -> str:
    return say(f"schedule.number.{count}") if count <= 10 else str(count)


def _length(say: Say, count: int) -> str:
    seconds = count * SECONDS
    if seconds < GOOD_MINUTE:
        return say("schedule.minute" if seconds < MINUTE else "schedule.good_minute")
    return say("schedule.minutes", count=round(seconds / MINUTE))
