"""What is known about people, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.core.chat import Person, Role
from bot.core.people import PlatformProfile, Preferences, as_chosen, completed, profile_now, week_of
from bot.core.personal import Area
from bot.store.memory.rows import PersonalRow


class MemoryPeopleStore:
    """`PeopleStore` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._preferences: dict[tuple[str, str], Preferences] = {}
        self._roles: dict[tuple[str, str], Role] = {}
        self._used: dict[tuple[str, str], str] = {}
        self._met: dict[tuple[str, str], PlatformProfile] = {}
        self.seen: dict[tuple[str, str], int] = {}
        self.left: dict[tuple[str, str], datetime] = {}

    async def complete_person(self, person: Person) -> Person:
        key = (person.tenant, person.user_id)
        role, used = self._roles.get(key, Role.AGENT), self._used.get(key, "")
        met = self._met[key] = profile_now(person, self._met.get(key, PlatformProfile()))
        return completed(person, self._preferences.get(key, Preferences()), role, used, met)

    async def find_profiles(self, tenant: str, user_ids: Iterable[str]) -> Mapping[str, PlatformProfile]:
        keys = {id: (tenant, id) for id in user_ids}
        return {
            id: as_chosen(self._met[key], self._preferences.get(key, Preferences()))
            for id, key in keys.items()
            if key in self._met
        }

    async def chosen_preferences(self, person: Person) -> Preferences:
        return self._preferences.get((person.tenant, person.user_id), Preferences())

    async def keep_preferences(self, person: Person, preferences: Preferences) -> None:
        self._preferences[person.tenant, person.user_id] = preferences

    async def note_channel(self, person: Person, channel: str) -> None:
        self._used[person.tenant, person.user_id] = channel

    async def appoint_person(self, tenant: str, user_id: str, role: Role) -> None:
        self._roles[tenant, user_id] = role

    async def appointed_people(self, tenant: str, role: Role) -> tuple[str, ...]:
        return tuple(sorted(user for (t, user), has in self._roles.items() if t == tenant and has == role))

    def note_there(self, person: Person, now: datetime) -> None:
        self.seen[person.tenant, person.user_id] = week_of(now)
        if at := self.left.pop((person.tenant, person.user_id), None):
            together = [key for key, when in self.left.items() if key[0] == person.tenant and when == at]
            for key in together:
                del self.left[key]

    async def forget_people(self, tenant: str, user_ids: Collection[str]) -> None:
        """Has nothing on its way: it stores at once."""

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        key = (tenant, user_id)
        if any(key in part for part in self._parts()):
            preferences, met = self._preferences.get(key), self._met.get(key)
            role, used = self._roles.get(key, Role.AGENT), self._used.get(key, "")
            chosen = asdict(preferences) if preferences else {}
            yield (
                Area.PROFILE,
                "people",
                {**chosen, "met": asdict(met or PlatformProfile()), "role": role, "used_channel": used},
            )

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes all of people."""
        for part in self._parts():
            for user_id in ids:
                part.pop((tenant, user_id), None)

    def everybody(self) -> set[tuple[str, str]]:
        """Returns the tenants and ids of all of whom something is stored."""
        return {key for part in self._parts() for key in part}

    def _parts(self) -> tuple[dict[tuple[str, str], Any], ...]:
        return self._preferences, self._roles, self._used, self._met, self.seen, self.left
