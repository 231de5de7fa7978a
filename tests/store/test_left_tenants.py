"""What a tenant leaves behind that took the app out, and who is there again when it comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.core.chat import Person
from bot.core.edge import Address
from bot.core.ledger import DeliveryState, Lane, Ledger, Notice
from bot.core.people import PeopleStore, Preferences
from bot.core.personal import DataSubject, LeaverStore
from bot.store.memory.ledger import MemoryLedger
from bot.store.memory.people import MemoryPeopleStore
from bot.store.memory.personal import MemoryLeaverStore, MemoryPersonalStore
from bot.store.sql.database import Database
from bot.store.sql.leavers import SqlLeaverStore
from bot.store.sql.ledger import SqlLedger
from bot.store.sql.people import SqlPeopleStore

NOW = datetime(2026, 11, 30, 14, 2, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def ledger(request: pytest.FixtureRequest, database: Database) -> Ledger:
    return SqlLedger(database) if request.param == "stored" else MemoryLedger()


def notice(key: str, tenant: str = "T1", platform: str = "slack", due: datetime = NOW) -> Notice:
    return Notice(key, Address(tenant, platform, "U1"), "room.kind", (), due)


async def test_all_that_waits_in_a_lane_ends_and_nothing_else(ledger: Ledger) -> None:
    others = [notice("other", "T2"), notice("teams", platform="teams")]
    await ledger.add_notices([notice("way"), notice("due", due=NOW + HOUR), *others])
    lease = await ledger.take_lane(Lane("T1", "slack"), "me", NOW, NOW + HOUR)
    assert lease
    assert [claim.notice.key for claim in await ledger.claim_due(lease, NOW, 9)] == ["way"]
    await ledger.add_notices([notice("late", due=NOW + 9 * HOUR)])
    assert await ledger.end_lane(Lane("T1", "slack"), "app_uninstalled", NOW + HOUR) == 2
    for key in ("due", "late"):
        ended = await ledger.find_delivery("T1", key)
        assert ended
        assert (ended.state, ended.reason, ended.at) == (DeliveryState.DEAD, "app_uninstalled", NOW + HOUR)
    states = {
        key: found.state
        for tenant, key in (("T1", "way"), ("T2", "other"), ("T1", "teams"))
        if (found := await ledger.find_delivery(tenant, key))
    }
    assert states == {
        "way": DeliveryState.SENDING,
        "other": DeliveryState.DUE,
        "teams": DeliveryState.DUE,
    }
    assert await ledger.end_lane(Lane("T1", "slack"), "app_uninstalled", NOW + HOUR) == 0


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def left(request: pytest.FixtureRequest, database: Database) -> tuple[PeopleStore, LeaverStore]:
    if request.param == "stored":
        return SqlPeopleStore(database), SqlLeaverStore(database)
    people, personal, leavers = MemoryPeopleStore(), MemoryPersonalStore(), MemoryLeaverStore()
    personal.look_into([people])
    leavers.look_into(personal)
    return people, leavers


async def test_back_again_everybody_is_there_but_whoever_had_left_before(
    left: tuple[PeopleStore, LeaverStore],
) -> None:
    people, leavers = left
    for tenant, user in (("T1", "ana"), ("T1", "luis"), ("T2", "ana")):
        await people.keep_preferences(Person(tenant, "slack", user), Preferences(language="es"))
    await leavers.note_left([DataSubject("T1", "luis")], NOW - HOUR)
    for tenant in ("T1", "T2"):
        await leavers.note_tenant_left(tenant, NOW)
    await leavers.note_tenant_back("T1", NOW)
    later = NOW + 999 * HOUR
    gone = set[tuple[str, str]]()
    while found := await leavers.long_gone(later, NOW - 999 * HOUR, 9):
        gone |= {(subject.tenant, subject.user_id) for subject in found}
        for subject in found:
            await leavers.note_back(subject)
    assert gone == {("T1", "luis"), ("T2", "ana")}
