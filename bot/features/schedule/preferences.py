"""When a drill may come by what its person wants, which wins over whatever a manager set up. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.features.schedule.model import DeliveryPreferences


def preferred_time(
    preferences: DeliveryPreferences, due: datetime, until: datetime, zone: str
) -> datetime | None:
    """Returns when something that is due may come: then, or at the end of quiet hours. None: not at all."""
    paused_until = preferences.paused_until
    if preferences.stopped or (paused_until and paused_until > due):
        return None
    at = _after_quiet_hours(preferences, due, zone)
    return at if at < until else None


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
