"""Who else manages: a list, a form to appoint somebody, a way to remove one that never removes the last."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from bot.core import card as c
from bot.core.chat import Answer, FieldErrors, Person, Press, Role, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.features.team import cards
from bot.features.team.buttons import page_in
from bot.features.team.deps import TeamDeps, clean, signed, stranger
from bot.features.team.model import Change, ChangeKind

NAME, LONGEST = "team.manager", 128


class ManagerHandlers:
    """The part of the room for managers."""

    def __init__(self, office: TeamDeps) -> None:
        self._office = office
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        return Routes(
            presses=(
                PressRoute(NAME, self.listed, Role.MANAGER),
                PressRoute(f"{NAME}.new", self.new, Role.MANAGER),
                PressRoute(f"{NAME}.remove", self.remove, Role.MANAGER),
            ),
            submits=(SubmitRoute(f"{NAME}.save", self.appoint, Role.MANAGER),),
        )

    async def listed(self, ask: Press) -> Answer:
        """Returns those who were appointed, in place."""
        return await self._list(ask.person, page_in(ask.value))

    async def new(self, ask: Press) -> c.Form:
        """Returns the form to appoint somebody."""
        say = self._office.say(ask.person)
        field = c.Input("person", say("team.manager.person"), c.InputKind.PERSON, limit=LONGEST)
        intro = (c.Note(say("team.manager.intro")),)
        return c.Form(
            say("team.manager.add"), f"{NAME}.save", say("team.manager.appoint"), (field,), intro=intro,
            language=ask.person.language,
        )  # fmt: skip

    async def appoint(self, ask: Submit) -> Answer | FieldErrors:
        """Makes somebody a manager; whoever may as much already stays what they are."""
        office, person, say = self._office, ask.person, self._office.say(ask.person)
        chosen = clean(ask.text("person"))
        if not chosen or len(chosen) > LONGEST:
            return FieldErrors({"person": say("lint.missing")})
        async with self._turns[person.tenant]:
            if chosen in await self._ways_in(person.tenant):
                return FieldErrors({"person": say("team.manager.already")})
            await self._note(person, ChangeKind.APPOINTED, chosen)
            await office.people.appoint_person(person.tenant, chosen, Role.MANAGER)
        return await self._list(person, 0, say("team.manager.appointed"))

    async def remove(self, ask: Press) -> Answer:
        """Removes a manager, unless nobody who was appointed would be left."""
        office, person, say = self._office, ask.person, self._office.say(ask.person)
        async with self._turns[person.tenant]:
            if ask.value not in await office.people.appointed_people(person.tenant, Role.MANAGER):
                stranger(person, "manager", ask.value.lower())
                return await self._list(person, 0, say("team.gone"))
            if len(await self._ways_in(person.tenant)) == 1:
                return await self._list(person, 0, say("team.manager.last"))
            await self._note(person, ChangeKind.REMOVED, ask.value)
            await office.people.appoint_person(person.tenant, ask.value, Role.AGENT)
            if not await self._ways_in(person.tenant):
                # Another process removed the other one at the same time.
                await self._note(person, ChangeKind.APPOINTED, ask.value)
                await office.people.appoint_person(person.tenant, ask.value, Role.MANAGER)
                return await self._list(person, 0, say("team.manager.last"))
        return await self._list(person, 0, say("team.manager.removed"))

    async def _ways_in(self, tenant: str) -> set[str]:
        people = self._office.people
        return {
            *await people.appointed_people(tenant, Role.MANAGER),
            *await people.appointed_people(tenant, Role.ADMIN),
        }

    async def _note(self, person: Person, what: ChangeKind, subject: str) -> None:
        # Before it is done: a change that failed may be noted, one that was made is never missing.
        change = Change(what, subject, signed(person), self._office.clock())
        await self._office.records.note_change(person.tenant, change)

    async def _list(self, person: Person, page: int, told: str = "") -> Answer:
        office, say = self._office, self._office.say(person)
        found = await office.people.appointed_people(person.tenant, Role.MANAGER)
        shown, page = cards.paged(found, page)
        elements: list[c.Element] = [c.Note(told)] if told else []
        elements.append(c.Text(say("team.manager.text")))
        for user in shown:
            remove = c.Button(say("team.manager.remove"), f"{NAME}.remove", user)
            elements += [c.Quote(say("team.manager.one"), user), c.Buttons((remove,))]
        add = c.Button(say("team.manager.add"), f"{NAME}.new", tone=c.Tone.PRIMARY, form=True)
        pages = cards.turning(office, person, NAME, page, len(found))
        elements += [c.Divider(), c.Buttons((add, *pages, cards.back(office, person)))]
        return cards.answer(person, say("team.managers"), elements, badge=str(len(found)))
