"""`/calm groups`, and the buttons of its cards."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

from bot.core.caps import TooMany
from bot.core.card import Card
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.edge import ChannelMember
from bot.core.groups import Group
from bot.core.keyword_routes import behind_each
from bot.core.pages import ListHandlers, Page
from bot.core.viewer import dotted, name_line
from bot.features.group import cards, forms
from bot.features.group.buttons import GroupReference
from bot.features.group.deps import GroupDeps


class GroupHandlers:
    """Lets managers make, change and remove groups."""

    def __init__(self, deps: GroupDeps) -> None:
        self._deps = deps
        self._list = ListHandlers(cards.ALL, lambda person: deps.viewer(person).say, self._page)

    def routes(self) -> Routes:
        """Returns what managers can do, and nobody else."""
        least = Role.MANAGER
        turning = self._list.routes()
        return Routes(
            # Whoever schedules a drill or looks at figures types it behind that command.
            commands=behind_each(self.open, "groups", least=least, reads=True),
            presses=(
                PressRoute(cards.SHOW, self.show, least, reads=True),
                PressRoute(cards.NEW, self.new, least, reads=True),
                PressRoute(cards.EDIT, self.edit, least, reads=True),
                PressRoute(cards.REMOVE, self.ask_removal, least),
                PressRoute(cards.REMOVED, self.remove, least),
                *turning.presses,
            ),
            submits=(SubmitRoute(forms.KEEP, self.keep, least, forms.LIMITS), *turning.submits),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns all groups."""
        return await self._all_groups(ask.person, Placement.PRIVATE)

    async def show(self, ask: Press) -> Answer:
        """Returns one group as last read, in place, then as it is now; of one that is gone, all of them."""
        group = await self._deps.groups.find_group(ask.person.tenant, ask.value)
        if group is None:
            return await self._all_groups(ask.person)
        answer = await self._one_group(ask.person, group)
        return self._then(answer, ask.person, group) if group.conversation else answer

    async def new(self, ask: Press) -> Reply:
        """Returns the form for a new group; asked for in a channel, it is about that channel."""
        return forms.group_form(self._deps.viewer(ask.person), None, ask.where)

    async def edit(self, ask: Press) -> Reply:
        """Returns the form for a group."""
        group = await self._deps.groups.find_group(ask.person.tenant, ask.value)
        if group is None:
            return await self._all_groups(ask.person)
        return forms.group_form(self._deps.viewer(ask.person), group)

    async def ask_removal(self, ask: Press) -> Answer:
        """Returns the question whether a group is really to go."""
        group = await self._deps.groups.find_group(ask.person.tenant, ask.value)
        if group is None:
            return await self._all_groups(ask.person)
        card = cards.removal_card(self._deps.viewer(ask.person), group)
        return Answer(card, Placement.UPDATE)

    async def remove(self, ask: Press) -> Answer:
        """Removes a group, and returns those that are left."""
        deps, tenant = self._deps, ask.person.tenant
        if group := await deps.groups.find_group(tenant, ask.value):
            await deps.log_change(ask.person, group, None)
            await deps.counting.note_group(group, None, deps.clock())
            await deps.groups.remove_group(tenant, group.id)
        return await self._all_groups(ask.person, status=self._deps.viewer(ask.person).say("group.gone"))

    async def keep(self, ask: Submit) -> Reply:
        """Stores what the form says, or tells what to mend."""
        viewer, before = self._deps.viewer(ask.person), await self._edited_group(ask)
        if wrong := await self._name_faults(ask, before) | forms.faults(viewer, ask):
            return FieldErrors(wrong)
        group, members = self._filled_group(ask, before), None
        with suppress(TimeoutError):  # it goes on, and what it brings is shown once it is there
            members = await self._deps.reader.in_time(group)
            if members is None:
                return FieldErrors({"channel": viewer.say("group.unreadable")})
            if not members and not group.conversation:
                return FieldErrors({"people": viewer.say("group.nobody")})
            group = replace(group, people=tuple(member.user_id for member in members))
        try:
            if not await self._keep(ask.person, before, group):
                return FieldErrors({"name": viewer.say("group.stale")})
        except TooMany as error:
            return FieldErrors({"name": viewer.say(error.words, **error.values)})
        after, status = replace(group, version=group.version + 1), viewer.say("group.kept")
        if members is not None:
            return await self._one_group(ask.person, after, self._left_out(ask, after, status), members)
        answer = await self._one_group(ask.person, after, dotted(status, viewer.say("group.reading")))
        return self._then(answer, ask.person, after, status)

    def _left_out(self, ask: Submit, group: Group, status: str) -> str:
        """Returns `status`, and how many of those who were picked no message gets to."""
        count = len(set(ask.many("people"))) - len(group.people) if not group.conversation else 0
        say = self._deps.viewer(ask.person).say
        return dotted(status, say("group.left_out", count=count)) if count else status

    def _then(self, answer: Answer, person: Person, group: Group, status: str = "") -> Answer:
        """Returns an answer about a group that is shown anew, once it is known who is in there."""
        reading = self._deps.reader.behind(group)

        async def rest() -> Card | None:
            members = await asyncio.shield(reading)
            if members is None:
                unreadable = self._deps.viewer(person).say("group.unreadable_now")
                return (await self._one_group(person, group, dotted(status, unreadable))).card
            after = replace(group, people=tuple(member.user_id for member in members))
            if after == group and not status:
                return None
            return (await self._one_group(person, after, status, members)).card

        return replace(answer, rest=rest)

    async def _keep(self, person: Person, before: Group | None, group: Group) -> bool:
        deps = self._deps
        # Before it is done: a change that failed may be noted, one that was made is never missing.
        await deps.log_change(person, before, group)
        if not await deps.groups.keep_group(group):
            return False
        await deps.counting.note_group(before, group, deps.clock())
        return True

    async def _edited_group(self, ask: Submit) -> Group | None:
        """Returns the group that a form was opened for, None for a new one or where it is gone."""
        seen = GroupReference.decode(ask.value)
        group = await self._deps.groups.find_group(ask.person.tenant, seen.id) if seen.id else None
        # As it was when the form opened: another's change since then is noticed where it is stored.
        return group if group is None or seen.version is None else replace(group, version=seen.version)

    async def _name_faults(self, ask: Submit, before: Group | None) -> dict[str, str]:
        say, groups = self._deps.viewer(ask.person).say, await self._deps.groups.all_groups(ask.person.tenant)
        others = [group for group in groups if before is None or group.id != before.id]
        if ask.text("name").casefold() in {group.name.casefold() for group in others}:
            return {"name": say("group.taken")}
        return {}

    def _filled_group(self, ask: Submit, before: Group | None) -> Group:
        person = ask.person
        group = before or Group(person.tenant, self._deps.new_id(), "", person.platform)
        people, channel = tuple(dict.fromkeys(ask.many("people"))), ask.text("channel")
        if channel and channel == group.conversation:
            people = group.people  # as last read, until it is read again
        return replace(group, name=ask.text("name"), conversation=channel, people=people)

    async def _all_groups(
        self, person: Person, placement: Placement = Placement.UPDATE, status: str = ""
    ) -> Answer:
        return replace(await self._page(person, Page(), status), how=placement)

    async def _page(self, person: Person, page: Page, status: str = "") -> Answer:
        groups = await self._deps.groups.all_groups(person.tenant)
        card = cards.groups_card(self._deps.viewer(person), groups, page, status)
        return Answer(card, Placement.UPDATE)

    async def _one_group(
        self, person: Person, group: Group, status: str = "", members: tuple[ChannelMember, ...] = ()
    ) -> Answer:
        told = {member.user_id: name_line(member.name) for member in members if member.name}
        ids = (*group.people[: cards.SHOWN_NAMES], group.conversation)
        names = told | dict(await self._deps.names.of(group.tenant, group.platform, ids))
        card = cards.group_card(self._deps.viewer(person), group, names, status)
        return Answer(card, Placement.UPDATE)
