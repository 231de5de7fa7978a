"""`/calm method`, `/calm avoid`, `/calm persona`, and the buttons of their cards."""

from __future__ import annotations

from bot.core.card import Card
from bot.core.chat import Answer, Command, Person, Placement, Press, Reply
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.naming import match_name
from bot.core.phrasebook import Additions, Phrasebook
from bot.core.viewer import Viewer
from bot.features.method import cards
from bot.features.method.buttons import decode
from bot.features.method.deps import MethodDeps

NAME_WORDS = 2  # more words than these that name nothing are no name: “método de pago rechazado”


class MethodHandlers:
    """Walks through methods, tells what not to say, and how to read a customer. Touches memory only.

    Its keywords begin ordinary sentences too (`/calm persona muy alterada`). What names nothing here goes on
    to `otherwise`, so that no cry for help ends in a list.
    """

    def __init__(self, deps: MethodDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what agents can do."""
        return Routes(
            commands=(
                CommandRoute("calm", self.method, ("method",), more=True),
                CommandRoute("calm", self.avoid, ("avoid",), more=True),
                CommandRoute("calm", self.persona, ("persona",), more=True),
            ),
            presses=(
                PressRoute(cards.SHOW, self.method_pressed),
                PressRoute(cards.STEP, self.step_pressed),
                PressRoute(cards.EXAMPLE, self.example_pressed, reads=True),
                PressRoute(cards.AVOID, self.avoid_pressed),
                PressRoute(cards.PERSONA, self.persona_pressed),
            ),
            outsiders=True,
        )

    async def method(self, ask: Command) -> Reply:
        """Returns the first step of the method that was named, else all methods."""
        method = match_name(self._book.methods, ask.rest)
        if method is None and _long(ask):
            return await self._deps.otherwise(ask)
        return Answer(self._method(method.id if method else "", ask.person))

    async def avoid(self, ask: Command) -> Reply:
        """Returns the pitfall that was named, else all of them."""
        pitfall = match_name(self._book.pitfalls, ask.rest)
        if pitfall is None and _long(ask):
            return await self._deps.otherwise(ask)
        return Answer(self._pitfall(pitfall.id if pitfall else "", ask.person))

    async def persona(self, ask: Command) -> Reply:
        """Returns the persona that was named, or all of them where nothing was."""
        persona = match_name(self._book.personas, ask.rest)
        if persona is None and ask.rest:  # in Spanish this is just “person”: look it up
            return await self._deps.otherwise(ask)
        return Answer(self._persona(persona.id if persona else "", ask.person))

    async def method_pressed(self, ask: Press) -> Answer:
        """Returns the first step of a method, in place; without a value, or with an old one, all methods."""
        return Answer(self._method(ask.value, ask.person), Placement.UPDATE)

    async def step_pressed(self, ask: Press) -> Answer:
        """Returns a step, in place; for one that this version does not have, all methods."""
        viewer, place = self._viewer(ask.person), decode(self._book.methods, ask.value)
        card = cards.step_card(viewer, *place, ask.person.channel) if place else cards.method_list(viewer)
        return Answer(card, Placement.UPDATE)

    async def example_pressed(self, ask: Press) -> Answer:
        """Returns a method's worked example, in place; where it has none, or has gone, what there is."""
        method = self._book.methods.get(ask.value)
        if method is None or method.example is None:
            return Answer(self._method(ask.value, ask.person), Placement.UPDATE)
        return Answer(cards.example_card(self._viewer(ask.person), method, method.example), Placement.UPDATE)

    async def avoid_pressed(self, ask: Press) -> Answer:
        """Returns a pitfall, in place; without a value, or with an old one, all of them."""
        return Answer(self._pitfall(ask.value, ask.person), Placement.UPDATE)

    async def persona_pressed(self, ask: Press) -> Answer:
        """Returns a persona, in place; without a value, or with an old one, all of them."""
        return Answer(self._persona(ask.value, ask.person), Placement.UPDATE)

    @property
    def _book(self) -> Phrasebook:
        return self._deps.phrasebook.book

    def _viewer(self, person: Person) -> Viewer:
        speech = self._deps.speech(person)
        return Viewer(self._book.with_added(Additions(speech=speech)), person.language)

    def _method(self, id: str, person: Person) -> Card:
        viewer, method = self._viewer(person), self._book.methods.get(id)
        if method is None:
            return cards.method_list(viewer)
        return cards.step_card(viewer, method, method.steps[0], person.channel)

    def _pitfall(self, id: str, person: Person) -> Card:
        viewer, pitfall = self._viewer(person), self._book.pitfalls.get(id)
        return cards.pitfall_card(viewer, pitfall) if pitfall else cards.pitfall_list(viewer)

    def _persona(self, id: str, person: Person) -> Card:
        viewer, persona = self._viewer(person), self._book.personas.get(id)
        if persona is None:
            return cards.persona_list(viewer)
        known = [situation for situation in persona.situations if situation in viewer.book.situations]
        return cards.persona_card(viewer, persona, {id: self._deps.phrases(id, person) for id in known})


def _long(ask: Command) -> bool:
    return len(ask.rest.split()) > NAME_WORDS
