"""What the self-check stores besides records: each tenant's terms, and what was published."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.core.keys import Chance, KeySource
from bot.features.checkin.conversion import Today
from bot.features.checkin.model import Terms, UnitResult, Withheld, results_in_order
from bot.features.checkin.period import Cadence, CadenceChange
from bot.features.checkin.ports import CheckinStores
from bot.features.checkin.rotation import KeyRotation, Resealing, nothing_else
from bot.features.checkin.sealed import SealedRecordStore
from bot.store.sql.checkin_blocks import SqlSealedBlockStore
from bot.store.sql.checkin_earlier import SqlEarlierStore
from bot.store.sql.checkin_tables import checkin_results, checkin_terms
from bot.store.sql.checkin_units import SqlUnitStore
from bot.store.sql.database import Database

_terms, _results = checkin_terms.c, checkin_results.c
_MARK = ""  # in place of group and figure: that a period was published, with or without any


def checkin_stores(
    database: Database, keys: KeySource, chance: Chance, today: Today = lambda: datetime.now(UTC).date()
) -> CheckinStores:
    """Returns the stores of the self-check in one database, its records sealed by `keys`."""
    return CheckinStores(
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
    database: Database,
    keys: KeySource,
    chance: Chance,
    now: Callable[[], float],
    reseal: Resealing = nothing_else,
) -> KeyRotation:
    """Returns what puts new keys in place of those that the records in a database are sealed by."""
    records = sealed_records(database, keys, chance)
    return KeyRotation(SqlSealedBlockStore(database), records.opener, records.earlier, now, reseal)


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
        query = sa.select(_terms.tenant)
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

    async def publish_results(self, tenant: str, period: str, results: Sequence[UnitResult]) -> bool:
        none = {"value": None, "withheld": None, "low": None, "high": None, "instrument": ""}
        mark = {"tenant": tenant, "period": period, "group": _MARK, "figure": _MARK, **none}
        rows = [
            {
                **mark,
                "group": result.unit,
                "figure": result.figure,
                "withheld": result.withheld.value if result.withheld else None,
                "low": result.low,
                "high": result.high,
                "instrument": result.instrument,
            }
            for result in results
        ]
        try:
            async with self._database.writing() as connection:
                await connection.execute(sa.insert(checkin_results), [mark, *rows])
        except IntegrityError:
            return False
        return True

    async def results_of_unit(self, tenant: str, unit: str) -> tuple[UnitResult, ...]:
        mine = sa.select(checkin_results).where(_results.tenant == tenant, _results.group == unit)
        async with self._database.reading() as connection:
            rows = (await connection.execute(mine.where(_results.figure != _MARK))).all()
        return results_in_order(map(_result, rows))

    async def wipe_results(self, tenant: str) -> None:
        await self._database.execute(sa.delete(checkin_results).where(_results.tenant == tenant))


def _result(row: Any) -> UnitResult:
    # A figure of before there were ranges is one number.
    low, high = (row.low, row.high) if row.value is None else (row.value, row.value)
    withheld = Withheld(row.withheld) if row.withheld else None
    return UnitResult(row.period, row.group, row.figure, low, high, withheld, row.instrument)
