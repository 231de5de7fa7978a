"""What teams added, and misses, in memory: for an installation without a database, and for tests."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.figures import floor_of
from bot.core.misses import FEWEST_PEOPLE, Miss, MissReport
from bot.core.names import signed_id
from bot.core.personal import Area
from bot.features.team.model import (
    CAPS,
    Change,
    ChangeKind,
    Edit,
    EntryKind,
    GroupEdit,
    TeamContent,
    TeamEntry,
    applied,
)
from bot.store.memory.rows import PersonalRow, nameless, unsigned

Key = tuple[EntryKind, str]


class MemoryTeamStore:
    """`TeamStore` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._entries: dict[str, dict[Key, TeamEntry]] = {}
        self._changes: dict[str, list[Change]] = {}
        self._versions: dict[str, int] = {}

    async def find_content(self, tenant: str) -> TeamContent:
        live = [entry for entry in self._entries.get(tenant, {}).values() if not entry.retired]
        return TeamContent(self._versions.get(tenant, 0), tuple(live))

    async def find_entries(self, tenant: str, kind: EntryKind) -> tuple[TeamEntry, ...]:
        return tuple(entry for entry in (await self.find_content(tenant)).entries if entry.kind is kind)

    async def find_entry(self, tenant: str, kind: EntryKind, entry_id: str) -> TeamEntry | None:
        return self._entries.get(tenant, {}).get((kind, entry_id))

    async def write_entries(
        self, tenant: str, edits: Sequence[Edit], by: str, at: datetime, *, imported: bool = False
    ) -> None:
        entries, changes = dict(self._entries.get(tenant, {})), list[Change]()
        for edit in edits:
            key = (edit.kind, edit.id)
            entries[key], change = applied(edit, entries.get(key), by, at)
            changes.append(change)
        for kind in {edit.kind for edit in edits if edit.content and not edit.version}:
            live = [entry for entry in entries.values() if not entry.retired]
            CAPS[kind].check(sum(entry.kind is kind for entry in live))
        summary = [Change(ChangeKind.IMPORTED, "", by, at, amount=len(edits))]
        self._entries[tenant] = entries
        self._note(tenant, summary if imported else changes)

    async def note_change(self, tenant: str, change: Change) -> None:
        self._note(tenant, [change])

    async def find_changes(self, tenant: str, start: int, count: int) -> tuple[Change, ...]:
        return tuple(self._changes.get(tenant, [])[::-1][start : start + count])

    async def content_versions(self) -> Mapping[str, int]:
        return dict(self._versions)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for entry in self._entries.get(tenant, {}).values():
            if user_id in (signed_id(entry.by), entry.by):
                yield Area.CHANGES, "team_entries", {"kind": entry.kind.value, "id": entry.id, "at": entry.at}
        for change in self._changes.get(tenant, ()):
            edit = change.after if isinstance(change.after, GroupEdit) else None
            among = user_id in (edit.added + edit.removed) if edit else False
            for _ in filter(
                None, (user_id in (signed_id(change.by), change.by), change.subject == user_id, among)
            ):
                yield Area.CHANGES, "team_changes", {"at": change.at, "what": change.action.value}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Takes the names of people from what they added and changed."""
        entries, changes = self._entries.get(tenant, {}), self._changes.get(tenant, [])
        for key, entry in entries.items():
            if (by := unsigned(entry.by, ids)) != entry.by:
                entries[key] = replace(entry, by=by, version=entry.version + 1)
        changes[:] = [_unnamed(change, ids) for change in changes]

    async def purge_changes(self, before: datetime) -> int:
        deleted = 0
        for tenant, changes in self._changes.items():
            entries = self._entries.get(tenant, {})
            over = [key for key, entry in entries.items() if entry.retired and entry.at < before]
            for key in over:
                del entries[key]
            old = [change for change in changes if change.at < before]
            changes[:] = [change for change in changes if change.at >= before]
            deleted += len(over) + len(old)
        return deleted

    def _note(self, tenant: str, changes: list[Change]) -> None:
        self._changes.setdefault(tenant, []).extend(changes)
        self._versions[tenant] = self._versions.get(tenant, 0) + 1


class MemoryMissStore:
    """`MissStore` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, str], dict[tuple[str, str], datetime]] = {}
        self._texts: dict[tuple[str, str], tuple[str, str]] = {}
        self._away: set[tuple[str, str]] = set()

    async def keep_misses(self, reports: Sequence[MissReport]) -> None:
        for report in reports:
            place = (report.tenant, report.key)
            people = self._asked.setdefault(place, {})
            people[report.platform, report.user_id] = report.at
            if len(people) >= FEWEST_PEOPLE:
                self._texts.setdefault(place, (report.text, report.language))

    async def frequent_misses(self, tenant: str) -> tuple[Miss, ...]:
        misses = [
            Miss(_name(key), *self._texts[owner, key], len(people))
            for (owner, key), people in self._asked.items()
            if owner == tenant
            and (owner, key) in self._texts
            and (owner, key) not in self._away
            and len(people) >= FEWEST_PEOPLE
        ]
        return tuple(sorted(misses, key=lambda miss: (-floor_of(miss.people), miss.text)))

    async def find_miss(self, tenant: str, miss_id: str) -> Miss | None:
        return next((miss for miss in await self.frequent_misses(tenant) if miss.id == miss_id), None)

    async def put_miss_away(self, tenant: str, miss_id: str) -> None:
        self._away |= {
            (owner, key) for owner, key in self._texts if owner == tenant and _name(key) == miss_id
        }

    async def forget_misses(self, before: datetime) -> None:
        for place, people in list(self._asked.items()):
            self._asked[place] = {who: at for who, at in people.items() if at >= before}
            if len(self._asked[place]) < FEWEST_PEOPLE:
                self._texts.pop(place, None)
            if not self._asked[place]:
                self._asked.pop(place)
                self._away.discard(place)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for (owner, _), people in self._asked.items():
            for (_, user), at in people.items():
                if (owner, user) == (tenant, user_id):
                    yield Area.LOOKUPS, "miss_people", {"at": at}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes that people asked."""
        for place, people in self._asked.items():
            if place[0] == tenant:
                self._asked[place] = {who: at for who, at in people.items() if who[1] not in ids}


def _unnamed(change: Change, ids: Collection[str]) -> Change:
    after = change.after
    if isinstance(after, GroupEdit):
        added, removed = (tuple(u for u in users if u not in ids) for users in (after.added, after.removed))
        after = replace(after, added=added, removed=removed)
    return replace(change, by=unsigned(change.by, ids), subject=nameless(change.subject, ids), after=after)


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
