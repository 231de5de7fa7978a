"""New keys in place of the old ones, in steps each of which may be the last: run again, it goes on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.core.keys import WrappingKeys, key_id
from bot.features.checkin.blocks import BlockLayout, SealedBlock
from bot.features.checkin.converting import EarlierRecords
from bot.features.checkin.erasures import with_list
from bot.features.checkin.model import VaultClosed, VaultLock
from bot.features.checkin.opening import WRONG, OpenVault, VaultOpener, laid_out
from bot.features.checkin.ports import SealedBlockStore

BATCH = 8  # blocks that are sealed anew in one transaction
LEASE = 120  # seconds that nobody else rotates after the last sign of life
_STAYS = "The old keys stay, as not everything opened: mend the blocks, or run this again with --drop."
_HELD = "The keys are being rotated elsewhere already ({owner}). Nothing was changed: run this again later."


@dataclass(frozen=True, slots=True)
class RotationResult:
    """How many blocks were sealed anew, how much did not open, and what is left to do."""

    sealed: int
    unreadable: int
    next_step: str


# Seals anew what else is sealed by the keys; returns how much of it does not open.
Resealing = Callable[[WrappingKeys], Awaitable[int]]


async def nothing_else(keys: WrappingKeys) -> int:
    """Returns 0: there is nothing."""
    return 0


class KeyRotation:
    """Rotates the wrapping key or the pepper. One at a time, over processes and machines."""

    def __init__(
        self,
        blocks: SealedBlockStore,
        opener: VaultOpener,
        earlier: EarlierRecords,
        now: Callable[[], float],
        reseal: Resealing = nothing_else,
    ) -> None:
        self._reseal = reseal
        self._blocks = blocks
        self._opener = opener
        self._earlier = earlier
        self._now = now

    async def rotate(self, *, pepper: bool = False, drop: bool = False) -> RotationResult:
        """Seals everything anew. Raises VaultClosed where the keys are not those of the database.

        The new key is put beside the old one first; then the database turns to it, so that nothing is sealed
        by the old one any more, whatever runs beside; then blocks are sealed anew; at last the old key goes.
        It stays as long as there is something that did not open, for that may still be mended; unless `drop`.
        """
        with self._opener.source.rotating() as owner:
            await self._hold(owner)
            try:
                return await self._rotate(owner, pepper=pepper, drop=drop)
            finally:
                await self._blocks.end_rotation(owner)

    async def _hold(self, owner: str) -> None:
        # Its own row is left by a run that was killed: on one machine a lock tells that there is no other.
        now = int(self._now())
        if other := await self._blocks.take_rotation(owner, now, now + LEASE):
            raise VaultClosed(_HELD.format(owner=other))

    async def _rotate(self, owner: str, *, pepper: bool, drop: bool) -> RotationResult:
        source, blocks = self._opener.source, self._blocks
        lock, keys = await blocks.find_lock(), source.keys()
        if lock and (not keys or lock.pepper not in keys.peppers or lock.key not in keys.wrapping):
            raise VaultClosed(WRONG.format(name="The set of keys, in the environment or in the key file,"))
        await self._earlier.convert()
        keys = source.begin(pepper=pepper)
        turned = VaultLock(key_id(keys.pepper), keys.current)
        await blocks.turn_lock(turned)
        source.change_state(lambda state: with_list(state, keys, self._opener.chance))
        sealed = unreadable = 0
        for tenant in await blocks.tenants_with_blocks():
            tenant_sealed, tenant_unreadable = await self._seal(tenant, lambda: self._hold(owner), drop=drop)
            sealed, unreadable = sealed + tenant_sealed, unreadable + tenant_unreadable
        unreadable += await self._earlier.count_left(keys.current, turned=len(keys.peppers) > 1)
        unreadable += await self._reseal(keys)
        if unreadable and not drop:
            return RotationResult(sealed, unreadable, _STAYS)
        await self._hold(owner)
        return RotationResult(sealed, unreadable, source.finish())

    async def _seal(self, tenant: str, hold: Callable[[], Awaitable[None]], *, drop: bool) -> tuple[int, int]:
        """Returns how many blocks of a tenant were sealed anew, and how many do not open."""
        opened = await self._opener.opened()
        layout = await self._blocks.find_layout(tenant)
        if layout and layout.pepper != opened.vault.lock.pepper:
            await hold()
            try:
                return await self._turn(tenant, opened, drop=drop), 0
            except VaultClosed:  # a block does not open, so it cannot be told who belongs elsewhere
                return 0, (await self._opener.read_places(tenant, lambda place: None)).damaged
        unreadable: set[int] = set()
        sealed = 0
        while left := set(await self._blocks.sealed_otherwise(tenant, opened.vault.by)) - unreadable:
            await hold()
            done, damaged = await self._seal_batch(tenant, sorted(left)[:BATCH], opened, drop=drop)
            unreadable |= damaged
            sealed += done
        return sealed, len(unreadable)

    async def _turn(self, tenant: str, opened: OpenVault, *, drop: bool) -> int:
        """Puts a tenant's people where the pepper of now puts them, all at once; returns how many blocks."""
        count = 0

        def edit(
            lock: VaultLock | None, layout: BlockLayout | None, blocks: Sequence[SealedBlock]
        ) -> tuple[BlockLayout, Sequence[SealedBlock]] | None:
            nonlocal count
            opened.expect(lock)
            after = laid_out(opened, tenant, layout, blocks, lambda _: True, turned=True, drop=drop)
            count = after[0].blocks if after else 0
            return after

        await self._blocks.change_layout(tenant, edit)
        return count

    async def _seal_batch(
        self, tenant: str, numbers: Sequence[int], opened: OpenVault, *, drop: bool
    ) -> tuple[int, set[int]]:
        done, damaged = set[int](), set[int]()

        def edit(
            lock: VaultLock | None, layout: BlockLayout, blocks: Sequence[SealedBlock]
        ) -> list[SealedBlock]:
            opened.expect(lock)
            readable = {block.number: places for block, places in opened.readable(tenant, layout, blocks)}
            damaged.update(number for number in numbers if number not in readable and not drop)
            done.update(number for number in numbers if number not in damaged)
            return [opened.vault.seal(tenant, layout, number, readable.get(number, [])) for number in done]

        await self._blocks.change_blocks(tenant, numbers, edit)
        return len(done), damaged
