"""Made-up tenants for the rules of groups: trees of groups, groups across them, people who move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

Groups = Mapping[str, frozenset[str]]
INDICES = tuple(sorted({25 * i / n for n in (3, 4) for i in range(4 * n + 1)}))
EXPOSURES = (0.0, 25.0, 50.0, 75.0, 100.0)


@dataclass(frozen=True)
class Moment:
    """One period of a tenant: its groups at its end, and who answered what."""

    groups: Groups
    values: Mapping[str, float]


def people(count: int, begin: int = 0) -> list[str]:
    """Names of so many people."""
    return [f"p{i:03}" for i in range(begin, begin + count)]


def periods(chance: Random, scale: tuple[float, ...]) -> list[Moment]:
    """A few periods of one tenant, in which people move, come and go, and answer or don't."""
    everybody = people(chance.randint(5, 60))
    groups = {name: set(members) for name, members in _tree(chance, everybody)}
    for i in range(chance.randint(0, 3)):
        groups[f"across{i}"] = set(chance.sample(everybody, chance.randint(2, len(everybody))))
    share = chance.choice([0.5, 0.9, 1.0])
    moments = []
    for period in range(chance.randint(1, 3)):
        if period:
            _move(chance, groups, everybody, period)
        moments.append(Moment(_frozen(groups), _answers(chance, groups, share, scale)))
    return moments


def _tree(chance: Random, members: list[str], name: str = "g") -> Iterator[tuple[str, list[str]]]:
    yield name, members
    left = members[:]
    chance.shuffle(left)
    for i in range(chance.randint(0, 4) if len(members) > 5 and name.count(".") < 2 else 0):
        size = chance.randint(2, max(2, len(members) // 2))
        part, left = left[:size], left[size:]
        if part:
            yield from _tree(chance, part, f"{name}.{i}")


def _move(chance: Random, groups: dict[str, set[str]], everybody: list[str], period: int) -> None:
    for _ in range(chance.randint(0, 4)):
        one = chance.choice([*everybody, f"new{period}"])
        for members in groups.values():
            if chance.random() < 0.5:
                members.discard(one)
        groups[chance.choice(sorted(groups))].add(one)


def _answers(
    chance: Random, groups: Mapping[str, set[str]], share: float, scale: tuple[float, ...]
) -> dict[str, float]:
    middle = chance.choice(scale)
    everybody = sorted(set().union(*groups.values()))
    return {
        one: chance.choice(scale) if chance.random() < 0.6 else middle
        for one in everybody
        if chance.random() < share
    }


def _frozen(groups: Mapping[str, set[str]]) -> Groups:
    return {name: frozenset(members) for name, members in groups.items()}
