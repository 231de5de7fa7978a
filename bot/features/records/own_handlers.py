"""A person's own switch for their learning records. It is off until they turn it on themselves."""

from __future__ import annotations

from bot.core.card import Card
from bot.core.chat import Answer, Person, Placement, Press, Reply, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.features.records.deps import RecordsDeps
from bot.features.records.own_cards import own_card
from bot.features.records.own_forms import OWN, YES, own_form


class OwnRecordHandlers:
    """Shows the switch, and turns it: on only where there is a store, off always."""

    def __init__(self, deps: RecordsDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what everybody can do about their own."""
        return Routes(presses=(PressRoute(OWN, self.open),), submits=(SubmitRoute(OWN, self.save),))

    async def open(self, ask: Press) -> Reply:
        """Returns the switch; where there is nothing to switch, that."""
        agreed = await self._agreed(ask.person)
        if self._deps.receiver is None and not agreed:
            return Answer(self._card(ask.person, agreed=False), Placement.DIALOG)
        return own_form(self._deps.viewer(ask.person), agreed=agreed)

    async def save(self, ask: Submit) -> Answer:
        """Stores what was chosen; whatever else a form may say counts as no."""
        person, deps = ask.person, self._deps
        agreed = ask.text("agreed") == YES and deps.receiver is not None
        before = await self._agreed(person)
        if agreed != before:
            since = deps.now() if agreed else None
            await deps.learning.keep_agreement(person.tenant, person.user_id, person.platform, since)
        return Answer(self._card(person, agreed=agreed), Placement.DIALOG)

    async def _agreed(self, person: Person) -> bool:
        return await self._deps.learning.agreed_since(person.tenant, person.user_id) is not None

    def _card(self, person: Person, *, agreed: bool) -> Card:
        viewer, there = self._deps.viewer(person), self._deps.receiver is not None
        return own_card(viewer, agreed=agreed, there=there)
