"""All that is stored of people in memory, and who has gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.core.people import week_of
from bot.core.personal import Area, DataSubject, PersonRows
from bot.store.memory.boundary import MemoryPolicyStore
from bot.store.memory.ledger import MemoryLedger
from bot.store.memory.people import MemoryPeopleStore
from bot.store.memory.rows import PersonalHolder, PersonalRow


class MemoryPersonalStore:
    """`PersonalStore` over the stores that forget at the end of the process."""

    def __init__(self) -> None:
        self.holders: list[PersonalHolder] = []
        self._erasing: dict[tuple[str, str], DataSubject] = {}

    def look_into(self, stores: Sequence[object]) -> None:
        """Takes in the stores that hold something of people."""
        self.holders = [store for store in stores if isinstance(store, PersonalHolder)]

    def rows_of(self, subject: DataSubject) -> Iterator[PersonalRow]:
        """Yields all that is stored of a person."""
        for holder in self.holders:
            yield from holder.personal_rows(subject.tenant, subject.user_id)

    async def export_person(self, subject: DataSubject) -> PersonRows:
        rows: dict[Area, dict[str, list[Mapping[str, Any]]]] = {}
        for area, table, row in self.rows_of(subject):
            plain = {name: _plain(value) for name, value in row.items()}
            rows.setdefault(area, {}).setdefault(table, []).append(plain)
        return rows

    async def begin_erasing(self, subjects: Sequence[DataSubject], now: datetime) -> None:
        self._erasing |= {(subject.tenant, subject.user_id): subject for subject in subjects}

    async def being_erased(self, after: DataSubject | None, count: int) -> Sequence[DataSubject]:
        last = (after.tenant, after.user_id) if after else ("", "")
        waiting = [subject for key, subject in sorted(self._erasing.items()) if key > last]
        return [subject for subject in waiting if subject.tenant == waiting[0].tenant][:count]

    async def is_being_erased(self, subject: DataSubject) -> bool:
        return (subject.tenant, subject.user_id) in self._erasing

    async def erase_people(
        self, subjects: Sequence[DataSubject], now: datetime, *, unfinished: bool = False
    ) -> None:
        ids = [subject.user_id for subject in subjects]
        for holder in self.holders:
            holder.erase_people(subjects[0].tenant, ids, now)
        for subject in () if unfinished else subjects:
            self._erasing.pop((subject.tenant, subject.user_id), None)


class MemoryLeaverStore:
    """`LeaverStore` over the stores that forget at the end of the process."""

    def __init__(self) -> None:
        self._personal = MemoryPersonalStore()
        self._people = MemoryPeopleStore()
        self._policies, self._ledger = MemoryPolicyStore(), MemoryLedger()

    def look_into(self, personal: MemoryPersonalStore) -> None:
        """Takes in what tells who is known, who is named, and what arrived."""
        self._personal = personal
        for store in personal.holders:
            match store:
                case MemoryPeopleStore():
                    self._people = store
                case MemoryPolicyStore():
                    self._policies = store
                case MemoryLedger():
                    self._ledger = store

    async def note_left(self, subjects: Sequence[DataSubject], now: datetime) -> None:
        """Notes it of those of whom something is stored."""
        for subject in subjects:
            if next(self._personal.rows_of(subject), None):
                self._people.left.setdefault((subject.tenant, subject.user_id), now)

    async def note_back(self, subject: DataSubject) -> None:
        self._people.left.pop((subject.tenant, subject.user_id), None)

    async def note_tenant_left(self, tenant: str, now: datetime) -> None:
        for owner, user_id in self._people.everybody():
            if owner == tenant:
                self._people.left.setdefault((tenant, user_id), now)

    async def note_tenant_back(self, tenant: str, since: datetime) -> None:
        for (owner, user_id), left in list(self._people.left.items()):
            if owner == tenant and left >= since:
                del self._people.left[owner, user_id]

    async def long_gone(self, left: datetime, seen: datetime, count: int) -> Sequence[DataSubject]:
        gone = {
            (tenant, user_id)
            for (tenant, user_id), at in self._people.left.items()
            if at < left and not self._ledger.is_reached(tenant, user_id, at)
        }
        silent = {
            (tenant, user_id)
            for (tenant, user_id), week in self._people.seen.items()
            if week < seen.timestamp()
            and (tenant, user_id) not in self._people.left
            and user_id not in self._policies.named(tenant)
        }
        subjects = [DataSubject(*key) for key in sorted(gone | silent)]
        waiting = [each for each in subjects if not await self._personal.is_being_erased(each)]
        return [each for each in waiting if each.tenant == waiting[0].tenant][:count]

    async def known_tenants(self) -> Sequence[str]:
        return sorted({tenant for tenant, _ in self._people.everybody()})

    async def known_people(self, tenant: str) -> Sequence[DataSubject]:
        return [DataSubject(*key) for key in sorted(self._people.everybody()) if key[0] == tenant]

    async def seen_after(self, tenant: str, at: datetime) -> bool:
        return any(key[0] == tenant and week > week_of(at) for key, week in self._people.seen.items())

    async def erase_tenant(self, tenant: str) -> None:
        """Deletes what any store keeps under a tenant."""
        for store in self._personal.holders:
            names: Iterable[str] = (
                vars(store) if hasattr(store, "__dict__") else getattr(store, "__slots__", ())
            )
            for kept in [getattr(store, name) for name in names]:
                for key in list(kept) if isinstance(kept, dict) else ():
                    if key == tenant or (isinstance(key, tuple) and key[:1] == (tenant,)):
                        del kept[key]

    async def date_people(self, now: datetime) -> int:
        undated = [
            key for key in self._people.everybody() if key not in {*self._people.seen, *self._people.left}
        ]
        self._people.seen |= dict.fromkeys(undated, week_of(now))
        return len(undated)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return value if isinstance(value, str | int | float | None) else str(value)
