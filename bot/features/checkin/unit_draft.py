"""What a manager makes of the units before they hold: changes of a plan, none of which puts anybody in two.

Whoever is picked by name moves. Whoever comes along with a group, a channel or a file, and is in another unit
too, is in none until somebody settles in which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from bot.core.caps import Cap
from bot.core.keywords import folded
from bot.features.checkin.units import Place, Unit, UnitPlan

UNITS = Cap(2_000, "units.too_many")  # of a tenant
Claims = Mapping[str, tuple[str, tuple[str, ...]]]  # the platform, and the units somebody may be in


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of a file: who, as it is written there, and in which unit."""

    line: int
    people: tuple[str, ...]  # what names the person, the surest first
    unit: str


def unit_named(plan: UnitPlan, name: str) -> Unit | None:
    """Returns the unit of that name, however it is written."""
    return next((unit for unit in plan.units if folded(unit.name) == folded(name)), None)


def with_unit(plan: UnitPlan, unit: Unit) -> UnitPlan:
    """Returns the plan with a unit, new or by another name; in the order of names. Raises TooMany."""
    others = [known for known in plan.units if known.id != unit.id]
    UNITS.check(len(others) + 1)
    return replace(plan, units=tuple(sorted((*others, unit), key=_in_order)))


def without_unit(plan: UnitPlan, id: str) -> UnitPlan:
    """Returns the plan without a unit; its people are in none."""
    people = {who: place for who, place in plan.people.items() if place[1] != id}
    units = tuple(unit for unit in plan.units if unit.id != id)
    claims = {
        who: (platform, tuple(unit for unit in claimed if unit != id))
        for who, (platform, claimed) in plan.unsettled.items()
    }
    return _with_claims(replace(plan, units=units), people, claims)


def merged(plan: UnitPlan, id: str, into: str) -> UnitPlan:
    """Returns the plan with the people of one unit in another one, which stays what it is."""
    people = {who: (place[0], into) if place[1] == id else place for who, place in plan.people.items()}
    claims = {
        who: (platform, tuple(dict.fromkeys(into if unit == id else unit for unit in claimed)))
        for who, (platform, claimed) in plan.unsettled.items()
    }
    units = tuple(unit for unit in plan.units if unit.id != id)
    return _with_claims(replace(plan, units=units), people, claims)


def moved(plan: UnitPlan, people: Mapping[str, str], id: str) -> UnitPlan:
    """Returns the plan with people (platform by user id) in a unit, and in no other; "": in none."""
    others = {who: place for who, place in plan.people.items() if who not in people}
    there = {who: (platform, id) for who, platform in people.items()} if id else {}
    left = {who: claim for who, claim in plan.unsettled.items() if who not in people}
    return replace(plan, people={**others, **there}, unsettled=left)


def filled(plan: UnitPlan, id: str, people: Mapping[str, str]) -> UnitPlan:
    """Returns the plan with just these people in a unit; whoever is in another one too is to be settled."""
    gone = {who: "" for who, place in plan.people.items() if place[1] == id and who not in people}
    left = moved(plan, gone, "")
    dropped = {
        who: (platform, tuple(unit for unit in claimed if unit != id or who in people))
        for who, (platform, claimed) in left.unsettled.items()
    }
    left = _with_claims(left, left.people, dropped)
    claims, places = dict(left.unsettled), dict(left.people)
    for who, platform in people.items():
        before = claims[who][1] if who in claims else (places[who][1],) if who in places else ()
        claims[who] = (platform, tuple(dict.fromkeys((*before, id))))
        places.pop(who, None)
    return _with_claims(left, places, claims)


def settled(plan: UnitPlan, chosen: Mapping[str, str]) -> UnitPlan:
    """Returns the plan with people in the unit that was chosen of those they may be in; "": in none."""
    for who, id in chosen.items():
        platform, claimed = plan.unsettled.get(who, ("", ()))
        if who in plan.unsettled and (not id or id in claimed):
            plan = moved(plan, {who: platform}, id)
    return plan


def all_left_out(plan: UnitPlan) -> UnitPlan:
    """Returns the plan with everybody who may be in several units in none."""
    return replace(plan, unsettled={})


def by_rows(
    plan: UnitPlan,
    rows: Sequence[tuple[str, str]],
    platform: str,
    new_id: Callable[[], str],
    *,
    others_stay: bool,
) -> UnitPlan:
    """Returns the plan with people where a file says: (user id, name of a unit). Raises TooMany.

    Whoever is in two units by the file is to be settled. Units of names that nobody knows are new; where
    others do not stay, whoever the file does not name is in no unit.
    """
    ids = {folded(unit.name): unit.id for unit in reversed(plan.units)}
    wanted: dict[str, tuple[str, ...]] = {}
    for who, name in rows:
        if folded(name) not in ids:
            unit = Unit(new_id(), name)
            plan = replace(plan, units=(*plan.units, unit))
            ids[folded(name)] = unit.id
            UNITS.check(len(plan.units))
        wanted[who] = tuple(dict.fromkeys((*wanted.get(who, ()), ids[folded(name)])))
    plan = replace(plan, units=tuple(sorted(plan.units, key=_in_order)))
    people = {who: place for who, place in plan.people.items() if others_stay and who not in wanted}
    claims = {who: claim for who, claim in plan.unsettled.items() if others_stay and who not in wanted}
    return _with_claims(plan, people, {**claims, **{who: (platform, ids) for who, ids in wanted.items()}})


def without_empty(plan: UnitPlan) -> UnitPlan:
    """Returns the plan without the units that nobody is in, or may be in."""
    used = {unit for _, unit in plan.people.values()}
    used |= {unit for _, claimed in plan.unsettled.values() for unit in claimed}
    return replace(plan, units=tuple(unit for unit in plan.units if unit.id in used))


def digest(plan: UnitPlan) -> str:
    """Returns a short name of all that a plan says, the same for the same plan."""
    units = [(unit.id, unit.name) for unit in plan.units]
    said = (plan.edition, units, sorted(plan.people.items()), sorted(plan.unsettled.items()))
    return blake2b(repr(said).encode(), digest_size=6).hexdigest()


def _with_claims(plan: UnitPlan, people: Mapping[str, Place], claims: Claims) -> UnitPlan:
    """Returns the plan with people where they are; of those with claims, whoever has but one is there."""
    placed = dict(people)
    placed |= {who: (platform, ids[0]) for who, (platform, ids) in claims.items() if len(ids) == 1}
    left = {who: claim for who, claim in claims.items() if len(claim[1]) > 1}
    return replace(plan, people=placed, unsettled=left)


def _in_order(unit: Unit) -> tuple[str, str]:
    return folded(unit.name), unit.id


def platforms(ids: Iterable[str], platform: str) -> dict[str, str]:
    """Returns the platform of people by user id, all the same."""
    return dict.fromkeys(ids, platform)
