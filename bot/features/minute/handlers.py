"""`/calm minute`, `/calm minute now`, and the buttons of what comes."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.clocks import knows_zone, local
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.viewer import Viewer
from bot.features.minute import cards, forms
from bot.features.minute.buttons import SENT, decode_more
from bot.features.minute.deps import MinuteDeps
from bot.features.minute.model import Minute, ShiftStart
from bot.features.minute.select import line_on
from bot.features.minute.service import MinuteService


class MinuteHandlers:
    """A person's own: nobody can turn it on, off or look at it for somebody else."""

    def __init__(self, deps: MinuteDeps) -> None:
        self._deps = deps
        self._service = MinuteService(deps)

    def routes(self) -> Routes:
        """Returns what is answered to everybody."""
        return Routes(
            commands=(
                CommandRoute("calm", self.open, ("minute",), reads=True),
                CommandRoute("calm", self.now, ("minute now",), reads=True),
                CommandRoute("calm", self.stop, ("minute stop",)),
            ),
            presses=(
                PressRoute(cards.SHOW, self.show, reads=True),
                PressRoute(cards.SET, self.ask_start, reads=True),
                PressRoute(cards.NOW, self.more, reads=True),
                PressRoute(cards.OFF, self.turn_off),
                PressRoute(cards.LATER, self.later, reads=True),
                PressRoute(cards.REFUSE, self.refuse),
            ),
            submits=(SubmitRoute(forms.KEEP, self.keep),),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns what it is, or when it comes."""
        return Answer(await self._card(ask.person))

    async def show(self, ask: Press) -> Answer:
        """Returns the same, in place."""
        return Answer(await self._card(ask.person), Placement.UPDATE)

    async def now(self, ask: Command) -> Answer:
        """Returns the day's line at once, and stores nothing."""
        return Answer(await self._asked(ask.person, 0))

    async def more(self, ask: Press) -> Answer:
        """Returns a line in place, and stores nothing."""
        return Answer(await self._asked(ask.person, decode_more(ask.value)), Placement.UPDATE)

    async def ask_start(self, ask: Press) -> c.Form:
        """Returns the form, filled in with what holds, or with the shift that the person told."""
        person, minute = ask.person, await self._service.find(ask.person)
        start, known = self._service.proposed_start(person, minute), knows_zone(person.zone)
        return forms.start_form(self._viewer(person), start, on=minute is not None, known=known)

    async def keep(self, ask: Submit) -> Reply:
        """Turns it on, or tells what to mend."""
        person, viewer = ask.person, self._viewer(ask.person)
        zone = self._service.proposed_start(person, await self._service.find(person)).zone
        start = forms.filled_start(viewer.say, ask, zone)
        if not isinstance(start, ShiftStart):
            return FieldErrors(start)
        minute = await self._service.turn_on(person, start)
        return Answer(await self._on(person, minute, viewer.say("minute.saved")), Placement.UPDATE)

    async def stop(self, ask: Command) -> Answer:
        """Turns it off."""
        await self._service.turn_off(ask.person)
        return Answer(cards.off_card(self._viewer(ask.person)))

    async def turn_off(self, ask: Press) -> Answer:
        """Turns it off, in one tap."""
        await self._service.turn_off(ask.person)
        return Answer(cards.off_card(self._viewer(ask.person)), Placement.UPDATE)

    async def later(self, ask: Press) -> Answer:
        """Puts the card away, and stores nothing: nobody can tell it from a card that was not read."""
        key = "minute.put_away" if ask.value == SENT else "minute.not_now"
        return Answer(cards.status_card(self._viewer(ask.person), key), Placement.UPDATE)

    async def refuse(self, ask: Press) -> Answer:
        """Has it offered to this person no more."""
        await self._service.refuse(ask.person)
        return Answer(cards.status_card(self._viewer(ask.person), "minute.refused"), Placement.UPDATE)

    async def _card(self, person: Person) -> c.Card:
        minute = await self._service.find(person)
        if minute:
            return await self._on(person, minute)
        return cards.about_card(self._viewer(person), leads=person.role >= Role.MANAGER)

    async def _on(self, person: Person, minute: Minute, status: str = "") -> c.Card:
        return cards.on_card(
            self._viewer(person),
            minute,
            local(self._deps.now(), minute.start.zone).date(),
            held=await self._service.is_held_back(minute),
            leads=person.role >= Role.MANAGER,
            known=knows_zone(person.zone),
            status=status,
        )

    async def _asked(self, person: Person, more: int) -> c.Card:
        day = local(self._deps.now(), person.zone).date()
        line = line_on(self._deps.phrasebook.book, person.user_id, day, more)
        on = await self._service.find(person) is not None
        return cards.asked_card(self._viewer(person), line, more, on=on)

    def _viewer(self, person: Person) -> Viewer:
        return self._deps.viewer(person.language)
