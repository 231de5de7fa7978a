"""Converts what versions before blocks stored, once the keys are there: a tenant in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from bot.core.background import Failures, Flights
from bot.core.conflict import AGAIN, Try, retry
from bot.core.deadline import seconds_left
from bot.core.errors import CalmaError, Unavailable
from bot.features.checkin.blocks import BlockLayout, RecordPlace, SealedBlock, new_slot, tag_of
from bot.features.checkin.conversion import Conversion, EarlierPerson, EarlierTenant, Today, converted, merged
from bot.features.checkin.earlier import EarlierVault
from bot.features.checkin.model import VaultLock
from bot.features.checkin.opening import OpenVault, StaleKeys, VaultOpener, laid_out
from bot.features.checkin.ports import EarlierStore
from bot.features.checkin.record import CheckinRecord

_LONGEST = 3_600.0  # seconds that whoever is in no hurry waits for it


class EarlierRecords:
    """Brings all of it into blocks before anything else is read. What does not open stays, and is counted."""

    def __init__(self, earlier: EarlierStore, opener: VaultOpener, today: Today) -> None:
        self._earlier = earlier
        self._opener = opener
        self._today = today
        self._under_way: Flights[str, None] = Flights()
        self._done = False

    async def convert(self) -> None:
        """Returns once all is converted. Raises Unavailable where whoever asked cannot wait so long.

        It goes on behind them. Raises VaultClosed where there is something to convert, and the keys are not;
        and once what else failed, such as TooLong, when all other tenants are converted.
        """
        if self._done:
            return
        task = self._under_way.start("", self._convert)
        await asyncio.wait([task], timeout=max(0.0, seconds_left(_LONGEST)))
        if not task.done():
            raise Unavailable("what an earlier version stored is being converted")
        task.result()

    async def tenants(self) -> tuple[str, ...]:
        """Returns the tenants that have anything that is not converted."""
        return () if self._done else await self._earlier.earlier_tenants()

    async def left(self) -> tuple[str, ...]:
        """Returns the tenants of whom something could not be converted."""
        return await self._earlier.earlier_tenants()

    async def count(self, tenant: str) -> tuple[int, int]:
        """Returns how many keys and rows of a tenant could not be converted, as they do not open."""
        return await self._earlier.count_earlier(tenant)

    async def count_left(self, key: str, *, turned: bool) -> int:
        """Returns how much that could not be converted never can, once this key alone is left.

        `turned`: the pepper turned too, without which nothing of it is anybody's.
        """
        if turned:
            return sum([sum(await self.count(tenant)) for tenant in await self._earlier.earlier_tenants()])
        return await self._earlier.keys_wrapped_otherwise(key)

    async def wipe(self, tenant: str) -> None:
        """Deletes a tenant's. Needs no key."""
        await self._earlier.wipe_earlier(tenant)

    async def _convert(self) -> None:
        failures = Failures()
        for tenant in await self._earlier.earlier_tenants():
            with failures.apart(
                CalmaError
            ):  # what will be other by the next time: keys, a database that is away
                await self._convert_tenant(tenant)
        # What fails anyhow, fails again: it stays where it is, and is counted with what does not open.
        self._done = True
        failures.raise_any()

    @retry
    async def _convert_tenant(self, tenant: str) -> Literal[Try.AGAIN] | None:
        earlier, opened = await self._earlier.read_earlier(tenant), await self._opener.opened()
        vault = EarlierVault(opened.keys, opened.vault.lock.pepper)
        today = self._today()
        # In a thread: all that a company answered in a year takes seconds to open.
        known = await self._with_known(tenant, earlier)
        conversion, new = await asyncio.to_thread(_read, known, vault, tenant, opened, today)

        def edit(
            lock: VaultLock | None, layout: BlockLayout | None, blocks: Sequence[SealedBlock]
        ) -> tuple[BlockLayout, Sequence[SealedBlock]] | None:
            opened.expect(lock)
            return laid_out(opened, tenant, layout, blocks, lambda places: _put(places, new))

        try:
            done = await self._earlier.replace_earlier(
                tenant, earlier, conversion.keys, conversion.rows, edit
            )
        except StaleKeys:
            return AGAIN
        return None if done else AGAIN

    async def _with_known(self, tenant: str, earlier: EarlierTenant) -> EarlierTenant:
        # What could not be opened before may be anybody's who has a record by now.
        read = await self._opener.read_places(tenant, lambda place: _person(place.record))
        names = {person.user_id for person in earlier.people}
        known = [person for person in read.items if person.user_id not in names]
        return replace(earlier, people=[*earlier.people, *known])


def _person(record: CheckinRecord) -> EarlierPerson:
    return EarlierPerson(record.user_id, record.platform, True, record.reminders, record.every)


def _read(
    earlier: EarlierTenant, vault: EarlierVault, tenant: str, opened: OpenVault, today: date
) -> tuple[Conversion, dict[bytes, tuple[CheckinRecord, RecordPlace]]]:
    conversion = converted(earlier, vault, tenant, opened.erasures, today)
    new = {}
    for record in conversion.records:
        tag = tag_of(tenant, record.user_id)
        new[tag] = record, new_slot(tenant, record, opened.erasures.number_of(tenant, tag))
    return conversion, new


def _put(places: dict[bytes, RecordPlace], new: Mapping[bytes, tuple[CheckinRecord, RecordPlace]]) -> bool:
    changed = False
    for tag, (record, place) in new.items():
        if known := places.get(tag):
            place = known.holding(merged(known.record, record), known.number)
        changed |= places.get(tag) != place
        places[tag] = place
    return changed
