"""A person's own page, where a platform has room for one: Slack's Home tab."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.chat import Answer, Command
from bot.core.desk import CommandRoute, Routes
from bot.core.people import FavouriteStore
from bot.core.phrasebook import Phrasebook
from bot.core.recent import RecentLookups
from bot.features.mine import cards
from bot.features.mine.saved import entries


class HomeHandlers:
    """Shows what is at hand for one person. `book` gives the phrasebook of a tenant."""

    def __init__(
        self, book: Callable[[str], Phrasebook], favourites: FavouriteStore, recent: RecentLookups
    ) -> None:
        self._book = book
        self._favourites = favourites
        self._recent = recent

    def routes(self) -> Routes:
        """Returns what the home page answers."""
        return Routes(commands=(CommandRoute("home", self.show),))

    async def show(self, ask: Command) -> Answer:
        """Returns the page as it is now."""
        book, person = self._book(ask.person.tenant), ask.person
        found = entries(book, await self._favourites.favourites_of(person))
        return Answer(cards.home(book, found, self._recent.last(person), person.language))
