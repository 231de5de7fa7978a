"""`/calm mine`: the phrases one saved."""

from __future__ import annotations

from collections.abc import Callable

from bot.coach.card import Card
from bot.coach.desk import CommandRoute, PressRoute, Routes
from bot.coach.mine import cards
from bot.coach.mine.entries import entries, has
from bot.coach.phrasebook import Phrasebook
from bot.coach.ports import Favourites
from bot.coach.talk import Answer, Command, How, Person, Press


class Saved:
    """Shows, searches and removes. `book` gives the phrasebook of a tenant."""

    def __init__(self, book: Callable[[str], Phrasebook], favourites: Favourites) -> None:
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
        return Answer(await self._page(ask.person, cards.Place(words=ask.rest)))

    async def page(self, ask: Press) -> Answer:
        """Returns a page, in place."""
        return Answer(await self._page(ask.person, cards.Place.decode(ask.value)), How.UPDATE)

    async def remove(self, ask: Press) -> Answer:
        """Forgets a phrase, and returns the page it was on."""
        place = cards.Place.decode(ask.value)
        kept = await self._favourites.of(ask.person)
        if place.phrase in {favourite.phrase for favourite in kept}:
            await self._favourites.remove(ask.person, place.phrase)
        return Answer(await self._page(ask.person, place, removed=True), How.UPDATE)

    async def _page(self, person: Person, place: cards.Place, *, removed: bool = False) -> Card:
        book = self._book(person.tenant)
        found = entries(book, await self._favourites.of(person))
        if place.words:
            found = [entry for entry in found if has(entry, place.words)]
        return cards.saved(book, found, place, person.language, removed=removed)
