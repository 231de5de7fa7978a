"""What is known about people, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.core.chat import Person, Role
from bot.core.people import PlatformProfile, Preferences, as_chosen, completed, profile_now


class MemoryPeopleStore:
    """`PeopleStore` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._preferences: dict[tuple[str, str], Preferences] = {}
        self._roles: dict[tuple[str, str], Role] = {}
        self._used: dict[tuple[str, str], str] = {}
        self._met: dict[tuple[str, str], PlatformProfile] = {}

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
