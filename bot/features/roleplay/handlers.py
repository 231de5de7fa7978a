"""`/drill roleplay`, and the buttons of its cards."""

from __future__ import annotations

from bot.core.chat import Answer, Command, Person, Placement, Press
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.scenarios import Scenario
from bot.features.roleplay import cards, select
from bot.features.roleplay.buttons import read
from bot.features.roleplay.cards import RoleplayCards
from bot.features.roleplay.deps import RoleplayDeps
from bot.features.roleplay.model import Play
from bot.features.roleplay.service import RoleplayService


class RoleplayHandlers:
    """Plays scenarios. Every choice is kept before its consequence is shown."""

    def __init__(self, deps: RoleplayDeps) -> None:
        self._deps = deps
        self._service = RoleplayService(deps)

    def routes(self) -> Routes:
        """Returns what an agent can do."""
        return Routes(
            commands=(CommandRoute("drill", self.open, ("roleplay",), more=True),),
            presses=(
                PressRoute(cards.START, self.start),
                PressRoute(cards.LIST, self.another),
                PressRoute(cards.TAKE, self.take),
                PressRoute(cards.SHOW, self.show),
                PressRoute(cards.LEAVE, self.leave),
                PressRoute(cards.AGAIN, self.again),
            ),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the scenario that was named; without a name the one that goes on, else the list."""
        if not ask.rest:
            return await self._going_or_list(ask.person, Placement.CHAT)
        found = select.match_scenarios(self._deps.library.book, ask.rest)
        if len(found) == 1:
            return await self._begun(ask.person, found[0], Placement.CHAT)
        told = self._cards(ask.person).told("roleplay.several" if found else "roleplay.unknown")
        return await self._listed(ask.person, Placement.CHAT, told, found)

    async def start(self, ask: Press) -> Answer:
        """Begins the scenario that was chosen, or one that is good for this person; else does as `open`."""
        if not ask.value:
            return await self._going_or_list(ask.person, Placement.UPDATE)
        book, person = self._deps.library.book, ask.person
        scenario = book.scenarios.get(ask.value)
        if ask.value == cards.ANY:
            played = [
                play.scenario for play in await self._deps.plays.ended_plays(person.tenant, person.user_id)
            ]
            going = await self._service.going(person)
            others = {id: s for id, s in book.scenarios.items() if not going or id != going.scenario}
            needed, chance = self._deps.needed(person), self._deps.new_id()
            scenario = select.suggested(others or book.scenarios, played, needed, chance)
        if scenario is None:
            return await self._listed(person, Placement.UPDATE, self._cards(person).told("roleplay.gone"))
        return await self._begun(person, scenario, Placement.UPDATE)

    async def another(self, ask: Press) -> Answer:
        """Returns the list."""
        return await self._listed(ask.person, Placement.UPDATE)

    async def take(self, ask: Press) -> Answer:
        """Keeps a reply, and returns what came of it; a stale button shows where the contact is."""
        choice = read(ask.value)
        play = await self._service.take(ask.person, choice) if choice else None
        return await self._shown(ask.person, play)

    async def show(self, ask: Press) -> Answer:
        """Returns where a play is."""
        return await self._shown(ask.person, await self._service.own(ask.person, ask.value))

    async def leave(self, ask: Press) -> Answer:
        """Returns how to come back. Nothing is to be kept: every reply was."""
        play = await self._service.own(ask.person, ask.value)
        scenario = self._service.scenario(play) if play else None
        if play is None or scenario is None or not play.open:
            return await self._shown(ask.person, play)
        return Answer(self._cards(ask.person).left(play, scenario), Placement.UPDATE)

    async def again(self, ask: Press) -> Answer:
        """Begins the scenario of a play once more."""
        play = await self._service.own(ask.person, ask.value)
        scenario = self._service.scenario(play) if play else None
        if scenario is None:
            return await self._shown(ask.person, play)
        return await self._begun(ask.person, scenario, Placement.UPDATE)

    async def _begun(self, person: Person, scenario: Scenario, how: Placement) -> Answer:
        play, aside = await self._service.begin(person, scenario)
        found, told = self._cards(person), ""
        if aside and (other := self._deps.library.book.scenarios.get(aside.scenario)):
            told = found.told("roleplay.set_aside", name=found.name(other))
        return Answer(found.shown(play, scenario, told), how)

    async def _going_or_list(self, person: Person, how: Placement) -> Answer:
        going = await self._service.going(person)
        scenario = self._service.scenario(going) if going else None
        if going and scenario:
            return Answer(self._cards(person).shown(going, scenario, resumed=True), how)
        return await self._listed(person, how)

    async def _listed(
        self, person: Person, how: Placement, told: str = "", found: list[Scenario] | None = None
    ) -> Answer:
        every = found or list(self._deps.library.book.scenarios.values())
        if not every:
            return Answer(self._cards(person).none(), how)
        return Answer(self._cards(person).listed(every, await self._service.going(person), told), how)

    async def _shown(self, person: Person, play: Play | None) -> Answer:
        if play is None:
            return Answer(self._cards(person).refused())
        scenario = self._service.scenario(play)
        if scenario is None:
            return await self._listed(person, Placement.UPDATE, self._cards(person).told("roleplay.edited"))
        if play.state.open and not play.open:  # set aside since; its buttons lead nowhere any more
            return Answer(self._cards(person).set_aside(scenario), Placement.UPDATE)
        return Answer(self._cards(person).shown(play, scenario), Placement.UPDATE)

    def _cards(self, person: Person) -> RoleplayCards:
        return RoleplayCards(self._deps.library.book, person.language)
