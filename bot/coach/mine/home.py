"""A person's own page, where a platform has room for one: Slack's Home tab."""

from __future__ import annotations

from collections.abc import Callable

from bot.coach.desk import CommandRoute, Routes
from bot.coach.mine import cards
from bot.coach.mine.entries import entries
from bot.coach.mine.memory import Recent
from bot.coach.phrasebook import Phrasebook
from bot.coach.ports import Favourites
from bot.coach.talk import Answer, Command


class Home:
    """Shows what is at hand for one person. `book` gives the phrasebook of a tenant."""

    def __init__(self, book: Callable[[str], Phrasebook], favourites: Favourites, recent: Recent) -> None:
        self._book = book
        self._favourites = favourites
        self._recent = recent

    def routes(self) -> Routes:
        """Returns what the home page answers."""
        return Routes(commands=(CommandRoute("home", self.show),))

    async def show(self, ask: Command) -> Answer:
        """Returns the page as it is now."""
        book, person = self._book(ask.person.tenant), ask.person
        found = entries(book, await self._favourites.of(person))
        return Answer(cards.home(book, found, self._recent.of(person), person.language))
