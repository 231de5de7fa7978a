"""`/checkin team`: published figures."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Answer, Command, Person, Placement, Press, Role
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.features.checkin import cards, manager_cards
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.model import UnitOverview, comparable_results
from bot.features.checkin.publish import first_figure
from bot.features.checkin.units import Unit


class UnitOverviewHandlers:
    """Shows published figures of units. There is no other way to see any, not for admins either."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what this part of the feature answers, all of it to managers only."""
        least = Role.MANAGER
        return Routes(
            commands=(CommandRoute("checkin", self.open, ("team",), least=least),),
            presses=(
                PressRoute(cards.TEAM, self.show, least),
                PressRoute(cards.MEANWHILE, self.meanwhile, least),
            ),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the first unit."""
        return Answer(await self._card(ask.person, ""))

    async def show(self, ask: Press) -> Answer:
        """Returns a unit in place."""
        return Answer(await self._card(ask.person, ask.value), Placement.UPDATE)

    async def meanwhile(self, ask: Press) -> Answer:
        """Returns what can be done without any figure."""
        tenant = ask.person.tenant
        unit = (await self._deps.stores.units.find_plan(tenant, self._deps.today())).unit(ask.value)
        if unit is None:
            return await self.show(ask)
        view, viewer = await self._overview(tenant, unit), self._deps.viewer(ask.person.language)
        return Answer(manager_cards.meanwhile_card(viewer, view), Placement.UPDATE)

    async def _card(self, person: Person, id: str) -> c.Card:
        deps, tenant = self._deps, person.tenant
        viewer, terms = deps.viewer(person.language), await deps.terms(tenant)
        if not terms.on:
            return cards.off_card(viewer, terms, manager=True)
        plan = await deps.stores.units.find_plan(tenant, deps.today())
        if not plan.units:
            return manager_cards.no_units_card(viewer)
        units = sorted(plan.units, key=lambda unit: (unit.name.casefold(), unit.id))
        view = await self._overview(tenant, plan.unit(id) or units[0])
        return manager_cards.unit_card(viewer, view, units)

    async def _overview(self, tenant: str, unit: Unit) -> UnitOverview:
        deps = self._deps
        terms = await deps.terms(tenant)
        results = comparable_results(
            deps.content.instrument.id, await deps.stores.results.results_of_unit(tenant, unit.id)
        )
        memberships = await deps.stores.units.memberships(tenant)
        since = min((at.first for at in memberships if at.unit == unit.id), default=deps.today())
        return UnitOverview(unit, results, deps.period(terms), first_figure(since, terms))
