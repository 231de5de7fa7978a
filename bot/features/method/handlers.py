"""`/calm method`, `/calm avoid`, `/calm persona`, and the buttons of their cards."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.card import Card
from bot.core.chat import Answer, Command, Person, Placement, Press, Reply
from bot.core.current import CurrentPhrasebook
from bot.core.desk import CommandHandler, CommandRoute, PressRoute, Routes
from bot.core.viewer import Viewer
from bot.features.method import cards
from bot.features.method import cards as personas
from bot.features.method import cards as pitfalls
from bot.features.method.names import meant

NAME_WORDS = 2  # more words than these that name nothing are no name: “método de pago rechazado”


class MethodHandlers:
    """Walks through methods, tells what not to say, and how to read a customer. Touches memory only.

    Its keywords begin ordinary sentences too (`/calm persona muy alterada`). What names nothing here goes on
    to `otherwise`, so that no cry for help ends in a list. `phrases` gives what a button carries that leads
    a person to the phrases of a situation.
    """

    def __init__(
        self, library: CurrentPhrasebook, otherwise: CommandHandler, phrases: Callable[[str, Person], str]
    ) -> None:
        self._library = library
        self._otherwise = otherwise
        self._phrases = phrases

    def routes(self) -> Routes:
        """Returns what this room answers."""
        return Routes(
            commands=(
                CommandRoute("calm", self.method, ("method",), more=True),
                CommandRoute("calm", self.avoid, ("avoid",), more=True),
                CommandRoute("calm", self.persona, ("persona",), more=True),
            ),
            presses=(
                PressRoute(cards.SHOW, self.method_pressed),
                PressRoute(cards.STEP, self.step_pressed),
                PressRoute(cards.AVOID, self.avoid_pressed),
                PressRoute(cards.PERSONA, self.persona_pressed),
            ),
        )

    async def method(self, ask: Command) -> Reply:
        """Returns the first step of the method that was named, else all methods."""
        found = meant(self._library.book.methods, ask.rest)
        if found is None and _long(ask):
            return await self._otherwise(ask)
        return Answer(self._method(found.id if found else "", ask.person.language))

    async def avoid(self, ask: Command) -> Reply:
        """Returns the pitfall that was named, else all of them."""
        found = meant(self._library.book.pitfalls, ask.rest)
        if found is None and _long(ask):
            return await self._otherwise(ask)
        return Answer(self._pitfall(found.id if found else "", ask.person.language))

    async def persona(self, ask: Command) -> Reply:
        """Returns the persona that was named, or all of them where nothing was."""
        found = meant(self._library.book.personas, ask.rest)
        if found is None and ask.rest:  # in Spanish this is just “person”: look it up
            return await self._otherwise(ask)
        return Answer(self._persona(found.id if found else "", ask.person))

    async def method_pressed(self, ask: Press) -> Answer:
        """Returns the first step of a method, in place; without a value, or with an old one, all methods."""
        return Answer(self._method(ask.value, ask.person.language), Placement.UPDATE)

    async def step_pressed(self, ask: Press) -> Answer:
        """Returns a step, in place; for one that this version does not have, all methods."""
        viewer = Viewer(self._library.book, ask.person.language)
        found = cards.at(viewer.book.methods.values(), ask.value)
        card = cards.shown(viewer, *found) if found else cards.listed(viewer)
        return Answer(card, Placement.UPDATE)

    async def avoid_pressed(self, ask: Press) -> Answer:
        """Returns a pitfall, in place; without a value, or with an old one, all of them."""
        return Answer(self._pitfall(ask.value, ask.person.language), Placement.UPDATE)

    async def persona_pressed(self, ask: Press) -> Answer:
        """Returns a persona, in place; without a value, or with an old one, all of them."""
        return Answer(self._persona(ask.value, ask.person), Placement.UPDATE)

    def _method(self, identifier: str, language: str) -> Card:
        viewer = Viewer(self._library.book, language)
        found = viewer.book.methods.get(identifier)
        return cards.shown(viewer, found, found.steps[0]) if found else cards.listed(viewer)

    def _pitfall(self, identifier: str, language: str) -> Card:
        viewer = Viewer(self._library.book, language)
        found = viewer.book.pitfalls.get(identifier)
        return pitfalls.pitfall(viewer, found) if found else pitfalls.pitfall_list(viewer)

    def _persona(self, identifier: str, person: Person) -> Card:
        viewer = Viewer(self._library.book, person.language)
        found = viewer.book.personas.get(identifier)
        if found is None:
            return personas.persona_list(viewer)
        phrases = {i: self._phrases(i, person) for i in found.situations if i in viewer.book.situations}
        return personas.persona(viewer, found, phrases)


def _long(ask: Command) -> bool:
    return len(ask.rest.split()) > NAME_WORDS
