"""The made-up year: in a database as it would be by use, the same for each seed, and marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core import card as c
from bot.core.activity import EVERYBODY, ActivityCell, ActivityKind, ActivitySpan
from bot.core.chat import Role
from bot.playground.people import TENANT
from bot.store.sql.activity import SqlActivityStore
from bot.store.sql.database import Database
from bot.store.sql.groups import SqlGroupStore
from bot.store.sql.helpdesk import SqlHelpdeskStore
from bot.store.sql.incidents import boundary_stores
from bot.store.sql.made_up import is_made_up, mark_made_up
from bot.store.sql.misses import SqlMissStore
from bot.store.sql.people import SqlPeopleStore
from bot.store.sql.safety import SqlSafetyStore
from bot.store.sql.schedules import schedule_stores
from bot.store.sql.team import SqlTeamStore
from bot.wiring.demo.filling import DemoCounts, fill
from bot.wiring.demo.incidents import year_incidents
from bot.wiring.demo.people import GROUPS, demo_people
from bot.wiring.demo.year import year_events
from bot.wiring.stores import Stores
from tests.build import shipped
from tests.harness import Harness
from tests.report.actor import ReportReader

NOW = datetime(2026, 11, 30, 11, tzinfo=UTC)


def stores_in(database: Database) -> Stores:
    """Returns all stores that a made-up year goes to, in a database."""
    return Stores(
        people=SqlPeopleStore(database),
        boundary=boundary_stores(database),
        team=SqlTeamStore(database),
        misses=SqlMissStore(database),
        groups=SqlGroupStore(database),
        safety=SqlSafetyStore(database),
        schedule=schedule_stores(database),
        activity=SqlActivityStore(database),
        helpdesk=SqlHelpdeskStore(database),
        made_up=True,
    )


async def every_cell(stores: Stores) -> Sequence[Sequence[ActivityCell]]:
    """Returns all sums there are."""
    first, until = date(2025, 1, 6), NOW.date() + timedelta(weeks=4)
    return [
        await stores.activity.activity_cells(TENANT, span, first, until, group)
        for span in ActivitySpan
        for group in (EVERYBODY, "", *(group.id for group in GROUPS))
    ]


async def filled(database: Database, seed: int = 7, periods: int = 2) -> tuple[Stores, DemoCounts]:
    stores = stores_in(database)
    return stores, await fill(stores, shipped(), seed, NOW, periods)


async def test_made_anew_the_sums_are_the_same(database: Database) -> None:
    stores, _ = await filled(database)
    before = await every_cell(stores)
    assert {cell.kind for cells in before for cell in cells} == {*ActivityKind}
    assert await stores.activity.fold_activity(NOW.date()) == 0
    assert await stores.activity.rebuild_activity(NOW.date()) > 50
    assert await every_cell(stores) == before


async def test_what_was_made_up_can_be_seen_where_managers_look(database: Database) -> None:
    stores, size = await filled(database)
    assert [group.name for group in await stores.groups.all_groups(TENANT)] == [
        "Chat team",
        "Night shift",
        "Phones",
    ]
    assert await stores.boundary.incidents.count_incidents(TENANT) == size.incidents
    page = await stores.boundary.incidents.incident_page(TENANT, 0, 100)
    assert all(not incident.course.open for incident in page)
    assert any(incident.support for incident in page)
    assert any(incident.result for incident in page)
    assert len(await stores.misses.frequent_misses(TENANT)) == 4
    assert len(await stores.schedule.schedules.all_schedules(TENANT)) == 3
    assert await stores.schedule.schedules.active_schedules(("", ""), 9) == ()  # nobody is there to send to
    assert await stores.safety.kind_weeks(TENANT, "2025-W01", "2026-W53")


async def test_the_report_of_a_year_names_what_went_down_and_says_that_it_is_made_up(
    database: Database,
) -> None:
    stores, _ = await filled(database, periods=6)
    marta = ReportReader(Harness(stores, now=NOW), "marta", "en", Role.MANAGER, tenant=TENANT)
    await marta.types("report")
    assert "Made-up data: nobody here is real." in marta.notes
    assert marta.sentences[0].startswith("**Waiting or delay**: fewer contacts ended calm, ")
    assert marta.sentences[0].endswith("This is more than chance.")
    for view in ("Outcomes", "Practice"):
        await marta.presses(view)
        assert "Help-desk figures, by week, in percent" in [plot.title for plot in marta.all(c.Plot)]
        assert any(note.startswith("Two lines that move together do not tell") for note in marta.notes)


async def test_only_an_empty_database_is_marked(database: Database) -> None:
    assert not await is_made_up(database)
    assert await mark_made_up(database)
    assert await is_made_up(database)
    assert not await mark_made_up(database)  # it is not filled twice


async def test_where_there_is_anybody_already_nothing_is_marked(database: Database) -> None:
    await SqlPeopleStore(database).appoint_person("T1", "marta", Role.MANAGER)
    assert not await mark_made_up(database)
    assert not await is_made_up(database)


@pytest.mark.parametrize("seed", [7, 8])
def test_a_seed_makes_the_same_year_up_each_time(seed: int) -> None:
    people, book = demo_people(seed), shipped()
    assert people == demo_people(seed)
    assert [len([p for p in people if p.group is group]) for group in GROUPS] == [15, 23, 41]
    assert len({person.name for person in people}) == len(people)
    year = [list(year_events(seed, NOW.date(), people, book, 1)) for _ in range(2)]
    assert year[0] == year[1]
    assert year[0] != list(year_events(seed + 1, NOW.date(), demo_people(seed + 1), book, 1))
    ids = [event.id for events in year[0] for event in events]
    assert len(set(ids)) == len(ids)
    assert max(event.day for events in year[0] for event in events) <= NOW.date()
    policy = book.protocols["two-warning"]
    incidents = list(year_incidents(seed, NOW, people, policy, 3))
    assert incidents == list(year_incidents(seed, NOW, people, policy, 3))
    assert all(incident.course.closed and incident.course.closed < NOW for incident in incidents)


def test_nobody_made_up_is_one_of_the_playground_but_for_those_who_are() -> None:
    own = {person.id for person in demo_people(7) if not person.id.startswith("demo-")}
    assert own == {"ana", "luis", "sofia"}
