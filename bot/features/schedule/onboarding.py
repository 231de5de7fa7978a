"""Five days of drills for somebody new: which topic comes on which of them. Pure."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import islice

from bot.core.holidays import HolidayCheck
from bot.core.numbers import country_of_zone
from bot.features.schedule.model import RecurrenceRule, Schedule
from bot.features.schedule.recurrence import COUNTRIES, slots

ONBOARDING = "onboarding"  # in place of a schedule's topic: each day has one of its own
# The first seconds, what they feel, a no, handing over in time, one's own boundary.
DAYS = ("calming-opener", "empathy", "saying-no", "escalation", "abuse-boundary")
WEEKDAYS = range(5)
_LONGEST = timedelta(days=60)  # with the holidays of any country


def onboarding_rule(
    first: date, at: time, zone: str, holidays: str, is_holiday: HolidayCheck
) -> RecurrenceRule:
    """Returns when the five days come: weekdays from `first`, which counts on a weekend too."""
    days = tuple(sorted({*WEEKDAYS, first.weekday()}))
    endless = RecurrenceRule(days, at, zone, own_zone=True, first=first, holidays=holidays)
    *_, last = islice(slots(endless, first, first + _LONGEST, is_holiday), len(DAYS))
    return RecurrenceRule(days, at, zone, own_zone=True, first=first, last=last, holidays=holidays)


def holidays_of(zone: str) -> str:
    """Returns the country whose holidays are left out, by a manager's time zone; "" for none."""
    country = country_of_zone(zone)
    return country if country in COUNTRIES else ""


def onboarding_dates(schedule: Schedule, is_holiday: HolidayCheck) -> tuple[date, ...]:
    """Returns the dates of the five days."""
    first = schedule.recurrence.first
    return tuple(islice(slots(schedule.recurrence, first, first + _LONGEST, is_holiday), len(DAYS)))


def onboarding_day(schedule: Schedule, day: date | None, is_holiday: HolidayCheck) -> int:
    """Returns which of the five days a date is, from 1; the first for None. 0 where it is none of them."""
    if schedule.topic != ONBOARDING:
        return 0
    dates = onboarding_dates(schedule, is_holiday)
    if day is None:
        return 1
    return dates.index(day) + 1 if day in dates else 0


def topic_on(schedule: Schedule, day: date | None, is_holiday: HolidayCheck) -> str:
    """Returns what a schedule's drill is about on a date; None: as somebody tries it out."""
    if schedule.topic != ONBOARDING:
        return schedule.topic
    number = onboarding_day(schedule, day, is_holiday)
    return DAYS[number - 1] if number else ""
