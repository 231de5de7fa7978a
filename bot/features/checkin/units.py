"""Units: who is where, from which day on. One partition of the people that the self-check is offered to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Unit:
    """People whose answers make one figure. `id` stays, whatever its name becomes."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Membership:
    """That a person is in a unit from a day on, the first of a period. Unit "": it is not offered to them."""

    user_id: str
    platform: str
    unit: str
    first: date


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """The partition from a day on, whole: its units, and the platform and unit of everybody by user id.

    `edition` is as it was read; 0: nothing was ever stored.
    """

    first: date
    units: tuple[Unit, ...] = ()
    people: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # (platform, unit id)
    edition: int = 0


@dataclass(frozen=True, slots=True)
class FrozenUnit:
    """A unit in one period: who is in it, and whose answers count. `changed`: too much to show a figure."""

    unit: Unit
    members: frozenset[str]
    counted: frozenset[str]
    changed: bool = False


def members_on(memberships: Iterable[Membership], day: date) -> Mapping[str, Membership]:
    """Returns where everybody is on a day, by user id; whoever is in no unit is left out."""
    newest: dict[str, Membership] = {}
    for membership in memberships:
        known = newest.get(membership.user_id)
        if membership.first <= day and (known is None or known.first <= membership.first):
            newest[membership.user_id] = membership
    return {user_id: membership for user_id, membership in newest.items() if membership.unit}
