"""`/checkin settings` and `/checkin team`: how a tenant runs the self-check; published figures."""

from __future__ import annotations

from dataclasses import replace

from bot.core import card as c
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.groups import Group
from bot.features.checkin import cards, manager_cards, manager_forms
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.model import UnitOverview
from bot.features.checkin.service import CheckinService, OfferedGroups, turn_off
from bot.features.checkin.units import Unit


class CheckinSettingsHandlers:
    """Lets managers say whom the self-check is offered to, and turn it off, which erases."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps
        self._service = CheckinService(deps)

    def routes(self) -> Routes:
        """Returns what this part of the feature answers, all of it to managers only."""
        least = Role.MANAGER
        return Routes(
            commands=(CommandRoute("checkin", self.open, ("settings",), least=least),),
            presses=(
                PressRoute(cards.SETTINGS, self.open, least),
                PressRoute(cards.OFF, self.turn_off, least),
            ),
            submits=(SubmitRoute(cards.SET, self.save, least),),
        )

    async def open(self, ask: Command | Press) -> Reply:
        """Returns the form."""
        tenant = ask.person.tenant
        viewer, groups = self._deps.viewer(ask.person.language), await self._deps.groups.all_groups(tenant)
        return manager_forms.settings_form(viewer, await self._deps.terms(tenant), groups)

    async def save(self, ask: Submit) -> Reply:
        """Stores what the form says, or tells what to mend; before it is turned off, asks once more."""
        deps, tenant = self._deps, ask.person.tenant
        viewer = deps.viewer(ask.person.language)
        if errors := manager_forms.settings_errors(viewer, ask):
            return FieldErrors(errors)
        before, groups = await deps.terms(tenant), await deps.groups.all_groups(tenant)
        terms = manager_forms.filled_terms(ask, before, groups)
        if before.on and not terms.on:
            go = c.Button(viewer.say("checkin.set.off.go"), cards.OFF, tone=c.Tone.DANGER)
            stay = c.Button(viewer.say("checkin.set.off.keep"), cards.TEAM)
            return Answer(cards.note_card(viewer, "set.off", go, stay), Placement.UPDATE)
        if not await self._service.save_terms(tenant, before, terms):
            team = manager_cards.team_button(viewer)
            return Answer(cards.note_card(viewer, "set.stale", team), Placement.UPDATE)
        offered = [group for group in groups if group.id in terms.groups]
        return Answer(manager_cards.saved_card(viewer, terms, offered), Placement.UPDATE)

    async def turn_off(self, ask: Press) -> Answer:
        """Turns it off, and erases all of it."""
        deps, tenant = self._deps, ask.person.tenant
        viewer = deps.viewer(ask.person.language)
        terms = await deps.stores.terms.find_terms(tenant)
        done = await turn_off(deps.stores, tenant, replace(terms, on=False))
        return Answer(cards.note_card(viewer, "set.done" if done else "set.stale"), Placement.UPDATE)


class UnitOverviewHandlers:
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
            return cards.note_card(viewer, "off", manager_cards.settings_button(viewer))
        groups = await self._offered.all_groups(person.tenant)
        if not groups:
            return cards.note_card(viewer, "team.no_groups", manager_cards.settings_button(viewer))
        group = next((group for group in groups if group.id == id), groups[0])
        units = [Unit(group.id, group.name) for group in groups]
        return manager_cards.unit_card(viewer, await self._overview(group), units, terms)

    async def _overview(self, group: Group) -> UnitOverview:
        results = await self._deps.stores.results.results_of_unit(group.tenant, group.id)
        unit = Unit(group.id, group.name)
        return UnitOverview(unit, results, self._deps.period(await self._deps.terms(group.tenant)))
