"""`/drill roleplay`, and the buttons of its cards."""

from __future__ import annotations

from bot.core.chat import Answer, Command, Person, Placement, Press, Role
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.limits import LONGEST_COMMAND
from bot.core.scenarios import Scenario
from bot.features.roleplay import cards, select
from bot.features.roleplay.buttons import decode_reference
from bot.features.roleplay.cards import RoleplayCards
from bot.features.roleplay.deps import RoleplayDeps
from bot.features.roleplay.model import Play
from bot.features.roleplay.service import RoleplayService


class RoleplayHandlers:
    """Plays scenarios. Every choice is stored before its consequence is shown."""

    def __init__(self, deps: RoleplayDeps) -> None:
        self._deps = deps
        self._service = RoleplayService(deps)

    def routes(self) -> Routes:
        """Returns what an agent can do."""
        return Routes(
            commands=(
                CommandRoute("drill", self.open, ("roleplay",), more=True, longest=LONGEST_COMMAND),
                CommandRoute("calm", self.open, ("roleplay",)),
            ),
            presses=(
                PressRoute(cards.START, self.start),
                PressRoute(cards.TRY, self.try_draft, Role.MANAGER),
                PressRoute(cards.LIST, self.another),
                PressRoute(cards.TAKE, self.take),
                PressRoute(cards.SHOW, self.show),
                PressRoute(cards.LEAVE, self.leave),
                PressRoute(cards.AGAIN, self.again),
                PressRoute(cards.AGREE, self.agree),
                PressRoute(cards.NOT_TODAY, self.not_today),
            ),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the scenario that was named; without a name the one that goes on, else the list."""
        if not ask.rest:
            return await self._current_or_list(ask.person, Placement.CHAT)
        matches = select.match_scenarios(self._service.book(ask.person), ask.rest)
        if len(matches) == 1:
            return await self._asked_first(ask.person, matches[0], Placement.CHAT)
        note = self._cards(ask.person).say("roleplay.several" if matches else "roleplay.unknown")
        return await self._listed(ask.person, Placement.CHAT, note, matches)

    async def start(self, ask: Press) -> Answer:
        """Begins the scenario that was chosen, or one that is good for this person; else does as `open`."""
        if not ask.value:
            return await self._current_or_list(ask.person, Placement.UPDATE)
        person = ask.person
        if ask.value == cards.ANY:
            scenario = await self._service.suggested_scenario(person)
        else:
            scenario = await self._service.find_scenario(person, ask.value)
        if scenario is None:
            return await self._listed(person, Placement.UPDATE, self._cards(person).say("roleplay.gone"))
        return await self._asked_first(person, scenario, Placement.UPDATE)

    async def try_draft(self, ask: Press) -> Answer:
        """Begins a draft from its first line, for the manager who tries it: nobody else meets it."""
        scenario = await self._service.find_scenario(ask.person, ask.value)
        if scenario is None or not scenario.draft:
            note = self._cards(ask.person).say("roleplay.gone")
            return await self._listed(ask.person, Placement.UPDATE, note)
        return await self._asked_first(ask.person, scenario, Placement.UPDATE)

    async def agree(self, ask: Press) -> Answer:
        """Begins a scenario about danger, for somebody who said yes on the card before."""
        scenario = await self._service.find_scenario(ask.person, ask.value)
        if scenario is None:
            note = self._cards(ask.person).say("roleplay.gone")
            return await self._listed(ask.person, Placement.UPDATE, note)
        return await self._begun(ask.person, scenario, Placement.UPDATE)

    async def not_today(self, ask: Press) -> Answer:
        """Asks nothing back, and stores nothing; the others are offered."""
        note = self._cards(ask.person).say("heavy.declined_text")
        others = [s for s in self._service.book(ask.person).scenarios.values() if not s.heavy]
        return await self._listed(ask.person, Placement.UPDATE, note, others)

    async def another(self, ask: Press) -> Answer:
        """Returns the list."""
        return await self._listed(ask.person, Placement.UPDATE)

    async def take(self, ask: Press) -> Answer:
        """Stores a reply, and returns what came of it; a stale button shows where the contact is."""
        choice = decode_reference(ask.value)
        play = await self._service.take(ask.person, choice) if choice else None
        return await self.shown(ask.person, play)

    async def show(self, ask: Press) -> Answer:
        """Returns where a play is."""
        return await self.shown(ask.person, await self._service.own_play(ask.person, ask.value))

    async def leave(self, ask: Press) -> Answer:
        """Returns how to come back. Nothing is to be stored: every reply was."""
        play = await self._service.own_play(ask.person, ask.value)
        scenario = await self._service.scenario(ask.person, play) if play else None
        if play is None or scenario is None or not play.open:
            return await self.shown(ask.person, play)
        return Answer(self._cards(ask.person).left_card(play, scenario), Placement.UPDATE)

    async def again(self, ask: Press) -> Answer:
        """Begins the scenario of a play once more."""
        play = await self._service.own_play(ask.person, ask.value)
        scenario = await self._service.scenario(ask.person, play) if play else None
        if scenario is None:
            return await self.shown(ask.person, play)
        return await self._begun(ask.person, scenario, Placement.UPDATE)

    async def shown(self, person: Person, play: Play | None) -> Answer:
        """Returns where a play is, or why it cannot go on."""
        if play is None:
            return Answer(self._cards(person).refused_card())
        scenario = await self._service.scenario(person, play)
        if scenario is None:
            return await self._listed(person, Placement.UPDATE, self._cards(person).say("roleplay.edited"))
        if play.state.open and not play.open:  # set aside since; its buttons lead nowhere any more
            return Answer(self._cards(person).set_aside_card(scenario), Placement.UPDATE)
        over = scenario.heavy and not play.state.open
        lines = await self._deps.help_lines(person) if over else ""
        return Answer(self._cards(person).play_card(play, scenario, lines=lines), Placement.UPDATE)

    async def _asked_first(self, person: Person, scenario: Scenario, how: Placement) -> Answer:
        if scenario.heavy:
            return Answer(self._cards(person).before_card(scenario, person.channel or scenario.channel), how)
        return await self._begun(person, scenario, how)

    async def _begun(self, person: Person, scenario: Scenario, how: Placement) -> Answer:
        play, aside = await self._service.begin(person, scenario)
        views, note = self._cards(person), ""
        if aside and (other := await self._service.find_scenario(person, aside.scenario)):
            note = views.say("roleplay.set_aside", name=views.name(other))
        return Answer(views.play_card(play, scenario, note), how)

    async def _current_or_list(self, person: Person, how: Placement) -> Answer:
        current = await self._service.current_play(person)
        scenario = await self._service.scenario(person, current) if current else None
        if current and scenario and scenario.heavy:
            return await self._asked_first(person, scenario, how)
        if current and scenario:
            return Answer(self._cards(person).play_card(current, scenario, resumed=True), how)
        return await self._listed(person, how)

    async def _listed(
        self, person: Person, how: Placement, note: str = "", scenarios: list[Scenario] | None = None
    ) -> Answer:
        scenarios = scenarios or list(self._service.book(person).scenarios.values())
        if not scenarios:
            return Answer(self._cards(person).no_scenarios(), how)
        current = await self._service.current_play(person)
        playing = await self._service.scenario(person, current) if current else None
        open_play = (current, playing) if current and playing else None
        return Answer(self._cards(person).scenario_list(scenarios, open_play, note), how)

    def _cards(self, person: Person) -> RoleplayCards:
        return RoleplayCards(self._service.book(person), person.language)
