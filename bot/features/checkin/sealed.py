"""Everybody's records, sealed: the `RecordStore` over the vault and its blocks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.core.conflict import AGAIN, Try, retry
from bot.core.keys import Chance, KeySource, KeyState, WrappingKeys, key_id
from bot.features.checkin.blocks import (
    SLOTS,
    BlockFull,
    BlockLayout,
    RecordPlace,
    SealedBlock,
    divided,
    new_slot,
    shuffled,
    tag_of,
    with_missing,
)
from bot.features.checkin.erasures import Erasures, with_erased, with_list
from bot.features.checkin.model import VaultClosed, VaultLock
from bot.features.checkin.ports import Change, SealedBlockStore, T
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.vault import UnreadableBlock, Vault

_LOST = (
    "The self-check's keys are missing, and there are answers under them: put back CALMA_CHECKIN_KEY and "
    "CALMA_CHECKIN_PEPPER, or the key file, as they were. Nothing was changed."
)
WRONG = (
    "{name} is not the one that this database's self-check was begun with: put the right one back. "
    "Nothing was changed."
)
_DAMAGED = (
    "A block of the self-check does not open: it was changed in the database. `python app.py doctor` counts "
    "those that do not: put them back from a backup, or give them up by `keys rotate --drop`."
)
_BATCH = 2  # blocks that are written anew in one transaction: nobody waits for more
_WHOLE = b""  # in place of a person's tag: all of a tenant


class _StaleKeys(Exception):
    """The database turned to other keys since they were read."""


@dataclass(frozen=True, slots=True)
class OpenVault:
    """The keys of one moment, and what they open."""

    keys: WrappingKeys
    vault: Vault
    erasures: Erasures

    def block_of(self, tenant: str, tag: bytes, layout: BlockLayout) -> int:
        """Returns the number of the block that a person is in. Raises VaultClosed."""
        if not self.vault.knows(layout):
            raise VaultClosed(WRONG.format(name="CALMA_CHECKIN_PEPPER, or the key file,"))
        return self.vault.block_of(tenant, tag, layout)

    def slots(self, tenant: str, layout: BlockLayout, block: SealedBlock) -> list[RecordPlace]:
        """Returns the places that are taken, as they are after all erasures. Raises VaultClosed."""
        try:
            return self.erasures.left_of(tenant, self.vault.open(tenant, layout, block))
        except UnreadableBlock as error:
            raise VaultClosed(_DAMAGED, words="checkin.damaged") from error

    def readable(
        self, tenant: str, layout: BlockLayout, blocks: Iterable[SealedBlock]
    ) -> list[tuple[SealedBlock, list[RecordPlace]]]:
        """Returns the blocks that open, with their places; the doctor counts the others."""
        opened = []
        for block in blocks:
            try:
                opened.append((block, self.slots(tenant, layout, block)))
            except VaultClosed:
                continue
        return opened

    def expect(self, lock: VaultLock | None) -> None:
        """Raises _StaleKeys where the database turned to other keys."""
        if lock != self.vault.lock:
            raise _StaleKeys


class SealedRecordStore:
    """The `RecordStore` over blocks that open by the keys of `source` alone."""

    def __init__(self, blocks: SealedBlockStore, source: KeySource, chance: Chance) -> None:
        self._blocks = blocks
        self._source = source
        self._chance = chance

    async def find_record(self, tenant: str, user_id: str) -> CheckinRecord:
        """Returns a person's record."""
        opened, tag = await self.opened(), tag_of(tenant, user_id)
        block = await self._blocks.find_block(tenant, lambda layout: opened.block_of(tenant, tag, layout))
        slots = opened.slots(tenant, *block) if block else []
        return next((slot.record for slot in slots if slot.tag == tag), CheckinRecord(user_id))

    async def change_record(self, tenant: str, user_id: str, change: Change[T]) -> T:
        """Stores what `change` makes of a person's record."""
        results: list[T] = []

        def changed(slot: RecordPlace | None, erased: int) -> RecordPlace:
            record, result = change(slot.record if slot else CheckinRecord(user_id))
            results[:] = [result]
            record = replace(record, user_id=user_id)
            return slot.holding(record, slot.number) if slot else new_slot(tenant, record, erased)

        await self._change_slot(tenant, user_id, changed)
        return results[0]

    @retry
    async def _change_slot(
        self, tenant: str, user_id: str, change: Callable[[RecordPlace | None, int], RecordPlace]
    ) -> Literal[Try.AGAIN] | None:
        opened, tag = await self.opened(), tag_of(tenant, user_id)

        def edit(lock: VaultLock | None, layout: BlockLayout, block: SealedBlock) -> SealedBlock:
            opened.expect(lock)
            slots = {slot.tag: slot for slot in opened.slots(tenant, layout, block)}
            slots[tag] = change(slots.get(tag), opened.erasures.number_of(tenant, tag))
            return opened.vault.seal(tenant, layout, block.number, list(slots.values()))

        try:
            done = await self._blocks.change_block(
                tenant, lambda layout: opened.block_of(tenant, tag, layout), edit
            )
        except _StaleKeys:
            return AGAIN
        except BlockFull:
            done = False
        if not done:
            await self._lay_out(tenant, expected=tag)
            return AGAIN
        return None

    async def add_records(self, tenant: str, records: Collection[CheckinRecord]) -> None:
        """Stores the records of those who have none yet."""
        if records:
            await self._lay_out(tenant, records)

    @retry
    async def _lay_out(
        self, tenant: str, records: Collection[CheckinRecord] = (), expected: bytes = b""
    ) -> Literal[Try.AGAIN] | None:
        """Makes as many blocks as hold everybody, these people, and whoever is `expected`."""
        opened = await self.opened()

        def edit(
            lock: VaultLock | None, layout: BlockLayout | None, blocks: Sequence[SealedBlock]
        ) -> tuple[BlockLayout, Sequence[SealedBlock]] | None:
            opened.expect(lock)
            return _with_more(opened, tenant, layout, blocks, records, expected, self._chance)

        try:
            await self._blocks.change_layout(tenant, edit)
        except _StaleKeys:
            return AGAIN
        return None

    async def erase_record(self, tenant: str, user_id: str) -> None:
        """Destroys what a person answered and agreed to. It holds from the first step on.

        The list that is kept with the keys comes first: from then on, whatever block holds the record opens
        without it, those of a backup too.
        """
        state = await self._note_erased(tenant, [tag_of(tenant, user_id)], whole=False)
        number = Erasures(state, self._source_keys()).number_of(tenant, tag_of(tenant, user_id))

        def erased(slot: RecordPlace | None, _: int) -> RecordPlace:
            record = (slot.record if slot else CheckinRecord(user_id)).erased()
            return slot.holding(record, number) if slot else new_slot(tenant, record, number)

        await self._change_slot(tenant, user_id, erased)

    async def forget_people(self, tenant: str, people: Collection[str]) -> None:
        """Destroys whole records."""
        if not people or not await self._blocks.find_lock():
            return
        state = await self._note_erased(tenant, [tag_of(tenant, user_id) for user_id in people], whole=True)
        await self.rewrite_records(tenant, lambda record: record)
        await self._blocks.keep_counter(state.counter)

    async def all_records(self, tenant: str) -> tuple[CheckinRecord, ...]:
        """Returns all records that open, by user id."""
        opened = await self.opened()
        if not (found := await self._blocks.all_blocks(tenant)):
            return ()
        records = (slot.record for _, slots in opened.readable(tenant, *found) for slot in slots)
        return tuple(sorted(records, key=lambda record: record.user_id))

    async def rewrite_records(self, tenant: str, change: Callable[[CheckinRecord], CheckinRecord]) -> None:
        """Writes all blocks anew in no order, some at a time, with what `change` leaves of each record."""
        done: set[int] = set()
        layout = await self._blocks.find_layout(tenant)
        while layout and (left := [number for number in range(layout.blocks) if number not in done]):
            batch = shuffled(left, self._chance)[:_BATCH]
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
        opened, same = await self.opened(), True

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
                self._chance,
            )

        try:
            return await self._blocks.change_blocks(tenant, numbers, edit) and same
        except _StaleKeys:
            return AGAIN

    async def tenants_with_records(self) -> tuple[str, ...]:
        return await self._blocks.tenants_with_blocks()

    async def wipe_records(self, tenant: str) -> None:
        """Destroys all records of a tenant. Without the keys too, but then a backup brings them back."""
        try:
            noted = await self._note_erased(tenant, [_WHOLE], whole=True)
        except VaultClosed:
            noted = None
        await self._blocks.wipe_blocks(tenant)
        if noted:
            await self._blocks.keep_counter(noted.counter)

    async def opened(self) -> OpenVault:
        """Returns the keys. Raises VaultClosed where they are missing, or are not those of the database."""
        lock, keys = await self._lock()
        if lock.key not in keys.wrapping:
            raise VaultClosed(WRONG.format(name="CALMA_CHECKIN_KEY, or the key file,"))
        return OpenVault(keys, Vault(keys, lock, self._chance), Erasures(self._source.state(), keys))

    async def _note_erased(self, tenant: str, tags: Collection[bytes], *, whole: bool) -> KeyState:
        # The pepper is enough for it: an erasure waits for no other key.
        _, keys = await self._lock()
        return self._source.change_state(
            lambda state: with_erased(with_list(state, keys, self._chance), keys, tenant, tags, whole=whole)
        )

    async def _lock(self) -> tuple[VaultLock, WrappingKeys]:
        lock, keys = await self._blocks.find_lock(), self._source.keys()
        if not keys:
            if lock:
                raise VaultClosed(_LOST)
            keys = self._source.make()
        lock = lock or await self._blocks.keep_first_lock(VaultLock(key_id(keys.pepper), keys.current))
        if lock.pepper not in keys.peppers:
            raise VaultClosed(WRONG.format(name="CALMA_CHECKIN_PEPPER, or the key file,"))
        return lock, keys

    def _source_keys(self) -> WrappingKeys:
        if not (keys := self._source.keys()):
            raise VaultClosed(_LOST)
        return keys


def _with_more(
    opened: OpenVault,
    tenant: str,
    layout: BlockLayout | None,
    blocks: Sequence[SealedBlock],
    records: Collection[CheckinRecord],
    expected: bytes,
    chance: Chance,
) -> tuple[BlockLayout, Sequence[SealedBlock]] | None:
    """Returns a tenant's blocks with records of people who have none; None: there is nothing to do."""
    blocks = with_missing(layout, blocks)
    readable = opened.readable(tenant, layout, blocks) if layout else []
    slots = {slot.tag: slot for _, places in readable for slot in places}
    new = [record for record in records if tag_of(tenant, record.user_id) not in slots]
    for record in new:
        tag = tag_of(tenant, record.user_id)
        slots[tag] = new_slot(tenant, record, opened.erasures.number_of(tenant, tag))
    first = layout or BlockLayout(1, opened.vault.lock.pepper)
    people = {expected: RecordPlace(expected, 0, b""), **slots} if expected else slots
    parts = divided(
        list(people.values()),
        SLOTS,
        lambda slot, n: opened.block_of(tenant, slot.tag, BlockLayout(n, first.pepper)),
        first.blocks,
    )
    after = BlockLayout(len(parts), first.pepper)
    if after == layout and not new:
        return None  # somebody else made room
    damaged = [block for block in blocks if block.number not in {known.number for known, _ in readable}]
    if damaged and after != layout:
        raise VaultClosed(_DAMAGED)
    sealed = [
        opened.vault.seal(tenant, after, number, [slot for slot in part if slot.packed])
        for number, part in enumerate(parts)
        if number not in {block.number for block in damaged}
    ]
    return after, shuffled([*sealed, *damaged], chance)


def _changed(slot: RecordPlace, change: Callable[[CheckinRecord], CheckinRecord]) -> RecordPlace:
    before = slot.record
    after = change(before)
    return slot if after == before else slot.holding(replace(after, user_id=before.user_id), slot.number)
