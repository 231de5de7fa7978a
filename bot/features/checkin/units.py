"""Units: who is where, from which day on. One partition of the people that the self-check is offered to.

What holds in a period follows from who moved until its first day, and from the figures shown of periods
before it: whoever works it out, however late, comes to the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.features.checkin.period import Period, previous_period

OFFERED_BEFORE = timedelta(days=28)  # that is also more than a full period, whatever the cadence
REMEMBERED = timedelta(weeks=156)  # a figure of before that is compared with nothing any more
CHANGED = 4  # one in so many members may come or go without the figure being hidden
# From one day on which people are moved to the next. The less often, the less can be worked out from how
# figures change: tests/checkin/attackers measure it.
STEADY = timedelta(weeks=26)

PeriodBefore = Callable[[Period], Period]
Place = tuple[str, str]  # a platform, and the id of a unit there


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

    `unsettled` are people who may be in several units, with the platform and the ids of these: they are in
    none as long as nobody settles in which. `edition` is as it was read; 0: nothing was ever stored.
    """

    first: date
    units: tuple[Unit, ...] = ()
    people: Mapping[str, Place] = field(default_factory=dict)
    edition: int = 0
    unsettled: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def unit(self, id: str) -> Unit | None:
        """Returns the unit of that id."""
        return next((unit for unit in self.units if unit.id == id), None)

    def unit_of(self, user_id: str) -> Unit | None:
        """Returns the unit that a person is in."""
        return self.unit(self.people[user_id][1]) if user_id in self.people else None

    def members(self) -> dict[str, set[str]]:
        """Returns the user ids in each unit, by its id."""
        members: dict[str, set[str]] = {unit.id: set() for unit in self.units}
        for user_id, (_, unit) in self.people.items():
            members.setdefault(unit, set()).add(user_id)
        return members


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


def frozen_units(
    period: Period,
    units: Iterable[Unit],
    memberships: Collection[Membership],
    offered: Mapping[str, date | None],
    shown: Mapping[str, Collection[Period]],
    before: PeriodBefore = previous_period,
) -> tuple[FrozenUnit, ...]:
    """Returns the units of a period, frozen as it begins; `units` are those of the plan that holds then.

    `offered` tells since when the self-check is offered to people; `shown` of which periods a unit has a
    figure, by its id. All periods before this one have to be closed. A person counts who has been in the
    unit since the two periods before this one, and to whom it was offered four weeks before it. `before`
    returns the period before another one.
    """
    settled, known = settled_by(period, before), period.first - OFFERED_BEFORE
    where = members_on(memberships, period.first)
    counting = {
        user_id
        for user_id, at in where.items()
        if at.first <= settled and (since := offered.get(user_id)) is not None and since <= known
    }
    history = _History(memberships, period.first)
    frozen = []
    for unit in units:
        members = history.members(unit.id, period.first)
        changed = history.change(unit.id, _last_shown(shown.get(unit.id, ()), period))
        hidden = changed is not None and changed > settled
        frozen.append(FrozenUnit(unit, members, members & counting, hidden))
    return tuple(frozen)


def settled_by(period: Period, before: PeriodBefore = previous_period) -> date:
    """Returns the first day of the two periods before this one: who has moved since then does not count."""
    return before(before(period)).first


def changes_much(before: Collection[str], after: Collection[str]) -> bool:
    """Returns whether more than a quarter of a unit's members came or went."""
    return len(set(before) ^ set(after)) * CHANGED > len(before)


def moves_people(
    before: Mapping[str, Place], after: Mapping[str, Place], memberships: Iterable[Membership] = ()
) -> bool:
    """Returns whether anybody who is in a unit, or ever was in one, is somewhere else afterwards.

    Who comes to one for the first time is not moved; who comes back is, so that nobody is taken out and put
    back to be read out of how figures change.
    """
    known = {at.user_id for at in memberships if at.unit}
    gone = any(after.get(who) != place for who, place in before.items())
    return gone or any(who in known for who in after.keys() - before.keys())


def moved_on(memberships: Iterable[Membership]) -> date | None:
    """Returns the last day from which on anybody who had been in a unit is somewhere else; None: never."""
    first: dict[str, date] = {}
    last: date | None = None
    for at in sorted(memberships, key=lambda at: at.first):
        if first.setdefault(at.user_id, at.first) != at.first:
            last = at.first
    return last


class _History:
    """Who was in which unit on each day that changed anything, until a last one."""

    def __init__(self, memberships: Collection[Membership], last: date) -> None:
        self._days = sorted({at.first for at in memberships if at.first <= last})
        self._memberships = memberships
        self._members: dict[date, Mapping[str, frozenset[str]]] = {}

    def members(self, unit: str, day: date) -> frozenset[str]:
        """Returns who was in a unit on a day."""
        by = max((known for known in self._days if known <= day), default=None)
        if by is None:
            return frozenset()
        if by not in self._members:
            members: dict[str, set[str]] = {}
            for user_id, at in members_on(self._memberships, by).items():
                members.setdefault(at.unit, set()).add(user_id)
            self._members[by] = {id: frozenset(people) for id, people in members.items()}
        return self._members[by].get(unit, frozenset())

    def change(self, unit: str, shown: Period | None) -> date | None:
        """Returns the day since when a unit has changed too much since its last shown figure."""
        if shown is None:
            return None
        before, changed = self.members(unit, shown.first), None
        for day in (day for day in self._days if day > shown.first):
            if changes_much(before, members := self.members(unit, day)):
                before, changed = members, day
        return changed


def _last_shown(shown: Collection[Period], period: Period) -> Period | None:
    known = [one for one in shown if period.first - REMEMBERED <= one.first < period.first]
    return max(known, default=None)


def moves(before: Mapping[str, Place], plan: UnitPlan) -> tuple[Membership, ...]:
    """Returns who is somewhere else by a plan than before it, by user id: all that a store has to write."""
    nowhere = ("", "")
    return tuple(
        Membership(user_id, plan.people.get(user_id, nowhere)[0], unit, plan.first)
        for user_id in sorted({*before, *plan.people})
        if (unit := plan.people.get(user_id, nowhere)[1]) != before.get(user_id, nowhere)[1]
    )
