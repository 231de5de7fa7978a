"""What a plan of units would change, told before it holds: pure, from the plan that holds and the new one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.features.checkin.units import Unit, UnitPlan, changes_much


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What becomes of one unit; `before` and `after` are its names, "" where it is not there."""

    id: str
    before: str
    after: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitsPreview:
    """What a plan would change. `sizes` are of its units, by id."""

    before: UnitPlan
    after: UnitPlan
    minimum: int
    sizes: Mapping[str, int]
    small: tuple[Unit, ...]  # never a figure: fewer people than a figure needs
    arriving: tuple[str, ...]  # who comes to a unit, and counts in no figure for two periods
    leaving: tuple[str, ...]  # who is in none any more
    hidden: tuple[Unit, ...]  # no figure for two periods: too much changes
    changes: tuple[UnitChange, ...] = field(default=())

    @property
    def concerned(self) -> frozenset[str]:
        """Everybody who is told."""
        return concerned(self.before, self.after)


def preview(before: UnitPlan, after: UnitPlan, minimum: int) -> UnitsPreview:
    """Returns what a plan changes of the one that holds, where a figure needs so many people."""
    was, now = before.members(), after.members()
    arriving = (who for who, place in after.people.items() if _unit(before, who) != place[1])
    leaving = (who for who in before.people if who not in after.people)
    return UnitsPreview(
        before,
        after,
        minimum,
        {id: len(people) for id, people in now.items()},
        tuple(unit for unit in after.units if len(now[unit.id]) < minimum),
        tuple(sorted(arriving)),
        tuple(sorted(leaving)),
        tuple(unit for unit in after.units if was.get(unit.id) and changes_much(was[unit.id], now[unit.id])),
        _changes(before, after, was, now),
    )


def concerned(before: UnitPlan, after: UnitPlan) -> frozenset[str]:
    """Returns the user ids of everybody whom a plan concerns that comes after another one.

    That is who is in another unit than before, or in one of another name; and who stays in a unit of which
    more than a quarter is new or gone, for those are other people to be counted with.
    """
    names = [{unit.id: unit.name for unit in plan.units} for plan in (before, after)]

    def at(plan: UnitPlan, known: Mapping[str, str], who: str) -> tuple[str, str]:
        id = _unit(plan, who)
        return id, known.get(id, "")

    everybody: Collection[str] = {*before.people, *after.people}
    moved = frozenset(who for who in everybody if at(before, names[0], who) != at(after, names[1], who))
    was, now = before.members(), after.members()
    others = (now[id] for id in now if was.get(id) and changes_much(was[id], now[id]))
    return moved.union(*others)


def same(plan: UnitPlan, other: UnitPlan) -> bool:
    """Returns whether two plans say the same, whenever they hold."""
    return (plan.units, plan.people, plan.unsettled) == (other.units, other.people, other.unsettled)


def _unit(plan: UnitPlan, who: str) -> str:
    return plan.people[who][1] if who in plan.people else ""


def _changes(
    before: UnitPlan, after: UnitPlan, was: Mapping[str, set[str]], now: Mapping[str, set[str]]
) -> tuple[UnitChange, ...]:
    names = {unit.id: unit.name for unit in before.units}, {unit.id: unit.name for unit in after.units}
    changes = []
    for id in sorted({*names[0], *names[1]}):
        there, here = was.get(id, set()), now.get(id, set())
        added, removed = tuple(sorted(here - there)), tuple(sorted(there - here))
        change = UnitChange(id, names[0].get(id, ""), names[1].get(id, ""), added, removed)
        if added or removed or change.before != change.after:
            changes.append(change)
    return tuple(changes)


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What keeps a unit from having a figure: so many members, of whom so many do not count yet."""

    minimum: int
    size: int
    new: int
    changed: bool


@dataclass(frozen=True, slots=True)
class UnitState:
    """The units of a tenant as a manager finds them. `begins` is when a change that is made now would hold.

    Whoever is new then counts in no figure until the day `counting`; what is new has its first figure for the
    period that begins at `first_figure`.

    `newest` was stored last, `previous` holds on the day before it does: two may be to come, one after the
    other. `draft` is what the manager is at; it is `stale` where others stored something since it was begun.
    """

    today: date
    begins: date
    counting: date
    first_figure: date
    minimum: int
    holding: UnitPlan
    previous: UnitPlan
    newest: UnitPlan
    draft: UnitPlan | None = None
    stale: bool = False
    on: bool = True  # the self-check: where it is off, nobody is told
    moved: date | None = None  # since when people were moved last, where a change has to wait for that
    joins: bool = False  # a change becomes part of what is to come, later than from the next period on

    @property
    def working(self) -> UnitPlan:
        """The plan that a change is made of."""
        return self.draft or self.newest

    @property
    def before(self) -> UnitPlan:
        """The plan that holds on the day before a change would."""
        return self.newest if self.newest.first < self.begins else self.previous

    @property
    def pending(self) -> UnitPlan | None:
        """A plan that is stored and does not hold yet, where it changes anything."""
        return self.newest if self.newest.first > self.today else None

    @property
    def retractable(self) -> bool:
        """Whether what is pending can be taken back: not on its eve, when a clock ahead may have begun it."""
        return self.newest.first >= self.today + timedelta(days=2)
