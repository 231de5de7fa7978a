"""`/calm safety setup` and `/calm safety log`: what a manager sets, tries and sees."""

from __future__ import annotations

from bot.core.card import Card
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.features.safety import manager_cards as cards
from bot.features.safety import manager_forms as forms
from bot.features.safety.buttons import SafetyView
from bot.features.safety.deps import SafetyDeps
from bot.features.safety.model import SafetySetup
from bot.features.safety.service import SafetyService


class SafetyManagerHandlers:
    """Shows and sets what is an organisation's own, to managers of the tenant."""

    def __init__(self, deps: SafetyDeps, service: SafetyService) -> None:
        self._deps, self._service = deps, service

    def routes(self) -> Routes:
        """Returns what a manager can do."""
        least = Role.MANAGER
        return Routes(
            commands=(
                CommandRoute("calm", self.setup, ("safety setup",), least=least),
                CommandRoute("calm", self.log, ("safety log",), least=least),
            ),
            presses=(
                PressRoute(cards.SETUP, self.setup_pressed, least),
                PressRoute(cards.EDIT, self.edit, least),
                PressRoute(cards.PREVIEW, self.preview, least),
                PressRoute(cards.LOG, self.log_pressed, least),
            ),
            submits=(SubmitRoute(cards.EDIT, self.save, least, forms.LIMITS),),
        )

    async def setup(self, ask: Command) -> Answer:
        """Returns what is set."""
        return Answer(await self._setup(ask.person))

    async def setup_pressed(self, ask: Press) -> Answer:
        """Returns what is set, in place."""
        return Answer(await self._setup(ask.person), Placement.UPDATE)

    async def edit(self, ask: Press) -> Reply:
        """Returns the form."""
        return forms.setup_form(self._deps.viewer(ask.person.language), await self._stored(ask.person))

    async def save(self, ask: Submit) -> Reply:
        """Stores the next version, unless somebody else changed it meanwhile."""
        person, now = ask.person, self._deps.clock().replace(microsecond=0)
        viewer, before = self._deps.viewer(person.language), await self._stored(person)
        setup = forms.read_setup(viewer, ask, before, now)
        if not isinstance(setup, SafetySetup):
            return FieldErrors(setup)
        same = ask.value == str(before.version)
        if not same or not await self._deps.store.keep_setup(person.tenant, setup):
            return FieldErrors({"number": viewer.say("safety.setup.stale")})
        self._deps.setups.put(person.tenant, setup)
        return Answer(
            cards.setup_card(viewer, setup, ask.person.zone, viewer.say("safety.setup.saved")),
            Placement.UPDATE,
        )

    async def preview(self, ask: Press) -> Answer:
        """Returns the card of a kind, without what would call anybody; of the first one at first."""
        person = ask.person
        viewer = self._deps.viewer(person.language)
        view = SafetyView.decode(ask.value) or SafetyView(next(iter(viewer.book.safety)))
        self._deps.setups.put(person.tenant, await self._stored(person))
        card = await self._service.card(person, view)
        return Answer(cards.preview_card(viewer, card, view), Placement.UPDATE)

    async def log(self, ask: Command) -> Answer:
        """Returns how often each kind was opened."""
        return await self._log(ask.person, Placement.PRIVATE)

    async def log_pressed(self, ask: Press) -> Answer:
        """Returns the same, in place."""
        return await self._log(ask.person, Placement.UPDATE)

    async def _log(self, person: Person, how: Placement) -> Answer:
        now = self._deps.clock()
        names = cards.week_names(now)
        weeks = await self._deps.store.kind_weeks(person.tenant, names[0], names[-1])
        return Answer(cards.weeks_card(self._deps.viewer(person.language), weeks, now), how)

    async def _setup(self, person: Person) -> Card:
        return cards.setup_card(self._deps.viewer(person.language), await self._stored(person), person.zone)

    async def _stored(self, person: Person) -> SafetySetup:
        # A manager sees what is stored, not what this process remembers.
        return await self._deps.store.current_setup(person.tenant)
