"""What is wrong with the records that are stored, as the doctor asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.features.checkin.converting import EarlierRecords
from bot.features.checkin.opening import VaultOpener
from bot.features.checkin.ports import SealedBlockStore

LIST_BEHIND = (
    "What is kept with the self-check's keys is older than the database: it was put back from a backup, or "
    "another machine has its own. Erasures since are not on its list; several machines need the same file."
)


@dataclass(frozen=True, slots=True)
class UnreadableCounts:
    """How many blocks of a tenant do not open, and rows and keys of an earlier version."""

    blocks: int
    rows: int = 0
    keys: int = 0


@dataclass(frozen=True, slots=True)
class Checkup:
    """What does not open, by tenant; and whether the database and what is kept with the keys belong together.

    `restored`: the database is older. `list_behind`: it is newer. `list_closed`: no pepper opens the list.
    """

    tenants: Mapping[str, UnreadableCounts] = field(default_factory=dict)
    restored: bool = False
    list_behind: bool = False
    list_closed: bool = False


async def checkup(blocks: SealedBlockStore, opener: VaultOpener, earlier: EarlierRecords) -> Checkup:
    """Returns what is wrong. Raises VaultClosed where the keys are missing or wrong."""
    counter, state = await blocks.find_counter(), opener.source.state()
    if not await blocks.find_lock():
        return Checkup(restored=counter < state.counter)  # nobody took part yet: there are no keys to ask for
    opened = await opener.opened()
    await earlier.convert()
    tenants = {}
    for tenant in sorted({*await blocks.tenants_with_blocks(), *await earlier.left()}):
        read = await opener.read_places(tenant, lambda place: None)
        keys, rows = await earlier.count(tenant)
        tenants[tenant] = UnreadableCounts(read.damaged, rows, keys)
    return Checkup(tenants, counter < state.counter, counter > state.counter, opened.erasures.closed)
