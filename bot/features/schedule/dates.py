"""Dates and times in words, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.core.viewer import time_of_day
from bot.core.words import Say
from bot.features.schedule.model import RecurrenceRule
from bot.features.schedule.recurrence import instant

# Named in the phrasebook as `schedule.zone.<name>`, and offered in the form, from the Pacific eastwards.
ZONES = (
    "America/Tijuana",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Denver",
    "America/Mexico_City",
    "America/Monterrey",
    "America/Costa_Rica",
    "America/Guatemala",
    "America/El_Salvador",
    "America/Chicago",
    "America/Bogota",
    "America/Lima",
    "America/Guayaquil",
    "America/Panama",
    "America/New_York",
    "America/Caracas",
    "America/La_Paz",
    "America/Santo_Domingo",
    "America/Puerto_Rico",
    "America/Santiago",
    "America/Asuncion",
    "America/Argentina/Buenos_Aires",
    "America/Montevideo",
    "America/Sao_Paulo",
    "Atlantic/Canary",
    "Europe/Madrid",
    "UTC",
)


def long(say: Say, day: date) -> str:
    """Returns a date: Monday 23 November."""
    return say(
        "schedule.date",
        weekday=weekday(say, day.weekday()),
        day=day.day,
        month=say(f"schedule.month.{day.month}"),
    )


def dated(say: Say, day: date) -> str:
    """Returns a date with its year: 23 November 2026."""
    return say("schedule.date_year", day=day.day, month=say(f"schedule.month.{day.month}"), year=day.year)


def weekday(say: Say, number: int) -> str:
    """Returns a day of the week; Monday is 0."""
    return say(f"schedule.weekday.{number}")


def place(say: Say, zone: str) -> str:
    """Returns a time zone by the name of its city."""
    if zone in ZONES:
        return say(f"schedule.zone.{zone}")
    return zone.rpartition("/")[2].replace("_", " ")


def moment(say: Say, rhythm: RecurrenceRule, day: date) -> str:
    """Returns a slot: Monday 23 November, 09:30 in Mexico City. The time is what clocks there show."""
    shown = instant(day, rhythm.at, rhythm.zone).astimezone(ZoneInfo(rhythm.zone))
    where = say("schedule.own_time") if rhythm.own else say("schedule.in", place=place(say, rhythm.zone))
    return say(
        "schedule.moment",
        date=long(say, day),
        time=time_of_day(rhythm.at if rhythm.own else shown),
        where=where,
    )


def listed(say: Say, parts: Sequence[str]) -> str:
    """Returns a list in words: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return say("schedule.and", first=", ".join(parts[:-1]), last=parts[-1])


def days(say: Say, numbers: Sequence[int]) -> str:
    """Returns days of the week: weekdays, every day, or their names."""
    found = tuple(sorted(set(numbers)))
    if found == (0, 1, 2, 3, 4):
        return say("schedule.weekdays")
    if found == tuple(range(7)):
        return say("schedule.every_day")
    return listed(say, [say(f"schedule.on.{number}") for number in found])
