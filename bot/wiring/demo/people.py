"""Who is in a made-up year: three groups of people, none of whom is anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from bot.core.chat import Person
from bot.core.groups import Group
from bot.playground.people import PLATFORM, TENANT

_FIRST = (
    *("Adela", "Bruno", "Carla", "Diego", "Elena", "Fabio", "Gloria", "Hugo", "Inés", "Jorge"),
    *("Karin", "Lucas", "Mara", "Nico", "Olga", "Pablo", "Rita", "Saúl", "Teresa", "Víctor"),
)
_LAST = ("Abril", "Bosque", "Campos", "Duarte", "Espino", "Fuentes", "Granados", "Herrera", "Islas", "Jardín")
WEEK, OFFICE = (0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """A group: how many made-up people are in it, who of the playground's own, and when it works.

    `busy` is how many hard contacts a person looks up in a week, `days` are the weekdays that it is there.
    """

    id: str
    name: str
    size: int
    own: tuple[str, ...]
    busy: float
    days: tuple[int, ...]


GROUPS = (
    DemoGroup("demo-night", "Night shift", 14, ("ana",), 8.0, WEEK),
    DemoGroup("demo-chat", "Chat team", 22, ("luis",), 7.0, OFFICE),
    DemoGroup("demo-phones", "Phones", 40, ("sofia",), 6.0, OFFICE),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody in a group: how often they turn to the coach, and how well they do at first.

    `busy` is how much more than others in their group, `calm` is by how much more contacts of theirs calm,
    `skill` how much they know already, all of them around 1 or 0.
    """

    id: str
    group: DemoGroup
    name: str
    busy: float
    calm: float
    skill: float


def demo_people(seed: int) -> tuple[DemoPerson, ...]:
    """Returns everybody, the same for each seed."""
    dice = Random(f"{seed} people")
    names = [f"{first} {last}" for last in _LAST for first in _FIRST]
    dice.shuffle(names)
    return tuple(_made(dice, iter(names)))


def stored_group(group: DemoGroup, people: tuple[DemoPerson, ...]) -> Group:
    """Returns a group as it is stored."""
    inside = tuple(person.id for person in people if person.group is group)
    return Group(TENANT, group.id, group.name, PLATFORM, people=inside)


def met(person: DemoPerson) -> Person:
    """Returns somebody as they turn to the coach, so that they have a name where others read of them."""
    return Person(TENANT, PLATFORM, person.id, "en", name=person.name)


def by_group(people: tuple[DemoPerson, ...]) -> Mapping[str, tuple[DemoPerson, ...]]:
    """Returns everybody by the id of their group."""
    return {group.id: tuple(each for each in people if each.group is group) for group in GROUPS}


def _made(dice: Random, names: Iterator[str]) -> Iterator[DemoPerson]:
    for group in GROUPS:
        ids = [*group.own, *(f"{group.id}-{nth:02}" for nth in range(1, group.size + 1))]
        for id in ids:
            busy, calm, skill = dice.lognormvariate(0, 0.35), dice.gauss(0, 0.05), dice.gauss(0, 0.08)
            yield DemoPerson(id, group, next(names), busy, calm, skill)
