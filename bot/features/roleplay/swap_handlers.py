"""`/drill roleplay swap`: the agent plays the customer. Nothing is stored; every press carries all of it."""

from __future__ import annotations

from bot.core.chat import Answer, Command, Person, Placement, Press
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.limits import LONGEST_COMMAND
from bot.core.scenarios import Scenario
from bot.core.viewer import Viewer
from bot.features.roleplay import select, swap_cards
from bot.features.roleplay.buttons import SwapReference, decode_swap
from bot.features.roleplay.cards import ANY
from bot.features.roleplay.deps import RoleplayDeps
from bot.features.roleplay.service import RoleplayService
from bot.features.roleplay.swap import MOMENTS, picked, swappable
from bot.features.roleplay.swap_cards import SwapCards


class SwapHandlers:
    """Shows three moments from the customer's side. An old press shows again what it was about."""

    def __init__(self, deps: RoleplayDeps) -> None:
        self._deps, self._service = deps, RoleplayService(deps)

    def routes(self) -> Routes:
        """Returns what an agent can do."""
        return Routes(
            commands=(
                CommandRoute(
                    "drill",
                    self.open,
                    ("roleplay swap", "swap"),
                    more=True,
                    longest=LONGEST_COMMAND,
                    reads=True,
                ),
            ),
            presses=(
                PressRoute(swap_cards.START, self.start, reads=True),
                PressRoute(swap_cards.PICK, self.pick, reads=True),
                PressRoute(swap_cards.NEXT, self.next, reads=True),
            ),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the first moment of the contact that was named, else those there are."""
        asked = select.match_scenarios(self._service.book(ask.person), ask.rest) if ask.rest else []
        matches = [scenario for scenario in asked if swappable(scenario)]
        if len(matches) == 1:
            return self._begun(ask.person, matches[0], Placement.CHAT)
        note = ""
        if ask.rest:
            note = "roleplay.several" if matches else "swap.not_this" if asked else "roleplay.unknown"
        return self._listed(ask.person, Placement.CHAT, note, matches)

    async def start(self, ask: Press) -> Answer:
        """Begins with the contact that was chosen, or with one by chance; without one, returns the list."""
        if not ask.value:
            return self._listed(ask.person, Placement.UPDATE)
        seed, scenarios = self._deps.new_id(), self._scenarios(ask.person)
        if ask.value == ANY and scenarios:
            scenario = min(scenarios, key=lambda each: select.lot(seed, each.id))
            return self._begun(ask.person, scenario, Placement.UPDATE)
        chosen = await self._service.find_scenario(ask.person, ask.value)
        if chosen is None or not swappable(chosen):
            return self._listed(ask.person, Placement.UPDATE, "roleplay.gone")
        return self._begun(ask.person, chosen, Placement.UPDATE)

    async def pick(self, ask: Press) -> Answer:
        """Returns what one would have answered to the reply that was picked."""
        return await self._shown(ask, feedback=True)

    async def next(self, ask: Press) -> Answer:
        """Returns the next moment; after the last, what calmed most."""
        return await self._shown(ask, feedback=False)

    async def _shown(self, ask: Press, *, feedback: bool) -> Answer:
        reference = decode_swap(ask.value)
        scenario = await self._service.find_scenario(ask.person, reference.scenario) if reference else None
        possible = scenario is not None and swappable(scenario)
        taken = picked(scenario, reference.picks) if scenario and reference and possible else None
        if scenario is None or reference is None or not taken:
            return self._listed(ask.person, Placement.UPDATE, "roleplay.edited")
        views = self._cards(ask.person)
        if feedback:
            card = views.feedback_card(scenario, reference, *taken[-1])
        elif len(taken) < MOMENTS:
            card = views.moment_card(scenario, reference)
        else:
            card = views.end_card(scenario, taken)
        return Answer(card, Placement.UPDATE)

    def _begun(self, person: Person, scenario: Scenario, how: Placement) -> Answer:
        reference = SwapReference(scenario.id, self._deps.new_id())
        return Answer(self._cards(person).moment_card(scenario, reference), how)

    def _listed(
        self, person: Person, how: Placement, note: str = "", scenarios: list[Scenario] | None = None
    ) -> Answer:
        views = self._cards(person)
        said = Viewer(self._service.book(person), person.language).say(note) if note else ""
        return Answer(views.scenario_list(scenarios or self._scenarios(person), said), how)

    def _scenarios(self, person: Person) -> list[Scenario]:
        return [scenario for scenario in self._service.book(person).scenarios.values() if swappable(scenario)]

    def _cards(self, person: Person) -> SwapCards:
        return SwapCards(Viewer(self._service.book(person), person.language))
