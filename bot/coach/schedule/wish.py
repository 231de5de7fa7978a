"""What a person wants for themselves. It wins over whatever a manager set up. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Wish:
    """No drills at all where `stopped`, none before `paused` is over, none from `quiet` to `loud`.

    Quiet hours are local times; they may go over midnight. None or both of them are given.
    """

    stopped: bool = False
    paused: datetime | None = None
    quiet: time | None = None
    loud: time | None = None


class Wishes(Protocol):
    """Keeps what people want."""

    async def of(self, tenant: str, users: Iterable[str]) -> Mapping[str, Wish]:
        """Returns the wishes of people; whoever never had one is left out."""

    async def keep(self, tenant: str, user: str, wish: Wish) -> None:
        """Keeps a person's wish in place of the one before."""


class WishesInMemory:
    """`Wishes` that are forgotten at the end of the process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Wish] = {}

    async def of(self, tenant: str, users: Iterable[str]) -> Mapping[str, Wish]:
        return {user: self._kept[tenant, user] for user in users if (tenant, user) in self._kept}

    async def keep(self, tenant: str, user: str, wish: Wish) -> None:
        self._kept[tenant, user] = wish


def wanted(wish: Wish, due: datetime, until: datetime, zone: str) -> datetime | None:
    """Returns when something that is due may come: then, or at the end of quiet hours. None: not at all."""
    if wish.stopped or (wish.paused and wish.paused > due):
        return None
    found = _loud(wish, due, zone)
    return found if found < until else None


def _loud(wish: Wish, due: datetime, zone: str) -> datetime:
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
