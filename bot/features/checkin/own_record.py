"""What the self-check keeps of one person: all of it for them to take along, and the end of all of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date
from enum import Enum
from typing import Any

from bot.features.checkin.ports import CheckinStores


class OwnRecords:
    """`SealedRecords` of the self-check."""

    def __init__(self, stores: CheckinStores) -> None:
        self._stores = stores

    async def export_record(self, tenant: str, user_id: str) -> Mapping[str, Any]:
        """Returns all of a person's: what they agreed to, their reminders, their units and their checks.

        Raises VaultClosed.
        """
        stores = self._stores
        record = await stores.records.find_record(tenant, user_id)
        units = [each for each in await stores.units.memberships(tenant) if each.user_id == user_id]
        if not (units or record.entries or record.taking_part or record.offered or record.consent):
            return {}
        plain = {
            "offered": record.offered,
            "reminders": record.reminders,
            "every": record.every,
            "consent": asdict(record.consent) if record.consent else None,
            "taking_part": record.taking_part,
            "entries": [asdict(entry) for entry in record.entries],
            "units": [{"unit": each.unit, "first": each.first} for each in units],
        }
        return {name: _plain(value) for name, value in plain.items()}

    async def forget_people(self, tenant: str, user_ids: Collection[str]) -> None:
        """Destroys all of people's, and takes them out of the units. Raises VaultClosed."""
        stores = self._stores
        await stores.units.forget_members(tenant, user_ids)
        await stores.records.forget_people(tenant, user_ids)


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
