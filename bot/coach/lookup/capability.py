"""`/calm` and the buttons of its cards."""

from __future__ import annotations

from bot.coach.card import Card
from bot.coach.desk import CommandRoute, PressRoute, Routes
from bot.coach.lookup import cards
from bot.coach.lookup.finder import NEAREST
from bot.coach.lookup.shelf import Shelf
from bot.coach.lookup.view import OldView, View
from bot.coach.phrasebook import Phrasebook
from bot.coach.talk import Answer, Command, How, Press


class Lookup:
    """Finds words for a moment. Touches memory only."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def routes(self) -> Routes:
        """Returns what the look-up answers."""
        return Routes(
            commands=(CommandRoute("calm", self.ask),),
            presses=(
                PressRoute(cards.SHOW, self.show),
                PressRoute(cards.CHANNEL, self.show),
                PressRoute(cards.OTHERS, self.others),
                PressRoute(cards.MENU, self.menu),
            ),
        )

    async def ask(self, ask: Command) -> Answer:
        """Returns phrases where the situation is clear, else the nearest situations, else the menu."""
        finder, language, text = self._shelf.of(ask.person.tenant), ask.person.language, ask.text.strip()
        first = _language_first(text, finder.book.languages) or language
        found = finder.find(text)
        if not text or found.only_facets:
            return Answer(cards.menu(finder.book, first, language, found.channel, found.industry))
        views = [
            View(i, found.channel, found.industry, first=first, others=found.others(i)) for i in found.nearest
        ]
        if not found.confident:
            near = views or [View(s.id, first=first) for s in cards.featured(finder.book)[:NEAREST]]
            return Answer(cards.unsure(finder.book, text, near, language, heard=bool(views)))
        return Answer(cards.found(finder.book, views[0], language, sure=True))

    async def show(self, ask: Press) -> Answer:
        """Returns the view that was pressed, in place."""
        book, view = self._book(ask), self._view(ask)
        card = cards.found(book, view, ask.person.language) if view else self._fresh(ask)
        return Answer(card, How.UPDATE)

    async def others(self, ask: Press) -> Answer:
        """Returns the next matches, in place."""
        view = self._view(ask)
        card = cards.others(self._book(ask), view, ask.person.language) if view else self._fresh(ask)
        return Answer(card, How.UPDATE)

    async def menu(self, ask: Press) -> Answer:
        """Returns the menu, in place."""
        return Answer(self._fresh(ask), How.UPDATE)

    def _book(self, ask: Press) -> Phrasebook:
        return self._shelf.of(ask.person.tenant).book

    def _fresh(self, ask: Press) -> Card:
        return cards.menu(self._book(ask), ask.person.language, ask.person.language)

    def _view(self, ask: Press) -> View | None:
        # A situation may have gone since the card was sent: the menu is then the next best thing.
        try:
            view = View.decode(ask.value)
        except OldView:
            return None
        return view if view.situation in self._book(ask).situations else None


def _language_first(text: str, languages: tuple[str, ...]) -> str | None:
    # The word stays in the text: "es" and "en" are ordinary Spanish words too.
    word = text.split(maxsplit=1)[0].lower() if text else ""
    return word if word in languages else None
