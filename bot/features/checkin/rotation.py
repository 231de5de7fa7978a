"""A new key in place of the old one, in steps each of which may be the last: run again, it goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.keys import Chance, KeySource, key_id
from bot.features.checkin.earlier import EarlierVault, UnreadableRow
from bot.features.checkin.model import PersonKey, VaultClosed
from bot.features.checkin.ports import SealedRowStore
from bot.features.checkin.sealed import WRONG

BATCH = 100
_STAYS = "The old key stays, as not everything opened: mend the rows, or run this again with --drop."


@dataclass(frozen=True, slots=True)
class RotationResult:
    """How many keys were wrapped anew, how many did not open, and what is left to do."""

    wrapped: int
    unreadable: int
    next_step: str


async def rotate(
    rows: SealedRowStore, source: KeySource, chance: Chance, *, drop: bool = False
) -> RotationResult:
    """Wraps every person's key anew. Raises VaultClosed where the keys are not those of the database.

    The new key is put beside the old one first; then the database turns to it, so that no key is wrapped by
    the old one any more, whatever runs beside; then the old wrappings are replaced; at last the old key goes.
    It stays as long as there is something that did not open, for that may still be mended; unless `drop`.
    """
    lock, keys = await rows.find_lock(), source.keys()
    if lock and (not keys or key_id(keys.pepper) != lock.pepper or lock.key not in keys.wrapping):
        raise VaultClosed(WRONG.format(name="The set of keys, in the environment or in the key file,"))
    keys = source.begin()
    await rows.turn_lock(keys.current)
    vault, wrapped = EarlierVault(keys, chance), 0
    unreadable: set[tuple[str, str]] = set()
    while batch := await rows.keys_wrapped_otherwise(keys.current, BATCH + len(unreadable)):
        fresh = [(tenant, old) for tenant, old in batch if (tenant, old.id) not in unreadable]
        if not fresh:
            break
        for tenant, old in fresh:
            if new := _rewrapped(vault, old, keys.current):
                await rows.rewrap_key(tenant, old, new)
                wrapped += 1
            else:
                unreadable.add((tenant, old.id))
    next_step = _STAYS if unreadable and not drop else source.finish()
    return RotationResult(wrapped, len(unreadable), next_step)


def _rewrapped(vault: EarlierVault, old: PersonKey, by: str) -> PersonKey | None:
    try:
        return replace(old, by=by, wrapped=vault.rewrap(old.id, old.by, old.wrapped, by))
    except UnreadableRow:
        return None
