"""What the self-check keeps of one person: all of it for them to take along, and the end of all of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date
from enum import Enum
from typing import Any

from bot.features.checkin.ports import CheckinStores
from bot.features.checkin.record import CheckinRecord


class OwnRecords:
    """`SealedRecords` of the self-check."""

    def __init__(self, stores: CheckinStores) -> None:
        self._stores = stores

    async def export_record(self, tenant: str, user_id: str) -> Mapping[str, Any]:
        """Returns all of a person's: what they agreed to, their reminders and their checks.

        Raises VaultClosed.
        """
        stores = self._stores
        if not await self._ever_on(tenant):
            return {}
        record = await stores.records.find_record(tenant, user_id)
        if record == CheckinRecord(user_id):
            return {}
        plain = {
            "offered": record.offered,
            "reminders": record.reminders,
            "every": record.every,
            "consent": asdict(record.consent) if record.consent else None,
            "taking_part": record.taking_part,
            "entries": [asdict(entry) for entry in record.entries],
        }
        return {name: _plain(value) for name, value in plain.items()}

    async def forget_people(self, tenant: str, user_ids: Collection[str]) -> None:
        """Destroys all of people's. Raises VaultClosed."""
        stores = self._stores
        # Also where nobody ever took part: by the list that is kept with the keys, a backup that is restored
        # brings nobody back into any table. But no keys are made for that alone.
        records = stores.records
        if await records.has_keys() or await self._ever_on(tenant) or await records.tenants_with_records():
            await stores.records.forget_people(tenant, user_ids)

    async def is_restored(self) -> bool:
        """Returns whether the database comes from a backup that is older than what is kept with the keys."""
        return await self._stores.records.is_restored()

    async def erased_since(self, tenant: str, user_ids: Collection[str]) -> Collection[str]:
        """Returns those of whom all was erased since that backup was made. Raises VaultClosed."""
        return await self._stores.records.erased_since(tenant, user_ids)

    async def erase_restored(self) -> None:
        """Erases what it brought back of the self-check, and takes it for the newest. Raises VaultClosed."""
        await self._stores.records.erase_restored()

    async def _ever_on(self, tenant: str) -> bool:
        """Returns whether anything may be kept of anybody: where nothing is, no key is looked for."""
        terms = await self._stores.terms.find_terms(tenant)
        return terms.on or bool(terms.version) or tenant in await self._stores.records.tenants_with_records()


def _plain(value: object) -> object:
    match value:
        case Mapping():
            return {str(name): _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case date():
            return value.isoformat()
        case Enum():
            return value.value
        case None | str() | bool() | int():
            return value
        case _:
            return float(str(value))  # a share or an index, exact in the record
