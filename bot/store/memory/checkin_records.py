"""The records of the self-check, forgotten at the end of the process."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from bot.features.checkin.ports import Change, T
from bot.features.checkin.record import CheckinRecord


class MemoryRecordStore:
    """A `RecordStore` without keys: what is in memory alone needs none."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], CheckinRecord] = {}

    async def find_record(self, tenant: str, user_id: str) -> CheckinRecord:
        """Returns a person's record."""
        return self._records.get((tenant, user_id), CheckinRecord(user_id))

    async def change_record(self, tenant: str, user_id: str, change: Change[T]) -> T:
        """Stores what `change` makes of a record."""
        record, told = change(await self.find_record(tenant, user_id))
        self._records[tenant, user_id] = replace(record, user_id=user_id)
        return told

    async def add_records(self, tenant: str, records: Collection[CheckinRecord]) -> None:
        """Stores the records of those who have none."""
        for record in records:
            self._records.setdefault((tenant, record.user_id), record)

    async def has_keys(self) -> bool:
        return False

    async def forget_people(self, tenant: str, people: Collection[str]) -> None:
        """Deletes people."""
        for user_id in people:
            self._records.pop((tenant, user_id), None)

    async def erase_record(self, tenant: str, user_id: str) -> None:
        """Deletes what a person answered and agreed to."""
        self._records[tenant, user_id] = (await self.find_record(tenant, user_id)).erased()

    async def all_records(self, tenant: str) -> tuple[CheckinRecord, ...]:
        return tuple(record for (owner, _), record in sorted(self._records.items()) if owner == tenant)

    async def rewrite_records(self, tenant: str, change: Callable[[CheckinRecord], CheckinRecord]) -> None:
        """Stores what `change` leaves of each."""
        for record in await self.all_records(tenant):
            self._records[tenant, record.user_id] = change(record)

    async def prepare_records(self) -> None:
        """Does nothing: there is no earlier version of it."""

    async def compact_records(self) -> None:
        """Does nothing: what is replaced is gone."""

    async def is_restored(self) -> bool:
        return False

    async def erased_since(self, tenant: str, people: Collection[str]) -> frozenset[str]:
        return frozenset()

    async def erase_restored(self) -> None:
        """Does nothing: it comes from no backup."""

    async def tenants_with_records(self) -> tuple[str, ...]:
        return tuple(sorted({tenant for tenant, _ in self._records}))

    async def wipe_records(self, tenant: str) -> None:
        """Deletes the tenant's."""
        self._records = {key: record for key, record in self._records.items() if key[0] != tenant}
