"""A play: one person's way through a scenario, kept from the first line to the debrief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.coach.roleplay.engine import State


class Standing(Enum):
    """Whether a play still goes on. LEFT was set aside for another one."""

    OPEN = "open"
    ENDED = "ended"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Play:
    """What is kept. `touched` is the time of the last reply; `version` is what it was read as, 0: never kept.

    `right` says whether it ended well; it is kept with the ending, which may be edited later.
    """

    tenant: str
    id: str
    player: str
    scenario: str
    state: State
    began: datetime
    touched: datetime
    standing: Standing = Standing.OPEN
    right: bool = False
    version: int = 0

    @property
    def open(self) -> bool:
        """Whether it still goes on."""
        return self.standing is Standing.OPEN


class Plays(Protocol):
    """Keeps plays. A tenant never sees another's."""

    async def open_of(self, tenant: str, player: str) -> Play | None:
        """Returns the one play of a person that still goes on."""

    async def find(self, tenant: str, id: str) -> Play | None:
        """Returns a play of the tenant."""

    async def keep(self, changed: Sequence[Play]) -> bool:
        """Keeps plays, all or nothing.

        False, with nothing kept, if one was changed since it was read or a person would have two open.
        """

    async def ended(self, tenant: str, player: str) -> tuple[Play, ...]:
        """Returns what a person played to an end, the newest first."""

    async def purge(self, before: datetime) -> int:
        """Deletes all plays that nobody touched since a time, and returns how many that were."""


@dataclass(slots=True)
class PlaysInMemory:
    """`Plays` that forgets at the end of the process."""

    _kept: dict[tuple[str, str], Play] = field(default_factory=dict)

    async def open_of(self, tenant: str, player: str) -> Play | None:
        return next((play for play in self._of(tenant, player) if play.open), None)

    async def find(self, tenant: str, id: str) -> Play | None:
        return self._kept.get((tenant, id))

    async def keep(self, changed: Sequence[Play]) -> bool:
        after = dict(self._kept)
        for play in changed:
            key = (play.tenant, play.id)
            if play.version != (after[key].version if key in after else 0):
                return False
            after[key] = replace(play, version=play.version + 1)
        players = [(play.tenant, play.player) for play in after.values() if play.open]
        if len(players) != len(set(players)):
            return False
        self._kept = after
        return True

    async def ended(self, tenant: str, player: str) -> tuple[Play, ...]:
        found = [play for play in self._of(tenant, player) if play.standing is Standing.ENDED]
        return tuple(sorted(found, key=lambda play: (play.touched, play.id), reverse=True))

    async def purge(self, before: datetime) -> int:
        old = [key for key, play in self._kept.items() if play.touched < before]
        for key in old:
            del self._kept[key]
        return len(old)

    def _of(self, tenant: str, player: str) -> list[Play]:
        return [play for play in self._kept.values() if (play.tenant, play.player) == (tenant, player)]
