"""Alerts, on both engines and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.core.edge import Address
from bot.core.ledger import DeliveryState, Lane, Ledger, Notice, Rank
from bot.features.alert.model import Alert, AlertAnswer, AlertResponse
from bot.features.alert.ports import AlertStore
from bot.store.memory.alert import MemoryAlertStore
from bot.store.memory.ledger import MemoryLedger
from bot.store.sql.alerts import SqlAlertStore
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
MARTA = Address("T1", "slack", "marta")


@dataclass
class Stored:
    """A store of alerts, and the ledger that it writes to."""

    alerts: AlertStore
    ledger: Ledger


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def stored(request: pytest.FixtureRequest, database: Database) -> Stored:
    if request.param == "stored":
        return Stored(SqlAlertStore(database), SqlLedger(database))
    ledger = MemoryLedger()
    return Stored(MemoryAlertStore(ledger), ledger)


def alert(id: str = "a1", agent: str = "ana", tenant: str = "T1", reason: str = "bomb") -> Alert:
    waves = ((Address(tenant, "slack", "C1", channel=True),), (Address(tenant, "slack", "marta"),))
    return Alert(tenant, id, agent, "slack", "Ana", "es", "seal", reason, "phone", waves, T0)


def notice(key: str, due: datetime = T0, rank: Rank = Rank.ALERT) -> Notice:
    return Notice(key, MARTA, "alert.call", ("a1", "0", "0"), due, rank=rank)


async def test_those_that_wait_are_told_of_all_tenants(stored: Stored) -> None:
    late, over = replace(alert("a2", "eva", "T2"), raised=T0 - timedelta(hours=2)), T0 + timedelta(minutes=1)
    response = AlertResponse("marta", "Marta", AlertAnswer.CALLING, over)
    answered, closed = (
        replace(alert("a3", "ben"), response=response),
        replace(alert("a4", "cai"), closed=over),
    )
    assert await stored.alerts.keep_alerts([alert(), late, answered, closed])
    assert await stored.alerts.waiting_alerts(T0 - timedelta(days=1)) == (T0 - timedelta(hours=2), T0)
    assert await stored.alerts.waiting_alerts(T0 - timedelta(hours=2)) == (T0,)


async def test_an_alert_comes_back_whole(stored: Stored) -> None:
    fresh = replace(alert(), message="https://hooks.example/1", fleeting=True)
    assert await stored.alerts.keep_alerts([fresh])
    assert await stored.alerts.find_alert("T1", "a1") == replace(fresh, version=1)
    assert await stored.alerts.open_alert("T1", "ana", "bomb") == replace(fresh, version=1)
    response = AlertResponse("marta", "Marta", AlertAnswer.CALLING, T0 + timedelta(minutes=1))
    done = replace(fresh, response=response, closed=T0 + timedelta(minutes=9), version=1)
    assert await stored.alerts.keep_alerts([done])
    assert await stored.alerts.find_alert("T1", "a1") == replace(done, version=2)
    assert await stored.alerts.open_alert("T1", "ana", "bomb") is None


async def test_one_is_open_for_an_agent_and_a_reason_and_no_tenant_sees_anothers(stored: Stored) -> None:
    done = await asyncio.gather(*(stored.alerts.keep_alerts([alert(f"a{n}")]) for n in range(4)))
    assert sorted(done) == [False, False, False, True]
    others = [alert("b", reason="medical"), alert("c", agent="luis"), alert("d", tenant="T2")]
    assert await stored.alerts.keep_alerts(others)
    assert await stored.alerts.find_alert("T2", "b") is None
    [first] = [found for n in range(4) if (found := await stored.alerts.find_alert("T1", f"a{n}"))]
    assert await stored.alerts.keep_alerts([replace(first, closed=T0), alert("e")])
    going = await stored.alerts.open_alert("T1", "ana", "bomb")
    assert going
    assert going.id == "e"


async def test_what_somebody_else_changed_is_not_overwritten_and_tells_nobody(stored: Stored) -> None:
    await stored.alerts.keep_alerts([alert()], [notice("k1")])
    assert not await stored.alerts.keep_alerts([replace(alert(), closed=T0)], [notice("k2")])
    assert list(await stored.ledger.find_deliveries("T1", ["k1", "k2"])) == ["k1"]
    assert await stored.ledger.find_deliveries("T2", ["k1"]) == {}


async def test_old_ones_are_deleted(stored: Stored) -> None:
    await stored.alerts.keep_alerts(
        [alert("old"), replace(alert("new", agent="luis"), raised=T0 + timedelta(1))]
    )
    assert await stored.alerts.purge_alerts(T0 + timedelta(hours=1)) == 1
    assert await stored.alerts.find_alert("T1", "old") is None
    assert await stored.alerts.find_alert("T1", "new")


async def test_an_alert_is_claimed_before_all_that_waits_and_may_be_brought_forward(stored: Stored) -> None:
    later = T0 + timedelta(minutes=1)
    ledger = stored.ledger
    await ledger.add_notices([notice(f"r{n}", rank=Rank.ROUTINE) for n in range(20)])
    await ledger.add_notices([notice("s", rank=Rank.SAFETY), notice("wave", later), notice("tried")])
    lane = Lane("T1", "slack")
    lease = await ledger.take_lane(lane, "me", T0, T0 + timedelta(minutes=5))
    assert lease
    assert [claim.notice.key for claim in await ledger.claim_due(lease, T0, 2)] == ["tried", "s"]
    sooner = [notice("wave"), notice("tried", T0 - timedelta(minutes=9)), notice("r0", T0 - timedelta(1))]
    await ledger.add_notices(sooner)
    [claim] = await ledger.claim_due(lease, T0, 1)
    assert (claim.notice.key, claim.notice.due) == ("wave", T0)
    found = await ledger.find_deliveries("T1", ["tried", "r0"])
    assert (found["tried"].state, found["tried"].notice.due) == (DeliveryState.SENDING, T0)
    await ledger.add_notices([notice("wave", later)])
    assert (await ledger.find_deliveries("T1", ["wave"]))["wave"].notice.due == T0
