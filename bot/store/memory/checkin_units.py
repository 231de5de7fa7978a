"""The units of the self-check, forgotten at the end of the process."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.core.personal import Area
from bot.features.checkin.units import Membership, Place, Unit, UnitPlan, members_on, moves
from bot.store.memory.rows import PersonalRow


@dataclass
class _Units:
    """A tenant's: its plans without people, oldest first, and who moved where; one row a person and day."""

    plans: list[UnitPlan] = field(default_factory=list)
    moves: dict[tuple[str, date], Membership] = field(default_factory=dict)
    drafts: dict[str, tuple[UnitPlan, date]] = field(default_factory=dict)

    def keep_plans(self, wanted: Callable[[UnitPlan], bool]) -> int:
        before = len(self.plans)
        self.plans = [plan for plan in self.plans if wanted(plan)]
        return before - len(self.plans)

    def keep_moves(self, wanted: Callable[[Membership], bool]) -> int:
        before = len(self.moves)
        self.moves = {key: move for key, move in self.moves.items() if wanted(move)}
        return before - len(self.moves)

    def purge(self, before: date) -> int:
        past = [move for move in self.moves.values() if move.first < before]
        newest = {move.user_id: move.first for move in sorted(past, key=lambda move: move.first)}
        last = max((plan.first for plan in self.plans if plan.first < before), default=before)
        return self.keep_plans(lambda plan: plan.first >= last) + self.keep_moves(
            lambda move: move.first >= before or (bool(move.unit) and newest[move.user_id] == move.first)
        )

    def people(self, day: date) -> dict[str, Place]:
        return {user: (at.platform, at.unit) for user, at in members_on(self.moves.values(), day).items()}


class MemoryUnitStore:
    """A `UnitStore` that forgets."""

    def __init__(self) -> None:
        self._tenants: dict[str, _Units] = {}

    async def find_plan(self, tenant: str, day: date) -> UnitPlan:
        """Returns the partition that holds on a day."""
        holding = [plan for plan in self._of(tenant).plans if plan.first <= day]
        return self._whole(tenant, holding[-1]) if holding else UnitPlan(day)

    async def newest_plan(self, tenant: str) -> UnitPlan:
        plans = self._of(tenant).plans
        return self._whole(tenant, plans[-1]) if plans else UnitPlan(date.min)

    async def edition_on(self, tenant: str, day: date) -> int:
        return (await self.find_plan(tenant, day)).edition

    async def keep_plan(self, tenant: str, plan: UnitPlan) -> bool:
        """Stores a partition, unless another came between."""
        if (await self.newest_plan(tenant)).edition != plan.edition:
            return False
        mine = self._of(tenant)
        mine.keep_plans(lambda known: known.first < plan.first)
        mine.keep_moves(lambda move: move.first < plan.first)
        for move in moves(mine.people(plan.first), plan):
            mine.moves[move.user_id, move.first] = move
        mine.plans.append(replace(plan, edition=plan.edition + 1, people={}))
        return True

    async def memberships(self, tenant: str, unit: str = "") -> tuple[Membership, ...]:
        """Returns who was, is and will be where; only what changes."""
        known = self._of(tenant).moves.values()
        there = {move.user_id for move in known if not unit or move.unit == unit}
        mine = [move for move in known if move.user_id in there]
        return tuple(sorted(mine, key=lambda move: (move.user_id, move.first)))

    async def find_unit(self, tenant: str, user_id: str, day: date) -> Unit | None:
        """Returns the unit that a person is in on a day."""
        return (await self.find_plan(tenant, day)).unit_of(user_id)

    async def find_draft(self, tenant: str, user_id: str) -> UnitPlan | None:
        """Returns what somebody is at."""
        return self._of(tenant).drafts.get(user_id, (None,))[0]

    async def keep_draft(self, tenant: str, user_id: str, draft: UnitPlan, today: date) -> None:
        """Stores what somebody is at."""
        self._of(tenant).drafts[user_id] = (draft, today)

    async def drop_draft(self, tenant: str, user_id: str) -> None:
        self._of(tenant).drafts.pop(user_id, None)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for move in self._of(tenant).moves.values():
            if move.user_id == user_id:
                yield Area.CHECKIN, "checkin_memberships", {"unit": move.unit, "first": move.first}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes people from all partitions."""
        mine = self._of(tenant)
        mine.drafts = {}
        mine.keep_moves(lambda move: move.user_id not in ids)
        mine.plans = [
            replace(plan, unsettled={who: units for who, units in plan.unsettled.items() if who not in ids})
            for plan in mine.plans
        ]

    async def purge_plans(self, before: date) -> int:
        """Deletes what was replaced before a date."""
        return sum(mine.purge(before) for mine in self._tenants.values())

    async def purge_drafts(self, before: date) -> int:
        """Deletes what nobody used."""
        deleted = 0
        for mine in self._tenants.values():
            left = {user: draft for user, draft in mine.drafts.items() if draft[1] >= before}
            deleted += len(mine.drafts) - len(left)
            mine.drafts = left
        return deleted

    async def wipe_units(self, tenant: str) -> None:
        self._tenants.pop(tenant, None)

    def _of(self, tenant: str) -> _Units:
        return self._tenants.setdefault(tenant, _Units())

    def _whole(self, tenant: str, plan: UnitPlan) -> UnitPlan:
        return replace(plan, people=self._of(tenant).people(plan.first))
