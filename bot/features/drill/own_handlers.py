"""`/drill me`: how a person stands, for their eyes alone, and the switch that hides it."""

from __future__ import annotations

from bot.core.card import Card
from bot.core.chat import Answer, Command, Person, Placement, Press
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.renamed import by_present_id
from bot.features.drill import own_cards as cards
from bot.features.drill.deps import DrillDeps
from bot.features.drill.progress import practice_progress
from bot.features.drill.service import working_days_in_row


class ProgressHandlers:
    """Shows a person's own figures; nobody else can ask for them."""

    def __init__(self, deps: DrillDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what a person can do about their own figures."""
        return Routes(
            commands=(CommandRoute("drill", self.open, ("me", "mine")),),
            presses=(PressRoute(cards.SHOW, self.show), PressRoute(cards.HIDE, self.hide)),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the person's figures."""
        return Answer(await self._card(ask.person), Placement.CHAT)

    async def show(self, ask: Press) -> Answer:
        """Returns the person's figures, in place."""
        return Answer(await self._card(ask.person), Placement.UPDATE)

    async def hide(self, ask: Press) -> Answer:
        """Hides the figures, or shows them again, as the button says."""
        await self._deps.drills.set_hidden(ask.person.tenant, ask.person.user_id, ask.value != cards.OFF)
        return Answer(await self._card(ask.person), Placement.UPDATE)

    async def _card(self, person: Person) -> Card:
        deps, viewer = self._deps, self._deps.viewer(person)
        named = await deps.drills.stats.named_since(person.tenant) is not None
        if await deps.drills.is_hidden(person.tenant, person.user_id):
            return cards.hidden_card(viewer, named=named)
        memories = by_present_id(await deps.drills.memories(person.tenant, person.user_id), viewer.bank)
        progress = practice_progress(viewer.bank, memories, deps.now())
        row = await working_days_in_row(deps, person)
        return cards.progress_card(viewer, progress, row, named=named)
