"""Groups of people: those of a channel, or those that a manager named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.core.edge import ChannelMember, Roster

LONGEST_NAME = 60  # characters of a group's name


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

    async def remove_group(self, tenant: str, id: str) -> None:
        """Forgets a group; one that is not there is no mistake."""


class Rosters:
    """The rosters of all platforms that are served. Edges bring theirs when they open."""

    def __init__(self, known: Mapping[str, Roster] | None = None) -> None:
        self._known = dict(known or {})

    def add_rosters(self, rosters: Iterable[tuple[str, Roster]]) -> None:
        """Adds rosters by platform."""
        self._known.update(rosters)

    async def members(self, group: Group) -> tuple[ChannelMember, ...] | None:
        """Returns who is in a group now; None where its channel cannot be read."""
        if not group.conversation:
            return tuple(ChannelMember(user_id) for user_id in group.people)
        roster = self._known.get(group.platform)
        return await roster.members(group.tenant, group.conversation) if roster else None
