"""A play: one person's way through a scenario, kept from the first line to the debrief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.features.roleplay.model import Play, PlayStatus


@dataclass(slots=True)
class MemoryPlayStore:
    """`Plays` that forgets at the end of the process."""

    _kept: dict[tuple[str, str], Play] = field(default_factory=dict)

    async def open_play(self, tenant: str, player: str) -> Play | None:
        return next((play for play in self._of(tenant, player) if play.open), None)

    async def find_play(self, tenant: str, id: str) -> Play | None:
        return self._kept.get((tenant, id))

    async def keep_play(self, changed: Sequence[Play]) -> bool:
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

    async def ended_plays(self, tenant: str, player: str) -> tuple[Play, ...]:
        found = [play for play in self._of(tenant, player) if play.standing is PlayStatus.ENDED]
        return tuple(sorted(found, key=lambda play: (play.touched, play.id), reverse=True))

    async def purge_plays(self, before: datetime) -> int:
        old = [key for key, play in self._kept.items() if play.touched < before]
        for key in old:
            del self._kept[key]
        return len(old)

    def _of(self, tenant: str, player: str) -> list[Play]:
        return [play for play in self._kept.values() if (play.tenant, play.player) == (tenant, player)]
