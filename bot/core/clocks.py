"""What clocks show somewhere, as a moment. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from cronsim import CronSim


@lru_cache(maxsize=16_384)
def instant(day: date, at: time, zone: str) -> datetime:
    """Returns the moment, in UTC, of a time of day on a local date.

    Of a time that comes twice, when clocks go back, it is the first; one that is left out, when they go
    forward, is the first moment after the gap.
    """
    where = ZoneInfo(zone)
    # Hours before the day begins: clocks that go forward at midnight leave its first moment out.
    start = datetime.combine(day, time(0), where) - timedelta(hours=3)
    moments = CronSim(f"{at.minute} {at.hour} {day.day} {day.month} *", start)
    return next(moments).astimezone(UTC)


def knows_zone(name: str) -> bool:
    """Returns whether this machine knows a time zone; platforms and people name others too."""
    try:
        return bool(name) and bool(ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False


def zone_of(name: str) -> tzinfo:
    """Returns the zone of an IANA name; UTC where this machine does not know it."""
    return ZoneInfo(name) if knows_zone(name) else UTC


def place(zone: str) -> str:
    """Returns the name of a zone that this machine knows; UTC in place of any other."""
    return zone if knows_zone(zone) else "UTC"


def local(at: datetime, zone: str) -> datetime:
    """Returns what clocks show in a zone; in UTC where this machine does not know it."""
    return at.astimezone(zone_of(zone))
