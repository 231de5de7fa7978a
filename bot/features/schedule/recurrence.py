"""From local dates to moments. A slot is a date, so no change of the clocks makes it come twice. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from zoneinfo import ZoneInfo

from bot.core.clocks import instant, knows_zone
from bot.core.holidays import HolidayCheck
from bot.core.numbers import country_of_zone
from bot.core.people import PlatformProfile
from bot.features.schedule.model import OWN_COUNTRY, RecurrenceRule, Schedule

COUNTRIES = (
    *("MX", "CO", "AR", "CL", "PE", "ES", "US", "CR", "EC", "GT"),
    *("PA", "DO", "UY", "BO", "PY", "SV", "HN", "NI", "PR", "CA"),
)
EARLIEST, LATEST = "Pacific/Kiritimati", "Etc/GMT+12"  # where a date begins first, and last
WINDOW = timedelta(hours=4)  # so long after its moment, and the spread, a drill may still come
LOOKED_AHEAD = 400  # days; a slot that does not come within them never does


def zone_or(zone: str, otherwise: str) -> str:
    """Returns a time zone, or another one where this machine does not know it."""
    return zone if knows_zone(zone) else otherwise


def is_slot(rule: RecurrenceRule, day: date, is_holiday: HolidayCheck) -> bool:
    """Returns whether a date is a slot."""
    if day.weekday() not in rule.days or day < rule.first or day in rule.excluded:
        return False
    if rule.last is not None and day > rule.last:
        return False
    return not (rule.holidays not in ("", OWN_COUNTRY) and is_holiday(rule.holidays, day))


def is_day_off(rule: RecurrenceRule, day: date, country: str, is_holiday: HolidayCheck) -> bool:
    """Returns whether a slot is left out for somebody in a country, "" for one that nobody knows."""
    return rule.holidays == OWN_COUNTRY and bool(country) and is_holiday(country, day)


def whereabouts(rule: RecurrenceRule, profile: PlatformProfile, listed: str) -> tuple[str, str]:
    """Returns the time zone and the country of somebody; "" for a country that nobody knows.

    `listed` is the zone that stands in the list of a group's members, "" for none.
    """
    zone = zone_or(profile.zone, zone_or(listed, rule.zone))
    return zone, profile.country or country_of_zone(zone)


def slots(rule: RecurrenceRule, start: date, end: date, is_holiday: HolidayCheck) -> Iterator[date]:
    """Yields the slots from `start` to `end`, both included."""
    day, end = max(start, rule.first), min(end, rule.last or end)
    while day <= end:
        if is_slot(rule, day, is_holiday):
            yield day
        day += timedelta(days=1)


def coming_slots(
    rule: RecurrenceRule, zone: str, now: datetime, count: int, is_holiday: HolidayCheck
) -> tuple[date, ...]:
    """Returns the next slots whose moment in a zone is still ahead, at most `count`."""
    start = max(now.astimezone(ZoneInfo(zone)).date(), rule.first)
    days = slots(rule, start, start + timedelta(days=LOOKED_AHEAD), is_holiday)
    return tuple(islice((day for day in days if instant(day, rule.at, zone) > now), count))


def spread_offset(schedule: str, recipient: str, spread: int) -> timedelta:
    """Returns how much later than the moment a recipient's drill comes: the same at every slot."""
    if not spread:
        return timedelta(0)
    number = int.from_bytes(blake2b(f"{schedule}:{recipient}".encode(), digest_size=8).digest())
    return timedelta(seconds=number % (spread * 60))


def turn(schedule: Schedule, day: date, recipient: str, zone: str) -> datetime:
    """Returns when a slot comes to a recipient who is in a zone."""
    rule = schedule.recurrence
    moment = instant(day, rule.at, zone if rule.own_zone else rule.zone)
    return moment + spread_offset(schedule.id, recipient, schedule.spread)


def earlier_slots(
    schedule: Schedule, now: datetime, before: date | None, is_holiday: HolidayCheck
) -> tuple[date, ...]:
    """Returns the slots before a date that are not over yet for everybody there may be."""
    rule = schedule.recurrence
    place = LATEST if rule.own_zone else rule.zone
    start = now.astimezone(ZoneInfo(place)).date()
    end = before - timedelta(days=1) if before else start + timedelta(days=1)
    return tuple(
        day for day in slots(rule, start, end, is_holiday) if slot_closes(schedule, day) - WINDOW > now
    )


def slot_opens(schedule: Schedule, day: date) -> datetime:
    """Returns when the first recipient's day may come: from then on a slot is planned."""
    rule = schedule.recurrence
    return instant(day, rule.at, EARLIEST if rule.own_zone else rule.zone)


def slot_closes(schedule: Schedule, day: date) -> datetime:
    """Returns when the window of the last recipient is over."""
    rule = schedule.recurrence
    return window_end(schedule, day, LATEST if rule.own_zone else rule.zone)


def window_end(schedule: Schedule, day: date, zone: str) -> datetime:
    """Returns when the window of a slot is over in a zone."""
    return instant(day, schedule.recurrence.at, zone) + timedelta(minutes=schedule.spread) + WINDOW
