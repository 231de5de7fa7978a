"""What comes to an agent by schedule, and what follows from their presses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.coach import card as c
from bot.coach.schedule.schedule import Schedule
from bot.coach.words import Say

START, LATER, NOT_TODAY, KEEP_ON, REST, STOP = (
    f"schedule.{name}" for name in ("start", "later", "not_today", "keep_on", "rest", "stop")
)
SETTINGS = "schedule.settings"
FIFTEEN, HOUR, SHIFT = "15", "60", "shift"
PER_QUESTION = 20  # seconds
TEST = "test"  # in place of a date
_REFERENCE = re.compile(r"([A-Za-z0-9_-]{1,64})\.([0-9]{4}-[0-9]{2}-[0-9]{2}|test)")


@dataclass(frozen=True, slots=True)
class Ref:
    """What a button carries: the schedule, and the slot; None for a test."""

    schedule: str
    day: date | None

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return f"{self.schedule}.{self.day.isoformat() if self.day else TEST}"


def read(value: str) -> Ref | None:
    """Returns what a button carries, or None if this version did not write it."""
    found = _REFERENCE.fullmatch(value)
    if not found:
        return None
    try:
        return Ref(found[1], None if found[2] == TEST else date.fromisoformat(found[2]))
    except ValueError:
        return None


def drill(say: Say, language: str, schedule: Schedule, ref: Ref, topic: str, *, first: bool) -> c.Card:
    """Returns the drill as it comes; the `first` one tells who set it up and how to turn it down."""
    title = say(
        "schedule.drill", time=_length(say, schedule.count), questions=_questions(say, schedule.count)
    )
    value = ref.encode()
    later = tuple(
        c.Option(say(f"schedule.later.{when}"), f"{when}.{value}") for when in (FIFTEEN, HOUR, SHIFT)
    )
    buttons = (
        c.Button(say("schedule.start"), START, value, c.Tone.PRIMARY),
        c.Button(say("schedule.not_today"), NOT_TODAY, value),
    )
    told: tuple[c.Element, ...] = ()
    if ref.day is None:
        told = (c.Note(say("schedule.is_test")),)
    elif first:
        told = (
            c.Quote(say("schedule.set_up_by"), schedule.name or schedule.by),
            c.Note(say("schedule.turn_down")),
        )
    return c.Card(
        title,
        (
            c.Heading(title),
            *([c.Text(say("schedule.about", topic=topic))] if schedule.topic else []),
            *told,
            c.Buttons(buttons),
            *([c.Choice(LATER, say("schedule.later"), later)] if ref.day else []),
        ),
        language,
    )


def put_off(say: Say, language: str, when: str, ref: Ref) -> c.Card:
    """Returns what stands in place of a drill that was put off."""
    title = say("schedule.put_off", time=when)
    start = c.Button(say("schedule.start_now"), START, ref.encode())
    return c.Card(title, (c.Heading(title), c.Buttons((start,))), language)


def told(say: Say, language: str, key: str, *more: c.Button) -> c.Card:
    """Returns a line and what it means, with the way to one's settings."""
    settings = c.Button(say("schedule.settings"), SETTINGS, form=True)
    title = say(key)
    return c.Card(
        title, (c.Heading(title), c.Text(say(f"{key}_text")), c.Buttons((*more, settings))), language
    )


def asked(say: Say, language: str, ref: Ref) -> c.Card:
    """Returns the question after several that nobody opened."""
    value = ref.encode()
    buttons = (
        c.Button(say("schedule.keep_on"), KEEP_ON, value, c.Tone.PRIMARY),
        c.Button(say("schedule.rest"), REST, value),
        c.Button(say("schedule.stop"), STOP, value),
    )
    title = say("schedule.asked")
    return c.Card(title, (c.Heading(title), c.Text(say("schedule.asked_text")), c.Buttons(buttons)), language)


def _questions(say: Say, count: int) -> str:
    return say("schedule.question") if count == 1 else say("schedule.questions", count=_number(say, count))


def _number(say: Say, count: int) -> str:
    return say(f"schedule.number.{count}") if count <= 10 else str(count)


def _length(say: Say, count: int) -> str:
    minutes = -(-count * PER_QUESTION // 60)
    return say("schedule.minute") if minutes == 1 else say("schedule.minutes", count=minutes)
