"""Everybody's records, sealed: the `RecordStore` over the vault and its blocks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Literal

from bot.core.conflict import AGAIN, Try, retry
from bot.core.keys import Chance, KeySource
from bot.features.checkin.blocks import (
    BlockFull,
    BlockLayout,
    RecordPlace,
    SealedBlock,
    new_slot,
    shuffled,
    tag_of,
)
from bot.features.checkin.checkup import Checkup, checkup
from bot.features.checkin.conversion import Today
from bot.features.checkin.converting import EarlierRecords
from bot.features.checkin.model import VaultClosed, VaultLock
from bot.features.checkin.opening import OpenVault, StaleKeys, VaultOpener, laid_out
from bot.features.checkin.ports import Change, EarlierStore, SealedBlockStore, T
from bot.features.checkin.record import CheckinRecord

_BATCH = 1  # blocks that are written anew in one transaction: nobody waits for more
_WHOLE = b""  # in place of a person's tag: all of a tenant


class SealedRecordStore:
    """The `RecordStore` over blocks that open by the keys of `source` alone."""

    def __init__(
        self, blocks: SealedBlockStore, earlier: EarlierStore, source: KeySource, chance: Chance, today: Today
    ) -> None:
        self._blocks = blocks
        self.opener = VaultOpener(blocks, source, chance)
        self.earlier = EarlierRecords(earlier, self.opener, today)

    async def find_record(self, tenant: str, user_id: str) -> CheckinRecord:
        """Returns a person's record."""
        slot = await self._find_slot(await self._opened(), tenant, tag_of(tenant, user_id))
        return slot.record if slot else CheckinRecord(user_id)

    async def _find_slot(self, opened: OpenVault, tenant: str, tag: bytes) -> RecordPlace | None:
        block = await self._blocks.find_block(tenant, partial(opened.block_of, tenant, tag))
        slots = opened.slots(tenant, *block) if block else []
        return next((slot for slot in slots if slot.tag == tag), None)

    async def change_record(self, tenant: str, user_id: str, change: Change[T]) -> T:
        """Stores what `change` makes of a person's record."""
        results: list[T] = []

        def changed(slot: RecordPlace | None, erased: int) -> RecordPlace:
            record, result = change(slot.record if slot else CheckinRecord(user_id))
            results[:] = [result]
            record = replace(record, user_id=user_id)
            return slot.holding(record, slot.number) if slot else new_slot(tenant, record, erased)

        # An erasure writes the list that is kept with the keys; so whatever else is done has to seem to.
        await self.opener.cover()
        await self._change_slot(tenant, user_id, changed)
        return results[0]

    @retry
    async def _change_slot(
        self, tenant: str, user_id: str, change: Callable[[RecordPlace | None, int], RecordPlace]
    ) -> Literal[Try.AGAIN] | None:
        opened, tag = await self._opened(), tag_of(tenant, user_id)

        def edit(lock: VaultLock | None, layout: BlockLayout, block: SealedBlock) -> SealedBlock:
            opened.expect(lock)
            slots = {slot.tag: slot for slot in opened.slots(tenant, layout, block)}
            slots[tag] = change(slots.get(tag), opened.erasures.number_of(tenant, tag))
            return opened.vault.seal(tenant, layout, block.number, list(slots.values()))

        try:
            done = await self._blocks.change_block(
                tenant, lambda layout: opened.block_of(tenant, tag, layout), edit
            )
        except StaleKeys:
            return AGAIN
        except BlockFull:
            done = False
        if not done:
            await self._lay_out(tenant, expected=tag)
            return AGAIN
        return None

    async def add_records(self, tenant: str, records: Collection[CheckinRecord]) -> None:
        """Stores the records of those who have none yet."""
        if not records:
            return
        opened = await self._opened()
        known = set((await self.opener.read_places(tenant, lambda place: place.tag)).items)
        # Packed before anybody is kept from writing, and in a thread, as it takes long for many.
        if new := await asyncio.to_thread(_new_places, opened, tenant, known, records):
            await self._lay_out(tenant, new)

    @retry
    async def _lay_out(
        self, tenant: str, new: Sequence[RecordPlace] = (), expected: bytes = b""
    ) -> Literal[Try.AGAIN] | None:
        """Makes as many blocks as hold everybody, these people, and whoever is `expected`."""
        opened = await self._opened()

        def added(places: dict[bytes, RecordPlace]) -> bool:
            missing = {place.tag: place for place in new if place.tag not in places}
            places.update(missing)
            return bool(missing)

        def edit(
            lock: VaultLock | None, layout: BlockLayout | None, blocks: Sequence[SealedBlock]
        ) -> tuple[BlockLayout, Sequence[SealedBlock]] | None:
            opened.expect(lock)
            return laid_out(opened, tenant, layout, blocks, added, expected=expected)

        try:
            await self._blocks.change_layout(tenant, edit)
        except StaleKeys:
            return AGAIN
        return None

    async def erase_record(self, tenant: str, user_id: str) -> None:
        """Destroys what a person answered and agreed to. It holds from the first step on.

        The list that is kept with the keys comes first: from then on, whatever block holds the record opens
        without it, those of a backup too.
        """
        await self.opener.note_erased(tenant, await self._erased(tenant, [user_id]), whole=False)

        def erased(slot: RecordPlace | None, number: int) -> RecordPlace:
            record = (slot.record if slot else CheckinRecord(user_id)).erased()
            return slot.holding(record, number) if slot else new_slot(tenant, record, number)

        with suppress(VaultClosed):  # it holds all the same, and is written once the block opens
            await self._change_slot(tenant, user_id, erased)

    async def _erased(self, tenant: str, people: Collection[str]) -> dict[bytes, int]:
        """Returns how often people erased, as their records say; 0 of those whose do not open."""
        numbers = {tag_of(tenant, user_id): 0 for user_id in people}
        with suppress(VaultClosed):
            opened = await self._opened()
            for tag in numbers:
                slot = await self._find_slot(opened, tenant, tag)
                numbers[tag] = slot.number if slot else 0
        return numbers

    async def has_keys(self) -> bool:
        """Returns whether there are keys. Raises CalmaError where they cannot be read."""
        return self.opener.source.keys() is not None

    async def forget_people(self, tenant: str, people: Collection[str]) -> None:
        """Destroys whole records."""
        if not people:
            return
        counter = await self.opener.note_whole(tenant, await self._erased(tenant, people))
        await self.rewrite_records(tenant, lambda record: record)
        await self._blocks.keep_counter(counter)

    async def all_records(self, tenant: str) -> tuple[CheckinRecord, ...]:
        """Returns all records that open, by user id."""
        await self.earlier.convert()
        read = await self.opener.read_places(tenant, lambda place: place.record)
        return tuple(sorted(read.items, key=lambda record: record.user_id))

    async def rewrite_records(self, tenant: str, change: Callable[[CheckinRecord], CheckinRecord]) -> None:
        """Writes all blocks anew in no order, some at a time, with what `change` leaves of each record."""
        done: set[int] = set()
        layout = await self._blocks.find_layout(tenant)
        while layout and (left := [number for number in range(layout.blocks) if number not in done]):
            batch = shuffled(left, self.opener.chance)[:_BATCH]
            if await self._rewrite(tenant, layout, batch, change):
                done.update(batch)
                continue
            done.clear()  # there are other blocks now
            layout = await self._blocks.find_layout(tenant)

    @retry
    async def _rewrite(
        self,
        tenant: str,
        expected: BlockLayout,
        numbers: Sequence[int],
        change: Callable[[CheckinRecord], CheckinRecord],
    ) -> bool | Literal[Try.AGAIN]:
        opened, same = await self._opened(), True

        def edit(
            lock: VaultLock | None, layout: BlockLayout, blocks: Sequence[SealedBlock]
        ) -> list[SealedBlock]:
            nonlocal same
            opened.expect(lock)
            if not (same := layout == expected):
                return []
            return shuffled(
                (
                    opened.vault.seal(
                        tenant, layout, block.number, [_changed(slot, change) for slot in slots]
                    )
                    for block, slots in opened.readable(tenant, layout, blocks)
                ),
                self.opener.chance,
            )

        try:
            return await self._blocks.change_blocks(tenant, numbers, edit) and same
        except StaleKeys:
            return AGAIN

    async def tenants_with_records(self) -> tuple[str, ...]:
        return tuple(sorted({*await self._blocks.tenants_with_blocks(), *await self.earlier.tenants()}))

    async def wipe_records(self, tenant: str) -> None:
        """Destroys all records of a tenant. Without the keys too, but then a backup brings them back."""
        try:
            counter = await self.opener.note_whole(tenant, {_WHOLE: 0})
        except VaultClosed:
            counter = 0
        await self._blocks.wipe_blocks(tenant)
        await self.earlier.wipe(tenant)
        await self._blocks.keep_counter(counter)

    async def prepare_records(self) -> None:
        """Converts what earlier versions stored, and has the list of erasures open by the pepper of now."""
        await self.earlier.convert()
        await self.opener.reseal_list()

    async def compact_records(self) -> None:
        """Has the database give up what it holds of rows that were replaced."""
        if await self._blocks.find_lock() and not await self.is_restored():
            await self.opener.raise_counter()
        await self._blocks.compact()

    async def checkup(self) -> Checkup:
        """Returns what is wrong. Raises VaultClosed where the keys are missing or wrong."""
        return await checkup(self._blocks, self.opener, self.earlier)

    async def is_restored(self) -> bool:
        return await self.opener.is_restored()

    async def erased_since(self, tenant: str, people: Collection[str]) -> frozenset[str]:
        """Returns those of whom all was erased since the backup was made that the database comes from."""
        counter = await self._blocks.find_counter()
        return (await self._opened()).erasures.whole_since(tenant, people, counter)

    async def erase_restored(self) -> None:
        """Erases again what the backup brought back of the self-check, and takes the database for the newest.

        Records open erased from the first moment on; here the blocks are written without what was erased.
        """
        counter, erasures = await self._blocks.find_counter(), (await self._opened()).erasures
        for tenant in erasures.wiped_since(await self.tenants_with_records(), counter):
            await self._blocks.wipe_blocks(tenant)
        for tenant in await self.tenants_with_records():
            await self.rewrite_records(tenant, lambda record: record)
        await self.opener.raise_counter()

    async def _opened(self) -> OpenVault:
        await self.earlier.convert()
        return await self.opener.opened()


def _changed(slot: RecordPlace, change: Callable[[CheckinRecord], CheckinRecord]) -> RecordPlace:
    before = slot.record
    after = change(before)
    return slot if after == before else slot.holding(replace(after, user_id=before.user_id), slot.number)


def _new_places(
    opened: OpenVault, tenant: str, known: Collection[bytes], records: Collection[CheckinRecord]
) -> list[RecordPlace]:
    """Returns places for those who have none yet."""
    return [
        new_slot(tenant, record, opened.erasures.number_of(tenant, tag))
        for record in records
        if (tag := tag_of(tenant, record.user_id)) not in known
    ]
