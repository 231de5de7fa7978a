"""`/calm figures`: what is stored, a file of more, and the removal of all of it."""

from __future__ import annotations

from datetime import timedelta

from bot.core import card as c
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.clocks import local
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.helpdesk import HelpdeskWeek
from bot.core.outcomes import iso_week
from bot.features.helpdesk import cards, forms
from bot.features.helpdesk.deps import HelpdeskDeps
from bot.features.helpdesk.model import UnreadableFigures
from bot.features.helpdesk.service import HelpdeskService


class HelpdeskHandlers:
    """Shows, imports and removes the figures of the whole organisation."""

    def __init__(self, deps: HelpdeskDeps) -> None:
        self._deps = deps
        self._service = HelpdeskService(deps)

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        least = Role.MANAGER
        return Routes(
            commands=(CommandRoute("calm", self.figures, ("figures",), least=least, reads=True),),
            presses=(
                PressRoute(cards.SHOW, self.show, least, reads=True),
                PressRoute(cards.UPLOAD, self.form, least, reads=True),
                PressRoute(cards.REMOVE, self.ask_removal, least, reads=True),
                PressRoute(cards.REMOVED, self.remove, least),
            ),
            submits=(SubmitRoute(cards.UPLOAD, self.upload, least, forms.LIMITS),),
        )

    async def figures(self, ask: Command) -> Reply:
        """Returns what is stored."""
        return Answer(await self._card(ask.person))

    async def show(self, ask: Press) -> Reply:
        """Returns what is stored, in place."""
        return Answer(await self._card(ask.person), Placement.UPDATE)

    async def form(self, ask: Press) -> Reply:
        """Returns the form that takes a file, with the last two weeks as an example."""
        return forms.upload_form(self._deps.viewer(ask.person), self._example(ask.person))

    async def upload(self, ask: Submit) -> Reply:
        """Imports a file, or says what to mend in it by line and column."""
        viewer, text = self._deps.viewer(ask.person), next(iter(ask.many(forms.FILE)), "")
        if not text.strip():
            return FieldErrors({forms.FILE: viewer.say("figures.no_file")})
        try:
            data = text.encode(errors="replace")
            done = await self._service.import_file(ask.person.tenant, data, ask.person)
        except UnreadableFigures as unreadable:
            return FieldErrors({forms.FILE: forms.faults_text(viewer, unreadable)})
        status = cards.import_lines(viewer, done)
        return Answer(await self._card(ask.person, *status), Placement.UPDATE)

    async def ask_removal(self, ask: Press) -> Reply:
        """Asks whether all figures are to go."""
        return Answer(cards.removal_card(self._deps.viewer(ask.person)), Placement.UPDATE)

    async def remove(self, ask: Press) -> Reply:
        """Removes all figures."""
        await self._service.remove_all(ask.person)
        gone = self._deps.viewer(ask.person).say("figures.gone")
        return Answer(await self._card(ask.person, gone), Placement.UPDATE)

    async def _card(self, person: Person, *status: str) -> c.Card:
        weeks = await self._service.last_weeks(person.tenant, cards.PLOTTED)
        return cards.figures_card(self._deps.viewer(person), weeks, *status)

    def _example(self, person: Person) -> str:
        today = local(self._deps.clock(), person.zone).date()
        weeks = (
            HelpdeskWeek(iso_week(today - timedelta(weeks=2)), 78.5, 71, 9),
            HelpdeskWeek(iso_week(today - timedelta(weeks=1)), 80, None, 8.5),
        )
        return self._deps.exchange.write(weeks, self._deps.phrasebook.book, person.language)
