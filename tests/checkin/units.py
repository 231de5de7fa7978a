"""Units of a tenant of these tests, and groups to make them of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.core.groups import Group
from bot.features.checkin.units import Unit, UnitPlan
from tests.harness import PLATFORM, TENANT, Harness

NEXT = date(2026, 11, 30)  # the fortnight after the one that MIDDLE is in
TWELVE = tuple(f"p{n:02}" for n in range(12))


async def turned_on(app: Harness) -> None:
    terms = await app.stores.checkin.terms.find_terms(TENANT)
    assert await app.stores.checkin.terms.keep_terms(TENANT, replace(terms, on=True, minimum=10))


async def holds(app: Harness, first: date = date(2026, 1, 5), **units: tuple[str, ...]) -> None:
    """Stores units, by name, that hold from a day on."""
    before = await app.stores.checkin.units.newest_plan(TENANT)
    people = {who: (PLATFORM, name) for name, members in units.items() for who in members}
    plan = UnitPlan(first, tuple(Unit(name, name.title()) for name in units), people, before.edition)
    assert await app.stores.checkin.units.keep_plan(TENANT, plan)


async def grouped(app: Harness, id: str, *people: str) -> None:
    await app.stores.groups.keep_group(Group(TENANT, id, f"Group {id}", PLATFORM, people=people))


async def newest(app: Harness) -> UnitPlan:
    return await app.stores.checkin.units.newest_plan(TENANT)
