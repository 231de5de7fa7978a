"""Sums over answers, on both engines and in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.features.drill.model import OptionPicks, PractisedCounts
from bot.features.drill.ports import DrillStore
from bot.store.memory.drill import MemoryDrillStore
from bot.store.sql import drill_figures
from bot.store.sql.database import Database
from bot.store.sql.drills import SqlDrillStore
from tests.results.floor import answers

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
WEEK, SINCE = NOW - timedelta(days=1), NOW - timedelta(days=28)
ALL = ("ana", "ben", "cleo", "dan")


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def kept(request: pytest.FixtureRequest, database: Database) -> DrillStore:
    """A team of four, of whom three practised; and somebody of another team."""
    drills: DrillStore = SqlDrillStore(database) if request.param == "stored" else MemoryDrillStore()
    await answers(drills, "T1", "ana", NOW, [("a", 0, True), ("a", 1, False), ("b", 2, True)])
    await answers(drills, "T1", "ben", WEEK, [("a", 0, True)])
    await answers(drills, "T1", "cleo", WEEK - timedelta(seconds=1), [("a", 1, False), ("b", 2, True)])
    await answers(drills, "T1", "ben", SINCE - timedelta(seconds=1), [("a", 2, False), ("b", 0, False)])
    await answers(drills, "T2", "ana", NOW, [("a", 2, False)])
    return drills


@pytest.fixture(params=["at once", "in parts"])
def parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many people are asked for in parts."""
    if request.param == "in parts":
        monkeypatch.setattr(drill_figures, "MANY", 2)


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize("people", [None, ALL, ("ana", *ALL)])
async def test_what_all_answered(kept: DrillStore, people: tuple[str, ...] | None) -> None:
    figures = kept.stats
    assert await figures.practised("T1", people, WEEK, SINCE) == PractisedCounts(2, 3)
    assert await figures.picked("T1", people, SINCE) == (
        OptionPicks("a", 0, 2, 2), OptionPicks("a", 1, 2, 0), OptionPicks("b", 2, 2, 2),
    )  # fmt: skip
    assert await figures.several("T1", people, SINCE, {"a", "nothing"})
    assert not await figures.several("T1", people, SINCE, {"b"})
    assert await figures.several("T1", people, SINCE, {"a", "b"})


async def test_what_some_answered(kept: DrillStore) -> None:
    figures, some = kept.stats, ("ben", "dan")
    assert await figures.practised("T1", some, WEEK, SINCE) == PractisedCounts(1, 1)
    assert await figures.picked("T1", some, SINCE) == (OptionPicks("a", 0, 1, 1),)
    assert not await figures.several("T1", some, SINCE, {"a"})
    assert await figures.who("T1", ALL, WEEK) == {"ana", "ben"}
    assert await figures.practised("T1", ("dan",), WEEK, SINCE) == PractisedCounts(0, 0)
    for nobody in ((), ("dan",)):
        assert await figures.picked("T1", nobody, SINCE) == ()
        assert await figures.who("T1", nobody, SINCE) == frozenset()


async def test_who_hides_and_who_is_named_is_by_team(kept: DrillStore) -> None:
    figures = kept.stats
    await kept.set_hidden("T1", "ana", True)
    await kept.set_hidden("T2", "ben", True)
    await kept.set_hidden("T1", "cleo", True)
    await kept.set_hidden("T1", "cleo", False)
    assert await figures.hidden("T1", ALL) == {"ana"}
    assert await figures.hidden("T1", ()) == frozenset()
    assert not await figures.named("T1")
    await figures.name("T1", True)
    assert await figures.named("T1")
    assert not await figures.named("T2")
    await figures.name("T1", False)
    assert not await figures.named("T1")
