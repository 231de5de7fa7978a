"""The tick of digests: looks at those that are due, and reads no others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from bot.core.clocks import place
from bot.core.people import PlatformProfile
from bot.core.send_window import SendWindow
from bot.features.report.deps import DigestDeps
from bot.features.report.digest import LEAD, WINDOW, moved
from bot.features.report.model import Digest, DigestMove
from bot.features.report.notices import digest_notice

BATCH = 500  # digests in one transaction


class DigestPlanner:
    """The job of every minute. Any number of processes may run it: the ledger has each digest once."""

    def __init__(self, deps: DigestDeps, batch: int = BATCH) -> None:
        self._deps, self._batch = deps, batch

    async def tick(self, now: datetime) -> None:
        """Plans every digest whose time has come."""
        now = now.replace(microsecond=0)
        while digests := await self._deps.digests.due_digests(now + LEAD, self._batch):
            await self._deps.digests.move_digests(await self._moves(digests, now))
            if len(digests) < self._batch:
                return

    async def _moves(self, digests: Sequence[Digest], now: datetime) -> list[DigestMove]:
        moves: list[DigestMove] = []
        for tenant, some in groupby(sorted(digests, key=_place), lambda digest: digest.tenant):
            moves += await self._of(tenant, list(some), now)
        return moves

    async def _of(self, tenant: str, digests: Sequence[Digest], now: datetime) -> list[DigestMove]:
        profiles = await self._deps.people.find_profiles(tenant, [digest.user for digest in digests])
        zones = {d.user: place(profiles.get(d.user, PlatformProfile()).zone) for d in digests}
        planned = [(digest, *moved(digest, zones[digest.user], now)) for digest in digests]
        windows = {d.user: SendWindow(due, due + WINDOW, zones[d.user]) for d, _, due in planned if due}
        best = await self._deps.preferred(tenant, windows) if windows else {}
        return [
            DigestMove(
                digest,
                after,
                digest_notice(digest, due, best[digest.user]) if due and digest.user in best else None,
            )
            for digest, after, due in planned
        ]


def _place(digest: Digest) -> tuple[str, str]:
    return digest.tenant, digest.user
