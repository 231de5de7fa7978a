"""What happened, until the end of the process: the events, counted anew whenever somebody asks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.core.activity import (
    EVERYBODY,
    OF_ALL,
    WHOLE,
    Activity,
    ActivityCell,
    ActivityKind,
    ActivitySpan,
    first_of,
    may_be_told,
)
from bot.core.figures import period_of
from bot.core.groups import GroupStore
from bot.core.personal import NAMELESS, Area
from bot.store.memory.groups import MemoryGroupStore
from bot.store.memory.rows import PersonalRow


class MemoryActivityStore:
    """`ActivityStore` that forgets at the end of the process."""

    def __init__(self, groups: GroupStore | None = None) -> None:
        """`groups` tells who counts in which group."""
        self._groups = groups or MemoryGroupStore()
        self._events: dict[tuple[str, str], tuple[Activity, str]] = {}  # with the group
        self._news: set[tuple[str, date]] = set()
        self._members: dict[tuple[str, date, str], int] = {}
        self._today = date.min

    def count_by(self, groups: GroupStore) -> None:
        """Takes in what tells who counts in which group."""
        self._groups = groups

    async def keep_activity(self, events: Sequence[Activity]) -> int:
        fresh = {(event.tenant, event.id): event for event in reversed(events)}
        new = {key: event for key, event in fresh.items() if key not in self._events}
        for key, event in new.items():
            self._events[key] = (event, "" if event.kind in OF_ALL else await self._group_of(event))
            self._news.add((event.tenant, event.day))
        return len(new)

    async def fold_activity(self, today: date) -> int:
        folded = {each for each in self._news if each[1] <= today}
        self._news -= folded
        await self._count_members(today)
        return len(folded)

    async def rebuild_activity(self, today: date) -> int:
        self._news = {each for each in self._news if each[1] > today}
        await self._count_members(today)
        return len({(event.tenant, event.day) for event, _ in self._events.values()})

    async def activity_cells(
        self, tenant: str, span: ActivitySpan, first: date, until: date, group: str
    ) -> tuple[ActivityCell, ...]:
        cells = [cell for cell in self._cells(tenant, span) if first <= cell.first < until]
        fine = [cell for cell in cells if may_be_told(cell)]
        if group == EVERYBODY:
            return tuple(_together(fine))
        of_all = [cell for cell in _together(fine) if cell.kind in OF_ALL]
        return tuple(
            sorted(
                (*(cell for cell in cells if cell.group == group and cell.kind not in OF_ALL), *of_all),
                key=_place,
            )
        )

    async def cells_by_group(
        self, tenant: str, span: ActivitySpan, first: date, until: date, kind: ActivityKind, name: str
    ) -> tuple[ActivityCell, ...]:
        cells = [cell for cell in self._cells(tenant, span) if first <= cell.first < until]
        mine = [cell for cell in cells if (cell.kind, cell.name) == (kind, name) and kind not in OF_ALL]
        return tuple(sorted(mine, key=_place))

    def _cells(self, tenant: str, span: ActivitySpan) -> Iterator[ActivityCell]:
        parts: dict[tuple[date, str, ActivityKind, str], Counter[str]] = defaultdict(Counter)
        people: dict[tuple[date, str, ActivityKind, str], set[str]] = defaultdict(set)
        for event, group in self._events.values():
            begins = first_of(span, event.day)
            running = span is ActivitySpan.FOUR_WEEKS and period_of(event.day).after().first > self._today
            if event.tenant != tenant or running or event.day > self._today:
                continue
            for name in {WHOLE, event.name} if span is ActivitySpan.FOUR_WEEKS else {WHOLE}:
                cell = (begins, group, event.kind, name)
                parts[cell][event.part] += 1
                people[cell].add("" if event.kind in OF_ALL else event.user_id)
        for cell, counts in parts.items():
            size = self._members.get((tenant, period_of(cell[0]).first, cell[1]), 0)
            yield ActivityCell(*cell, counts.total(), len(people[cell]), size, dict(counts))

    async def purge_activity(self, keys: datetime, events: datetime, sums: datetime) -> int:
        old = period_of(events.date()).first
        gone = [key for key, (event, _) in self._events.items() if period_of(event.day).first < old]
        for key in gone:
            del self._events[key]
        return len(gone)

    async def _count_members(self, today: date) -> None:
        self._today = today
        for tenant, first in {
            (event.tenant, period_of(event.day).first) for event, _ in self._events.values()
        }:
            for group in await self._groups.counted_groups(tenant, first):
                people = await self._groups.counted_people(tenant, first, group)
                before = self._members.get((tenant, first, group), len(people))
                self._members[tenant, first, group] = min(before, len(people))

    async def _group_of(self, event: Activity) -> str:
        period = period_of(event.day)
        for each in (period, period.before()):
            groups = await self._groups.counted_groups(event.tenant, each.first)
            for group in sorted(groups):
                if event.user_id in await self._groups.counted_people(event.tenant, each.first, group):
                    return group
            if groups:
                break
        return ""

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for event, _ in self._events.values():
            if (event.tenant, event.user_id) == (tenant, user_id):
                yield (
                    Area.LOOKUPS,
                    "activity",
                    {"day": event.day, "kind": event.kind.value, "name": event.name},
                )

    def erase_people(self, tenant: str, user_ids: Collection[str], now: datetime) -> None:
        """Forgets whose events they are, and keeps the events."""
        for key, (event, group) in self._events.items():
            if event.tenant == tenant and event.user_id in user_ids:
                self._events[key] = (replace(event, user_id=NAMELESS), group)


def _place(cell: ActivityCell) -> tuple[date, str, str, str]:
    return cell.first, cell.group, cell.kind.value, cell.name


def _together(cells: Sequence[ActivityCell]) -> Iterator[ActivityCell]:
    """Yields the sums over groups."""
    by_name: dict[tuple[date, str, str, str], list[ActivityCell]] = defaultdict(list)
    for cell in cells:
        by_name[_place(replace(cell, group=EVERYBODY))].append(cell)
    for _, some in sorted(by_name.items()):
        parts = Counter[str]()
        for cell in some:
            parts.update(cell.parts)
        people = sum(cell.people for cell in some)
        yield replace(some[0], group=EVERYBODY, count=parts.total(), people=people, members=0, parts=parts)
