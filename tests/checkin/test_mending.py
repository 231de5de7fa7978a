"""What a person can mend of their own self-check is told to them, with what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.chat import Placement
from bot.core.conflict import Conflict
from bot.core.keys import key_id
from bot.features.checkin.earlier_answers import SealedAnswerStore
from bot.features.checkin.model import PersonKey, Submitted
from bot.store.memory.checkin import MemorySealedRowStore, checkin_in_memory
from bot.wiring.stores import Stores
from tests.checkin.actor import HEAVY, MIDDLE, Colleague
from tests.checkin.keys import NEW, OLD, TODAY, TestKeys, chance, entry
from tests.harness import Harness


@pytest.fixture
def rows() -> MemorySealedRowStore:
    return MemorySealedRowStore()


@pytest.fixture
def sealed(rows: MemorySealedRowStore) -> Harness:
    """Calma whose answers are sealed into those rows."""
    answers = SealedAnswerStore(rows, TestKeys(), chance)
    return Harness(Stores(checkin=replace(checkin_in_memory(), answers=answers)), now=MIDDLE)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Your checks can't be opened"),
        ("es", "Sus chequeos no se pueden abrir"),
    ],
)
async def test_whose_own_key_is_damaged_is_told_to_begin_anew(
    sealed: Harness, rows: MemorySealedRowStore, language: str, told: str
) -> None:
    ana = Colleague(sealed, language=language)
    await ana.takes_part()
    form = ana.form
    ((key, person),) = rows._people.items()
    rows._people[key] = replace(person, wrapped=person.wrapped[:-1])
    await ana.sends(**HEAVY)
    assert (ana.title, ana.how) == (told, Placement.DIALOG)
    assert "ref" not in ana.text.split()
    await ana.press("checkin.erased")
    assert rows._people == {}
    await ana.takes_part()
    assert ana.form == form
    assert await ana.sends(**HEAVY)
    assert ana.form is None


async def test_who_takes_part_while_the_keys_turn_again_and_again_is_told_to_repeat_it() -> None:
    turns = [key_id(NEW), key_id(OLD)] * 5

    class Turning(MemorySealedRowStore):
        """Somebody rotates the keys right before a new one is kept, each time."""

        async def add_key(self, tenant: str, person: PersonKey) -> bool:
            if turns:
                await self.turn_lock(turns.pop(0))
            return await super().add_key(tenant, person)

    answers = SealedAnswerStore(Turning(), TestKeys(OLD, NEW), chance)
    with pytest.raises(Conflict):
        await answers.keep_consent("T1", "ana")
    turns.clear()
    await answers.keep_consent("T1", "ana")
    assert await answers.submit_entry("T1", "ana", entry(), TODAY) is Submitted.KEPT
