"""What the vault keeps: sealed rows and wrapped keys, under pseudonyms; nothing tells whose, or when."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Protocol

from bot.coach.checkin.ports import Submitted


@dataclass(frozen=True, slots=True)
class Lock:
    """Which keys a database belongs to, by name: its pepper, and what new keys are wrapped by."""

    pepper: str
    key: str


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A person's key under a pseudonym, wrapped by the key `by`. `open`: they take part now."""

    id: str
    by: str
    wrapped: bytes
    open: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One person's entry of a period, under the pseudonym that they have in it."""

    id: str
    period: str
    sealed: bytes


RowsOf = Callable[[Collection[str]], Collection[str]]  # from periods to a person's pseudonyms in them


class Rows(Protocol):
    """Where they are kept. Each method is one transaction."""

    async def lock(self) -> Lock | None:
        """Returns the lock, or None as long as nothing was ever kept."""

    async def first_lock(self, lock: Lock) -> Lock:
        """Keeps the lock unless there is one. Returns the one that is there."""

    async def turn(self, key: str) -> None:
        """From now on new keys are wrapped by this one, and those wrapped by others are refused."""

    async def person(self, tenant: str, id: str) -> PersonKey | None:
        """Returns a person's key."""

    async def add_person(self, tenant: str, person: PersonKey) -> bool:
        """Keeps a new key. Returns False if there is one, or if it is not wrapped by the lock's key."""

    async def set_open(self, tenant: str, id: str, *, open: bool) -> None:
        """Keeps whether a person takes part, if they have a key."""

    async def add(self, tenant: str, person: str, row: Row) -> Submitted:
        """Keeps a row of a person who takes part at this very moment, the first one of its period."""

    async def rows(self, tenant: str, ids: Collection[str]) -> tuple[Row, ...]:
        """Returns the rows of these pseudonyms."""

    async def periods(self, tenant: str) -> frozenset[str]:
        """Returns the periods there are rows of."""

    async def count(self, tenant: str) -> int:
        """Returns how many rows a tenant has."""

    async def tenants(self) -> tuple[str, ...]:
        """Returns the tenants that have a key or a row, sorted."""

    async def erase(self, tenant: str, person: str, rows_of: RowsOf) -> None:
        """Destroys a person's key and rows, all at once."""

    async def purge(self, tenant: str, periods: Collection[str]) -> int:
        """Deletes the rows of periods. Returns how many."""

    async def wipe(self, tenant: str) -> None:
        """Destroys all keys and rows of a tenant."""

    async def wrapped_otherwise(self, key: str, most: int) -> tuple[tuple[str, PersonKey], ...]:
        """Returns some (tenant, key) that are wrapped by other keys than this one."""

    async def rewrap(self, tenant: str, old: PersonKey, new: PersonKey) -> None:
        """Puts a new wrapping in place of the old one, if that is still there."""


class RowsInMemory:
    """`Rows` that forget."""

    def __init__(self) -> None:
        self._lock: Lock | None = None
        self._people: dict[tuple[str, str], PersonKey] = {}
        self._rows: dict[tuple[str, str], Row] = {}

    async def lock(self) -> Lock | None:
        """Returns the lock."""
        return self._lock

    async def first_lock(self, lock: Lock) -> Lock:
        """Keeps the lock unless there is one."""
        self._lock = self._lock or lock
        return self._lock

    async def turn(self, key: str) -> None:
        """From now on new keys are wrapped by this one."""
        if self._lock:
            self._lock = replace(self._lock, key=key)

    async def person(self, tenant: str, id: str) -> PersonKey | None:
        """Returns a person's key."""
        return self._people.get((tenant, id))

    async def add_person(self, tenant: str, person: PersonKey) -> bool:
        """Keeps a new key."""
        if (tenant, person.id) in self._people or not self._lock or person.by != self._lock.key:
            return False
        self._people[tenant, person.id] = person
        return True

    async def set_open(self, tenant: str, id: str, *, open: bool) -> None:
        """Keeps whether a person takes part."""
        if found := self._people.get((tenant, id)):
            self._people[tenant, id] = replace(found, open=open)

    async def add(self, tenant: str, person: str, row: Row) -> Submitted:
        """Keeps a row of a person who takes part."""
        found = self._people.get((tenant, person))
        if not found or not found.open:
            return Submitted.NOT_CONSENTED
        if (tenant, row.id) in self._rows:
            return Submitted.ALREADY
        self._rows[tenant, row.id] = row
        return Submitted.KEPT

    async def rows(self, tenant: str, ids: Collection[str]) -> tuple[Row, ...]:
        """Returns the rows of these pseudonyms."""
        return tuple(self._rows[tenant, id] for id in ids if (tenant, id) in self._rows)

    async def periods(self, tenant: str) -> frozenset[str]:
        """Returns the periods there are rows of."""
        return frozenset(row.period for (owner, _), row in self._rows.items() if owner == tenant)

    async def count(self, tenant: str) -> int:
        """Returns how many rows a tenant has."""
        return sum(owner == tenant for owner, _ in self._rows)

    async def tenants(self) -> tuple[str, ...]:
        """Returns the tenants that have a key or a row."""
        return tuple(sorted({tenant for tenant, _ in (*self._people, *self._rows)}))

    async def erase(self, tenant: str, person: str, rows_of: RowsOf) -> None:
        """Destroys a person's key and rows."""
        self._people.pop((tenant, person), None)
        for id in rows_of(await self.periods(tenant)):
            self._rows.pop((tenant, id), None)

    async def purge(self, tenant: str, periods: Collection[str]) -> int:
        """Deletes the rows of periods."""
        gone = [key for key, row in self._rows.items() if key[0] == tenant and row.period in periods]
        for key in gone:
            del self._rows[key]
        return len(gone)

    async def wipe(self, tenant: str) -> None:
        """Destroys all keys and rows of a tenant."""
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
