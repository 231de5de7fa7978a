"""`/checkin me`: a person's own checks, their export, their end, and how often they are reminded."""

from __future__ import annotations

from bot.core.chat import Answer, Command, Person, Placement, Press, Reply, Submit
from bot.core.copying import COPY_LIMITS
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.features.checkin import buttons, cards, forms, own_cards
from bot.features.checkin.consent import weaker
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.handlers import guarded, in_dialog
from bot.features.checkin.model import VaultClosed
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.service import CheckinService


class OwnCheckinHandlers:
    """Shows a person what is stored of them, and lets them end it, also while it is off."""

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
        }
        on = {cards.REMINDERS: self.reminders, cards.REMIND: self.remind}
        mine = guarded(deps, self.me, own=True)
        return Routes(
            commands=(CommandRoute("checkin", mine, ("me", "mine", "stop")),),
            presses=(
                *(PressRoute(action, guarded(deps, each, own=True)) for action, each in presses.items()),
                *(PressRoute(action, guarded(deps, handler)) for action, handler in on.items()),
                PressRoute(cards.QUIET, self.quiet),
                PressRoute(cards.LATER, self.later),
            ),
            submits=(SubmitRoute(cards.EXPORTED, guarded(deps, self.me, own=True), limits=COPY_LIMITS),),
        )

    async def me(self, ask: Command | Press | Submit) -> Reply:
        """Returns all checks of the person."""
        return await self._own_checks(ask.person, await self._service.record(ask.person))

    async def export(self, ask: Press) -> Reply:
        """Returns all answers of the person, to copy; they are sent nowhere."""
        record = await self._service.record(ask.person)
        return forms.export_form(self._deps.viewer(ask.person.language), record.entries)

    async def stop(self, ask: Press) -> Reply:
        """Ends taking part and reminders, and leaves what there is."""
        return await self._own_checks(ask.person, await self._service.stop(ask.person), "checkin.stop.done")

    async def erase(self, ask: Press) -> Answer:
        """Asks whether all is to go."""
        count = len((await self._service.record(ask.person)).entries)
        return in_dialog(own_cards.erase_card(self._deps.viewer(ask.person.language), count))

    async def sure(self, ask: Press) -> Answer:
        """Asks once more."""
        return in_dialog(own_cards.confirm_erase_card(self._deps.viewer(ask.person.language)))

    async def erased(self, ask: Press) -> Answer:
        """Erases, at once."""
        await self._service.erase(ask.person)
        viewer = self._deps.viewer(ask.person.language)
        return in_dialog(cards.note_card(viewer, "erased", cards.care_button(viewer.say)))

    async def reminders(self, ask: Press) -> Answer:
        """Returns how often the person is reminded."""
        return await self._reminders(ask.person, await self._service.record(ask.person))

    async def remind(self, ask: Press) -> Answer:
        """Reminds the person as often as they say."""
        record = await self._service.set_reminders(ask.person, buttons.decode_cadence(ask.value))
        return await self._reminders(ask.person, record, "checkin.reminders.kept")

    async def quiet(self, ask: Press) -> Answer:
        """Ends the reminders, from the reminder itself."""
        deps, viewer = self._deps, self._deps.viewer(ask.person.language)
        if not (terms := await deps.terms(ask.person.tenant)).on:
            return Answer(cards.off_card(viewer, terms), Placement.UPDATE)
        try:
            await self._service.stop_reminders(ask.person)
        except VaultClosed as error:  # the reminder stays, to be pressed again
            return Answer(cards.closed_card(viewer, deps.report(error)))
        return Answer(cards.note_card(viewer, "quiet"), Placement.UPDATE)

    async def later(self, ask: Press) -> Answer:
        """Puts a reminder away; nothing that is amiss elsewhere stands in its way."""
        deps, viewer = self._deps, self._deps.viewer(ask.person.language)
        try:
            if (await deps.terms(ask.person.tenant)).on:
                await self._service.note_press(ask.person)
        except VaultClosed as error:
            deps.report(error)
        return Answer(cards.note_card(viewer, "later", cards.start_button(viewer.say)), Placement.UPDATE)

    async def _own_checks(self, person: Person, record: CheckinRecord, status: str = "") -> Answer:
        deps, viewer = self._deps, self._deps.viewer(person.language)
        terms = await deps.terms(person.tenant)
        changed = weaker(record.consent, deps.asked(terms), deps.content.about)
        shown = own_cards.OwnView(record, on=terms.on, changed=record.taking_part and bool(changed))
        return in_dialog(own_cards.own_checks_card(viewer, shown, viewer.say(status) if status else ""))

    async def _reminders(self, person: Person, record: CheckinRecord, status: str = "") -> Answer:
        viewer, terms = self._deps.viewer(person.language), await self._deps.terms(person.tenant)
        text = viewer.say(status) if status else ""
        return in_dialog(own_cards.reminders_card(viewer, record, terms.cadence, text))
