"""`/calm start`, a greeting, and what a platform opens with: Slack's Home tab, the welcome in Teams."""

from __future__ import annotations

from bot.core.card import Card
from bot.core.chat import Answer, Command, Person, Placement, Press
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.keyword_routes import behind_each
from bot.features.home import cards
from bot.features.home.deps import HomeDeps
from bot.features.home.service import HomeService


class HomeHandlers:
    """Shows what is at hand for one person, and greets whoever says hello."""

    def __init__(self, deps: HomeDeps) -> None:
        self._deps = deps
        self._service = HomeService(deps)

    def routes(self) -> Routes:
        """Returns the ways to the start."""
        return Routes(
            commands=(
                CommandRoute("home", self.show, reads=True),
                *behind_each(self.show, "home", reads=True),
                CommandRoute("hello", self.welcome),
                *behind_each(self.welcome, "greeting"),
            ),
            presses=(PressRoute(cards.SHOW, self.again, reads=True),),
            outsiders=True,
        )

    async def show(self, ask: Command) -> Answer:
        """Returns the start as it is now."""
        return Answer(await self._card(ask.person))

    async def welcome(self, ask: Command) -> Answer:
        """Returns the start under a line of welcome."""
        return Answer(await self._card(ask.person, welcome=True))

    async def again(self, ask: Press) -> Answer:
        """Returns the start in place of the card that leads back to it."""
        return Answer(await self._card(ask.person), Placement.UPDATE)

    async def _card(self, person: Person, *, welcome: bool = False) -> Card:
        page = await self._service.page(person)
        return cards.home_card(self._deps.viewer(person), person, page, welcome=welcome)
