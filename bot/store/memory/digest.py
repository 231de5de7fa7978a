"""Which managers have a weekly digest, in memory: forgotten at the end of the process."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.ledger import Ledger
from bot.core.personal import Area
from bot.features.report.model import Digest, DigestMove
from bot.store.memory.ledger import MemoryLedger
from bot.store.memory.rows import PersonalRow


@dataclass(slots=True)
class MemoryDigestStore:
    """`DigestStore` in memory. Notices go to a ledger beside it."""

    ledger: Ledger = field(default_factory=MemoryLedger)
    _digests: dict[tuple[str, str], Digest] = field(default_factory=dict)

    def send_by(self, ledger: Ledger) -> None:
        """Has its notices go out by this ledger."""
        self.ledger = ledger

    async def find_digest(self, tenant: str, user: str) -> Digest | None:
        return self._digests.get((tenant, user))

    async def keep_digest(self, digest: Digest, waiting: Sequence[str]) -> None:
        self._digests[digest.tenant, digest.user] = digest
        await self._forget(digest.tenant, waiting)

    async def remove_digest(self, tenant: str, user: str, waiting: Sequence[str]) -> None:
        self._digests.pop((tenant, user), None)
        await self._forget(tenant, waiting)

    async def due_digests(self, before: datetime, count: int) -> tuple[Digest, ...]:
        due = [digest for digest in self._digests.values() if digest.due < before]
        return tuple(sorted(due, key=lambda digest: digest.due)[:count])

    async def move_digests(self, moves: Sequence[DigestMove]) -> None:
        places = {(move.before.tenant, move.before.user): move for move in moves}
        same = {place: move for place, move in places.items() if self._digests.get(place) == move.before}
        self._digests |= {place: move.after for place, move in same.items()}
        await self.ledger.add_notices([move.notice for move in same.values() if move.notice])

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        if digest := self._digests.get((tenant, user_id)):
            row = {"hour": digest.hour, "since": digest.since, "day": digest.day}
            yield Area.PROFILE, "digests", row

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes all of people."""
        for user_id in ids:
            self._digests.pop((tenant, user_id), None)

    async def _forget(self, tenant: str, keys: Sequence[str]) -> None:
        for key in keys:
            await self.ledger.cancel_campaign(tenant, prefix=key)
