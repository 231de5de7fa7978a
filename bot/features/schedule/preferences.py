"""When a drill may come: by what its person wants and when they work, whatever a manager set up. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.clocks import local
from bot.core.shift import Shift
from bot.features.schedule.model import DeliveryPreferences

MOVED = timedelta(days=7)  # at most, to the next shift


def holds_back(preferences: DeliveryPreferences, due: datetime) -> bool:
    """Returns whether somebody wants nothing that is due then."""
    paused = preferences.paused_until
    return preferences.stopped or bool(paused and paused > due)


def preferred_time(
    preferences: DeliveryPreferences, due: datetime, until: datetime, zone: str, shift: Shift | None = None
) -> datetime | None:
    """Returns when something that is due may come: then, at the end of quiet hours, or in the next shift.

    Quiet hours put it off within its window, which ends at `until`, and a shift past that. None: not at all.
    """
    if holds_back(preferences, due):
        return None
    at = _after_quiet_hours(preferences, due, zone)
    if at >= until:
        return None
    return _within(shift, preferences, at, zone) if shift else at


def _within(shift: Shift, preferences: DeliveryPreferences, at: datetime, zone: str) -> datetime | None:
    # What falls on a day off is left out: moved, it would come beside what comes that day anyway.
    if not shift.running(at, zone) and not shift.begins_on(local(at, zone)):
        return None
    start = shift.into(at, zone)
    loud = _after_quiet_hours(preferences, start, zone)
    within = loud == start or shift.running(loud, zone)
    return loud if within and loud - at <= MOVED else None


def _after_quiet_hours(preferences: DeliveryPreferences, due: datetime, zone: str) -> datetime:
    start, end = preferences.quiet_from, preferences.quiet_until
    if start is None or end is None or start == end:
        return due
    local = due.astimezone(ZoneInfo(zone))
    at = local.time().replace(tzinfo=None)
    over_midnight = start > end
    inside = (at >= start or at < end) if over_midnight else start <= at < end
    if not inside:
        return due
    day = local.date() + timedelta(days=1 if over_midnight and at >= start else 0)
    return datetime.combine(day, end, ZoneInfo(zone)).astimezone(UTC)
