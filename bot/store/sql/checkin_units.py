"""The units of the self-check in the database: plans, who moved where on which day, and drafts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.background import batched
from bot.features.checkin.units import Membership, Place, Unit, UnitPlan, moves
from bot.store.sql.caps import in_turn
from bot.store.sql.checkin_tables import checkin_memberships, checkin_unit_drafts, checkin_unit_plans
from bot.store.sql.database import Database, upsert

_plans, _moves, _drafts = checkin_unit_plans.c, checkin_memberships.c, checkin_unit_drafts.c
ROWS = 500  # of one statement


class SqlUnitStore:
    """The `UnitStore` in the database. Who is where stands as moves: a row for each day that changes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_plan(self, tenant: str, day: date) -> UnitPlan:
        """Returns the partition that holds on a day."""
        return await self._plan(tenant, _plans.first <= day.isoformat()) or UnitPlan(day)

    async def newest_plan(self, tenant: str) -> UnitPlan:
        return await self._plan(tenant) or UnitPlan(date.min)

    async def edition_on(self, tenant: str, day: date) -> int:
        holding = _newest(tenant).where(_plans.first <= day.isoformat())
        async with self._database.reading() as connection:
            return (await connection.execute(holding)).scalar() or 0

    async def keep_plan(self, tenant: str, plan: UnitPlan) -> bool:
        first = plan.first.isoformat()
        row = {
            "tenant": tenant,
            "first": first,
            "edition": plan.edition + 1,
            "units": json.dumps([[unit.id, unit.name] for unit in plan.units]),
            "unsettled": json.dumps(_listed(plan.unsettled)),
        }
        try:
            async with self._database.writing() as connection:
                # Otherwise one could delete what another has just stored, and both would be told that it is.
                await connection.run_sync(in_turn, checkin_unit_plans.name, tenant)
                if ((await connection.execute(_newest(tenant))).scalar() or 0) != plan.edition:
                    return False
                for table in (checkin_unit_plans, checkin_memberships):
                    late = (table.c.tenant == tenant, table.c.first >= first)
                    await connection.execute(sa.delete(table).where(*late))
                await connection.execute(sa.insert(checkin_unit_plans), row)
                await self._move(connection, tenant, plan)
        except IntegrityError:  # another came between: no two have the same edition
            return False
        return True

    async def memberships(self, tenant: str, unit: str = "") -> tuple[Membership, ...]:
        query = sa.select(checkin_memberships).where(_moves.tenant == tenant)
        if unit:
            within = checkin_memberships.alias()
            there = sa.select(within.c.user_id).where(within.c.tenant == tenant, within.c.unit == unit)
            query = query.where(_moves.user_id.in_(there))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        moved = (Membership(row.user_id, row.platform, row.unit, _day(row.first)) for row in rows)
        # Sorted here, because the engines do not agree on the order of texts.
        return tuple(sorted(moved, key=lambda move: (move.user_id, move.first)))

    async def find_unit(self, tenant: str, user_id: str, day: date) -> Unit | None:
        by = day.isoformat()
        move = sa.select(_moves.unit).where(
            _moves.tenant == tenant, _moves.user_id == user_id, _moves.first <= by
        )
        plan = sa.select(_plans.units).where(_plans.tenant == tenant, _plans.first <= by)
        async with self._database.reading() as connection:
            id = (await connection.execute(move.order_by(_moves.first.desc()).limit(1))).scalar()
            units = (await connection.execute(plan.order_by(_plans.first.desc()).limit(1))).scalar()
        return next((unit for unit in _units(units or "[]") if unit.id == id), None)

    async def find_draft(self, tenant: str, user_id: str) -> UnitPlan | None:
        mine = sa.select(_drafts.plan).where(_drafts.tenant == tenant, _drafts.user_id == user_id)
        async with self._database.reading() as connection:
            text = (await connection.execute(mine)).scalar()
        return _draft(json.loads(text)) if text else None

    async def keep_draft(self, tenant: str, user_id: str, draft: UnitPlan, today: date) -> None:
        body = {
            "first": draft.first.isoformat(),
            "edition": draft.edition,
            "units": [[unit.id, unit.name] for unit in draft.units],
            "people": {user: list(place) for user, place in draft.people.items()},
            "unsettled": _listed(draft.unsettled),
        }
        changed = {"made": today.isoformat(), "plan": json.dumps(body)}
        row: dict[str, object] = {"tenant": tenant, "user_id": user_id, **changed}
        await self._database.execute(upsert(self._database, checkin_unit_drafts, row, list(changed)))

    async def drop_draft(self, tenant: str, user_id: str) -> None:
        mine = (_drafts.tenant == tenant, _drafts.user_id == user_id)
        await self._database.execute(sa.delete(checkin_unit_drafts).where(*mine))

    async def purge_plans(self, before: date) -> int:
        by, deleted = before.isoformat(), 0
        later, after = checkin_unit_plans.alias(), checkin_memberships.alias()
        replaced = sa.exists().where(
            later.c.tenant == _plans.tenant, later.c.first > _plans.first, later.c.first < by
        )
        moved = sa.exists().where(
            after.c.tenant == _moves.tenant,
            after.c.user_id == _moves.user_id,
            after.c.first > _moves.first,
            after.c.first < by,
        )
        async with self._database.writing() as connection:
            for gone in (
                sa.delete(checkin_unit_plans).where(replaced),
                sa.delete(checkin_memberships).where(moved),
                # Whoever is nowhere, and was before that nowhere that is still stored.
                sa.delete(checkin_memberships).where(_moves.unit == "", _moves.first < by),
            ):
                deleted += (await connection.execute(gone)).rowcount
        return deleted

    async def purge_drafts(self, before: date) -> int:
        return await self._database.execute(
            sa.delete(checkin_unit_drafts).where(_drafts.made < before.isoformat())
        )

    async def wipe_units(self, tenant: str) -> None:
        async with self._database.writing() as connection:
            for table in (checkin_unit_drafts, checkin_memberships, checkin_unit_plans):
                await connection.execute(sa.delete(table).where(table.c.tenant == tenant))

    async def _plan(self, tenant: str, *where: sa.ColumnElement[bool]) -> UnitPlan | None:
        query = sa.select(checkin_unit_plans).where(_plans.tenant == tenant, *where)
        async with self._database.reading() as connection:
            row = (await connection.execute(query.order_by(_plans.first.desc()).limit(1))).first()
            people = await _people(connection, tenant, row.first) if row else {}
        return _whole(row.first, row.edition, row.units, people, row.unsettled) if row else None

    async def _move(self, connection: AsyncConnection, tenant: str, plan: UnitPlan) -> None:
        before = await _people(connection, tenant, plan.first.isoformat())
        rows = (
            {
                "tenant": tenant,
                "user_id": move.user_id,
                "first": move.first.isoformat(),
                "platform": move.platform,
                "unit": move.unit,
            }
            for move in moves(before, plan)
        )
        for some in batched(rows, ROWS):
            await connection.execute(sa.insert(checkin_memberships), some)


def _newest(tenant: str) -> sa.Select[Any]:
    return sa.select(sa.func.max(_plans.edition)).where(_plans.tenant == tenant)


async def _people(connection: AsyncConnection, tenant: str, day: str) -> dict[str, Place]:
    """Returns the platform and unit of everybody who is in one on a day."""
    query = sa.select(_moves.user_id, _moves.platform, _moves.unit)
    by = query.where(_moves.tenant == tenant, _moves.first <= day)
    places: dict[str, Place] = {}
    for user_id, platform, unit in await connection.execute(by.order_by(_moves.first)):
        places[user_id] = (platform, unit)
    return {user_id: place for user_id, place in places.items() if place[1]}


def _whole(first: str, edition: int, units: str, people: dict[str, Place], unsettled: str) -> UnitPlan:
    return UnitPlan(_day(first), _units(units), people, edition, _placed(json.loads(unsettled)))


def _draft(body: Mapping[str, Any]) -> UnitPlan:
    units = tuple(Unit(id, name) for id, name in body["units"])
    people = {user_id: (platform, unit) for user_id, (platform, unit) in body["people"].items()}
    return UnitPlan(_day(body["first"]), units, people, body["edition"], _placed(body["unsettled"]))


def _units(text: str) -> tuple[Unit, ...]:
    return tuple(Unit(id, name) for id, name in json.loads(text))


def _listed(unsettled: Mapping[str, tuple[str, Iterable[str]]]) -> dict[str, list[object]]:
    return {who: [platform, list(units)] for who, (platform, units) in unsettled.items()}


def _placed(listed: Mapping[str, tuple[str, list[str]]]) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {who: (platform, tuple(units)) for who, (platform, units) in listed.items()}


def _day(text: str) -> date:
    return date.fromisoformat(text)
