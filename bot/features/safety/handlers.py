"""`/calm safety`, the kinds, their cards, and what comes afterwards."""

from __future__ import annotations

from bot.core.chat import Answer, Command, Person, Placement, Press
from bot.core.desk import PressRoute, Routes
from bot.core.keyword_routes import behind_each
from bot.core.phrasebook import base_channel
from bot.features.safety import cards
from bot.features.safety.buttons import SafetyView
from bot.features.safety.deps import SafetyDeps
from bot.features.safety.service import SafetyService


class SafetyHandlers:
    """What somebody sees who opens it by hand. Touches memory only, as the look-up does."""

    def __init__(self, deps: SafetyDeps, service: SafetyService) -> None:
        self._deps, self._service = deps, service

    def routes(self) -> Routes:
        """Returns what can be typed and pressed."""
        return Routes(
            commands=behind_each(self.menu, "safety", reads=True),
            presses=(
                PressRoute(cards.MENU, self.menu_pressed, reads=True),
                PressRoute(cards.SHOW, self.show, reads=True),
                PressRoute(cards.CHANNEL, self.channel, reads=True),
                PressRoute(cards.AFTER, self.after, reads=True),
            ),
            outsiders=True,
        )

    async def menu(self, ask: Command) -> Answer:
        """Returns the kinds."""
        return await self._menu(ask.person, Placement.PRIVATE)

    async def menu_pressed(self, ask: Press) -> Answer:
        """Returns the kinds, in place."""
        return await self._menu(ask.person, Placement.UPDATE)

    async def show(self, ask: Press) -> Answer:
        """Returns the card of a kind, in place; the kinds for a value that this version did not write."""
        view = SafetyView.decode(ask.value)
        if view is None:
            return await self._menu(ask.person, Placement.UPDATE)
        return Answer(await self._service.opened_card(ask.person, view), Placement.UPDATE)

    async def channel(self, ask: Press) -> Answer:
        """Returns the same card for another channel. Which one it was is remembered nowhere."""
        view = SafetyView.decode(ask.value)
        if view is None:
            return await self._menu(ask.person, Placement.UPDATE)
        return Answer(await self._service.card(ask.person, view), Placement.UPDATE)

    async def after(self, ask: Press) -> Answer:
        """Returns what helps when it is over, in place."""
        person = ask.person
        viewer = self._deps.viewer(person.language)
        return Answer(cards.after_card(viewer, _channel(person), care=self._deps.care), Placement.UPDATE)

    async def _menu(self, person: Person, how: Placement) -> Answer:
        viewer, plan = self._deps.viewer(person.language), await self._service.plan(person)
        return Answer(cards.menu_card(viewer, _channel(person), plan), how)


def _channel(person: Person) -> str:
    return base_channel(person.channel)
