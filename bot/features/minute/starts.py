"""When the next line comes. A slot is a local date, so no change of the clocks brings two. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import blake2b

from bot.core.clocks import instant, knows_zone, local
from bot.features.minute.model import ShiftStart

SPREAD = timedelta(minutes=5)  # so that not everybody is written to in the same second
WINDOW = timedelta(minutes=30)  # after that somebody is in the middle of a contact, and it does not come
_AHEAD = 9  # days: a weekday comes within them


def lot(user: str) -> int:
    """Returns a number that is always the same for a person, and says nothing of them."""
    return int.from_bytes(blake2b(user.encode(), digest_size=8).digest())


def slot_due(start: ShiftStart, day: date, user: str) -> datetime:
    """Returns when a date's line comes to a person: in the first minutes of their shift."""
    offset = timedelta(seconds=lot(user) % int(SPREAD.total_seconds()))
    return instant(day, start.at, start.zone) + offset


def next_slot(
    start: ShiftStart, user: str, now: datetime, after: date | None = None, late: timedelta = timedelta()
) -> tuple[date, datetime]:
    """Returns the next date with a line, later than `after`, and its moment: ahead, or at most `late` ago."""
    today = local(now, start.zone).date()
    return next(
        (day, due)
        for day in _dates(max(today - timedelta(days=1), after or date.min))
        if day.weekday() in start.days
        and (after is None or day > after)
        and (due := slot_due(start, day, user)) + late > now
    )


def zone_now(zone: str, before: str) -> str:
    """Returns the zone that somebody's platform tells, or the one of before where it tells none."""
    return zone if knows_zone(zone) else before


def _dates(first: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(_AHEAD + 1))
