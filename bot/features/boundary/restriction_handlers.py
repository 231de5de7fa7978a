"""`/calm boundary restrict`: what a manager sets for whoever did it again and again."""

from __future__ import annotations

from dataclasses import replace

from bot.core.caps import TooMany
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.limits import LONGEST_COMMAND
from bot.core.pages import FIRST, ListHandlers, Page
from bot.core.redact import is_reference
from bot.features.boundary import restriction_cards as cards
from bot.features.boundary import restriction_forms as forms
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.forms import NOTE_LIMITS
from bot.features.boundary.log_cards import RESTRICTIONS
from bot.features.boundary.model import Restriction


class RestrictionHandlers:
    """Shows and sets what holds for a ticket, to managers of the tenant."""

    def __init__(self, deps: BoundaryDeps) -> None:
        self._deps = deps
        self._turning = ListHandlers(RESTRICTIONS, lambda person: deps.viewer(person).say, self._page)

    def routes(self) -> Routes:
        """Returns what a manager can do."""
        least, turning = Role.MANAGER, self._turning.routes()
        return Routes(
            commands=(
                CommandRoute("calm", self.command, ("boundary restrict",), True, least, LONGEST_COMMAND),
            ),
            presses=(
                *turning.presses,
                PressRoute(cards.SHOW, self.show, least),
                PressRoute(cards.SET, self.open_form, least),
                PressRoute(cards.LIFT, self.lift, least),
            ),
            submits=(SubmitRoute(cards.SET, self.keep, least, NOTE_LIMITS), *turning.submits),
        )

    async def command(self, ask: Command) -> Answer:
        """Returns all that holds, or what holds for the ticket that was typed."""
        restriction = await self._find(ask.person, ask.rest)
        if restriction:
            return Answer(cards.restriction_card(self._deps.viewer(ask.person), restriction))
        return replace(await self._list(ask.person), how=Placement.PRIVATE)

    async def show(self, ask: Press) -> Answer:
        """Returns what holds for one ticket."""
        restriction = await self._find(ask.person, ask.value)
        if restriction is None:
            return await self._list(ask.person)
        return Answer(cards.restriction_card(self._deps.viewer(ask.person), restriction), Placement.UPDATE)

    async def open_form(self, ask: Press) -> Reply:
        """Returns the form for a new one, or for that of a ticket."""
        restriction = await self._find(ask.person, ask.value)
        return forms.restriction_form(self._deps.viewer(ask.person), restriction)

    async def keep(self, ask: Submit) -> Reply:
        """Stores it, unless somebody else changed it meanwhile."""
        viewer = self._deps.viewer(ask.person)
        before = await self._find(ask.person, ask.text("ticket"))
        restriction = forms.read_restriction(viewer, ask, before)
        if not isinstance(restriction, Restriction):
            return FieldErrors(restriction)
        try:
            if not await self._deps.restrictions.keep_restriction(restriction):
                return FieldErrors({"ticket": viewer.say("restrict.stale")})
        except TooMany as error:
            return FieldErrors({"ticket": viewer.say(error.words, **error.values)})
        card = cards.restriction_card(viewer, restriction, viewer.say("restrict.saved"))
        return Answer(card, Placement.UPDATE)

    async def lift(self, ask: Press) -> Answer:
        """Forgets what held for a ticket."""
        await self._deps.restrictions.remove_restriction(ask.person.tenant, ask.value)
        viewer = self._deps.viewer(ask.person)
        return await self._list(ask.person, viewer.say("restrict.lifted"))

    async def _find(self, person: Person, ticket: str) -> Restriction | None:
        if not is_reference(ticket):
            return None
        return await self._deps.restrictions.find_restriction(person.tenant, ticket)

    async def _list(self, person: Person, status: str = "") -> Answer:
        return await self._page(person, FIRST, status)

    async def _page(self, person: Person, page: Page, status: str = "") -> Answer:
        restrictions = await self._deps.restrictions.all_restrictions(person.tenant)
        card = cards.restrictions_card(self._deps.viewer(person), restrictions, page, status)
        return Answer(card, Placement.UPDATE)
