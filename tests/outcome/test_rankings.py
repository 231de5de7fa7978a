"""What rises is read behind the answers, and kept per tenant."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.core.background import BackgroundTasks
from bot.core.outcomes import Tally
from bot.features.outcome.service import FRESH_FOR, Rankings
from bot.store.memory.outcome import MemoryOutcomeStore


class Counted(MemoryOutcomeStore):
    """Counts how often it was asked; fails while `broken`."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.broken = False

    async def find_tallies(self, tenant: str) -> Mapping[str, Mapping[str, Tally]]:
        self.asked.append(tenant)
        if self.broken:
            raise RuntimeError("no database")
        return {"yelling": {"a": Tally(50, 60), "b": Tally(10, 60)}} if tenant == "T1" else {}


class Setting:
    """Rankings with a clock to turn."""

    def __init__(self) -> None:
        self.now = 0.0
        self.reported: list[BaseException] = []
        self.outcomes = Counted()
        self.background = BackgroundTasks(self.reported.append)
        self.rankings = Rankings(self.outcomes, self.background, lambda: self.now)

    async def rising(self, tenant: str = "T1") -> list[str]:
        """Asks, and lets what is behind happen."""
        found = list(self.rankings.rising(tenant, "yelling"))
        await self.background.settled()
        return found


@pytest.fixture
def setting() -> Setting:
    return Setting()


async def test_the_first_answer_does_not_wait_and_the_next_one_knows(setting: Setting) -> None:
    assert await setting.rising() == []
    assert await setting.rising() == ["a"]
    assert setting.rankings.rising("T1", "threats") == {}


async def test_it_is_read_once_and_again_when_it_is_old(setting: Setting) -> None:
    for _ in range(5):
        setting.rankings.rising("T1", "yelling")
    await setting.background.settled()
    assert setting.outcomes.asked == ["T1"]
    setting.now = FRESH_FOR
    assert await setting.rising() == ["a"]
    assert setting.outcomes.asked == ["T1", "T1"]


async def test_tenants_do_not_mix(setting: Setting) -> None:
    await setting.rising("T1")
    await setting.rising("T2")
    assert await setting.rising("T2") == []
    assert await setting.rising("T1") == ["a"]


async def test_a_broken_store_leaves_what_is_known(setting: Setting) -> None:
    await setting.rising()
    setting.now, setting.outcomes.broken = FRESH_FOR, True
    assert await setting.rising() == ["a"]
    assert [str(error) for error in setting.reported] == ["no database"]
    assert await setting.rising() == ["a"]
    assert len(setting.outcomes.asked) == 2
