"""Whom the self-check is offered to, by the units that hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from bot.features.checkin.period import Period
from bot.features.checkin.ports import TermsStore, UnitStore
from bot.features.checkin.units import FrozenUnit, Unit, UnitPlan, frozen_units


class OfferedUnits:
    """The units of a tenant: who is offered the self-check, and whose answers make which figure."""

    def __init__(self, units: UnitStore, terms: TermsStore, today: Callable[[], date]) -> None:
        self._units = units
        self._terms = terms
        self._today = today

    async def plan(self, tenant: str) -> UnitPlan:
        """Returns the partition that holds today, whether or not the self-check is on."""
        return await self._units.find_plan(tenant, self._today())

    async def people(self, tenant: str) -> Mapping[str, str]:
        """Returns the platform of everybody it is offered to today, by user id; nobody where it is off."""
        if not (await self._terms.find_terms(tenant)).on:
            return {}
        return {user_id: platform for user_id, (platform, _) in (await self.plan(tenant)).people.items()}

    async def unit_of(self, tenant: str, user_id: str) -> Unit | None:
        """Returns the unit that a person is in today."""
        return await self._units.find_unit(tenant, user_id, self._today())

    async def frozen(
        self,
        tenant: str,
        period: Period,
        offered: Mapping[str, date | None],
        shown: Mapping[str, Collection[Period]],
    ) -> tuple[FrozenUnit, ...]:
        """Returns the units of a period, to close it. All periods before it have to be closed.

        `offered` tells since when it is offered to people, by user id; `shown` of which periods each unit has
        a figure, by its id.
        """
        plan = await self._units.find_plan(tenant, period.first)
        memberships = await self._units.memberships(tenant)
        return frozen_units(period, plan.units, memberships, offered, shown)
