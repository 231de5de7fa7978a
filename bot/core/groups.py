"""Groups of people: those of a channel, or those that a manager named."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from bot.core.background import BackgroundTasks, Flights
from bot.core.chat import Role
from bot.core.deadline import seconds_left
from bot.core.edge import Address, ChannelMember, Naming, RoleTelling, Roster, Vetting
from bot.core.figures import FEWEST, FourWeeks, period_at

LONGEST_NAME = 60  # characters of a group's name
# Returns what people of a tenant and platform are called, by id, as far as anybody knows them.
NameFinder = Callable[[str, str, Iterable[str]], Awaitable[Mapping[str, str]]]
WAIT, RESERVE = 1.4, 0.6  # seconds for the same where somebody waits, and what storing it needs of them after
READ_WITHIN = 10.0  # seconds for who is in a channel, where nobody waits for it


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a tenant. With a `conversation` its people are whoever is in that channel, team or chat.

    `people` are user ids: those that were named, or the members as they were last read. `version` is what the
    group was read as; 0 for one that was never stored.
    """

    tenant: str
    id: str
    name: str
    platform: str
    conversation: str = ""
    people: tuple[str, ...] = ()
    version: int = 0


class GroupStore(Protocol):
    """Stores groups. A tenant never sees another's."""

    async def all_groups(self, tenant: str) -> tuple[Group, ...]:
        """Returns the tenant's groups, by name."""

    async def find_group(self, tenant: str, id: str) -> Group | None:
        """Returns a group of the tenant."""

    async def keep_group(self, group: Group) -> bool:
        """Stores a group; returns False, and stores nothing, if it was changed since it was read.

        Raises TooMany where the tenant has as many as it may.
        """

    async def keep_people(self, group: Group) -> None:
        """Stores who is in a group now. That changes no version, and nothing where it is of others by now."""

    async def remove_group(self, tenant: str, id: str) -> None:
        """Forgets a group; one that is not there is no mistake."""

    async def tenants_with_groups(self) -> tuple[str, ...]:
        """Returns the tenants that have any group, in order."""

    async def count_people(self, tenant: str, first: date, group: str, people: Collection[str]) -> bool:
        """Has people counted in a group, in the period that begins at `first`: all of them, or nobody.

        Returns False, and stores nothing, where one of them is counted in that period already, in whichever
        group.
        """

    async def uncount_group(self, tenant: str, first: date, group: str) -> None:
        """Has a group count no more in a period. Its people stay counted, in no group that has a name."""

    async def counted_groups(self, tenant: str, first: date) -> Collection[str]:
        """Returns the groups that count in a period."""

    async def counted_people(self, tenant: str, first: date, group: str) -> tuple[str, ...]:
        """Returns who counts in a group in a period, in order."""

    async def purge_counted(self, before: date) -> int:
        """Deletes who counted in periods that began before a date, and returns how many rows that were."""


class Rosters:
    """The rosters of all platforms that are served. Edges bring theirs when they open."""

    def __init__(self, known: Mapping[str, Roster] | None = None) -> None:
        self._known = dict(known or {})
        self._reading: Flights[tuple[object, ...], tuple[ChannelMember, ...] | None] = Flights()

    def add_rosters(self, rosters: Iterable[tuple[str, Roster]]) -> None:
        """Adds rosters by platform."""
        self._known.update(rosters)

    async def names(self, tenant: str, platform: str, ids: Sequence[str]) -> Mapping[str, str]:
        """Returns what people and channels are called, by id, as far as the platform tells."""
        roster = self._known.get(platform)
        return await roster.names(tenant, ids) if isinstance(roster, Naming) else {}

    async def role(self, to: Address) -> Role | None:
        """Returns the role that somebody has by their platform; None where it does not tell just now."""
        roster = self._known.get(to.platform)
        return await roster.role(to.tenant, to.id) if isinstance(roster, RoleTelling) else Role.AGENT

    async def members(self, group: Group) -> tuple[ChannelMember, ...] | None:
        """Returns who is in a group now and can be reached; None where its channel cannot be read.

        Of a large one that takes long. Whoever does not wait for it leaves it going on for the next.
        """
        about = (group.platform, group.tenant, group.conversation, () if group.conversation else group.people)
        return await asyncio.shield(self._reading.start(about, lambda: self._members(group)))

    async def unreachable(self, tenant: str, platform: str, ids: Iterable[str]) -> Collection[str]:
        """Returns those of some people whom no message gets to, as far as the platform tells that in time."""
        if not (wanted := tuple(filter(None, ids))):
            return ()
        try:
            async with asyncio.timeout(seconds_left(WAIT + RESERVE) - RESERVE):
                members = await self.members(Group(tenant, "", "", platform, people=wanted))
        except TimeoutError:
            return ()
        return set(wanted) - {member.user_id for member in members or ()}

    async def _members(self, group: Group) -> tuple[ChannelMember, ...] | None:
        roster = self._known.get(group.platform)
        if group.conversation:
            return await roster.members(group.tenant, group.conversation) if roster else None
        vetted = await roster.people(group.tenant, group.people) if isinstance(roster, Vetting) else None
        return tuple(map(ChannelMember, group.people)) if vetted is None else vetted


class GroupReader:
    """Reads who is in a group, for whoever waits for it, and stores that for those who do not."""

    def __init__(self, groups: GroupStore, rosters: Rosters, background: BackgroundTasks) -> None:
        self._groups, self._rosters, self._background = groups, rosters, background

    async def in_time(self, group: Group, reserve: float = RESERVE) -> tuple[ChannelMember, ...] | None:
        """Returns who is in a group; None where it cannot be read. Raises TimeoutError if that takes long.

        `reserve` are the seconds that are needed after it, of those until whoever asked is answered.
        """
        async with asyncio.timeout(seconds_left(WAIT + reserve) - reserve):
            return await self._rosters.members(group)

    def behind(self, group: Group) -> asyncio.Task[tuple[ChannelMember, ...] | None]:
        """Reads who is in a stored group, behind the answer, and stores that; returns what will bring it."""
        return self._background.later(self.reread(group))

    async def reread(self, group: Group) -> tuple[ChannelMember, ...] | None:
        """Returns who is in a stored group, however long it takes; None where it cannot be read."""
        members = await self._rosters.members(group)
        if members is not None and (people := tuple(m.user_id for m in members)) != group.people:
            await self._groups.keep_people(replace(group, people=people))
        return members


class GroupCounting:
    """Decides, once for each period, who counts in which group; everybody counts in one at most.

    What is decided stays, whatever becomes of the groups. So managers who make, change and remove groups see
    no two figures of one period that have a person in common.
    """

    def __init__(self, groups: GroupStore, rosters: Rosters, names: NameFinder) -> None:
        """By `names` those who were named one by one are known to be there at all."""
        self._groups, self._rosters, self._names = groups, rosters, names

    async def count_all(self, now: datetime) -> int:
        """Has all groups counted that are not yet, and returns how many that were: the daily job."""
        period, count = period_at(now), 0
        for tenant in await self._groups.tenants_with_groups():
            counted = await self._groups.counted_groups(tenant, period.first)
            before = await self._groups.counted_groups(tenant, period.before().first)
            groups = [group for group in await self._groups.all_groups(tenant) if group.id not in counted]
            # Those that had figures go on to have them.
            for group in sorted(groups, key=lambda group: (group.id not in before, group.id)):
                count += await self._count(group, period)
        return count

    async def note_group(self, before: Group | None, after: Group | None, now: datetime) -> None:
        """Has a group counted that was just read; one whose people were changed, in this period no more.

        Of a channel that is still being read nobody is, until the daily job comes to it.
        """
        period = period_at(now)
        if before and after and _same_people(before, after):
            return
        if before:
            await self._groups.uncount_group(before.tenant, period.first, before.id)
        if after:  # in vain where anybody in it is counted already, as they were before the change
            await self._count(after, period, set(after.people) if after.conversation else None)

    async def _count(self, group: Group, period: FourWeeks, people: Collection[str] | None = None) -> bool:
        if people is None:
            people = await (self._in_channel(group) if group.conversation else self._real_people(group))
        if len(people) < FEWEST:
            return False
        return await self._groups.count_people(group.tenant, period.first, group.id, people)

    async def _in_channel(self, group: Group) -> Collection[str]:
        members = None
        with suppress(TimeoutError):
            members = await asyncio.wait_for(self._rosters.members(group), READ_WITHIN)
        return {member.user_id for member in members} if members else set(group.people)

    async def _real_people(self, group: Group) -> Collection[str]:
        # Invented ones would do nothing for certain: a group full of them would tell of the others in it.
        return (await self._names(group.tenant, group.platform, group.people)).keys()


def _same_people(before: Group, after: Group) -> bool:
    if before.conversation or after.conversation:
        return before.conversation == after.conversation
    return set(before.people) == set(after.people)
