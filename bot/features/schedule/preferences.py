"""What a person wants for themselves. It wins over whatever a manager set up. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class DeliveryPreferences:
    """No drills at all where `stopped`, none before `paused` is over, none from `quiet` to `loud`.

    Quiet hours are local times; they may go over midnight. None or both of them are given.
    """

    stopped: bool = False
    paused: datetime | None = None
    quiet: time | None = None
    loud: time | None = None


def wanted(wish: DeliveryPreferences, due: datetime, until: datetime, zone: str) -> datetime | None:
    """Returns when something that is due may come: then, or at the end of quiet hours. None: not at all."""
    if wish.stopped or (wish.paused and wish.paused > due):
        return None
    found = _loud(wish, due, zone)
    return found if found < until else None


def _loud(wish: DeliveryPreferences, due: datetime, zone: str) -> datetime:
    if wish.quiet is None or wish.loud is None or wish.quiet == wish.loud:
        return due
    local = due.astimezone(ZoneInfo(zone))
    at = local.time().replace(tzinfo=None)
    over_midnight = wish.quiet > wish.loud
    inside = (at >= wish.quiet or at < wish.loud) if over_midnight else wish.quiet <= at < wish.loud
    if not inside:
        return due
    day = local.date() + timedelta(days=1 if over_midnight and at >= wish.quiet else 0)
    return datetime.combine(day, wish.loud, ZoneInfo(zone)).astimezone(UTC)
