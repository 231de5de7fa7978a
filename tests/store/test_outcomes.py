"""What came of look-ups, on both engines and in memory."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.coach.outcome.memory import OutcomesInMemory
from bot.coach.ports import Outcome, Outcomes, Tally, Told, Week, iso_week
from bot.coach.talk import Person
from bot.store.database import Database
from bot.store.outcomes import StoredOutcomes, outcome_tickets

ANA, LUIS = Person("T1", "slack", "ana"), Person("T1", "slack", "luis")
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TICKETS = count()


def told(
    outcome: Outcome = Outcome.CALMED,
    *phrases: str,
    ticket: str = "",
    situation: str = "yelling",
    at: datetime = MONDAY,
) -> Told:
    return Told(ticket or f"t{next(TICKETS)}", outcome, situation, phrases or ("a", "b"), at)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def outcomes(request: pytest.FixtureRequest, database: Database) -> Outcomes:
    return StoredOutcomes(database) if request.param == "stored" else OutcomesInMemory()


async def test_nothing_is_known_at_first(outcomes: Outcomes) -> None:
    assert await outcomes.tallies("T1") == {}
    assert await outcomes.weeks("T1", "2026-W01", "2026-W53") == ()


async def test_each_phrase_that_was_shown_counts(outcomes: Outcomes) -> None:
    assert await outcomes.tell(ANA, told(Outcome.CALMED, "a", "b"))
    assert await outcomes.tell(LUIS, told(Outcome.ESCALATED, "a"))
    assert await outcomes.tell(LUIS, told(Outcome.CALMED, "c", situation="threats"))
    assert await outcomes.tallies("T1") == {
        "yelling": {"a": Tally(1, 2), "b": Tally(1, 1)},
        "threats": {"c": Tally(1, 1)},
    }


async def test_the_same_press_twice_has_one_effect(outcomes: Outcomes) -> None:
    first = told(Outcome.CALMED, "a", ticket="once")
    assert await outcomes.tell(ANA, first)
    assert not await outcomes.tell(ANA, first)
    assert not await outcomes.tell(ANA, told(Outcome.ENDED, "a", ticket="once"))
    assert await outcomes.tell(LUIS, first)
    assert await outcomes.tallies("T1") == {"yelling": {"a": Tally(2, 2)}}


async def test_a_look_up_counts_once_for_its_week_however_many_phrases_it_showed(outcomes: Outcomes) -> None:
    await outcomes.tell(ANA, told(Outcome.CALMED, "a", "b", "c"))
    await outcomes.tell(ANA, told(Outcome.CALMED, "a"))
    await outcomes.tell(ANA, told(Outcome.ENDED, "a"))
    await outcomes.tell(ANA, told(Outcome.NO_CHANGE, at=MONDAY - timedelta(days=1)))
    await outcomes.tell(ANA, told(Outcome.CALMED, at=MONDAY + timedelta(days=7)))
    assert await outcomes.weeks("T1", "2026-W47", "2026-W48") == (
        Week("2026-W47", "yelling", Outcome.NO_CHANGE, 1),
        Week("2026-W48", "yelling", Outcome.CALMED, 2),
        Week("2026-W48", "yelling", Outcome.ENDED, 1),
    )


async def test_phrases_shown_twice_count_once(outcomes: Outcomes) -> None:
    await outcomes.tell(ANA, told(Outcome.CALMED, "a", "a"))
    assert await outcomes.tallies("T1") == {"yelling": {"a": Tally(1, 1)}}


async def test_another_tenant_sees_nothing(outcomes: Outcomes) -> None:
    first = told(ticket="once")
    await outcomes.tell(ANA, first)
    assert await outcomes.tallies("T2") == {}
    assert await outcomes.weeks("T2", "2026-W01", "2026-W53") == ()
    assert await outcomes.tell(Person("T2", "slack", "ana"), first)


async def test_many_at_once_are_all_counted_and_none_twice(database: Database) -> None:
    outcomes = StoredOutcomes(database)
    each = [told(Outcome.CALMED, "b", "a", ticket=f"{n}") for n in range(20)]
    done = await asyncio.gather(*(outcomes.tell(ANA, one) for one in each for _ in range(2)))
    assert sum(done) == 20
    assert await outcomes.tallies("T1") == {"yelling": {"a": Tally(20, 20), "b": Tally(20, 20)}}


async def test_tickets_are_forgotten_after_a_month(database: Database) -> None:
    outcomes = StoredOutcomes(database)
    await outcomes.tell(ANA, told(ticket="old"))
    await outcomes.tell(ANA, told(ticket="new", at=MONDAY + timedelta(days=31)))
    async with database.reading() as connection:
        kept = (await connection.execute(sa.select(outcome_tickets.c.ticket))).scalars().all()
    assert kept == ["new"]


@pytest.mark.parametrize(
    ("day", "week"),
    [((2026, 11, 23), "2026-W48"), ((2027, 1, 1), "2026-W53"), ((2026, 1, 1), "2026-W01")],
)
def test_weeks_are_named_as_iso_does(day: tuple[int, int, int], week: str) -> None:
    assert iso_week(datetime(*day, tzinfo=UTC)) == week
