"""`/calm mine`: the phrases one saved."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.card import Card
from bot.core.chat import Answer, Command, Person, Placement, Press
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.people import FavouriteStore
from bot.core.phrasebook import Phrasebook
from bot.features.mine import cards
from bot.features.mine.buttons import SavedPage
from bot.features.mine.saved import entries, has


class SavedHandlers:
    """Shows, searches and removes. `book` gives the phrasebook of a tenant."""

    def __init__(self, book: Callable[[str], Phrasebook], favourites: FavouriteStore) -> None:
        self._book = book
        self._favourites = favourites

    def routes(self) -> Routes:
        """Returns what the saved phrases answer."""
        return Routes(
            commands=(
                CommandRoute("calm", self.list, ("mine", "saved"), more=True),
                CommandRoute("calm", self.list, ("me",)),  # alone: “me grita” is a cry for help
            ),
            presses=(PressRoute(cards.SHOW, self.page), PressRoute(cards.REMOVE, self.remove)),
        )

    async def list(self, ask: Command) -> Answer:
        """Returns the first page; words after the keyword search."""
        return Answer(await self._page(ask.person, SavedPage(words=ask.rest)))

    async def page(self, ask: Press) -> Answer:
        """Returns a page, in place."""
        return Answer(await self._page(ask.person, SavedPage.decode(ask.value)), Placement.UPDATE)

    async def remove(self, ask: Press) -> Answer:
        """Forgets a phrase, and returns the page it was on."""
        place = SavedPage.decode(ask.value)
        kept = await self._favourites.favourites_of(ask.person)
        if place.phrase in {favourite.phrase for favourite in kept}:
            await self._favourites.remove_favourite(ask.person, place.phrase)
        return Answer(await self._page(ask.person, place, removed=True), Placement.UPDATE)

    async def _page(self, person: Person, place: SavedPage, *, removed: bool = False) -> Card:
        book = self._book(person.tenant)
        found = entries(book, await self._favourites.favourites_of(person))
        if place.words:
            found = [entry for entry in found if has(entry, place.words)]
        return cards.saved(book, found, place, person.language, removed=removed)
