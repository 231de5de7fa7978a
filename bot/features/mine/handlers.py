"""`/calm mine`, the phrases one saved."""

from __future__ import annotations

from bot.core.card import Card
from bot.core.chat import Answer, Command, Person, Placement, Press
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.features.mine import cards
from bot.features.mine.buttons import SavedPage
from bot.features.mine.deps import MineDeps
from bot.features.mine.model import has_words, saved_phrases


class SavedHandlers:
    """Shows, searches and removes saved phrases."""

    def __init__(self, deps: MineDeps) -> None:
        self._deps = deps

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
        danger = await self._deps.danger(ask.person, ask.rest) if ask.rest else None
        return danger or Answer(await self._page(ask.person, SavedPage(words=ask.rest)))

    async def page(self, ask: Press) -> Answer:
        """Returns a page, in place."""
        return Answer(await self._page(ask.person, SavedPage.decode(ask.value)), Placement.UPDATE)

    async def remove(self, ask: Press) -> Answer:
        """Removes a phrase, and returns the page it was on."""
        place, store = SavedPage.decode(ask.value), self._deps.favourites
        favourites = await store.favourites_of(ask.person)
        if place.phrase in {favourite.phrase for favourite in favourites}:
            await store.remove_favourite(ask.person, place.phrase)
        return Answer(await self._page(ask.person, place, removed=True), Placement.UPDATE)

    async def _page(self, person: Person, place: SavedPage, *, removed: bool = False) -> Card:
        viewer = self._deps.viewer(person)
        entries = saved_phrases(viewer.book, await self._deps.favourites.favourites_of(person))
        if place.words:
            entries = [entry for entry in entries if has_words(entry, place.words)]
        return cards.saved_card(viewer, entries, place, person.channel, removed=removed)
