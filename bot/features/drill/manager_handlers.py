"""`/drill results`: what managers see of their groups' practice, and the switch that lets them see who."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.chat import Answer, Command, Person, Placement, Press, Role
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.edge import ChannelMember
from bot.core.groups import Group, GroupStore, Rosters
from bot.core.people import PeopleStore
from bot.core.viewer import zone_of
from bot.core.words import Words
from bot.features.drill import manager_cards as cards
from bot.features.drill.deps import DrillDeps
from bot.features.drill.manager_cards import StatsScope
from bot.features.drill.ports import PracticeStats
from bot.features.drill.stats import report, small

PATIENCE = 1.5  # seconds that a card waits for who is in a channel now; then it counts those last read


@dataclass(frozen=True, slots=True)
class PracticeStatsDeps:
    """Who is there: groups, who is in them now, what they are called. `noted` logs a turn of the switch."""

    groups: GroupStore
    rosters: Rosters
    people: PeopleStore
    noted: Callable[[Person, bool], Awaitable[None]]


class PracticeStatsHandlers:
    """Shows sums to managers, and by name no more than a yes or a no, where the tenant switched that on."""

    def __init__(self, deps: DrillDeps, floor: PracticeStatsDeps) -> None:
        self._deps, self._floor = deps, floor
        self._figures = deps.drills.stats

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
        if named != await self._figures.named(tenant):
            # Logged first: a turn that failed may be in the log, one that was made is never missing.
            await self._floor.noted(ask.person, named)
            await self._figures.name(tenant, named)
        return await self._shown(ask.person, group)

    async def who(self, ask: Press) -> Answer:
        """Returns who of a group practised this week, a page of them; only while the switch is on."""
        id, _, page = ask.value.partition("|")
        person, tenant = ask.person, ask.person.tenant
        scope = await self._scope(person, id)
        if scope.group is None or not scope.named:
            return await self._shown(person, id)
        hidden = await self._figures.hidden(tenant, scope.people or ())
        seen = [member for member in scope.members if member.user_id not in hidden]
        did = await self._figures.who(tenant, [member.user_id for member in seen], self._monday(person))
        names = await self._named(tenant, seen)
        rows = sorted(((name, id in did) for id, name in names.items()), key=lambda row: row[0].casefold())
        number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 0
        card = cards.who(self._deps.viewer(person), scope, rows, number, len(hidden))
        return Answer(card, Placement.UPDATE)

    async def _shown(self, person: Person, id: str) -> Answer:
        scope, deps = await self._scope(person, id), self._deps
        viewer, found = deps.viewer(person), None
        if not small(scope.people):
            week = self._monday(person)
            found = await report(self._figures, person.tenant, scope.people, viewer.bank, week, deps.now())
        return Answer(cards.figures(viewer, scope, found), Placement.UPDATE)

    async def _scope(self, person: Person, id: str) -> StatsScope:
        groups = await self._floor.groups.all_groups(person.tenant)
        group = next((group for group in groups if group.id == id), None)
        members = await self._members(group) if group else ()
        return StatsScope(groups, group, members, await self._figures.named(person.tenant))

    async def _members(self, group: Group) -> tuple[ChannelMember, ...]:
        try:
            found = await asyncio.wait_for(self._floor.rosters.members(group), PATIENCE)
        except TimeoutError:
            found = None
        return tuple(map(ChannelMember, group.people)) if found is None else found

    async def _named(self, tenant: str, members: Sequence[ChannelMember]) -> dict[str, str]:
        met = await self._floor.people.find_profiles(tenant, [member.user_id for member in members])
        told = {id: found.name for id, found in met.items() if found.name}
        return {m.user_id: told.get(m.user_id) or m.name or m.user_id for m in members}

    def _monday(self, person: Person) -> datetime:
        here = self._deps.now().astimezone(zone_of(person.zone))
        monday = here - timedelta(days=here.weekday())
        return monday.replace(hour=0, minute=0, second=0)


class VisibilityNotes:
    """What an agent is told in `/drill me` of who sees that they practise."""

    def __init__(self, figures: PracticeStats, words: Callable[[str], Words]) -> None:
        self._figures, self._words = figures, words

    async def __call__(self, person: Person) -> Sequence[str]:
        """Returns the lines; none where nobody sees it."""
        named = await self._figures.named(person.tenant)
        return [self._words(person.tenant).say(person.language, "results.told")] if named else []
