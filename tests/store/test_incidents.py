"""Incidents, on both engines and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio

from bot.content.load import load
from bot.core.edge import Address
from bot.core.ledger import DeliveryState, Notice
from bot.core.policy import DEFAULT
from bot.core.send_limits import SendLimit, SendLimitError
from bot.features.boundary import protocol
from bot.features.boundary.model import (
    Incident,
    IncidentResult,
    Restriction,
    RestrictionKind,
    ResultKind,
    SupervisorAnswer,
    SupervisorSupport,
)
from bot.features.boundary.ports import BoundaryStores
from bot.features.boundary.protocol import ContactCourse, ProtocolMove
from bot.store.memory.boundary import boundary_in_memory
from bot.store.sql.database import Database
from bot.store.sql.incidents import boundary_stores as stored
from tests.conftest import PHRASEBOOK

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
POLICY = load(PHRASEBOOK).protocols[DEFAULT]
BEGAN = {"first": T0 - timedelta(days=2), "second": T0 - timedelta(days=1)}


def incident(id: str = "i1", agent: str = "ana", tenant: str = "T1", began: datetime = T0) -> Incident:
    audience = (Address(tenant, "slack", "C1", channel=True), Address(tenant, "slack", "sofía"))
    course = protocol.start("phone", began)
    return Incident(tenant, id, agent, "slack", "Ana", "es", "seal", POLICY, audience, course)


def pressed(found: Incident, *moves: ProtocolMove, version: int = 1) -> Incident:
    course: ContactCourse = found.course
    for move in moves:
        course = protocol.press(course, POLICY, move, course.turn, T0 + timedelta(minutes=1))
    return replace(found, course=course, version=version)


def notice(key: str) -> Notice:
    return Notice(key, Address("T1", "slack", "sofía"), "boundary.told", ("i1", "1", "0"), T0)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def kept(request: pytest.FixtureRequest, database: Database) -> BoundaryStores:
    return stored(database) if request.param == "stored" else boundary_in_memory()


async def test_an_incident_comes_back_whole(kept: BoundaryStores) -> None:
    fresh = incident()
    assert await kept.incidents.keep_incident([fresh])
    assert await kept.incidents.find_incident("T1", "i1") == replace(fresh, version=1)
    assert await kept.incidents.open_incident("T1", "ana") == replace(fresh, version=1)
    done = pressed(fresh, ProtocolMove.SAID, ProtocolMove.UNDO, ProtocolMove.ENDED, ProtocolMove.REST)
    support = SupervisorSupport("s", "Sofía", SupervisorAnswer.TALK, T0)
    result = IncidentResult("s", "Sofía", ResultKind.RESTRICTED, T0 + timedelta(days=1))
    done = replace(done, note="ñ", ticket="#1", support=support, result=result)
    assert await kept.incidents.keep_incident([done])
    assert await kept.incidents.find_incident("T1", "i1") == replace(done, version=2)
    assert await kept.incidents.open_incident("T1", "ana") is None


async def test_what_somebody_else_changed_is_not_overwritten_and_tells_nobody(kept: BoundaryStores) -> None:
    fresh = incident()
    await kept.incidents.keep_incident([fresh])
    assert await kept.incidents.keep_incident([pressed(fresh, ProtocolMove.SAID)])
    assert not await kept.incidents.keep_incident([pressed(fresh, ProtocolMove.STOPPED)], [notice("k")])
    assert await kept.ledger.due_lanes(T0, 1) == ()
    assert await kept.ledger.find_delivery("T1", "k") is None
    assert not await kept.incidents.keep_incident([fresh])


async def test_an_agent_has_at_most_one_open(kept: BoundaryStores) -> None:
    done = await asyncio.gather(*(kept.incidents.keep_incident([incident(f"i{n}")]) for n in range(4)))
    assert sorted(done) == [False, False, False, True]
    assert await kept.incidents.keep_incident([incident("j", "luis"), incident("k", "ana", "T2")])


async def test_one_gives_way_to_the_next_in_one_go(kept: BoundaryStores) -> None:
    fresh = incident()
    await kept.incidents.keep_incident([fresh])
    assert await kept.incidents.keep_incident(
        [pressed(fresh, ProtocolMove.LEAVE), incident("i2")], [notice("k")]
    )
    found = await kept.incidents.open_incident("T1", "ana")
    assert found
    assert found.id == "i2"
    told = await kept.ledger.find_delivery("T1", "k")
    assert told
    assert (told.notice, told.state) == (notice("k"), DeliveryState.DUE)


async def test_a_tenant_never_sees_anothers(kept: BoundaryStores) -> None:
    await kept.incidents.keep_incident([incident(), incident("i1", "ana", "T2", T0 + timedelta(days=1))])
    assert await kept.incidents.find_incident("T3", "i1") is None
    for tenant in ("T1", "T2"):
        [mine] = await kept.incidents.incident_page(tenant, 0, 10)
        assert mine.tenant == tenant
        assert await kept.incidents.count_incidents(tenant) == 1
        assert {found.tenant for found in await kept.incidents.incidents_since(tenant, T0)} == {tenant}
    assert await kept.incidents.tenants_with_incidents() == ("T1", "T2")
    assert await kept.incidents.purge_incidents("T2", T0 + timedelta(days=9)) == 1
    assert await kept.incidents.count_incidents("T1") == 1


async def test_the_newest_come_first_page_by_page(kept: BoundaryStores) -> None:
    for day in range(5):
        await kept.incidents.keep_incident([incident(f"i{day}", f"a{day}", "T1", T0 + timedelta(days=day))])
    assert [i.id for i in await kept.incidents.incident_page("T1", 0, 2)] == ["i4", "i3"]
    assert [i.id for i in await kept.incidents.incident_page("T1", 4, 2)] == ["i0"]
    assert [i.id for i in await kept.incidents.incidents_since("T1", T0 + timedelta(days=3))] == ["i4", "i3"]
    assert await kept.incidents.purge_incidents("T1", T0 + timedelta(days=2)) == 2
    assert [i.id for i in await kept.incidents.incident_page("T1", 0, 9)] == ["i4", "i3", "i2"]


def restriction(ticket: str = "#Case-77", tenant: str = "T1", day: int = 1) -> Restriction:
    review = date(2026, 12, day)
    return Restriction(tenant, ticket, RestrictionKind.WRITING, review, "ñ", "Marta", T0)


async def test_a_restriction_comes_back_whole_however_the_ticket_is_written(kept: BoundaryStores) -> None:
    assert await kept.restrictions.keep_restriction(restriction())
    assert await kept.restrictions.find_restriction("T1", "CASE-77") == replace(restriction(), version=1)
    assert await kept.restrictions.find_restriction("T2", "CASE-77") is None
    assert not await kept.restrictions.keep_restriction(restriction("case-77"))
    changed = replace(restriction(day=2), version=1)
    assert await kept.restrictions.keep_restriction(changed)
    assert not await kept.restrictions.keep_restriction(changed)
    assert await kept.restrictions.all_restrictions("T1") == (replace(changed, version=2),)


async def test_restrictions_come_by_their_day_and_go_by_it(kept: BoundaryStores) -> None:
    for day in (3, 1, 2):
        await kept.restrictions.keep_restriction(restriction(f"{day}", day=day))
    await kept.restrictions.keep_restriction(restriction("4", "T2", day=1))
    assert [each.ticket for each in await kept.restrictions.all_restrictions("T1")] == ["1", "2", "3"]
    await kept.restrictions.remove_restriction("T1", "#3")
    await kept.restrictions.remove_restriction("T1", "none")
    assert await kept.restrictions.purge_restrictions(date(2026, 12, 2)) == 2
    assert [each.ticket for each in await kept.restrictions.all_restrictions("T1")] == ["2"]


async def test_where_there_are_too_many_notices_nothing_is_stored(kept: BoundaryStores) -> None:
    limited = SendLimit("boundary.reports", 1).at(T0)
    first, second = (replace(notice(key), by="ana", limited=limited) for key in ("k1", "k2"))
    assert await kept.incidents.keep_incident([incident("i1", "ana")], [first])
    with pytest.raises(SendLimitError):
        await kept.incidents.keep_incident([incident("i2", "luis")], [notice("k3"), second])
    assert await kept.incidents.find_incident("T1", "i2") is None
    assert await kept.ledger.find_delivery("T1", "k3") is None
    assert await kept.incidents.keep_incident([incident("i2", "luis")], [notice("k3")])


async def test_reports_wait_until_somebody_answered_and_an_outcome_is_known(kept: BoundaryStores) -> None:
    ended = (ProtocolMove.SAID, ProtocolMove.SAID, ProtocolMove.ENDED, ProtocolMove.TELL)
    first, second = (pressed(incident(id, id, began=began), *ended, version=0) for id, began in BEGAN.items())
    assert first.course.reported
    others = [
        incident("open", "o"),
        pressed(incident("untold", "u"), *ended[:-1], version=0),
        pressed(incident("old", "x", began=T0 - timedelta(weeks=9)), *ended, version=0),
        pressed(incident("theirs", "t", tenant="T2"), *ended, version=0),
    ]
    assert await kept.incidents.keep_incident([second, first, *others])
    start = T0 - timedelta(weeks=8)

    async def waiting() -> list[str]:
        return [each.id for each in await kept.incidents.incidents_waiting("T1", start)]

    assert await waiting() == ["first", "second"]
    backed = replace(first, version=1, support=SupervisorSupport("sofía", "Sofía", SupervisorAnswer.SEEN, T0))
    assert await kept.incidents.keep_incident([backed])
    assert await waiting() == ["first", "second"]  # nobody knows what came of it
    resolved = replace(backed, version=2, result=IncidentResult("sofía", "Sofía", ResultKind.TALKED, T0))
    assert await kept.incidents.keep_incident([resolved])
    assert await waiting() == ["second"]
