"""Who of a group managers see by name, and what: whether they practised in a span, yes or no, and no more.

Every place that names people asks here: the card of this week, and the record of the weeks that are over.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.core.chat import Person
from bot.core.edge import ChannelMember
from bot.core.groups import Group
from bot.core.names import known_as
from bot.core.practice import PracticeWeeks
from bot.core.viewer import name_line
from bot.features.drill.deps import DrillDeps

MOMENT = timedelta(seconds=1)  # the finest that is stored of when somebody practised
WEEK = timedelta(weeks=1)
Span = tuple[datetime, datetime | None]
NamedRow = tuple[str, tuple[bool, ...]]


class NamedPractice:
    """Tells it of the people of a group as it is now, but for those who hide, and only since it is on."""

    def __init__(self, deps: DrillDeps) -> None:
        self._deps, self._stats = deps, deps.drills.stats

    async def first_moment(self, tenant: str) -> datetime | None:
        """Returns from when on managers may see it; None where they may not.

        Whoever practised before it was switched on was told that nobody sees it: not even in that second.
        """
        since = await self._stats.named_since(tenant)
        return None if since is None else since + MOMENT

    async def members(self, group: Group) -> tuple[ChannelMember, ...]:
        """Returns who is in a group; where that cannot be read just now, who was when it last could."""
        members = None
        with suppress(TimeoutError):
            members = await self._deps.members.in_time(group)
        return tuple(map(ChannelMember, group.people)) if members is None else members

    async def rows(
        self, person: Person, members: Sequence[ChannelMember], spans: Sequence[Span]
    ) -> list[NamedRow]:
        """Returns the name of each who does not hide, and whether they practised in each span, by name."""
        tenant, ids = person.tenant, [member.user_id for member in members]
        hidden = await self._stats.hidden_people(tenant, ids)
        seen = [member for member in members if member.user_id not in hidden]
        names = await self._names(person, seen)
        did = [await self._stats.who_practised(tenant, list(names), *span) for span in spans]
        rows = [(name, tuple(id in users for users in did)) for id, name in names.items()]
        return sorted(rows, key=lambda row: row[0].casefold())

    async def weeks(self, person: Person, group_id: str, count: int) -> PracticeWeeks:
        """Returns the last `count` whole weeks of a group: of those that began since managers may see it.

        The weeks are those of UTC, the same for everybody: of weeks that begin later for one manager than for
        another, the difference would tell a day.
        """
        group = await self._deps.groups.find_group(person.tenant, group_id) if group_id else None
        since = await self.first_moment(person.tenant)
        if group is None or since is None:
            return PracticeWeeks(group, since)
        midnight = self._deps.now().replace(hour=0, minute=0, second=0)
        monday = midnight - timedelta(days=midnight.weekday())
        starts = [start for back in range(count, 0, -1) if (start := monday - back * WEEK) >= since]
        spans = [(start, start + WEEK) for start in starts]
        rows = await self.rows(person, await self.members(group), spans) if spans else []
        return PracticeWeeks(group, since, tuple(start.date() for start in starts), tuple(rows))

    async def _names(self, person: Person, members: Sequence[ChannelMember]) -> dict[str, str]:
        ids = [member.user_id for member in members]
        names = {member.user_id: name_line(member.name) for member in members if member.name}
        names |= dict(await self._deps.names.of(person.tenant, person.platform, ids))
        return {id: known_as(self._deps.viewer(person).say, names, id) for id in ids}
