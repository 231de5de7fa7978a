"""The keys of one moment and what they open; what is wrong with them is said here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal, TypeVar

from bot.core.background import Batcher
from bot.core.conflict import AGAIN, Try, retry
from bot.core.keys import Chance, KeySource, KeyState, WrappingKeys, key_id
from bot.features.checkin.blocks import (
    SLOTS,
    BlockLayout,
    RecordPlace,
    SealedBlock,
    divided,
    shuffled,
    with_missing,
)
from bot.features.checkin.erasures import Erasures, with_erased, with_list
from bot.features.checkin.model import VaultClosed, VaultLock
from bot.features.checkin.ports import SealedBlockStore
from bot.features.checkin.vault import UnreadableBlock, Vault

LOST = (
    "The self-check's keys are missing, and there are answers under them: put back CALMA_CHECKIN_KEY and "
    "CALMA_CHECKIN_PEPPER, or the key file, as they were. Nothing was changed."
)
WRONG = (
    "{name} is not the one that this database's self-check was begun with: put the right one back. "
    "Nothing was changed."
)
DAMAGED = (
    "A block of the self-check does not open: it was changed in the database. The job `doctor` counts "
    "those that do not: put them back from a backup, or give them up by `keys rotate --drop`."
)

TOGETHER = 64  # blocks that are read at a time: those of a large company may be a gigabyte
Read = TypeVar("Read")
StateChange = Callable[[KeyState], KeyState]
PlacesChange = Callable[[dict[bytes, RecordPlace]], bool]  # puts places among others; whether any changed


class StaleKeys(Exception):
    """The database turned to other keys since they were read."""


@dataclass(frozen=True, slots=True)
class PlacesRead(Generic[Read]):
    """What was read of all places of a tenant, and how many of its blocks do not open."""

    items: tuple[Read, ...]
    damaged: int


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
            raise VaultClosed(DAMAGED) from error

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
        """Raises StaleKeys where the database turned to other keys."""
        if lock != self.vault.lock:
            raise StaleKeys


class VaultOpener:
    """Opens the vault by the keys of `source`, once they are those of the database."""

    def __init__(self, blocks: SealedBlockStore, source: KeySource, chance: Chance) -> None:
        self._blocks = blocks
        self.source = source
        self.chance = chance
        # What many do at the same moment is written once: each write waits for the disk.
        self._state_changes: Batcher[StateChange | None, KeyState] = Batcher(self._write_state)

    async def opened(self) -> OpenVault:
        """Returns the keys. Raises VaultClosed where they are missing, or are not those of the database."""
        lock, keys = await self.lock()
        if lock.key not in keys.wrapping:
            raise VaultClosed(WRONG.format(name="CALMA_CHECKIN_KEY, or the key file,"))
        return OpenVault(keys, Vault(keys, lock, self.chance), Erasures(self.source.state(), keys))

    @retry
    async def read_places(
        self, tenant: str, read: Callable[[RecordPlace], Read]
    ) -> PlacesRead[Read] | Literal[Try.AGAIN]:
        """Returns what `read` makes of each place that is taken. Raises VaultClosed.

        Some blocks are opened at a time, and in a thread. Blocks that do not open are counted.
        """
        opened, layout = await self.opened(), await self._blocks.find_layout(tenant)
        items, damaged = list[Read](), 0
        blocks = layout.blocks if layout else 0
        for first in range(0, blocks, TOGETHER):
            numbers = range(first, min(first + TOGETHER, blocks))
            stored = await self._blocks.find_blocks(tenant, numbers)
            # Blocks may be sealed by a key that is not known here yet, or people be in others than before.
            if stored is None or stored[0] != layout or await self._blocks.find_lock() != opened.vault.lock:
                return AGAIN
            opening, its_items = await asyncio.to_thread(_read, opened, tenant, layout, stored[1], read)
            items += its_items
            damaged += len(numbers) - opening
        return PlacesRead(tuple(items), damaged)

    async def note_erased(self, tenant: str, tags: Mapping[bytes, int], *, whole: bool) -> KeyState:
        """Puts an erasure of these people on the list that is kept with the keys. Raises VaultClosed."""
        # The pepper is enough for it: an erasure waits for no other key.
        _, keys = await self.lock()
        return await self._state_changes(
            lambda state: with_erased(with_list(state, keys, self.chance), keys, tenant, tags, whole=whole)
        )

    async def cover(self) -> None:
        """Writes what is kept with the keys, as an erasure does: no copy of it tells which of both it was."""
        await self._state_changes(None)

    async def note_whole(self, tenant: str, tags: Mapping[bytes, int]) -> int:
        """Puts people on the list of whom all is erased. Returns the counter to store with it; 0: none.

        As long as what a restored backup brought back is not erased again, the counter stays as it tells.
        """
        await self.lock()  # and so there is one to hold a counter
        restored = await self.is_restored()
        state = await self.note_erased(tenant, tags, whole=True)
        return 0 if restored else state.counter

    async def reseal_list(self) -> None:
        """Has the list of erasures open by the pepper of now, before the one goes that it opens by still."""
        keys, state = self.source.keys(), self.source.state()
        if keys and state.listing and with_list(state, keys, self.chance) != state:
            await self._state_changes(lambda state: with_list(state, keys, self.chance))
        elif state != KeyState():
            await self.cover()

    async def raise_counter(self) -> None:
        """Raises the counter that the database and the keys have: what is older was restored."""
        counter = max(await self._blocks.find_counter(), self.source.state().counter) + 1
        # The database first: cut off in between, it is the newer one, as it should be.
        await self._blocks.keep_counter(counter)
        await self._state_changes(lambda state: replace(state, counter=max(state.counter, counter)))

    async def is_restored(self) -> bool:
        """Returns whether the database is older than what is kept with the keys."""
        return await self._blocks.find_counter() < self.source.state().counter

    async def _write_state(self, changes: Sequence[StateChange | None]) -> list[KeyState]:
        states: list[KeyState] = []

        def changed(state: KeyState) -> KeyState:
            for change in changes:
                state = change(state) if change else state
                states.append(state)
            return state

        if any(changes):
            await asyncio.to_thread(self.source.change_state, changed)
            return states
        await asyncio.to_thread(self.source.cover)
        return [KeyState()] * len(changes)

    async def lock(self) -> tuple[VaultLock, WrappingKeys]:
        """Returns the lock and the keys, among which is its pepper. Raises VaultClosed."""
        lock, keys = await self._blocks.find_lock(), self.source.keys()
        if not keys:
            if lock:
                raise VaultClosed(LOST)
            keys = self.source.make()
        lock = lock or await self._blocks.keep_first_lock(VaultLock(key_id(keys.pepper), keys.current))
        if lock.pepper not in keys.peppers:
            raise VaultClosed(WRONG.format(name="CALMA_CHECKIN_PEPPER, or the key file,"))
        return lock, keys


def _read(
    opened: OpenVault,
    tenant: str,
    layout: BlockLayout,
    blocks: Sequence[SealedBlock],
    read: Callable[[RecordPlace], Read],
) -> tuple[int, list[Read]]:
    readable = opened.readable(tenant, layout, blocks)
    return len(readable), [read(place) for _, places in readable for place in places]


def laid_out(
    opened: OpenVault,
    tenant: str,
    layout: BlockLayout | None,
    blocks: Sequence[SealedBlock],
    change: PlacesChange,
    *,
    expected: bytes = b"",
    turned: bool = False,
    drop: bool = False,
) -> tuple[BlockLayout, Sequence[SealedBlock]] | None:
    """Returns a tenant's blocks, as many as hold everybody once `change` was there; None: nothing changed.

    There is room for whoever is `expected`, too. `turned`: people are put where the pepper of now puts them.
    Raises VaultClosed where a block does not open that would have to be divided, unless it is to `drop`.
    """
    blocks = with_missing(layout, blocks)
    readable = opened.readable(tenant, layout, blocks) if layout else []
    places = {place.tag: place for _, its_places in readable for place in its_places}
    changed = change(places)
    pepper = layout.pepper if layout and not turned else opened.vault.lock.pepper
    parts = divided(
        [*places.values(), *([RecordPlace(expected, 0, b"")] if expected and expected not in places else ())],
        SLOTS,
        lambda place, n: opened.block_of(tenant, place.tag, BlockLayout(n, pepper)),
        layout.blocks if layout else 1,
    )
    after = BlockLayout(len(parts), pepper)
    if after == layout and not changed and not drop:
        return None
    opening = {block.number for block, _ in readable}
    damaged = {} if drop else {block.number: block for block in blocks if block.number not in opening}
    if damaged and (after != layout or any(parts[number] for number in damaged)):
        raise VaultClosed(DAMAGED)
    sealed = (
        damaged.get(number)
        or opened.vault.seal(tenant, after, number, [place for place in part if place.packed])
        for number, part in enumerate(parts)
    )
    return after, shuffled(sealed, opened.vault.chance)
