"""Who else manages: a list, a form to appoint somebody, a way to remove one that never removes the last."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from bot.core import card as c
from bot.core.caps import MANAGERS
from bot.core.chat import Answer, FieldErrors, Person, Press, Role, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.limits import FormLimits
from bot.core.names import told_apart
from bot.core.pages import FIRST, ListHandlers, Page, found_line, list_buttons, page_of
from bot.core.words import Say
from bot.features.team import cards
from bot.features.team.deps import TeamDeps
from bot.features.team.forms import APPOINT, LONGEST_USER, manager_form
from bot.features.team.model import Change, ChangeKind, cleaned, signature
from bot.features.team.service import KnownIds

NAME = "team.manager"


class ManagerHandlers:
    """Lists, appoints and removes managers."""

    def __init__(self, deps: TeamDeps) -> None:
        self._deps = deps
        self._turning = ListHandlers(NAME, deps.say, self._list)
        self._known = KnownIds()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        turning = self._turning.routes()
        return Routes(
            presses=(
                *turning.presses,
                PressRoute(f"{NAME}.new", self.new, Role.MANAGER),
                PressRoute(f"{NAME}.remove", self.remove, Role.MANAGER),
            ),
            submits=(
                SubmitRoute(APPOINT, self.appoint, Role.MANAGER, FormLimits(otherwise=LONGEST_USER)),
                *turning.submits,
            ),
        )

    async def new(self, ask: Press) -> c.Form:
        """Returns the form to appoint somebody."""
        return manager_form(self._deps, ask.person)

    async def appoint(self, ask: Submit) -> Answer | FieldErrors:
        """Makes somebody a manager; whoever may as much already stays what they are."""
        deps, person, say = self._deps, ask.person, self._deps.say(ask.person)
        chosen = cleaned(ask.text("person"))
        if not chosen or len(chosen) > LONGEST_USER:
            return FieldErrors({"person": say("lint.missing")})
        if gone := await deps.names.unreachable(person, chosen):
            return FieldErrors({"person": say("name.unreachable", names=gone)})
        async with self._turns[person.tenant]:
            if chosen in await self._may_manage(person.tenant):
                return FieldErrors({"person": say("team.manager.already")})
            if len(await deps.people.appointed_people(person.tenant, Role.MANAGER)) >= MANAGERS.most:
                return FieldErrors({"person": say(MANAGERS.words, most=MANAGERS.most)})
            await self._note(person, ChangeKind.APPOINTED, chosen)
            await deps.people.appoint_person(person.tenant, chosen, Role.MANAGER)
        return await self._list(person, FIRST, say("team.manager.appointed"))

    async def remove(self, ask: Press) -> Answer:
        """Removes a manager, unless nobody who was appointed would be left."""
        deps, person, say = self._deps, ask.person, self._deps.say(ask.person)
        async with self._turns[person.tenant]:
            if ask.value not in await deps.people.appointed_people(person.tenant, Role.MANAGER):
                self._known.log_if_foreign(person, "manager", ask.value.lower())
                return await self._list(person, FIRST, say("team.gone"))
            if len(await self._may_manage(person.tenant)) == 1:
                return await self._list(person, FIRST, say("team.manager.last"))
            self._known.note(person, ask.value.lower())
            await self._note(person, ChangeKind.REMOVED, ask.value)
            await deps.people.appoint_person(person.tenant, ask.value, Role.AGENT)
            if not await self._may_manage(person.tenant):
                # Another process removed the other one at the same time.
                await self._note(person, ChangeKind.APPOINTED, ask.value)
                await deps.people.appoint_person(person.tenant, ask.value, Role.MANAGER)
                return await self._list(person, FIRST, say("team.manager.last"))
        return await self._list(person, FIRST, say("team.manager.removed"))

    async def _may_manage(self, tenant: str) -> set[str]:
        people = self._deps.people
        return {
            *await people.appointed_people(tenant, Role.MANAGER),
            *await people.appointed_people(tenant, Role.ADMIN),
        }

    async def _note(self, person: Person, action: ChangeKind, subject: str) -> None:
        # Before it is done: a change that failed may be noted, one that was made is never missing.
        change = Change(action, subject, signature(person), self._deps.clock())
        await self._deps.store.note_change(person.tenant, change)

    async def _list(self, person: Person, page: Page, status: str = "") -> Answer:
        deps, say = self._deps, self._deps.say(person)
        managers = await deps.people.appointed_people(person.tenant, Role.MANAGER)
        known = await deps.names.of(person.tenant, person.platform, managers)
        named = told_apart(say, known, managers)
        part = page_of(list(named.items()), page, cards.PER_PAGE, lambda each: each[1])
        elements = [*cards.status_note(status), c.Text(say("team.manager.text")), *found_line(say, part)]
        for user, name in part.items:
            remove = c.Button(_removal_label(say, name), f"{NAME}.remove", user)
            elements += [c.Quote(say("team.manager.one"), name), c.Buttons((remove,))]
        add = c.Button(say("team.manager.add"), f"{NAME}.new", tone=c.Tone.PRIMARY, form=True)
        turns = list_buttons(say, NAME, part, cards.TURNS)
        return cards.list_card(deps, person, "team.managers", elements, add, *turns, count=len(managers))


def _removal_label(say: Say, name: str) -> str:
    """Returns the label of a button; a long name is cut before what tells two of them apart."""
    start, mark, end = name.rpartition(" (…")
    label = say("team.manager.remove", name=name)
    if not mark or len(label) <= c.LABEL:
        return c.clip(label, c.LABEL)
    space = c.LABEL - len(label) + len(start)
    return say("team.manager.remove", name=f"{c.clip(start, max(1, space))}{mark}{end}")
