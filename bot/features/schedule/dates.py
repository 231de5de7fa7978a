"""Dates and times in words, in the language of whoever reads them."""

from __future__ import annotations

from datetime import date, datetime

from bot.core.clocks import instant, local
from bot.core.viewer import city_of, date_text, time_of_day, weekday, weekday_within
from bot.core.words import Say
from bot.features.schedule.model import RecurrenceRule

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

_NEAR = 180  # days


def long_date(say: Say, day: date) -> str:
    """Returns a date: Monday 23 November."""
    return say(
        "schedule.date",
        weekday=weekday(say, day.weekday()),
        day=day.day,
        month=say(f"schedule.month.{day.month}"),
    )


def date_within(say: Say, day: date) -> str:
    """Returns the same within a sentence: lunes 23 de noviembre."""
    month = say(f"schedule.month.{day.month}")
    return say("schedule.date", weekday=weekday_within(say, day.weekday()), day=day.day, month=month)


def near_date(say: Say, day: date, today: date) -> str:
    """Returns a date, with its year where that is not plain: Monday 23 November; 8 March 2027."""
    return long_date(say, day) if abs((day - today).days) <= _NEAR else date_text(say, day)


def near_date_within(say: Say, day: date, today: date) -> str:
    """Returns the same within a sentence: viernes 25 de diciembre."""
    return date_within(say, day) if abs((day - today).days) <= _NEAR else date_text(say, day)


def zone_name(say: Say, zone: str) -> str:
    """Returns a time zone by the name of its city."""
    if zone in ZONES:
        return say(f"schedule.zone.{zone}")
    return city_of(zone)


def whose_time(say: Say, rule: RecurrenceRule) -> str:
    """Returns where the time of a schedule holds: in each person's zone, or in a city."""
    return say("schedule.own_time") if rule.own_zone else say("schedule.in", place=zone_name(say, rule.zone))


def slot_time(say: Say, rule: RecurrenceRule, day: date, today: date) -> str:
    """Returns a slot: Monday 23 November, 09:30 in Mexico City. The time is what clocks there show."""
    there = local(instant(day, rule.at, rule.zone), rule.zone)
    at = time_of_day(rule.at if rule.own_zone else there)
    return say("schedule.moment", date=near_date(say, day, today), time=at, where=whose_time(say, rule))


def local_date(now: datetime, zone: str) -> date:
    """Returns the date in a time zone; in UTC, where nobody knows the zone."""
    return local(now, zone).date()
