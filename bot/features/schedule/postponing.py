"""When a drill comes back that its person put off: within their shift. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.shift import Shift

DELAYS = {"15": timedelta(minutes=15), "60": timedelta(hours=1)}
SHIFT = "shift"
BEFORE_END = timedelta(minutes=10)  # of the shift, so that there is time for it
LONGEST = timedelta(hours=16)  # from now to the end of a shift
_HALF, _OFFERED = timedelta(minutes=30), 24  # ends of a shift


def comes_back(delay: str, now: datetime, zone: str, shift: Shift | None) -> datetime | None:
    """Returns when it comes back, in UTC. None: at the end of a shift, and nobody knows when that is."""
    if delay != SHIFT:
        at = now + DELAYS.get(delay, DELAYS["60"])
        return shift.into(at, zone) if shift else at
    if shift is None:
        return None
    running = shift.running(now, zone)
    if running is None:
        return shift.into(now, zone)
    end = running[1]
    return end - BEFORE_END if end - BEFORE_END > now else shift.into(end, zone)


def possible_ends(now: datetime, zone: str) -> Iterator[datetime]:
    """Yields the half hours of the next half day, in UTC: one of them is the end of most shifts."""
    local = now.astimezone(ZoneInfo(zone))
    begun = timedelta(minutes=local.minute % 30, seconds=local.second)
    for number in range(1, _OFFERED + 1):
        yield (local.astimezone(UTC) - begun).replace(microsecond=0) + number * _HALF


def chosen_end(text: str, now: datetime) -> datetime | None:
    """Returns the end of a shift that a button carries, in UTC; None for one that is over, or none at all."""
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(2**40)):
        return None
    try:
        end = datetime.fromtimestamp(int(text), UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return end if now < end <= now + LONGEST else None
