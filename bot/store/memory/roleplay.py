"""Role-plays that people are in, or have played, until the end of the process."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.personal import Area
from bot.features.roleplay.model import Play, PlayStatus
from bot.store.memory.rows import PersonalRow
from bot.store.memory.versions import Key, with_changes


@dataclass(slots=True)
class MemoryPlayStore:
    """`PlayStore` that forgets at the end of the process."""

    _plays: dict[Key, Play] = field(default_factory=dict)

    async def open_play(self, tenant: str, player: str) -> Play | None:
        return next((play for play in self._of(tenant, player) if play.open), None)

    async def find_play(self, tenant: str, id: str) -> Play | None:
        return self._plays.get((tenant, id))

    async def keep_play(self, changed: Sequence[Play]) -> bool:
        after = with_changes(self._plays, changed, _open_for)
        if after is None:
            return False
        self._plays = after
        return True

    async def ended_plays(self, tenant: str, player: str) -> tuple[Play, ...]:
        ended = [play for play in self._of(tenant, player) if play.status is PlayStatus.ENDED]
        return tuple(sorted(ended, key=lambda play: (play.touched, play.id), reverse=True))

    async def purge_plays(self, before: datetime) -> int:
        old = [key for key, play in self._plays.items() if play.touched < before]
        for key in old:
            del self._plays[key]
        return len(old)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for play in self._of(tenant, user_id):
            yield Area.ROLEPLAYS, "roleplays", {"scenario": play.scenario, "began": play.began}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes all of people."""
        self._plays = {
            key: play for key, play in self._plays.items() if key[0] != tenant or play.player not in ids
        }

    def _of(self, tenant: str, player: str) -> list[Play]:
        return [play for play in self._plays.values() if (play.tenant, play.player) == (tenant, player)]


def _open_for(play: Play) -> Key | None:
    return (play.tenant, play.player) if play.open else None
