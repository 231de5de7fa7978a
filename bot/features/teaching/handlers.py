"""`/calm learn`, `/calm why`, `/calm channel chat` and the like, and the buttons of their cards."""

from __future__ import annotations

from bot.core.card import Card
from bot.core.chat import Answer, Command, Person, Placement, Press, Reply, Role
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.naming import match_name
from bot.core.phrasebook import Phrasebook
from bot.core.teaching import FAMILIES
from bot.core.viewer import Viewer
from bot.features.teaching import cards
from bot.features.teaching.deps import TeachingDeps


class TeachingHandlers:
    """Shows what there is to know, one card at a time. Touches memory only.

    The keywords of families begin ordinary sentences too (`/calm canal equivocado`): what names nothing here
    goes on to `otherwise`.
    """

    def __init__(self, deps: TeachingDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what people can do; a card's own keyword leads to it without a line of code."""
        own = dict.fromkeys(teaching.keyword for teaching in self._book.teachings.values())
        return Routes(
            commands=(
                CommandRoute("calm", self.learn, ("teaching",), more=True, reads=True),
                *(CommandRoute("calm", self.family, (name,), more=True, reads=True) for name in FAMILIES),
                *(CommandRoute("calm", self.named, (name,), reads=True) for name in own if name),
            ),
            presses=(
                PressRoute(cards.SHOW, self.show, reads=True),
                PressRoute(cards.FAMILY, self.family_pressed, reads=True),
                PressRoute(cards.LEAD, self.lead, Role.MANAGER, reads=True),
            ),
            outsiders=True,
        )

    async def learn(self, ask: Command) -> Reply:
        """Returns the teaching that was named, else all of them; what names none is looked up."""
        teaching = match_name(self._book.teachings, ask.rest)
        if teaching is None and ask.rest:
            return await self._deps.otherwise(ask)
        return Answer(self._card(teaching.id if teaching else "", ask.person))

    async def family(self, ask: Command) -> Reply:
        """Returns the teaching of a channel or an industry, else all of these; other words are looked up."""
        family = FAMILIES[ask.keyword]
        members = {t.id: t for t in self._book.teachings.values() if t.family == family}
        teaching = match_name(members, ask.rest)
        if teaching is None and ask.rest:
            return await self._deps.otherwise(ask)
        if teaching is None:
            return Answer(cards.family_card(self._viewer(ask.person), family))
        return Answer(self._card(teaching.id, ask.person))

    async def named(self, ask: Command) -> Reply:
        """Returns the teaching that a keyword leads to; where a new phrasebook has it no more, all."""
        ids = (t.id for t in self._book.teachings.values() if t.keyword == ask.keyword)
        return Answer(self._card(next(ids, ""), ask.person))

    async def show(self, ask: Press) -> Answer:
        """Returns a teaching, in place; without a value, or with an old one, all of them."""
        return Answer(self._card(ask.value, ask.person), Placement.UPDATE)

    async def family_pressed(self, ask: Press) -> Answer:
        """Returns a family of teachings, in place; for one that this version does not have, all of them."""
        if ask.value not in FAMILIES.values():
            return Answer(self._card("", ask.person), Placement.UPDATE)
        return Answer(cards.family_card(self._viewer(ask.person), ask.value), Placement.UPDATE)

    async def lead(self, ask: Press) -> Answer:
        """Returns what there is for whoever leads a team, in place."""
        return Answer(cards.lead_card(self._viewer(ask.person)), Placement.UPDATE)

    @property
    def _book(self) -> Phrasebook:
        return self._deps.phrasebook.book

    def _viewer(self, person: Person) -> Viewer:
        return Viewer(self._book, person.language)

    def _card(self, id: str, person: Person) -> Card:
        viewer, teaching = self._viewer(person), self._book.teachings.get(id)
        leads = person.role >= Role.MANAGER
        if teaching is None:
            return cards.list_card(viewer, leads=leads)
        known = [name for name in teaching.situations if name in viewer.book.situations]
        phrases = {name: self._deps.phrases(name, person) for name in known}
        return cards.teaching_card(viewer, teaching, phrases, leads=leads)
