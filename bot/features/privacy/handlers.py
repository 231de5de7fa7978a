"""`/calm privacy`: what is kept of a person, to see, to take along and to erase. All in dialogs alone."""

from __future__ import annotations

from bot.core.card import Card, Form
from bot.core.chat import Answer, Command, Person, Placement, Press, Reply, Submit
from bot.core.copying import COPY_LIMITS
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.errors import Unavailable
from bot.core.keyword_routes import behind_each
from bot.core.personal import DataSubject
from bot.features.privacy import buttons, cards, forms
from bot.features.privacy.deps import PrivacyDeps
from bot.features.privacy.service import PrivacyService


class PrivacyHandlers:
    """Shows a person what is kept of them, and lets them export and erase it."""

    def __init__(self, deps: PrivacyDeps) -> None:
        self._deps = deps
        self._service = PrivacyService(deps)

    def routes(self) -> Routes:
        """Returns what this feature answers."""
        return Routes(
            commands=behind_each(self.show, "privacy"),
            presses=(
                PressRoute(cards.SHOW, self.show),
                PressRoute(cards.EXPORT, self.export),
                PressRoute(cards.ERASE, self.erase),
                PressRoute(cards.SURE, self.sure),
                PressRoute(cards.ERASED, self.erased),
            ),
            submits=(SubmitRoute(cards.EXPORTED, self.exported, limits=COPY_LIMITS),),
        )

    async def show(self, ask: Command | Press) -> Answer:
        """Returns what is kept of the person, by what it is about, and for how long."""
        return await self._overview(ask.person)

    async def export(self, ask: Press) -> Reply:
        """Returns all of it to copy; it is sent nowhere."""
        return await self._page(ask.person, 0)

    async def exported(self, ask: Submit) -> Reply:
        """Returns the next part of it, or after the last one the overview."""
        page = buttons.decode_page(ask.value)
        return await self._page(ask.person, page) if page else await self._overview(ask.person)

    async def erase(self, ask: Press) -> Answer:
        """Asks whether all is to go, and says what stays."""
        data = await self._service.find_data(_subject(ask.person), sealed=True)
        return _in_dialog(cards.erase_card(self._deps.viewer(ask.person.language), data))

    async def sure(self, ask: Press) -> Answer:
        """Asks once more."""
        return _in_dialog(cards.confirm_card(self._deps.viewer(ask.person.language)))

    async def erased(self, ask: Press) -> Answer:
        """Erases all of it. Done twice at once, or again after the end, it is done once."""
        viewer, subject = self._deps.viewer(ask.person.language), _subject(ask.person)
        try:
            done = await self._service.erase_people([subject])
        except Unavailable:
            if not await self._service.is_being_erased(subject):
                raise
            return _in_dialog(cards.erasing_card(viewer))  # it was begun, and is ended whatever happens
        return _in_dialog(cards.note_card(viewer, "erased" if done else "waits"))

    async def _overview(self, person: Person) -> Answer:
        viewer, subject = self._deps.viewer(person.language), _subject(person)
        if await self._service.is_being_erased(subject):
            return _in_dialog(cards.erasing_card(viewer))
        data = await self._service.find_data(subject, sealed=True)
        return _in_dialog(cards.overview_card(viewer, data, self._deps.after.days))

    async def _page(self, person: Person, page: int) -> Answer | Form:
        viewer, subject = self._deps.viewer(person.language), _subject(person)
        if await self._service.is_being_erased(subject):
            return _in_dialog(cards.erasing_card(viewer))
        data = await self._service.find_data(subject, sealed=True)
        return forms.export_form(viewer, data, page)


def _subject(person: Person) -> DataSubject:
    return DataSubject(person.tenant, person.user_id, person.platform)


def _in_dialog(card: Card) -> Answer:
    # A dialog leaves no message behind: what is kept of somebody is nobody else's business.
    return Answer(card, Placement.DIALOG)
