"""What a person can mend of their own self-check is told to them, with what to do."""

from __future__ import annotations

import pytest

from bot.core.conflict import Conflict
from bot.core.keys import key_id
from bot.features.checkin.earlier_answers import SealedAnswerStore
from bot.features.checkin.model import PersonKey, Submitted
from bot.store.memory.checkin import MemorySealedRowStore
from tests.checkin.keys import NEW, OLD, TODAY, TestKeys, chance, entry


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
