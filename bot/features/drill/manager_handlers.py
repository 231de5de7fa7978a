"""`/drill results`: what managers see of their groups' practice, and the switch that lets them see who."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.core.chat import Answer, Command, Person, Placement, Press, Role
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.edge import ChannelMember
from bot.core.groups import Group
from bot.core.viewer import zone_of
from bot.features.drill import manager_cards as cards
from bot.features.drill.deps import DrillDeps
from bot.features.drill.manager_cards import StatsScope
from bot.features.drill.service import practice_report
from bot.features.drill.stats import too_few

PATIENCE = 1.5  # seconds that a card waits for who is in a channel now; then it counts those last read


class PracticeStatsHandlers:
    """Shows sums to managers, and by name no more than a yes or a no, where the tenant switched that on."""

    def __init__(self, deps: DrillDeps) -> None:
        self._deps, self._stats = deps, deps.drills.stats

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        least = Role.MANAGER
        return Routes(
            commands=(CommandRoute("drill", self.open, ("results",), least=least),),
            presses=(
                PressRoute(cards.SHOW, self.show, least),
                PressRoute(cards.NAME, self.name, least),
                PressRoute(cards.WHO, self.who, least),
            ),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns everybody's figures."""
        return Answer((await self._shown(ask.person, "")).card)

    async def show(self, ask: Press) -> Answer:
        """Returns a group's figures, or everybody's, in place."""
        return await self._shown(ask.person, ask.value)

    async def name(self, ask: Press) -> Answer:
        """Lets managers see who practised, or no more; it is logged who did so."""
        group, _, switch = ask.value.partition("|")
        named, tenant = switch == "on", ask.person.tenant
        if named != await self._stats.are_people_named(tenant):
            # Logged first: a turn that failed may be in the log, one that was made is never missing.
            await self._deps.log_named(ask.person, named)
            await self._stats.set_people_named(tenant, named)
        return await self._shown(ask.person, group)

    async def who(self, ask: Press) -> Answer:
        """Returns who of a group practised this week, a page of them; only while the switch is on."""
        id, _, page = ask.value.partition("|")
        person, tenant = ask.person, ask.person.tenant
        scope = await self._scope(person, id)
        if scope.group is None or not scope.named:
            return await self._shown(person, id)
        hidden = await self._stats.hidden_people(tenant, scope.people or ())
        seen = [member for member in scope.members if member.user_id not in hidden]
        did = await self._stats.who_practised(
            tenant, [member.user_id for member in seen], self._monday(person)
        )
        names = await self._names(tenant, seen)
        rows = sorted(((name, id in did) for id, name in names.items()), key=lambda row: row[0].casefold())
        number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 0
        card = cards.names_card(self._deps.viewer(person), scope, rows, number, len(hidden))
        return Answer(card, Placement.UPDATE)

    async def _shown(self, person: Person, id: str) -> Answer:
        scope, deps, viewer = await self._scope(person, id), self._deps, self._deps.viewer(person)
        if too_few(scope.people):
            return Answer(cards.stats_card(viewer, scope, None), Placement.UPDATE)
        report = await practice_report(
            self._stats, person.tenant, scope.people, viewer.bank, self._monday(person), deps.now()
        )
        return Answer(cards.stats_card(viewer, scope, report), Placement.UPDATE)

    async def _scope(self, person: Person, id: str) -> StatsScope:
        groups = await self._deps.groups.all_groups(person.tenant)
        group = next((group for group in groups if group.id == id), None)
        members = await self._members(group) if group else ()
        return StatsScope(groups, group, members, await self._stats.are_people_named(person.tenant))

    async def _members(self, group: Group) -> tuple[ChannelMember, ...]:
        members = None
        with suppress(TimeoutError):
            members = await asyncio.wait_for(self._deps.rosters.members(group), PATIENCE)
        return tuple(map(ChannelMember, group.people)) if members is None else members

    async def _names(self, tenant: str, members: Sequence[ChannelMember]) -> dict[str, str]:
        profiles = await self._deps.people.find_profiles(tenant, [member.user_id for member in members])
        names = {id: profile.name for id, profile in profiles.items() if profile.name}
        return {m.user_id: names.get(m.user_id) or m.name or m.user_id for m in members}

    def _monday(self, person: Person) -> datetime:
        here = self._deps.now().astimezone(zone_of(person.zone))
        monday = here - timedelta(days=here.weekday())
        return monday.replace(hour=0, minute=0, second=0)
