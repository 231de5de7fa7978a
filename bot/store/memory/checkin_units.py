"""The units of the self-check, forgotten at the end of the process."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from bot.features.checkin.units import Membership, UnitPlan


class MemoryUnitStore:
    """A `UnitStore` that forgets."""

    def __init__(self) -> None:
        self._plans: dict[str, tuple[UnitPlan, ...]] = {}  # oldest first

    async def find_plan(self, tenant: str, day: date) -> UnitPlan:
        """Returns the partition that holds on a day."""
        holding = [plan for plan in self._plans.get(tenant, ()) if plan.first <= day]
        return holding[-1] if holding else UnitPlan(day)

    async def newest_plan(self, tenant: str) -> UnitPlan:
        return (self._plans.get(tenant) or (UnitPlan(date.min),))[-1]

    async def keep_plan(self, tenant: str, plan: UnitPlan) -> bool:
        """Stores a partition, unless another came between."""
        if (await self.newest_plan(tenant)).edition != plan.edition:
            return False
        before = [known for known in self._plans.get(tenant, ()) if known.first < plan.first]
        self._plans[tenant] = (*before, replace(plan, edition=plan.edition + 1))
        return True

    async def memberships(self, tenant: str) -> tuple[Membership, ...]:
        """Returns who was, is and will be where; only what changes."""
        found: list[Membership] = []
        last: dict[str, str] = {}
        for plan in self._plans.get(tenant, ()):
            for user_id in sorted({*last, *plan.people}):
                platform, unit = plan.people.get(user_id, ("", ""))
                if last.get(user_id, "") != unit:
                    found.append(Membership(user_id, platform, unit, plan.first))
                last[user_id] = unit
        return tuple(sorted(found, key=lambda membership: (membership.user_id, membership.first)))

    async def forget_members(self, tenant: str, people: Collection[str]) -> None:
        """Deletes people from all partitions."""
        self._plans[tenant] = tuple(
            replace(plan, people={user: at for user, at in plan.people.items() if user not in people})
            for plan in self._plans.get(tenant, ())
        )

    async def purge_plans(self, before: date) -> int:
        """Deletes what was replaced before a date."""
        deleted = 0
        for tenant, plans in self._plans.items():
            left = tuple(
                p for i, p in enumerate(plans) if i + 1 == len(plans) or plans[i + 1].first >= before
            )
            deleted += len(plans) - len(left)
            self._plans[tenant] = left
        return deleted

    async def wipe_units(self, tenant: str) -> None:
        self._plans.pop(tenant, None)
