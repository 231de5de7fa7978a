"""From local dates to moments. A slot is a date, so no change of the clocks makes it come twice. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import blake2b
from zoneinfo import ZoneInfo

from cronsim import CronSim

from bot.features.schedule.model import RecurrenceRule, Schedule

COUNTRIES = (
    "MX",
    "CO",
    "AR",
    "CL",
    "PE",
    "ES",
    "US",
    "CR",
    "EC",
    "GT",
    "PA",
    "DO",
    "UY",
    "BO",
    "PY",
    "SV",
    "HN",
    "NI",
    "PR",
    "CA",
)

EARLIEST, LATEST = "Pacific/Kiritimati", "Etc/GMT+12"  # where a date begins first, and last

WINDOW = timedelta(hours=4)  # so long after its moment, and the spread, a drill may still come

LOOKED_AHEAD = 400  # days; a slot that does not come within them never does

Free = Callable[[str, date], bool]  # whether a date is a public holiday in a country


def is_free(country: str, day: date) -> bool:
    """Returns whether a date is a public holiday in the whole of a country."""
    return day in _dates(country, day.year)


@lru_cache(maxsize=256)
def _dates(country: str, year: int) -> frozenset[date]:
    import holidays  # it takes a moment to load, and most runs never ask

    return frozenset(holidays.country_holidays(country, years=year))


@lru_cache(maxsize=16_384)
def instant(day: date, at: time, zone: str) -> datetime:
    """Returns the moment, in UTC, of a time of day on a local date.

    Of a time that comes twice, when clocks go back, it is the first; one that is left out, when they go
    forward, is the first moment after the gap.
    """
    where = ZoneInfo(zone)
    # Hours before the day begins: clocks that go forward at midnight leave its first moment out.
    start = datetime.combine(day, time(0), where) - timedelta(hours=3)
    found = next(CronSim(f"{at.minute} {at.hour} {day.day} {day.month} *", start))
    return found.astimezone(UTC)


def falls_on(rhythm: RecurrenceRule, day: date, free: Free) -> bool:
    """Returns whether a date is a slot."""
    if day.weekday() not in rhythm.days or day < rhythm.first or day in rhythm.quiet:
        return False
    if rhythm.last is not None and day > rhythm.last:
        return False
    return not (rhythm.holidays and free(rhythm.holidays, day))


def slots(rhythm: RecurrenceRule, start: date, end: date, free: Free) -> Iterator[date]:
    """Yields the slots from `start` to `end`, both included."""
    day, end = max(start, rhythm.first), min(end, rhythm.last or end)
    while day <= end:
        if falls_on(rhythm, day, free):
            yield day
        day += timedelta(days=1)


def coming(rhythm: RecurrenceRule, zone: str, now: datetime, count: int, free: Free) -> tuple[date, ...]:
    """Returns the next slots whose moment in a zone is still ahead, at most `count`."""
    found: list[date] = []
    today = now.astimezone(ZoneInfo(zone)).date()
    start = max(today, rhythm.first)
    for day in slots(rhythm, start, start + timedelta(days=LOOKED_AHEAD), free):
        if instant(day, rhythm.at, zone) > now:
            found.append(day)
            if len(found) == count:
                break
    return tuple(found)


def offset(schedule: str, recipient: str, spread: int) -> timedelta:
    """Returns how much later than the moment a recipient's drill comes: the same at every slot."""
    if not spread:
        return timedelta(0)
    number = int.from_bytes(blake2b(f"{schedule}:{recipient}".encode(), digest_size=8).digest())
    return timedelta(seconds=number % (spread * 60))


def opens(schedule: Schedule, day: date) -> datetime:
    """Returns when the first recipient's day may come: from then on a slot is put down."""
    rhythm = schedule.rhythm
    return instant(day, rhythm.at, EARLIEST if rhythm.own else rhythm.zone)


def closes(schedule: Schedule, day: date) -> datetime:
    """Returns when the window of the last recipient is over."""
    rhythm = schedule.rhythm
    return ends(schedule, day, LATEST if rhythm.own else rhythm.zone)


def ends(schedule: Schedule, day: date, zone: str) -> datetime:
    """Returns when the window of a slot is over in a zone."""
    return instant(day, schedule.rhythm.at, zone) + timedelta(minutes=schedule.spread) + WINDOW
