"""The stores of the self-check that forget at the end of the process."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.features.checkin.model import (
    CheckinEntry,
    OwnCheckins,
    PersonKey,
    ReminderState,
    SealedRow,
    Submitted,
    Terms,
    UnitResult,
    VaultLock,
    entries_in_order,
    results_in_order,
)
from bot.features.checkin.period import Cadence, is_over, periods_in_order
from bot.features.checkin.ports import CheckinStores, RowsOf
from bot.store.memory.checkin_records import MemoryRecordStore
from bot.store.memory.checkin_units import MemoryUnitStore


class MemorySealedRowStore:
    """A `SealedRowStore` that forgets."""

    def __init__(self) -> None:
        self._lock: VaultLock | None = None
        self._people: dict[tuple[str, str], PersonKey] = {}
        self._rows: dict[tuple[str, str], SealedRow] = {}

    async def find_lock(self) -> VaultLock | None:
        """Returns the lock."""
        return self._lock

    async def keep_first_lock(self, lock: VaultLock) -> VaultLock:
        """Stores the lock unless there is one."""
        self._lock = self._lock or lock
        return self._lock

    async def turn_lock(self, key: str) -> None:
        """From now on new keys are wrapped by this one."""
        if self._lock:
            self._lock = replace(self._lock, key=key)

    async def find_key(self, tenant: str, id: str) -> PersonKey | None:
        return self._people.get((tenant, id))

    async def add_key(self, tenant: str, person: PersonKey) -> bool:
        """Stores a new key."""
        if (tenant, person.id) in self._people or not self._lock or person.by != self._lock.key:
            return False
        self._people[tenant, person.id] = person
        return True

    async def set_key_open(self, tenant: str, id: str, *, open: bool) -> None:
        """Stores whether a person takes part."""
        if key := self._people.get((tenant, id)):
            self._people[tenant, id] = replace(key, open=open)

    async def add_row(self, tenant: str, person: str, row: SealedRow) -> Submitted:
        """Stores a row of a person who takes part."""
        key = self._people.get((tenant, person))
        if not key or not key.open:
            return Submitted.NOT_CONSENTED
        known = (tenant, row.id) in self._rows
        self._rows[tenant, row.id] = row
        return Submitted.CORRECTED if known else Submitted.KEPT

    async def rows_of(self, tenant: str, ids: Collection[str]) -> tuple[SealedRow, ...]:
        return tuple(self._rows[tenant, id] for id in ids if (tenant, id) in self._rows)

    async def periods_of(self, tenant: str) -> frozenset[str]:
        return frozenset(row.period for (owner, _), row in self._rows.items() if owner == tenant)

    async def count_rows(self, tenant: str) -> int:
        return sum(owner == tenant for owner, _ in self._rows)

    async def tenants_with_rows(self) -> tuple[str, ...]:
        """Returns the tenants that have a key or a row."""
        return tuple(sorted({tenant for tenant, _ in (*self._people, *self._rows)}))

    async def erase_person(self, tenant: str, person: str, rows_of: RowsOf) -> None:
        """Destroys a person's key and rows."""
        self._people.pop((tenant, person), None)
        for id in rows_of(await self.periods_of(tenant)):
            self._rows.pop((tenant, id), None)

    async def purge_rows(self, tenant: str, periods: Collection[str]) -> int:
        """Deletes the rows of periods."""
        gone = [key for key, row in self._rows.items() if key[0] == tenant and row.period in periods]
        for key in gone:
            del self._rows[key]
        return len(gone)

    async def wipe_tenant(self, tenant: str) -> None:
        self._people = {key: value for key, value in self._people.items() if key[0] != tenant}
        self._rows = {key: row for key, row in self._rows.items() if key[0] != tenant}

    async def keys_wrapped_otherwise(self, key: str, most: int) -> tuple[tuple[str, PersonKey], ...]:
        """Returns some (tenant, key) that are wrapped by other keys."""
        return tuple((t, p) for (t, _), p in self._people.items() if p.by != key)[:most]

    async def rewrap_key(self, tenant: str, old: PersonKey, new: PersonKey) -> None:
        """Puts a new wrapping in place of the old one."""
        stored = self._people.get((tenant, old.id))
        if stored and stored.wrapped == old.wrapped:
            self._people[tenant, old.id] = replace(stored, by=new.by, wrapped=new.wrapped)


class MemoryAnswerStore:
    """An `AnswerStore` without keys: what is in memory alone needs none."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], bool] = {}
        self._entries: dict[tuple[str, str], dict[str, CheckinEntry]] = {}

    async def has_consented(self, tenant: str, user_id: str) -> bool:
        return self._open.get((tenant, user_id), False)

    async def keep_consent(self, tenant: str, user_id: str) -> None:
        """Lets the person take part."""
        self._open[tenant, user_id] = True

    async def submit_entry(self, tenant: str, user_id: str, entry: CheckinEntry, today: date) -> Submitted:
        """Stores an entry, in place of the one before of its period."""
        if not self._open.get((tenant, user_id)):
            return Submitted.NOT_CONSENTED
        if is_over(entry.period, today):
            return Submitted.OVER
        mine = self._entries.setdefault((tenant, user_id), {})
        known = entry.period in mine
        mine[entry.period] = entry
        return Submitted.CORRECTED if known else Submitted.KEPT

    async def own_checkins(self, tenant: str, user_id: str) -> OwnCheckins:
        """Returns all that is stored of the person."""
        return OwnCheckins(entries_in_order(self._entries.get((tenant, user_id), {}).values()))

    async def stop_taking_part(self, tenant: str, user_id: str) -> None:
        """Ends taking part."""
        if (tenant, user_id) in self._open:
            self._open[tenant, user_id] = False

    async def erase_person(self, tenant: str, user_id: str) -> None:
        """Deletes the person."""
        self._open.pop((tenant, user_id), None)
        self._entries.pop((tenant, user_id), None)

    async def entries_of_period(
        self, tenant: str, period: str, people: Collection[str]
    ) -> Mapping[str, CheckinEntry]:
        """Returns the entries of a period by user id."""
        entries = {user_id: self._entries.get((tenant, user_id), {}).get(period) for user_id in people}
        return {user_id: entry for user_id, entry in entries.items() if entry}

    async def periods(self, tenant: str) -> tuple[str, ...]:
        return periods_in_order(
            {p for (owner, _), mine in self._entries.items() if owner == tenant for p in mine}
        )

    async def purge_entries(self, tenant: str, before: date) -> int:
        """Deletes the entries of periods that ended before a date."""
        deleted = 0
        for (owner, _), mine in self._entries.items():
            if owner == tenant:
                for period in [period for period in mine if is_over(period, before)]:
                    del mine[period]
                    deleted += 1
        return deleted

    async def wipe_tenant(self, tenant: str) -> None:
        """Deletes the tenant."""
        self._open = {key: open for key, open in self._open.items() if key[0] != tenant}
        self._entries = {key: mine for key, mine in self._entries.items() if key[0] != tenant}


class MemoryReminderStore:
    """A `ReminderStore` that forgets."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, str], tuple[str, ReminderState]] = {}

    async def find_reminder_state(self, tenant: str, user_id: str) -> ReminderState:
        return self._states.get((tenant, user_id), ("", ReminderState()))[1]

    async def keep_reminder_state(
        self, tenant: str, user_id: str, platform: str, state: ReminderState
    ) -> None:
        self._states[tenant, user_id] = (platform, state)

    async def people_to_remind(self, tenant: str) -> tuple[tuple[str, str, Cadence | None], ...]:
        """Returns (user id, platform, how often) of all who are to be reminded."""
        people = [
            (user_id, platform, await self.find_reminder_state(tenant, user_id))
            for user_id, platform in await self.known_people(tenant)
        ]
        return tuple((id, platform, s.every) for id, platform, s in people if s.offered and s.reminders)

    async def known_people(self, tenant: str) -> tuple[tuple[str, str], ...]:
        """Returns (user id, platform) of all whose state is stored."""
        mine = [(user_id, state[0]) for (owner, user_id), state in self._states.items() if owner == tenant]
        return tuple(sorted(mine))

    def tenants_with_reminders(self) -> frozenset[str]:
        """Returns the tenants that anybody has a reminder state in."""
        return frozenset(tenant for tenant, _ in self._states)

    async def wipe_reminders(self, tenant: str) -> None:
        """Deletes the tenant's."""
        self._states = {key: state for key, state in self._states.items() if key[0] != tenant}


class MemoryTermsStore:
    """A `TermsStore` that forgets. It learns of tenants without terms from `reminders`."""

    def __init__(self, reminders: MemoryReminderStore) -> None:
        self._reminders = reminders
        self._terms: dict[str, Terms] = {}

    async def find_terms(self, tenant: str) -> Terms:
        return self._terms.get(tenant, Terms())

    async def keep_terms(self, tenant: str, terms: Terms) -> bool:
        """Stores the terms, unless they are out of date."""
        if terms.version != self._terms.get(tenant, Terms()).version:
            return False
        self._terms[tenant] = replace(terms, version=terms.version + 1)
        return True

    async def known_tenants(self) -> tuple[str, ...]:
        """Returns the tenants that have terms, or anybody with a reminder state."""
        return tuple(sorted({*self._terms, *self._reminders.tenants_with_reminders()}))


class MemoryResultStore:
    """A `ResultStore` that forgets."""

    def __init__(self) -> None:
        self._results: dict[tuple[str, str], tuple[UnitResult, ...]] = {}

    async def is_published(self, tenant: str, period: str) -> bool:
        return (tenant, period) in self._results

    async def publish_results(self, tenant: str, period: str, results: Sequence[UnitResult]) -> bool:
        """Stores the results of a period, once."""
        if (tenant, period) in self._results:
            return False
        self._results[tenant, period] = tuple(results)
        return True

    async def results_of_unit(self, tenant: str, unit: str) -> tuple[UnitResult, ...]:
        mine = [r for (owner, _), results in self._results.items() if owner == tenant for r in results]
        return results_in_order(r for r in mine if r.unit == unit)

    async def wipe_results(self, tenant: str) -> None:
        """Deletes the tenant's."""
        self._results = {key: results for key, results in self._results.items() if key[0] != tenant}


def checkin_in_memory() -> CheckinStores:
    """Returns the stores in memory."""
    reminders = MemoryReminderStore()
    return CheckinStores(
        MemoryAnswerStore(),
        reminders,
        MemoryTermsStore(reminders),
        MemoryResultStore(),
        MemoryRecordStore(),
        MemoryUnitStore(),
    )
