"""`/drill results`: what managers see of their groups' practice, and the switch that lets them see who."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.coach.desk import CommandRoute, PressRoute, Routes
from bot.coach.drill import results_cards as cards
from bot.coach.drill.days import zone
from bot.coach.drill.figures import Figures
from bot.coach.drill.kit import Kit
from bot.coach.drill.report import report, small
from bot.coach.drill.results_cards import Scope
from bot.coach.edge import Member
from bot.coach.groups import Group, Groups, Rosters
from bot.coach.ports import People
from bot.coach.talk import Answer, Command, How, Person, Press, Role
from bot.coach.words import Words

PATIENCE = 1.5  # seconds that a card waits for who is in a channel now; then it counts those last read


@dataclass(frozen=True, slots=True)
class Floor:
    """Who is there: groups, who is in them now, what they are called. `noted` logs a turn of the switch."""

    groups: Groups
    rosters: Rosters
    people: People
    noted: Callable[[Person, bool], Awaitable[None]]


class Results:
    """Shows sums to managers, and by name no more than a yes or a no, where the tenant switched that on."""

    def __init__(self, kit: Kit, floor: Floor) -> None:
        self._kit, self._floor = kit, floor
        self._figures = kit.drills.figures

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
        card = cards.who(self._kit.sight(person), scope, rows, number, len(hidden))
        return Answer(card, How.UPDATE)

    async def _shown(self, person: Person, id: str) -> Answer:
        scope, kit = await self._scope(person, id), self._kit
        sight, found = kit.sight(person), None
        if not small(scope.people):
            week = self._monday(person)
            found = await report(self._figures, person.tenant, scope.people, sight.bank, week, kit.now())
        return Answer(cards.figures(sight, scope, found), How.UPDATE)

    async def _scope(self, person: Person, id: str) -> Scope:
        groups = await self._floor.groups.all(person.tenant)
        group = next((group for group in groups if group.id == id), None)
        members = await self._members(group) if group else ()
        return Scope(groups, group, members, await self._figures.named(person.tenant))

    async def _members(self, group: Group) -> tuple[Member, ...]:
        try:
            found = await asyncio.wait_for(self._floor.rosters.members(group), PATIENCE)
        except TimeoutError:
            found = None
        return tuple(map(Member, group.people)) if found is None else found

    async def _named(self, tenant: str, members: Sequence[Member]) -> dict[str, str]:
        met = await self._floor.people.met(tenant, [member.user_id for member in members])
        told = {id: found.name for id, found in met.items() if found.name}
        return {m.user_id: told.get(m.user_id) or m.name or m.user_id for m in members}

    def _monday(self, person: Person) -> datetime:
        here = self._kit.now().astimezone(zone(person.zone))
        monday = here - timedelta(days=here.weekday())
        return monday.replace(hour=0, minute=0, second=0)


class Told:
    """What an agent is told in `/drill me` of who sees that they practise."""

    def __init__(self, figures: Figures, words: Callable[[str], Words]) -> None:
        self._figures, self._words = figures, words

    async def __call__(self, person: Person) -> Sequence[str]:
        """Returns the lines; none where nobody sees it."""
        named = await self._figures.named(person.tenant)
        return [self._words(person.tenant).say(person.language, "results.told")] if named else []
