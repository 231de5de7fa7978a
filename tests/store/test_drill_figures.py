"""Sums over answers, on both engines and in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.coach.drill.figures import Picked, Practised
from bot.coach.drill.kept import Drills, DrillsInMemory
from bot.store import drill_figures
from bot.store.database import Database
from bot.store.drills import StoredDrills
from tests.results.floor import answers

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
WEEK, SINCE = NOW - timedelta(days=1), NOW - timedelta(days=28)
ALL = ("ana", "ben", "cleo", "dan")


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def kept(request: pytest.FixtureRequest, database: Database) -> Drills:
    """A team of four, of whom three practised; and somebody of another team."""
    drills: Drills = StoredDrills(database) if request.param == "stored" else DrillsInMemory()
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
async def test_what_all_answered(kept: Drills, people: tuple[str, ...] | None) -> None:
    figures = kept.figures
    assert await figures.practised("T1", people, WEEK, SINCE) == Practised(2, 3)
    assert await figures.picked("T1", people, SINCE) == (
        Picked("a", 0, 2, 2), Picked("a", 1, 2, 0), Picked("b", 2, 2, 2),
    )  # fmt: skip
    assert await figures.several("T1", people, SINCE, {"a", "nothing"})
    assert not await figures.several("T1", people, SINCE, {"b"})
    assert await figures.several("T1", people, SINCE, {"a", "b"})


async def test_what_some_answered(kept: Drills) -> None:
    figures, some = kept.figures, ("ben", "dan")
    assert await figures.practised("T1", some, WEEK, SINCE) == Practised(1, 1)
    assert await figures.picked("T1", some, SINCE) == (Picked("a", 0, 1, 1),)
    assert not await figures.several("T1", some, SINCE, {"a"})
    assert await figures.who("T1", ALL, WEEK) == {"ana", "ben"}
    assert await figures.practised("T1", ("dan",), WEEK, SINCE) == Practised(0, 0)
    for nobody in ((), ("dan",)):
        assert await figures.picked("T1", nobody, SINCE) == ()
        assert await figures.who("T1", nobody, SINCE) == frozenset()


async def test_who_hides_and_who_is_named_is_by_team(kept: Drills) -> None:
    figures = kept.figures
    await kept.hide("T1", "ana", True)
    await kept.hide("T2", "ben", True)
    await kept.hide("T1", "cleo", True)
    await kept.hide("T1", "cleo", False)
    assert await figures.hidden("T1", ALL) == {"ana"}
    assert await figures.hidden("T1", ()) == frozenset()
    assert not await figures.named("T1")
    await figures.name("T1", True)
    assert await figures.named("T1")
    assert not await figures.named("T2")
    await figures.name("T1", False)
    assert not await figures.named("T1")
