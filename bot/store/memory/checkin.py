"""What the vault keeps: sealed rows and wrapped keys, under pseudonyms; nothing tells whose, or when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.features.checkin.model import (
    CheckinEntry,
    GroupResult,
    OwnCheckins,
    PersonKey,
    ReminderState,
    SealedRow,
    Submitted,
    Terms,
    VaultLock,
    by_time,
    in_order,
    over,
    results_in_order,
)
from bot.features.checkin.period import Cadence
from bot.features.checkin.ports import CheckinStores, RowsOf


class MemorySealedRowStore:
    """`Rows` that forget."""

    def __init__(self) -> None:
        self._lock: VaultLock | None = None
        self._people: dict[tuple[str, str], PersonKey] = {}
        self._rows: dict[tuple[str, str], SealedRow] = {}

    async def find_lock(self) -> VaultLock | None:
        """Returns the lock."""
        return self._lock

    async def keep_first_lock(self, lock: VaultLock) -> VaultLock:
        """Keeps the lock unless there is one."""
        self._lock = self._lock or lock
        return self._lock

    async def turn(self, key: str) -> None:
        """From now on new keys are wrapped by this one."""
        if self._lock:
            self._lock = replace(self._lock, key=key)

    async def find_person(self, tenant: str, id: str) -> PersonKey | None:
        return self._people.get((tenant, id))

    async def add_person(self, tenant: str, person: PersonKey) -> bool:
        """Keeps a new key."""
        if (tenant, person.id) in self._people or not self._lock or person.by != self._lock.key:
            return False
        self._people[tenant, person.id] = person
        return True

    async def set_person_open(self, tenant: str, id: str, *, open: bool) -> None:
        """Keeps whether a person takes part."""
        if found := self._people.get((tenant, id)):
            self._people[tenant, id] = replace(found, open=open)

    async def add_row(self, tenant: str, person: str, row: SealedRow) -> Submitted:
        """Keeps a row of a person who takes part."""
        found = self._people.get((tenant, person))
        if not found or not found.open:
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
        self._people = {key: kept for key, kept in self._people.items() if key[0] != tenant}
        self._rows = {key: kept for key, kept in self._rows.items() if key[0] != tenant}

    async def wrapped_otherwise(self, key: str, most: int) -> tuple[tuple[str, PersonKey], ...]:
        """Returns some (tenant, key) that are wrapped by other keys."""
        return tuple((t, p) for (t, _), p in self._people.items() if p.by != key)[:most]

    async def rewrap(self, tenant: str, old: PersonKey, new: PersonKey) -> None:
        """Puts a new wrapping in place of the old one."""
        found = self._people.get((tenant, old.id))
        if found and found.wrapped == old.wrapped:
            self._people[tenant, old.id] = replace(found, by=new.by, wrapped=new.wrapped)


class MemoryAnswerStore:
    """`Answers` without keys: what is in memory alone needs none."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], bool] = {}
        self._entries: dict[tuple[str, str], dict[str, CheckinEntry]] = {}

    async def has_consented(self, tenant: str, user_id: str) -> bool:
        return self._open.get((tenant, user_id), False)

    async def keep_consent(self, tenant: str, user_id: str) -> None:
        """Lets the person take part."""
        self._open[tenant, user_id] = True

    async def submit_entry(self, tenant: str, user_id: str, entry: CheckinEntry, today: date) -> Submitted:
        """Keeps an entry, in place of the one before of its period."""
        if not self._open.get((tenant, user_id)):
            return Submitted.NOT_CONSENTED
        if over(entry.period, today):
            return Submitted.OVER
        mine = self._entries.setdefault((tenant, user_id), {})
        known = entry.period in mine
        mine[entry.period] = entry
        return Submitted.CORRECTED if known else Submitted.KEPT

    async def own_checkins(self, tenant: str, user_id: str) -> OwnCheckins:
        """Returns all that is kept of the person."""
        return OwnCheckins(in_order(self._entries.get((tenant, user_id), {}).values()))

    async def stop_taking_part(self, tenant: str, user_id: str) -> None:
        """Ends taking part."""
        if (tenant, user_id) in self._open:
            self._open[tenant, user_id] = False

    async def erase_person(self, tenant: str, user_id: str) -> None:
        """Forgets the person."""
        self._open.pop((tenant, user_id), None)
        self._entries.pop((tenant, user_id), None)

    async def entries_of_period(
        self, tenant: str, period: str, people: Collection[str]
    ) -> Mapping[str, CheckinEntry]:
        """Returns the entries of a period by user id."""
        found = {user_id: self._entries.get((tenant, user_id), {}).get(period) for user_id in people}
        return {user_id: entry for user_id, entry in found.items() if entry}

    async def periods(self, tenant: str) -> tuple[str, ...]:
        return by_time({p for (owner, _), mine in self._entries.items() if owner == tenant for p in mine})

    async def purge_entries(self, tenant: str, before: date) -> int:
        """Deletes the entries of periods that ended before a date."""
        deleted = 0
        for (owner, _), mine in self._entries.items():
            if owner == tenant:
                for period in [period for period in mine if over(period, before)]:
                    del mine[period]
                    deleted += 1
        return deleted

    async def wipe_tenant(self, tenant: str) -> None:
        """Forgets the tenant."""
        self._open = {key: open for key, open in self._open.items() if key[0] != tenant}
        self._entries = {key: mine for key, mine in self._entries.items() if key[0] != tenant}


class MemoryReminderStore:
    """`Standings` that forget."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[str, ReminderState]] = {}

    async def find_reminder_state(self, tenant: str, user_id: str) -> ReminderState:
        return self._kept.get((tenant, user_id), ("", ReminderState()))[1]

    async def keep_reminder_state(
        self, tenant: str, user_id: str, platform: str, standing: ReminderState
    ) -> None:
        self._kept[tenant, user_id] = (platform, standing)

    async def note_reminded(self, tenant: str) -> tuple[tuple[str, str, Cadence | None], ...]:
        """Returns (user id, platform, how often) of all who are to be reminded."""
        found = [
            (one, platform, await self.find_reminder_state(tenant, one))
            for one, platform in await self.all_reminder_states(tenant)
        ]
        return tuple((one, platform, s.every) for one, platform, s in found if s.offered and s.reminders)

    async def all_reminder_states(self, tenant: str) -> tuple[tuple[str, str], ...]:
        """Returns (user id, platform) of all who have a standing."""
        mine = [(user_id, kept[0]) for (owner, user_id), kept in self._kept.items() if owner == tenant]
        return tuple(sorted(mine))

    def tenants_with_reminders(self) -> frozenset[str]:
        """Returns the tenants that anybody has a standing in."""
        return frozenset(tenant for tenant, _ in self._kept)

    async def wipe_reminders(self, tenant: str) -> None:
        """Forgets the tenant's."""
        self._kept = {key: kept for key, kept in self._kept.items() if key[0] != tenant}


class MemoryTermsStore:
    """`Tenants` that forget. They learn of tenants without terms from `standings`."""

    def __init__(self, standings: MemoryReminderStore) -> None:
        self._standings = standings
        self._kept: dict[str, Terms] = {}

    async def find_terms(self, tenant: str) -> Terms:
        return self._kept.get(tenant, Terms())

    async def keep_terms(self, tenant: str, terms: Terms) -> bool:
        """Keeps the terms, unless they are out of date."""
        if terms.version != self._kept.get(tenant, Terms()).version:
            return False
        self._kept[tenant] = replace(terms, version=terms.version + 1)
        return True

    async def all_terms(self) -> tuple[str, ...]:
        """Returns the tenants that have terms, or anybody with a standing."""
        return tuple(sorted({*self._kept, *self._standings.tenants_with_reminders()}))


class MemoryResultStore:
    """`Results` that forget."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[GroupResult, ...]] = {}

    async def is_published(self, tenant: str, period: str) -> bool:
        return (tenant, period) in self._kept

    async def publish_results(self, tenant: str, period: str, results: Sequence[GroupResult]) -> bool:
        """Keeps the results of a period, once."""
        if (tenant, period) in self._kept:
            return False
        self._kept[tenant, period] = tuple(results)
        return True

    async def results_of_group(self, tenant: str, group: str) -> tuple[GroupResult, ...]:
        mine = [r for (owner, _), kept in self._kept.items() if owner == tenant for r in kept]
        return results_in_order(r for r in mine if r.group == group)

    async def wipe_results(self, tenant: str) -> None:
        """Deletes the tenant's."""
        self._kept = {key: kept for key, kept in self._kept.items() if key[0] != tenant}


def checkin_in_memory() -> CheckinStores:
    """Returns one that forgets at the end of the process."""
    standings = MemoryReminderStore()
    return CheckinStores(MemoryAnswerStore(), standings, MemoryTermsStore(standings), MemoryResultStore())
