"""What goes out unasked: a manager's week, computed at the moment it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.core import card as c
from bot.core.chat import Person, Role
from bot.core.clocks import place
from bot.core.edge import Address, Fate, Receipt
from bot.core.errors import CalmaError
from bot.core.ledger import Notice
from bot.core.people import reader_of
from bot.core.reasons import OF_THE_PERSON, reason_of
from bot.core.send_window import SendWindow
from bot.core.words import FALLBACK
from bot.features.report import digest_cards
from bot.features.report.deps import DigestDeps
from bot.features.report.digest import (
    DIGEST,
    WINDOW,
    digest_key,
    is_of_week,
    later_key,
    waiting_keys,
)
from bot.features.report.model import Digest
from bot.features.report.service import DigestService

WITHIN = 20.0  # seconds for all that a digest reads; then it is tried again later


@dataclass(frozen=True, slots=True)
class DigestNotice:
    """What a digest is about: the Monday it comes on."""

    day: date

    def encode(self) -> tuple[str, ...]:
        """Returns it as a notice stores it."""
        return (self.day.isoformat(),)

    @classmethod
    def decode(cls, about: Sequence[str]) -> DigestNotice:
        """Returns what a notice is about."""
        return cls(date.fromisoformat(about[0]))


def digest_notice(digest: Digest, due: datetime, best: datetime) -> Notice:
    """Returns the notice of the next digest: due at its hour, to be sent at the `best` time from then on."""
    to = Address(digest.tenant, digest.platform, digest.user)
    about = DigestNotice(digest.day).encode()
    return Notice(digest_key(digest.user, digest.day), to, DIGEST, about, best, due + WINDOW)


class ReportNoticeWriter:
    """Writes digests. Whatever cannot be read, or takes too long, makes it come later."""

    def __init__(self, deps: DigestDeps) -> None:
        self._deps = deps
        self._service = DigestService(deps)

    async def card(self, notice: Notice) -> c.Card | None:
        """Returns a manager's week as it is now; None where it is off, or they are no manager any more."""
        async with asyncio.timeout(WITHIN):
            return await self._card(notice)

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        """Turns it off for whoever has gone, or blocks the app. Nothing is sent after it."""
        if receipt.fate is Fate.REFUSED and reason_of(receipt.reason, channel=False) in OF_THE_PERSON:
            await self._turn_off(notice.to, now)
        return ()

    async def _card(self, notice: Notice) -> c.Card | None:
        to, day, now = notice.to, DigestNotice.decode(notice.about).day, self._deps.now()
        digest = await self._deps.digests.find_digest(to.tenant, to.id)
        if digest is None:
            return None
        reader = await reader_of(self._deps.people, to, FALLBACK)
        if not await self._leads(reader, to):
            await self._turn_off(to, now)
            return None
        # Whoever flew to where it is still Sunday had theirs of that week already.
        if not is_of_week(day, reader.zone, now) or not await self._is_wanted(notice, reader.zone, now):
            return None
        return digest_cards.digest_card(await self._service.content(reader, digest))

    async def _leads(self, reader: Person, to: Address) -> bool:
        """Whether they were appointed a manager, or their platform gives them as much."""
        if reader.role >= Role.MANAGER:
            return True
        role = await self._deps.role(to)
        if role is None:
            raise CalmaError("the platform does not tell who this is", words="error.unsure")
        return role >= Role.MANAGER

    async def _is_wanted(self, notice: Notice, zone: str, now: datetime) -> bool:
        """Returns whether they want it now; where they do later, it is added once more for then."""
        to, until = notice.to, notice.until or now + timedelta(seconds=1)
        windows = {to.id: SendWindow(now, until, place(zone))}
        best = (await self._deps.preferred(to.tenant, windows)).get(to.id)
        if best is not None and best > now:
            await self._deps.ledger.add_notices([replace(notice, key=later_key(notice.key), due=best)])
        return best == now

    async def _turn_off(self, to: Address, now: datetime) -> None:
        await self._deps.digests.remove_digest(to.tenant, to.id, waiting_keys(to.id, now))
