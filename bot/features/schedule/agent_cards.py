"""What comes to an agent by schedule, and what follows from their presses."""

from __future__ import annotations

from bot.core import card as c
from bot.core.words import Say
from bot.features.schedule.buttons import SlotReference
from bot.features.schedule.model import Schedule

START, LATER, NOT_TODAY, KEEP_ON, REST, STOP = (
    f"schedule.{name}" for name in ("start", "later", "not_today", "keep_on", "rest", "stop")
)

SETTINGS = "schedule.settings"

FIFTEEN, HOUR, SHIFT = "15", "60", "shift"

PER_QUESTION = 20  # seconds


def drill(
    say: Say, language: str, schedule: Schedule, ref: SlotReference, topic: str, *, first: bool
) -> c.Card:
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


def put_off(say: Say, language: str, when: str, ref: SlotReference) -> c.Card:
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


def asked(say: Say, language: str, ref: SlotReference) -> c.Card:
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
