"""A database in which somebody stands in every column that can say who, and in every list."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.core.figures import period_of
from bot.core.outcomes import iso_week
from bot.core.policy import ContactEnding, Policy, to_data
from bot.store.sql.activity import PeriodPseudonyms
from bot.store.sql.catalogue import HOLDINGS, Hashed, Holding
from bot.store.sql.database import Database
from bot.store.sql.ledger_tables import seconds
from bot.store.sql.misses import Pseudonyms
from bot.store.sql.tables import metadata

TENANT, OTHER = "T1", "Uother"
# Nothing else in a database reads like these, so what is left of somebody is found by looking for them.
ANA, NAME = "Uzanahoria", "Zanahoria Quince"
SET = Policy(2, ContactEnding.END, (), (), "", 5, True, 5, 365, {})
POLICY = to_data(replace(SET, supervisors=(ANA, OTHER)))
LISTS: dict[tuple[str, str], Any] = {
    ("incidents", "audience"): [["slack", ANA, False], ["slack", OTHER, False]],
    ("incidents", "policy"): POLICY,
    ("policies", "policy"): POLICY,
    ("alerts", "waves"): [[["slack", ANA, False], ["slack", OTHER, False]], [["slack", ANA, False]]],
    ("groups", "people"): [ANA, OTHER],
    ("checkin_unit_plans", "unsettled"): {ANA: ["slack", ["night"]], OTHER: ["slack", ["night"]]},
    ("checkin_unit_drafts", "plan"): {"people": {ANA: ["slack", "night"], OTHER: ["slack", "night"]}},
    ("team_changes", "before"): None,
    ("team_changes", "after"): {"name": "x", "added": [ANA, OTHER], "removed": [ANA]},
}


def plain_row(table: sa.Table, at: datetime, **values: object) -> dict[str, Any]:
    """Returns a row of a table that tells of nobody, with all its times at `at`."""
    row = {column.name: _value(column, at) for column in table.columns}
    return {**row, "tenant": TENANT, **values} if "tenant" in table.c else {**row, **values}


def _value(column: sa.Column[Any], at: datetime) -> Any:
    named = {"day": at.date().isoformat(), "first": at.date().isoformat(), "week": iso_week(at)}
    named |= {"review": at.date().isoformat(), "period": "2024-W48", "state": "sent", "step": "ended"}
    named |= {"stage": "closed", "standing": "ended", "what": "edited"}
    named |= {"unsettled": "{}", "plan": "{}", "policy": json.dumps(to_data(SET))}
    if column.table.name == "minutes":
        named |= {"at": "09:00", "days": "01234", "zone": "UTC"}
    if column.name in ("erasing", "left"):
        return None
    if column.name in named:
        return named[column.name]
    if isinstance(column.type, sa.BigInteger):
        return seconds(at) * 1_000 if column.name in ("used_until", "held_until") else seconds(at)
    by_type: dict[type, Any] = {sa.Boolean: False, sa.Integer: 1, sa.Double: 1.0, sa.LargeBinary: b"x"}
    by_type |= {sa.Text: "[]", sa.JSON: {}}
    return by_type.get(type(column.type), "x"[: getattr(column.type, "length", 1) or 1])


async def fill(database: Database, at: datetime, platform: str = "slack") -> None:
    """Puts rows into every table: one that tells of nobody, and one for each way of telling who."""
    rows: list[tuple[sa.Table, dict[str, Any]]] = [
        (table, plain_row(table, at)) for table in metadata.sorted_tables
    ]
    async with database.writing() as connection:
        for holding in HOLDINGS:
            for number, column in enumerate(holding.columns):
                who = await _stands_for(database, connection, holding, platform, at)
                values = {column.name: f"{NAME} ({ANA})" if column.signed else who}
                values |= {name: NAME for name in column.anew if name.endswith("name")}
                rows.append((holding.table, _apart(holding, at, number, values)))
            if holding.lists:
                lists = {name: _listed(holding, name) for name in holding.lists}
                rows.append((holding.table, _apart(holding, at, 9, lists)))
        for table, row in rows:
            await connection.execute(sa.insert(table).values(row))


def _apart(holding: Holding, at: datetime, number: int, values: dict[str, Any]) -> dict[str, Any]:
    """Returns a row whose key is another one for each number."""
    keys = {
        column.name: number + 2 if isinstance(column.type, sa.Integer) else f"k{number}"
        for column in holding.table.primary_key.columns
        if column.name not in ("tenant", "day", "first", "period", "situation", "phrase", "round")
    }
    if holding.table.name == "checkin_unit_plans":  # a day has one, and so has an edition
        keys |= {"edition": number + 2, "first": (at + timedelta(days=1)).date().isoformat()}
    return plain_row(holding.table, at, **{**keys, **values})


def _listed(holding: Holding, name: str) -> Any:
    data = LISTS[holding.table.name, name]
    return data if isinstance(holding.table.c[name].type, sa.JSON) else json.dumps(data)


async def _stands_for(
    database: Database, connection: Any, holding: Holding, platform: str, at: datetime
) -> str:
    match holding.hashed:
        case Hashed.MISSES:
            return await Pseudonyms(database, "misses").of(connection, TENANT, platform, ANA)
        case Hashed.OUTCOMES:
            return await Pseudonyms(database, "outcomes").of(connection, TENANT, "x", "x", platform, ANA)
        case Hashed.ROUNDS:
            return await Pseudonyms(database, "rounds").of(connection, TENANT, "x", ANA)
        case Hashed.ACTIVITY:
            first = period_of(at.date()).first.isoformat()
            makers = await connection.run_sync(PeriodPseudonyms(database).makers, [first])
            return str(makers[first](TENANT, first, platform, ANA))
        case None:
            return ANA


async def dump(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Returns every row there is, by table."""
    async with database.reading() as connection:
        return {
            table.name: [dict(row) for row in (await connection.execute(sa.select(table))).mappings()]
            for table in metadata.sorted_tables
        }


def telling(rows: dict[str, list[dict[str, Any]]], *signs: str) -> dict[str, list[dict[str, Any]]]:
    """Returns the rows in which any of these stands."""
    found = {
        name: [row for row in of if any(sign in repr(row) for sign in signs)] for name, of in rows.items()
    }
    return {name: of for name, of in found.items() if of}
