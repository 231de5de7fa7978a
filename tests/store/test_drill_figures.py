"""Sums over answers, on both engines and in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.features.drill.model import PeopleCounts
from bot.features.drill.ports import DrillStore
from bot.store.memory.drill import MemoryDrillStore
from bot.store.sql import drill_figures
from bot.store.sql.database import Database
from bot.store.sql.drills import SqlDrillStore
from tests.results.floor import answers

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
WEEK, SINCE = NOW - timedelta(days=1), NOW - timedelta(days=28)
LATER = NOW + timedelta(seconds=1)
ALL = ("ana", "ben", "cleo", "dan")


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def drills(request: pytest.FixtureRequest, database: Database) -> DrillStore:
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
@pytest.mark.parametrize("people", [ALL, ("ana", *ALL)])
async def test_what_all_answered(drills: DrillStore, people: tuple[str, ...]) -> None:
    stats, span = drills.stats, ("T1", people, SINCE, LATER)
    assert await stats.count_practised(*span) == 3
    assert await stats.item_people(*span) == {"a": PeopleCounts(3, 1), "b": PeopleCounts(2, 2)}
    assert await stats.topic_people(*span) == {"saying-no": PeopleCounts(3, 2)}
    assert await stats.option_people(*span) == {("a", 0): 2, ("a", 1): 2, ("b", 2): 2}


async def test_what_some_answered(drills: DrillStore) -> None:
    stats, span = drills.stats, ("T1", ("ben", "dan"), SINCE, LATER)
    assert await stats.count_practised(*span) == 1
    assert await stats.item_people(*span) == {"a": PeopleCounts(1, 1)}
    assert await stats.option_people(*span) == {("a", 0): 1}
    assert await stats.who_practised("T1", ALL, WEEK) == {"ana", "ben"}


async def test_a_span_ends_before_its_end(drills: DrillStore) -> None:
    stats = drills.stats
    assert await stats.count_practised("T1", ALL, WEEK, NOW) == 1
    assert await stats.count_practised("T1", ALL, WEEK - timedelta(seconds=1), WEEK) == 1
    assert await stats.topic_people("T1", ALL, NOW, NOW) == {}


async def test_whoever_answers_often_counts_once(drills: DrillStore) -> None:
    await answers(drills, "T3", "eve", NOW, [("a", 0, True), ("a", 1, False), ("a", 0, True)])
    await answers(drills, "T3", "finn", NOW, [("a", 0, True), ("a", 1, False)])
    span = ("T3", ("eve", "finn"), SINCE, LATER)
    assert await drills.stats.item_people(*span) == {"a": PeopleCounts(2, 1)}
    assert await drills.stats.option_people(*span) == {("a", 0): 2, ("a", 1): 2}


async def test_nobody_answered_nothing(drills: DrillStore) -> None:
    stats, span = drills.stats, ("T1", (), SINCE, LATER)
    assert await stats.count_practised(*span) == 0
    assert (await stats.item_people(*span), await stats.option_people(*span)) == ({}, {})
    assert await stats.who_practised("T1", (), SINCE) == frozenset()


async def test_who_hides_and_who_is_named_is_by_team(drills: DrillStore) -> None:
    stats = drills.stats
    await drills.set_hidden("T1", "ana", True)
    await drills.set_hidden("T2", "ben", True)
    await drills.set_hidden("T1", "cleo", True)
    await drills.set_hidden("T1", "cleo", False)
    assert await stats.hidden_people("T1", ALL) == {"ana"}
    assert await stats.hidden_people("T1", ()) == frozenset()
    assert await stats.named_since("T1") is None
    for since in (WEEK, None, NOW):
        await stats.set_named_since("T1", since)
        assert await stats.named_since("T1") == since
    assert await stats.named_since("T2") is None
