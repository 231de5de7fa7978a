"""`/checkin me`: a person's own checks, their export, their end, and how often they are reminded."""

from __future__ import annotations

from dataclasses import replace

from bot.coach.checkin import actions, mine_cards, notes
from bot.coach.checkin.kit import Kit, alone, guarded
from bot.coach.checkin.period import Cadence
from bot.coach.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.coach.talk import Answer, Command, How, Person, Press, Reply, Submit

_EVERY = {"weekly": Cadence.WEEKLY, "fortnightly": Cadence.FORTNIGHTLY}


class Own:
    """Shows a person what is kept of them, and lets them end it."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def routes(self) -> Routes:
        """Returns what this room answers."""
        kit = self._kit
        presses = {
            actions.ME: self.me,
            actions.EXPORT: self.export,
            actions.STOP: self.stop,
            actions.ERASE: self.erase,
            actions.SURE: self.sure,
            actions.ERASED: self.erased,
            actions.REMINDERS: self.reminders,
            actions.REMIND: self.remind,
        }
        return Routes(
            commands=(CommandRoute("checkin", guarded(kit, self.me), ("me", "mine")),),
            presses=(
                *(PressRoute(action, guarded(kit, handler)) for action, handler in presses.items()),
                PressRoute(actions.QUIET, self.quiet),
                PressRoute(actions.LATER, self.later),
            ),
            submits=(SubmitRoute(actions.EXPORTED, guarded(kit, self.me)),),
        )

    async def me(self, ask: Command | Press | Submit) -> Reply:
        """Returns all checks of the person."""
        return await self._mine(ask.person)

    async def export(self, ask: Press) -> Reply:
        """Returns all that is kept of the person, to copy; it is sent nowhere."""
        mine = await self._kit.kept.answers.mine(ask.person.tenant, ask.person.user_id)
        return mine_cards.export(self._kit.sight(ask.person.language), mine)

    async def stop(self, ask: Press) -> Reply:
        """Ends taking part and reminders, and keeps what there is."""
        await self._kit.kept.answers.stop(ask.person.tenant, ask.person.user_id)
        await self._quieten(ask.person)
        return await self._mine(ask.person, "checkin.stop.done")

    async def erase(self, ask: Press) -> Answer:
        """Asks whether all is to go."""
        mine = await self._kit.kept.answers.mine(ask.person.tenant, ask.person.user_id)
        count = len(mine.entries) + mine.unreadable
        return alone(mine_cards.sure(self._kit.sight(ask.person.language), count))

    async def sure(self, ask: Press) -> Answer:
        """Asks once more."""
        return alone(mine_cards.really(self._kit.sight(ask.person.language)))

    async def erased(self, ask: Press) -> Answer:
        """Erases, at once. Reminders end behind it: what fails there must not stand in its way."""
        await self._kit.kept.answers.erase(ask.person.tenant, ask.person.user_id)
        self._kit.behind.later(self._quieten(ask.person))
        sight = self._kit.sight(ask.person.language)
        return alone(notes.note(sight, "erased", actions.care(sight.say)))

    async def reminders(self, ask: Press) -> Answer:
        """Returns how often the person is reminded."""
        return await self._reminders(ask.person)

    async def remind(self, ask: Press) -> Answer:
        """Reminds the person as often as they say."""
        kept, person = self._kit.kept.standings, ask.person
        standing = await kept.of(person.tenant, person.user_id)
        every = _EVERY.get(ask.value, standing.every)
        changed = replace(standing, offered=True, reminders=ask.value in _EVERY, every=every)
        await kept.put(person.tenant, person.user_id, person.platform, changed)
        return await self._reminders(person, "checkin.reminders.kept")

    async def quiet(self, ask: Press) -> Answer:
        """Ends the reminders, from the reminder itself."""
        await self._quieten(ask.person)
        return Answer(notes.note(self._kit.sight(ask.person.language), "quiet"), How.UPDATE)

    async def later(self, ask: Press) -> Answer:
        """Puts a reminder away."""
        sight = self._kit.sight(ask.person.language)
        return Answer(notes.note(sight, "later", actions.start(sight.say)), How.UPDATE)

    async def _mine(self, person: Person, told: str = "") -> Answer:
        kit = self._kit
        sight = kit.sight(person.language)
        mine = await kit.kept.answers.mine(person.tenant, person.user_id)
        takes_part = await kit.kept.answers.consented(person.tenant, person.user_id)
        return alone(
            mine_cards.mine_card(sight, mine, takes_part=takes_part, told=sight.say(told) if told else "")
        )

    async def _reminders(self, person: Person, told: str = "") -> Answer:
        kit = self._kit
        sight, terms = kit.sight(person.language), await kit.terms(person.tenant)
        standing = await kit.kept.standings.of(person.tenant, person.user_id)
        words = sight.say(told) if told else ""
        return alone(mine_cards.reminders(sight, standing, terms.cadence, words))

    async def _quieten(self, person: Person) -> None:
        kept = self._kit.kept.standings
        standing = await kept.of(person.tenant, person.user_id)
        quiet = replace(standing, offered=True, reminders=False)
        await kept.put(person.tenant, person.user_id, person.platform, quiet)
