"""All that a manager can call up, over groups, changes of groups, weeks and schedules, and what it tells.

For each person and each four weeks there has to be another world with just the same cards, in which that
person did something else: nothing, something right, something wrong. Only what two accounts did that work
with the manager is fixed. The other world may differ in one more person, who then did what this one did.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest

from bot.core.phrasebook import Phrasebook
from bot.store.memory.groups import MemoryGroupStore
from tests.drill import bank
from tests.results.manager_attacker import VICTIMS, WEEKS, AttackingManager, World, others_deed, world

SEED_THAT_FINDS = 4  # one of those that find somebody where the rule is gone


@pytest.fixture(scope="module")
def book() -> Phrasebook:
    """The phrasebook with the small bank."""
    return bank.book()


def other_worlds(dice: random.Random, done: World, victim: str, number: int) -> Iterator[list[World]]:
    """Yields, for each other thing that the victim may have done, the worlds in which they did."""
    for deed in others_deed(dice, done[victim, number]):
        worlds: list[World] = [{**done, (victim, number): deed}]
        for user in VICTIMS:
            theirs = done[user, number]
            if user != victim and (theirs.practised, theirs.right) == (deed.practised, deed.right):
                swapped = {(victim, number): theirs, (user, number): done[victim, number]}
                worlds.append({**done, **swapped})
        yield worlds


async def is_open(book: Phrasebook, seed: int, shown: list[str], worlds: list[World]) -> bool:
    """Returns whether the cards are the same in one of these worlds."""
    for other in worlds[:4]:
        if await AttackingManager(book, seed, other).attacks() == shown:
            return True
    return False


async def learned(book: Phrasebook, seed: int, victims: int) -> int:
    """Returns of how many people an attack tells that they cannot have done something else."""
    dice = random.Random(seed)
    done = world(dice)
    shown = await AttackingManager(book, seed, done).attacks()
    assert any("of the group practised" in text for text in shown)
    singled = 0
    for victim in dice.sample(VICTIMS, victims):
        number = dice.randrange(WEEKS // 4)
        for worlds in other_worlds(dice, done, victim, number):
            singled += not await is_open(book, seed, shown, worlds)
    return singled


@pytest.mark.parametrize("seed", range(6))
async def test_no_sequence_of_figures_tells_of_one_person(book: Phrasebook, seed: int) -> None:
    assert await learned(book, seed, victims=2) == 0


async def test_the_attack_finds_somebody_where_figures_are_of_whoever_is_in_a_group_now(
    book: Phrasebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def now(self: MemoryGroupStore, tenant: str, first: date, group: str) -> tuple[str, ...]:
        found = await self.find_group(tenant, group)
        return found.people if found else ()

    monkeypatch.setattr(MemoryGroupStore, "counted_people", now)
    assert await learned(book, SEED_THAT_FINDS, victims=2) > 0
