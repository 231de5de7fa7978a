"""Everybody's answers, sealed: the `AnswerStore` over the vault and its rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.core.conflict import AGAIN, Try, retry
from bot.core.keys import Chance, KeySource, WrappingKeys, key_id
from bot.features.checkin.earlier import EarlierVault, UnreadableRow, decoded, encoded
from bot.features.checkin.model import (
    CheckinEntry,
    OwnCheckins,
    PersonKey,
    SealedRow,
    Submitted,
    VaultClosed,
    VaultLock,
    entries_in_order,
)
from bot.features.checkin.opening import WRONG
from bot.features.checkin.period import is_over, periods_in_order
from bot.features.checkin.ports import SealedRowStore

_LOST = (
    "The self-check's keys are missing, and there are answers under them: put back CALMA_CHECKIN_KEY and "
    "CALMA_CHECKIN_PEPPER, or the key file, as they were. Nothing was changed."
)
_DAMAGED = (
    "What this person's answers are sealed by is damaged, and theirs alone. They can erase and begin anew."
)


@dataclass(frozen=True, slots=True)
class Checkup:
    """Counts of what is wrong with what is stored: rows and keys that do not open, rows that are nobody's."""

    rows: int
    keys: int
    of_nobody: int


class SealedAnswerStore:
    """The `AnswerStore` over rows that open by the keys of `source` alone."""

    def __init__(self, rows: SealedRowStore, source: KeySource, chance: Chance) -> None:
        self._rows = rows
        self._source = source
        self._chance = chance

    async def has_consented(self, tenant: str, user_id: str) -> bool:
        vault = await self._by_pepper()
        key = await self._rows.find_key(tenant, vault.person(tenant, user_id))
        return bool(key and key.open)

    @retry  # a rotation may come between reading the lock and storing a key
    async def keep_consent(self, tenant: str, user_id: str) -> Literal[Try.AGAIN] | None:
        vault, lock = await self._opened()
        person = vault.person(tenant, user_id)
        new = PersonKey(person, lock.key, vault.new_key(person, lock.key))
        if await self._rows.find_key(tenant, person):
            await self._rows.set_key_open(tenant, person, open=True)
            return None
        return None if await self._rows.add_key(tenant, new) else AGAIN

    async def submit_entry(self, tenant: str, user_id: str, entry: CheckinEntry, today: date) -> Submitted:
        """Stores an entry, in place of the one before of its period."""
        vault, _ = await self._opened()
        person = vault.person(tenant, user_id)
        wrapped = await self._rows.find_key(tenant, person)
        if not wrapped or not wrapped.open:
            return Submitted.NOT_CONSENTED
        if is_over(entry.period, today):
            return Submitted.OVER
        try:
            key = vault.unwrap(person, wrapped.by, wrapped.wrapped)
        except UnreadableRow as error:
            raise VaultClosed(_DAMAGED) from error
        id = vault.row(tenant, user_id, entry.period)
        sealed = vault.seal(key, id, entry.period, encoded(entry))
        return await self._rows.add_row(tenant, person, SealedRow(id, entry.period, sealed))

    async def own_checkins(self, tenant: str, user_id: str) -> OwnCheckins:
        vault, _ = await self._opened()
        return await self._read(vault, tenant, user_id, await self._rows.periods_of(tenant))

    async def stop_taking_part(self, tenant: str, user_id: str) -> None:
        vault = await self._by_pepper()
        await self._rows.set_key_open(tenant, vault.person(tenant, user_id), open=False)

    async def erase_person(self, tenant: str, user_id: str) -> None:
        """Destroys the person's key and entries. Needs no key but the pepper, which tells the rows."""
        vault = await self._by_pepper()

        def rows_of(periods: Collection[str]) -> list[str]:
            return [vault.row(tenant, user_id, period) for period in periods]

        await self._rows.erase_person(tenant, vault.person(tenant, user_id), rows_of)

    async def entries_of_period(
        self, tenant: str, period: str, people: Collection[str]
    ) -> Mapping[str, CheckinEntry]:
        """Returns the entries of a period by user id; what cannot be read is left out."""
        vault, _ = await self._opened()
        by_user = {}
        for user_id in people:
            if entries := (await self._read(vault, tenant, user_id, [period])).entries:
                by_user[user_id] = entries[0]
        return by_user

    async def periods(self, tenant: str) -> tuple[str, ...]:
        return periods_in_order(await self._rows.periods_of(tenant))

    async def purge_entries(self, tenant: str, before: date) -> int:
        """Deletes the entries of periods that ended before a date. Needs no key."""
        periods = await self._rows.periods_of(tenant)
        return await self._rows.purge_rows(tenant, [period for period in periods if is_over(period, before)])

    async def wipe_tenant(self, tenant: str) -> None:
        """Destroys all keys and entries of a tenant. Needs no key."""
        await self._rows.wipe_tenant(tenant)

    async def check(self) -> None:
        """Raises VaultClosed where the keys are missing or wrong."""
        await self._opened()

    async def checkup(self, tenant: str, people: Collection[str]) -> Checkup:
        """Returns how much of a tenant's does not open. `people` are all who may have taken part."""
        vault, _ = await self._opened()
        periods = await self._rows.periods_of(tenant)
        keys = known = unreadable = 0
        for user_id in people:
            mine = await self._read(vault, tenant, user_id, periods)
            known += len(mine.entries) + mine.unreadable
            unreadable += mine.unreadable
            key = await self._rows.find_key(tenant, vault.person(tenant, user_id))
            keys += bool(key and not _opens(vault, key))
        return Checkup(unreadable, keys, await self._rows.count_rows(tenant) - known)

    async def _read(
        self, vault: EarlierVault, tenant: str, user_id: str, periods: Collection[str]
    ) -> OwnCheckins:
        ids = {vault.row(tenant, user_id, period): period for period in periods}
        person = vault.person(tenant, user_id)
        wrapped, rows = await self._rows.find_key(tenant, person), await self._rows.rows_of(tenant, ids)
        entries = []
        for row in rows if wrapped else ():
            try:
                key = vault.unwrap(person, wrapped.by, wrapped.wrapped) if wrapped else b""
                entries.append(decoded(row.period, vault.open(key, row.id, row.period, row.sealed)))
            except UnreadableRow:
                continue
        return OwnCheckins(entries_in_order(entries), len(rows) - len(entries))

    async def _opened(self) -> tuple[EarlierVault, VaultLock]:
        keys, lock = await self._keys()
        if lock.key not in keys.wrapping:
            raise VaultClosed(WRONG.format(name="CALMA_CHECKIN_KEY, or the key file,"))
        return EarlierVault(keys, self._chance), lock

    async def _by_pepper(self) -> EarlierVault:
        keys, _ = await self._keys()
        return EarlierVault(keys, self._chance)

    async def _keys(self) -> tuple[WrappingKeys, VaultLock]:
        lock, keys = await self._rows.find_lock(), self._source.keys()
        if not keys:
            if lock:
                raise VaultClosed(_LOST)
            keys = self._source.make()
        lock = lock or await self._rows.keep_first_lock(VaultLock(key_id(keys.pepper), keys.current))
        if lock.pepper != key_id(keys.pepper):
            raise VaultClosed(WRONG.format(name="CALMA_CHECKIN_PEPPER, or the key file,"))
        return keys, lock


def _opens(vault: EarlierVault, key: PersonKey) -> bool:
    try:
        vault.unwrap(key.id, key.by, key.wrapped)
    except UnreadableRow:
        return False
    return True
