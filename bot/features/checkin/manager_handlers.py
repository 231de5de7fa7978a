"""`/checkin team`: published figures."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Answer, Command, Person, Placement, Press, Role
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.groups import Group
from bot.features.checkin import cards, manager_cards
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.model import GroupOverview
from bot.features.checkin.service import OfferedGroups


class GroupOverviewHandlers:
    """Shows published figures of fixed groups. There is no other way to see any, not for admins either."""

    def __init__(self, deps: CheckinDeps, offered: OfferedGroups) -> None:
        self._deps = deps
        self._offered = offered

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
        """Returns the first group."""
        return Answer(await self._card(ask.person, ""))

    async def show(self, ask: Press) -> Answer:
        """Returns a group in place."""
        return Answer(await self._card(ask.person, ask.value), Placement.UPDATE)

    async def meanwhile(self, ask: Press) -> Answer:
        """Returns what can be done without any figure."""
        groups = await self._offered.all_groups(ask.person.tenant)
        group = next((group for group in groups if group.id == ask.value), None)
        if group is None:
            return await self.show(ask)
        viewer = self._deps.viewer(ask.person.language)
        return Answer(manager_cards.meanwhile_card(viewer, await self._overview(group)), Placement.UPDATE)

    async def _card(self, person: Person, id: str) -> c.Card:
        viewer, terms = self._deps.viewer(person.language), await self._deps.terms(person.tenant)
        if not terms.on:
            return cards.off_card(viewer, terms, manager=True)
        groups = await self._offered.all_groups(person.tenant)
        if not groups:
            return cards.note_card(viewer, "team.no_groups", manager_cards.settings_button(viewer))
        group = next((group for group in groups if group.id == id), groups[0])
        return manager_cards.group_card(viewer, await self._overview(group), groups, terms)

    async def _overview(self, group: Group) -> GroupOverview:
        results = await self._deps.stores.results.results_of_group(group.tenant, group.id)
        return GroupOverview(group, results, self._deps.period(await self._deps.terms(group.tenant)))
