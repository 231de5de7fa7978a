"""Practice for all groups at once: which of them get a schedule of their own by it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from hashlib import blake2b

from bot.core.groups import Group
from bot.features.schedule.model import DeliveryFormat

ALL = "*"  # in place of a group: each of them gets its own


@dataclass(frozen=True, slots=True)
class PracticeGroups:
    """Groups `to` which it comes; those that have like practice `already`, or to whom it cannot come."""

    to: tuple[Group, ...]
    already: tuple[Group, ...] = ()
    left_out: tuple[Group, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in the groups, each once."""
        return tuple(dict.fromkeys(user for group in self.to for user in group.people))

    @property
    def twice(self) -> int:
        """How many people are in more than one of them."""
        counts = Counter(user for group in self.to for user in set(group.people))
        return sum(count > 1 for count in counts.values())


def practice_groups(
    groups: Iterable[Group], scheduled: Container[str], format: DeliveryFormat
) -> PracticeGroups:
    """Returns to which groups practice comes; `scheduled` are the ids of those that have like practice."""
    to: list[Group] = []
    already: list[Group] = []
    left_out: list[Group] = []
    for group in groups:
        somebody = group.conversation or (group.people and not format.in_channel)
        part = already if group.id in scheduled else to if somebody else left_out
        part.append(group)
    return PracticeGroups(tuple(to), tuple(already), tuple(left_out))


def together(groups: PracticeGroups, tenant: str, platform: str, name: str) -> Group:
    """Returns the groups as one, which stands nowhere but on cards and in a draft."""
    return Group(tenant, ALL, name, platform, people=groups.people)


def id_for(draft: str, group: str) -> str:
    """Returns the id of a group's own schedule: the same however often a draft is saved."""
    return blake2b(f"{draft}:{group}".encode(), digest_size=16).hexdigest()
