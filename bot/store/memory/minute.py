"""Who has a line at the start of their shift, in memory: forgotten at the end of the process."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core.ledger import Ledger, Notice
from bot.core.personal import Area
from bot.features.minute.model import Minute, MinuteMove, MinuteOffer
from bot.store.memory.ledger import MemoryLedger
from bot.store.memory.rows import PersonalRow


@dataclass(slots=True)
class MemoryMinuteStore:
    """`MinuteStore` in memory. Notices go to a ledger beside it."""

    ledger: Ledger = field(default_factory=MemoryLedger)
    _minutes: dict[tuple[str, str], Minute] = field(default_factory=dict)
    _invited: dict[tuple[str, str], tuple[date, bool]] = field(default_factory=dict)
    _offers: dict[tuple[str, str], MinuteOffer] = field(default_factory=dict)

    def send_by(self, ledger: Ledger) -> None:
        """Has its notices go out by this ledger."""
        self.ledger = ledger

    async def find_minute(self, tenant: str, user: str) -> Minute | None:
        return self._minutes.get((tenant, user))

    async def keep_minute(self, minute: Minute, waiting: Sequence[str]) -> None:
        self._minutes[minute.tenant, minute.user] = minute
        self._invited.pop((minute.tenant, minute.user), None)
        await self._forget(minute.tenant, waiting)

    async def remove_minute(self, tenant: str, user: str, waiting: Sequence[str]) -> None:
        self._minutes.pop((tenant, user), None)
        await self._forget(tenant, waiting)

    async def due_minutes(self, before: datetime, count: int) -> tuple[Minute, ...]:
        due = [minute for minute in self._minutes.values() if minute.due < before]
        return tuple(sorted(due, key=lambda minute: minute.due)[:count])

    async def move_minutes(self, moves: Sequence[MinuteMove]) -> None:
        places = {(move.before.tenant, move.before.user): move for move in moves}
        same = {place: move for place, move in places.items() if self._minutes.get(place) == move.before}
        self._minutes |= {place: move.after for place, move in same.items()}
        await self.ledger.add_notices([move.notice for move in same.values() if move.notice])

    async def keep_offer(self, offer: MinuteOffer) -> None:
        self._offers.setdefault((offer.tenant, offer.group), offer)

    async def waiting_offers(self, count: int) -> tuple[MinuteOffer, ...]:
        return tuple(sorted(self._offers.values(), key=lambda offer: offer.at)[:count])

    async def remove_offer(self, offer: MinuteOffer) -> None:
        self._offers.pop((offer.tenant, offer.group), None)

    async def invite_people(
        self, tenant: str, today: date, since: date, notices: Mapping[str, Notice]
    ) -> None:
        def may(user: str) -> bool:
            day, refused = self._invited.get((tenant, user), (date.min, False))
            return (tenant, user) not in self._minutes and not refused and day <= since

        invited = [user for user in notices if may(user)]
        self._invited |= {(tenant, user): (today, False) for user in invited}
        await self.ledger.add_notices([notices[user] for user in invited])

    async def refuse_invitations(self, tenant: str, user: str, today: date) -> None:
        self._invited[tenant, user] = (today, True)

    async def is_refused(self, tenant: str, user: str) -> bool:
        return self._invited.get((tenant, user), (date.min, False))[1]

    async def purge_invitations(self, before: date) -> int:
        old = [place for place, (day, refused) in self._invited.items() if day < before and not refused]
        for place in old:
            del self._invited[place]
        return len(old)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        if minute := self._minutes.get((tenant, user_id)):
            start = minute.start
            yield Area.MINUTE, "minutes", {"at": start.at, "days": str(start.days), "zone": start.zone}
        if invited := self._invited.get((tenant, user_id)):
            yield Area.MINUTE, "minute_invitations", {"day": invited[0], "refused": invited[1]}
        for offer in self._offers.values():
            if (offer.tenant, offer.by) == (tenant, user_id):
                yield Area.MINUTE, "minute_offers", {"group": offer.group, "at": offer.at}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes all of people."""
        for user_id in ids:
            self._minutes.pop((tenant, user_id), None)
            self._invited.pop((tenant, user_id), None)
        for place in [p for p, offer in self._offers.items() if p[0] == tenant and offer.by in ids]:
            del self._offers[place]

    async def _forget(self, tenant: str, keys: Sequence[str]) -> None:
        for key in keys:
            await self.ledger.cancel_campaign(tenant, prefix=key)
