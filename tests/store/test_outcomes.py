"""What came of look-ups, on both engines and in memory."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.core.chat import Person
from bot.core.figures import FEWEST
from bot.core.outcomes import Outcome, OutcomeReport, OutcomeStore, OutcomeWeek, Tally, iso_week
from bot.core.retention import OUTCOME_COUNTS, OUTCOME_PEOPLE, OUTCOME_TICKETS, Retention
from bot.store.memory.outcome import MemoryOutcomeStore
from bot.store.sql.database import Database
from bot.store.sql.outcomes import SqlOutcomeStore, outcome_people, outcome_tickets

ANA, LUIS = Person("T1", "slack", "ana"), Person("T1", "slack", "luis")
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TICKETS = count()


def told(
    outcome: Outcome = Outcome.CALMED,
    *phrases: str,
    ticket: str = "",
    situation: str = "yelling",
    at: datetime = MONDAY,
) -> OutcomeReport:
    return OutcomeReport(ticket or f"t{next(TICKETS)}", outcome, situation, phrases or ("a", "b"), at)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def outcomes(request: pytest.FixtureRequest, database: Database) -> OutcomeStore:
    return SqlOutcomeStore(database) if request.param == "stored" else MemoryOutcomeStore()


async def test_nothing_is_known_at_first(outcomes: OutcomeStore) -> None:
    assert await outcomes.find_tallies("T1") == {}
    assert await outcomes.outcome_weeks("T1", "2026-W01", "2026-W53") == ()


TEAM = tuple(Person("T1", "slack", f"u{n}") for n in range(FEWEST))


async def test_each_phrase_that_was_shown_counts_once_enough_people_told(outcomes: OutcomeStore) -> None:
    for person in TEAM[:-1]:
        assert await outcomes.keep_report(person, told(Outcome.CALMED, "a", "b"))
    assert await outcomes.keep_report(TEAM[-1], told(Outcome.CALMED, "c", situation="threats"))
    assert await outcomes.find_tallies("T1") == {}
    assert await outcomes.keep_report(TEAM[-1], told(Outcome.ESCALATED, "a"))
    assert await outcomes.find_tallies("T1") == {"yelling": {"a": Tally(FEWEST - 1, FEWEST)}}


async def test_one_person_counts_once_a_week_for_a_phrase_however_much_they_look_up(
    outcomes: OutcomeStore,
) -> None:
    for person in TEAM:
        await outcomes.keep_report(person, told(Outcome.NO_CHANGE, "a"))
    for _ in range(30):
        assert await outcomes.keep_report(ANA, told(Outcome.CALMED, "a"))
    assert await outcomes.find_tallies("T1") == {"yelling": {"a": Tally(1, FEWEST + 1)}}
    for weeks in (1, 2):
        await outcomes.keep_report(ANA, told(Outcome.CALMED, "a", at=MONDAY + timedelta(weeks=weeks)))
    await outcomes.keep_report(ANA, told(Outcome.CALMED, "a", at=MONDAY + timedelta(weeks=1)))
    assert await outcomes.find_tallies("T1") == {"yelling": {"a": Tally(3, FEWEST + 3)}}


async def test_the_same_press_twice_has_one_effect(outcomes: OutcomeStore) -> None:
    first = told(Outcome.CALMED, "a", ticket="once")
    assert await outcomes.keep_report(ANA, first)
    assert not await outcomes.keep_report(ANA, first)
    assert not await outcomes.keep_report(ANA, told(Outcome.ENDED, "a", ticket="once"))
    assert await outcomes.keep_report(LUIS, first)
    for person in TEAM:
        await outcomes.keep_report(person, told(Outcome.CALMED, "a", "a"))
    assert await outcomes.find_tallies("T1") == {"yelling": {"a": Tally(FEWEST + 2, FEWEST + 2)}}


async def test_a_look_up_counts_once_for_its_week_however_many_phrases_it_showed(
    outcomes: OutcomeStore,
) -> None:
    await outcomes.keep_report(ANA, told(Outcome.CALMED, "a", "b", "c"))
    await outcomes.keep_report(ANA, told(Outcome.CALMED, "a"))
    await outcomes.keep_report(ANA, told(Outcome.ENDED, "a"))
    await outcomes.keep_report(ANA, told(Outcome.NO_CHANGE, at=MONDAY - timedelta(days=1)))
    await outcomes.keep_report(ANA, told(Outcome.CALMED, at=MONDAY + timedelta(days=7)))
    assert await outcomes.outcome_weeks("T1", "2026-W47", "2026-W48") == (
        OutcomeWeek("2026-W47", "yelling", Outcome.NO_CHANGE, 1),
        OutcomeWeek("2026-W48", "yelling", Outcome.CALMED, 2),
        OutcomeWeek("2026-W48", "yelling", Outcome.ENDED, 1),
    )


async def test_another_tenant_sees_nothing(outcomes: OutcomeStore) -> None:
    first = told(ticket="once")
    await outcomes.keep_report(ANA, first)
    assert await outcomes.find_tallies("T2") == {}
    assert await outcomes.outcome_weeks("T2", "2026-W01", "2026-W53") == ()
    assert await outcomes.keep_report(Person("T2", "slack", "ana"), first)


async def test_many_at_once_are_all_counted_and_none_twice(database: Database) -> None:
    outcomes = SqlOutcomeStore(database)
    each = [(person, told(Outcome.CALMED, "b", "a")) for person in TEAM for _ in range(2)]
    done = await asyncio.gather(*(outcomes.keep_report(*one) for one in each for _ in range(2)))
    assert sum(done) == 2 * FEWEST
    tally = Tally(FEWEST, FEWEST)
    assert await outcomes.find_tallies("T1") == {"yelling": {"a": tally, "b": tally}}


async def purged(outcomes: OutcomeStore, now: datetime) -> int:
    return int(await Retention(outcomes.purge_outcomes, OUTCOME_TICKETS, OUTCOME_PEOPLE, OUTCOME_COUNTS)(now))


async def test_who_told_is_a_hash_of_its_own_for_each_phrase_and_is_forgotten(database: Database) -> None:
    outcomes = SqlOutcomeStore(database)
    await outcomes.keep_report(ANA, told(Outcome.CALMED, "a", "b"))
    async with database.reading() as connection:
        stored = (await connection.execute(sa.select(outcome_people.c.who))).scalars().all()
    assert len({*stored}) == 2
    assert not [who for who in stored if "ana" in who]
    later = MONDAY + timedelta(days=420)
    await outcomes.keep_report(LUIS, told(Outcome.CALMED, "c", at=later))
    assert await purged(outcomes, later) > 0
    async with database.reading() as connection:
        left = (await connection.execute(sa.select(outcome_people.c.phrase))).scalars().all()
    assert left == ["c"]


async def test_tickets_are_forgotten_after_a_month(database: Database) -> None:
    outcomes = SqlOutcomeStore(database)
    await outcomes.keep_report(ANA, told(ticket="old"))
    later = MONDAY + timedelta(days=31)
    await outcomes.keep_report(ANA, told(ticket="new", at=later))
    await purged(outcomes, later)
    async with database.reading() as connection:
        kept = (await connection.execute(sa.select(outcome_tickets.c.ticket))).scalars().all()
    assert kept == ["new"]


@pytest.mark.parametrize(
    ("day", "week"),
    [((2026, 11, 23), "2026-W48"), ((2027, 1, 1), "2026-W53"), ((2026, 1, 1), "2026-W01")],
)
def test_weeks_are_named_as_iso_does(day: tuple[int, int, int], week: str) -> None:
    assert iso_week(datetime(*day, tzinfo=UTC)) == week
