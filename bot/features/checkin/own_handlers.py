"""`/checkin me`: a person's own checks, their export, their end, and how often they are reminded."""

from __future__ import annotations

from dataclasses import replace

from bot.core.chat import Answer, Command, Person, Placement, Press, Reply, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.features.checkin import cards, own_cards
from bot.features.checkin.deps import CheckinDeps, alone, guarded
from bot.features.checkin.period import Cadence

_EVERY = {"weekly": Cadence.WEEKLY, "fortnightly": Cadence.FORTNIGHTLY}


class OwnCheckinHandlers:
    """Shows a person what is kept of them, and lets them end it."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what this room answers."""
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
            commands=(CommandRoute("checkin", guarded(deps, self.me), ("me", "mine")),),
            presses=(
                *(PressRoute(action, guarded(deps, handler)) for action, handler in presses.items()),
                PressRoute(cards.QUIET, self.quiet),
                PressRoute(cards.LATER, self.later),
            ),
            submits=(SubmitRoute(cards.EXPORTED, guarded(deps, self.me)),),
        )

    async def me(self, ask: Command | Press | Submit) -> Reply:
        """Returns all checks of the person."""
        return await self._mine(ask.person)

    async def export(self, ask: Press) -> Reply:
        """Returns all that is kept of the person, to copy; it is sent nowhere."""
        mine = await self._deps.kept.answers.own_checkins(ask.person.tenant, ask.person.user_id)
        return own_cards.export(self._deps.viewer(ask.person.language), mine)

    async def stop(self, ask: Press) -> Reply:
        """Ends taking part and reminders, and keeps what there is."""
        await self._deps.kept.answers.stop_taking_part(ask.person.tenant, ask.person.user_id)
        await self._quieten(ask.person)
        return await self._mine(ask.person, "checkin.stop.done")

    async def erase(self, ask: Press) -> Answer:
        """Asks whether all is to go."""
        mine = await self._deps.kept.answers.own_checkins(ask.person.tenant, ask.person.user_id)
        count = len(mine.entries) + mine.unreadable
        return alone(own_cards.sure(self._deps.viewer(ask.person.language), count))

    async def sure(self, ask: Press) -> Answer:
        """Asks once more."""
        return alone(own_cards.really(self._deps.viewer(ask.person.language)))

    async def erased(self, ask: Press) -> Answer:
        """Erases, at once. Reminders end behind it: what fails there must not stand in its way."""
        await self._deps.kept.answers.erase_person(ask.person.tenant, ask.person.user_id)
        self._deps.behind.later(self._quieten(ask.person))
        viewer = self._deps.viewer(ask.person.language)
        return alone(cards.note(viewer, "erased", cards.care_button(viewer.say)))

    async def reminders(self, ask: Press) -> Answer:
        """Returns how often the person is reminded."""
        return await self._reminders(ask.person)

    async def remind(self, ask: Press) -> Answer:
        """Reminds the person as often as they say."""
        kept, person = self._deps.kept.standings, ask.person
        standing = await kept.find_reminder_state(person.tenant, person.user_id)
        every = _EVERY.get(ask.value, standing.every)
        changed = replace(standing, offered=True, reminders=ask.value in _EVERY, every=every)
        await kept.keep_reminder_state(person.tenant, person.user_id, person.platform, changed)
        return await self._reminders(person, "checkin.reminders.kept")

    async def quiet(self, ask: Press) -> Answer:
        """Ends the reminders, from the reminder itself."""
        await self._quieten(ask.person)
        return Answer(cards.note(self._deps.viewer(ask.person.language), "quiet"), Placement.UPDATE)

    async def later(self, ask: Press) -> Answer:
        """Puts a reminder away."""
        viewer = self._deps.viewer(ask.person.language)
        return Answer(cards.note(viewer, "later", cards.start_button(viewer.say)), Placement.UPDATE)

    async def _mine(self, person: Person, told: str = "") -> Answer:
        deps = self._deps
        viewer = deps.viewer(person.language)
        mine = await deps.kept.answers.own_checkins(person.tenant, person.user_id)
        takes_part = await deps.kept.answers.has_consented(person.tenant, person.user_id)
        return alone(
            own_cards.mine_card(viewer, mine, takes_part=takes_part, told=viewer.say(told) if told else "")
        )

    async def _reminders(self, person: Person, told: str = "") -> Answer:
        deps = self._deps
        viewer, terms = deps.viewer(person.language), await deps.terms(person.tenant)
        standing = await deps.kept.standings.find_reminder_state(person.tenant, person.user_id)
        words = viewer.say(told) if told else ""
        return alone(own_cards.reminders(viewer, standing, terms.cadence, words))

    async def _quieten(self, person: Person) -> None:
        kept = self._deps.kept.standings
        standing = await kept.find_reminder_state(person.tenant, person.user_id)
        quiet = replace(standing, offered=True, reminders=False)
        await kept.keep_reminder_state(person.tenant, person.user_id, person.platform, quiet)
