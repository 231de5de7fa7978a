"""What the self-check stores besides answers: who is reminded, each tenant's terms, what was published."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.core.keys import Chance, KeySource
from bot.features.checkin.conversion import Today
from bot.features.checkin.earlier_answers import SealedAnswerStore
from bot.features.checkin.model import GroupResult, ReminderState, Terms, Withheld, results_in_order
from bot.features.checkin.period import Cadence, CadenceChange
from bot.features.checkin.ports import CheckinStores
from bot.features.checkin.rotation import KeyRotation
from bot.features.checkin.sealed import SealedRecordStore
from bot.store.sql.checkin_blocks import SqlSealedBlockStore
from bot.store.sql.checkin_earlier import SqlEarlierStore
from bot.store.sql.checkin_rows import SqlSealedRowStore
from bot.store.sql.checkin_tables import checkin_layouts, checkin_results, checkin_standings, checkin_terms
from bot.store.sql.checkin_units import SqlUnitStore
from bot.store.sql.database import Database, upsert

_reminders, _terms, _results = checkin_standings.c, checkin_terms.c, checkin_results.c
_MARK = ""  # in place of group and figure: that a period was published, with or without any


def checkin_stores(
    database: Database, keys: KeySource, chance: Chance, today: Today = lambda: datetime.now(UTC).date()
) -> CheckinStores:
    """Returns the stores of the self-check in one database, its records sealed by `keys`."""
    return CheckinStores(
        SealedAnswerStore(SqlSealedRowStore(database), keys, chance),
        SqlReminderStore(database),
        SqlTermsStore(database),
        SqlResultStore(database),
        sealed_records(database, keys, chance, today),
        SqlUnitStore(database),
    )


def sealed_records(
    database: Database, keys: KeySource, chance: Chance, today: Today = lambda: datetime.now(UTC).date()
) -> SealedRecordStore:
    """Returns everybody's records in the database, sealed by `keys`."""
    return SealedRecordStore(SqlSealedBlockStore(database), SqlEarlierStore(database), keys, chance, today)


def key_rotation(
    database: Database, keys: KeySource, chance: Chance, now: Callable[[], float]
) -> KeyRotation:
    """Returns what puts new keys in place of those that the records in a database are sealed by."""
    records = sealed_records(database, keys, chance)
    return KeyRotation(SqlSealedBlockStore(database), records.opener, records.earlier, now)


class SqlReminderStore:
    """The `ReminderStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_reminder_state(self, tenant: str, user_id: str) -> ReminderState:
        mine = sa.select(checkin_standings).where(_reminders.tenant == tenant, _reminders.user_id == user_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(mine)).first()
        return ReminderState(row.offered, row.reminders, _cadence(row.every)) if row else ReminderState()

    async def keep_reminder_state(
        self, tenant: str, user_id: str, platform: str, state: ReminderState
    ) -> None:
        changed = {
            "platform": platform,
            "offered": state.offered,
            "reminders": state.reminders,
            "every": state.every.value if state.every else None,
        }
        row = {"tenant": tenant, "user_id": user_id, **changed}
        await self._database.execute(upsert(self._database, checkin_standings, row, list(changed)))

    async def people_to_remind(self, tenant: str) -> tuple[tuple[str, str, Cadence | None], ...]:
        rows = await self._people(tenant, _reminders.offered, _reminders.reminders)
        return tuple((row.user_id, row.platform, _cadence(row.every)) for row in rows)

    async def known_people(self, tenant: str) -> tuple[tuple[str, str], ...]:
        return tuple((row.user_id, row.platform) for row in await self._people(tenant))

    async def wipe_reminders(self, tenant: str) -> None:
        await self._database.execute(sa.delete(checkin_standings).where(_reminders.tenant == tenant))

    async def _people(self, tenant: str, *where: Any) -> list[Any]:
        query = sa.select(checkin_standings).where(_reminders.tenant == tenant, *where)
        async with self._database.reading() as connection:
            # Sorted here, because the engines do not agree on the order of texts.
            return sorted(await connection.execute(query), key=lambda row: row.user_id)


class SqlTermsStore:
    """The `TermsStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_terms(self, tenant: str) -> Terms:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(checkin_terms).where(_terms.tenant == tenant))).first()
        if row is None:
            return Terms()
        return Terms(
            on=row.is_on,
            cadence=Cadence(row.cadence),
            minimum=row.minimum,
            retention=row.retention,
            country=row.country,
            groups=tuple(json.loads(row.groups)),
            version=row.version,
            changes=tuple(
                CadenceChange(date.fromisoformat(first), Cadence(weeks))
                for first, weeks in json.loads(row.changes)
            ),
        )

    async def keep_terms(self, tenant: str, terms: Terms) -> bool:
        row = {
            "tenant": tenant,
            "is_on": terms.on,
            "cadence": terms.cadence.value,
            "minimum": terms.minimum,
            "retention": terms.retention,
            "country": terms.country,
            "groups": json.dumps(terms.groups),
            "version": terms.version + 1,
            "changes": json.dumps([(each.first.isoformat(), each.cadence.value) for each in terms.changes]),
        }
        unchanged = (_terms.tenant == tenant, _terms.version == terms.version)
        try:
            async with self._database.writing() as connection:
                if terms.version == 0:
                    await connection.execute(sa.insert(checkin_terms).values(row))
                    return True
                result = await connection.execute(sa.update(checkin_terms).where(*unchanged).values(row))
                return result.rowcount == 1
        except IntegrityError:
            return False

    async def known_tenants(self) -> tuple[str, ...]:
        query = sa.union(
            sa.select(_terms.tenant), sa.select(_reminders.tenant), sa.select(checkin_layouts.c.tenant)
        )
        async with self._database.reading() as connection:
            return tuple(sorted((await connection.execute(query)).scalars()))


class SqlResultStore:
    """The `ResultStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_published(self, tenant: str, period: str) -> bool:
        mark = (_results.tenant == tenant, _results.period == period, _results.group == _MARK)
        async with self._database.reading() as connection:
            return (await connection.execute(sa.select(_results.figure).where(*mark))).first() is not None

    async def publish_results(self, tenant: str, period: str, results: Sequence[GroupResult]) -> bool:
        none = {"value": None, "withheld": None}
        mark = {"tenant": tenant, "period": period, "group": _MARK, "figure": _MARK, **none}
        rows = [
            {
                **mark,
                "group": result.group,
                "figure": result.figure,
                "value": result.value,
                "withheld": result.withheld.value if result.withheld else None,
            }
            for result in results
        ]
        try:
            async with self._database.writing() as connection:
                await connection.execute(sa.insert(checkin_results), [mark, *rows])
        except IntegrityError:
            return False
        return True

    async def results_of_group(self, tenant: str, group: str) -> tuple[GroupResult, ...]:
        mine = sa.select(checkin_results).where(_results.tenant == tenant, _results.group == group)
        async with self._database.reading() as connection:
            rows = (await connection.execute(mine.where(_results.figure != _MARK))).all()
        return results_in_order(
            GroupResult(
                row.period, row.group, row.figure, row.value, Withheld(row.withheld) if row.withheld else None
            )
            for row in rows
        )

    async def wipe_results(self, tenant: str) -> None:
        await self._database.execute(sa.delete(checkin_results).where(_results.tenant == tenant))


def _cadence(weeks: int | None) -> Cadence | None:
    return Cadence(weeks) if weeks else None
