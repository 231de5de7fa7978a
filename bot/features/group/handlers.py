"""`/calm groups`, and the buttons of its cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.current import CurrentPhrasebook
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.edge import ChannelMember
from bot.core.groups import LONGEST_NAME, Group, GroupStore, Rosters
from bot.core.people import PeopleStore
from bot.core.viewer import Viewer
from bot.core.words import Say
from bot.features.group import cards

MOST = 200  # groups of a tenant


class GroupHandlers:
    """Lets managers make, change and remove groups."""

    def __init__(
        self,
        library: CurrentPhrasebook,
        groups: GroupStore,
        rosters: Rosters,
        people: PeopleStore,
        new_id: Callable[[], str],
    ) -> None:
        self._library = library
        self._groups = groups
        self._rosters = rosters
        self._people = people
        self._new_id = new_id

    def routes(self) -> Routes:
        """Returns what this room answers, all of it to managers only."""
        least = Role.MANAGER
        # Whoever schedules a drill or looks at figures types it behind that command.
        commands = ("calm", "drill", "checkin")
        return Routes(
            commands=tuple(CommandRoute(name, self.open, ("groups",), least=least) for name in commands),
            presses=(
                PressRoute(cards.SHOW, self.show, least),
                PressRoute(cards.NEW, self.new, least),
                PressRoute(cards.EDIT, self.edit, least),
                PressRoute(cards.REMOVE, self.remove, least),
                PressRoute(cards.REMOVED, self.removed, least),
            ),
            submits=(SubmitRoute(cards.KEEP, self.keep, least),),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns all groups."""
        return await self._all(ask.person, Placement.PRIVATE)

    async def show(self, ask: Press) -> Answer:
        """Returns one group, in place; without a value, or where it is gone, all of them."""
        group = await self._groups.find_group(ask.person.tenant, ask.value)
        return await self._one(ask.person, group) if group else await self._all(ask.person)

    async def new(self, ask: Press) -> Reply:
        """Returns the form for a new group; asked for in a channel, it is about that channel."""
        return cards.form(self._viewer(ask.person), None, ask.where)

    async def edit(self, ask: Press) -> Reply:
        """Returns the form for a group."""
        group = await self._groups.find_group(ask.person.tenant, ask.value)
        if group is None:
            return await self._all(ask.person)
        return cards.form(self._viewer(ask.person), group)

    async def remove(self, ask: Press) -> Answer:
        """Asks once more."""
        group = await self._groups.find_group(ask.person.tenant, ask.value)
        if group is None:
            return await self._all(ask.person)
        return Answer(cards.sure(self._viewer(ask.person), group), Placement.UPDATE)

    async def removed(self, ask: Press) -> Answer:
        """Removes a group."""
        await self._groups.remove_group(ask.person.tenant, ask.value)
        return await self._all(ask.person, told=self._viewer(ask.person).say("group.gone"))

    async def keep(self, ask: Submit) -> Reply:
        """Keeps what the form says, or tells what to mend."""
        say = self._viewer(ask.person).say
        before, wrong = await self._meant(ask), self._wrong(say, ask)
        others = [
            g for g in await self._groups.all_groups(ask.person.tenant) if before is None or g.id != before.id
        ]
        if ask.text("name").casefold() in {group.name.casefold() for group in others}:
            wrong.setdefault("name", say("group.taken"))
        if before is None and len(others) >= MOST:
            wrong.setdefault("name", say("group.too_many", most=MOST))
        if wrong:
            return FieldErrors(wrong)
        group = self._filled(ask, before)
        members = await self._rosters.members(group)
        if members is None:
            return FieldErrors({"channel": say("group.unreadable")})
        group = replace(group, people=tuple(member.user_id for member in members))
        if not await self._groups.keep_group(group):
            return FieldErrors({"name": say("group.stale")})
        told = say("group.kept")
        return await self._one(ask.person, replace(group, version=group.version + 1), told, members)

    async def _meant(self, ask: Submit) -> Group | None:
        id, _, version = ask.value.partition(".")
        group = await self._groups.find_group(ask.person.tenant, id) if id else None
        # As it was when the form opened: another's change since then is noticed where it is kept.
        return replace(group, version=int(version)) if group and version.isdecimal() else group

    def _wrong(self, say: Say, ask: Submit) -> dict[str, str]:
        wrong: dict[str, str] = {}
        if not 0 < len(ask.text("name")) <= LONGEST_NAME:
            wrong["name"] = say("group.name_length", most=LONGEST_NAME)
        if bool(ask.many("people")) == bool(ask.text("channel")):
            wrong["people"] = say("group.who")
        return wrong

    def _filled(self, ask: Submit, before: Group | None) -> Group:
        person = ask.person
        group = before or Group(person.tenant, self._new_id(), "", person.platform)
        people = tuple(dict.fromkeys(ask.many("people")))
        return replace(group, name=ask.text("name"), conversation=ask.text("channel"), people=people)

    async def _all(self, person: Person, how: Placement = Placement.UPDATE, told: str = "") -> Answer:
        groups = await self._groups.all_groups(person.tenant)
        return Answer(cards.listed(self._viewer(person), groups, told), how)

    async def _one(
        self, person: Person, group: Group, told: str = "", members: tuple[ChannelMember, ...] = ()
    ) -> Answer:
        met = await self._people.find_profiles(group.tenant, group.people[: cards.SHOWN_NAMES])
        names = {member.user_id: member.name for member in members}
        names |= {id: found.name for id, found in met.items() if found.name}
        return Answer(cards.shown(self._viewer(person), group, names, told), Placement.UPDATE)

    def _viewer(self, person: Person) -> Viewer:
        return Viewer(self._library.book, person.language)
