"""`/checkin me`: a person's own checks, their export, their end, and how often they are reminded."""

from __future__ import annotations

from bot.core.chat import Answer, Command, Person, Placement, Press, Reply, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.features.checkin import buttons, cards, forms, own_cards
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.handlers import guarded, in_dialog
from bot.features.checkin.service import CheckinService


class OwnCheckinHandlers:
    """Shows a person what is stored of them, and lets them end it."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps
        self._service = CheckinService(deps)

    def routes(self) -> Routes:
        """Returns what this part of the feature answers."""
        deps = self._deps
        presses = {
            cards.ME: self.me,
            cards.EXPORT: self.export,
            cards.STOP: self.stop,
            cards.ERASE: self.erase,
            cards.SURE: self.sure,
            cards.ERASED: self.erased,
            cards.REMINDERS: self.reminders,
            cards.REMIND: self.remind,
        }
        return Routes(
            commands=(CommandRoute("checkin", guarded(deps, self.me), ("me", "mine", "stop")),),
            presses=(
                *(PressRoute(action, guarded(deps, handler)) for action, handler in presses.items()),
                PressRoute(cards.QUIET, self.quiet),
                PressRoute(cards.LATER, self.later),
            ),
            submits=(SubmitRoute(cards.EXPORTED, guarded(deps, self.me), limits=forms.COPY_LIMITS),),
        )

    async def me(self, ask: Command | Press | Submit) -> Reply:
        """Returns all checks of the person."""
        return await self._own_checks(ask.person)

    async def export(self, ask: Press) -> Reply:
        """Returns all that is stored of the person, to copy; it is sent nowhere."""
        mine = await self._deps.stores.answers.own_checkins(ask.person.tenant, ask.person.user_id)
        return forms.export_form(self._deps.viewer(ask.person.language), mine)

    async def stop(self, ask: Press) -> Reply:
        """Ends taking part and reminders, and leaves what there is."""
        await self._deps.stores.answers.stop_taking_part(ask.person.tenant, ask.person.user_id)
        await self._service.stop_reminders(ask.person)
        return await self._own_checks(ask.person, "checkin.stop.done")

    async def erase(self, ask: Press) -> Answer:
        """Asks whether all is to go."""
        mine = await self._deps.stores.answers.own_checkins(ask.person.tenant, ask.person.user_id)
        count = len(mine.entries) + mine.unreadable
        return in_dialog(own_cards.erase_card(self._deps.viewer(ask.person.language), count))

    async def sure(self, ask: Press) -> Answer:
        """Asks once more."""
        return in_dialog(own_cards.confirm_erase_card(self._deps.viewer(ask.person.language)))

    async def erased(self, ask: Press) -> Answer:
        """Erases, at once. Reminders end behind it: what fails there must not stand in its way."""
        await self._deps.stores.answers.erase_person(ask.person.tenant, ask.person.user_id)
        self._deps.background.later(self._service.stop_reminders(ask.person))
        viewer = self._deps.viewer(ask.person.language)
        return in_dialog(cards.note_card(viewer, "erased", cards.care_button(viewer.say)))

    async def reminders(self, ask: Press) -> Answer:
        """Returns how often the person is reminded."""
        return await self._reminders(ask.person)

    async def remind(self, ask: Press) -> Answer:
        """Reminds the person as often as they say."""
        await self._service.set_reminders(ask.person, buttons.decode_cadence(ask.value))
        return await self._reminders(ask.person, "checkin.reminders.kept")

    async def quiet(self, ask: Press) -> Answer:
        """Ends the reminders, from the reminder itself."""
        await self._service.stop_reminders(ask.person)
        return Answer(cards.note_card(self._deps.viewer(ask.person.language), "quiet"), Placement.UPDATE)

    async def later(self, ask: Press) -> Answer:
        """Puts a reminder away."""
        viewer = self._deps.viewer(ask.person.language)
        return Answer(cards.note_card(viewer, "later", cards.start_button(viewer.say)), Placement.UPDATE)

    async def _own_checks(self, person: Person, status: str = "") -> Answer:
        viewer, answers = self._deps.viewer(person.language), self._deps.stores.answers
        mine = await answers.own_checkins(person.tenant, person.user_id)
        takes_part = await answers.has_consented(person.tenant, person.user_id)
        text = viewer.say(status) if status else ""
        return in_dialog(own_cards.own_checks_card(viewer, mine, takes_part=takes_part, status=text))

    async def _reminders(self, person: Person, status: str = "") -> Answer:
        viewer, terms = self._deps.viewer(person.language), await self._deps.terms(person.tenant)
        state = await self._service.reminder_state(person)
        text = viewer.say(status) if status else ""
        return in_dialog(own_cards.reminders_card(viewer, state, terms.cadence, text))
