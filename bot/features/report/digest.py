"""When a manager's digest comes: on Mondays, at their hour, where they are. Pure.

A slot is the date of a Monday, and so is its key: whatever clocks and zones change, a week has one. Each is
looked at twice: once its Monday begins anywhere, and again at its hour in the zone where they are by then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.core.activity import week_of_day
from bot.core.clocks import instant, local, place
from bot.features.report.model import Digest

HOURS, USUAL_HOUR = range(7, 13), 9
WINDOW = timedelta(hours=12)  # after its hour; a digest of Monday tells nobody anything on Tuesday
LEAD = timedelta(minutes=10)  # before its hour it is planned
EARLIEST = "Pacific/Kiritimati"  # where a date begins first
DIGEST = "report.digest"
_WEEK = timedelta(days=7)


def digest_due(day: date, hour: int, zone: str) -> datetime:
    """Returns the moment of a Monday's digest; by UTC in a zone that this machine does not know."""
    return instant(day, time(hour), place(zone))


def looked_at(day: date, hour: int) -> datetime:
    """Returns from when on a Monday's digest may be due, wherever its manager is by then."""
    return digest_due(day, hour, EARLIEST)


def next_monday(hour: int, zone: str, now: datetime, after: date | None = None) -> date:
    """Returns the next Monday later than `after` whose hour is still ahead."""
    monday = week_of_day(local(now, zone).date())
    if after is not None and after >= monday:
        monday = after + _WEEK
    return monday if digest_due(monday, hour, zone) > now else monday + _WEEK


def moved(digest: Digest, zone: str, now: datetime) -> tuple[Digest, datetime | None]:
    """Returns what is stored after a digest was looked at, and when it comes.

    None: its hour is not there yet where its manager is now, or was over before anybody looked.
    """
    due = digest_due(digest.day, digest.hour, zone)
    if due > now + LEAD:
        return replace(digest, due=due), None
    day = next_monday(digest.hour, zone, now, digest.day)
    after = replace(digest, day=day, due=looked_at(day, digest.hour))
    return after, due if due + WINDOW > now else None


def is_of_week(day: date, zone: str, now: datetime) -> bool:
    """Returns whether a Monday's week is the one that it is in a zone now."""
    return week_of_day(local(now, zone).date()) == day


def digest_key(user: str, day: date) -> str:
    """Returns the key of a Monday's digest to somebody: there is one, however often it is planned."""
    return f"{DIGEST}:{user}:{day.isoformat()}"


def later_key(key: str) -> str:
    """Returns the key of a digest that its person's quiet hours put off once more."""
    return f"{key}:loud"


def waiting_keys(user: str, now: datetime) -> tuple[str, ...]:
    """Returns the keys of all digests that may wait to be sent, wherever somebody is."""
    today = now.astimezone(UTC).date()
    mondays = sorted({week_of_day(today + timedelta(days=n)) for n in (-1, 0, 1)})
    keys = [digest_key(user, monday) for monday in mondays]
    return (*keys, *map(later_key, keys))
