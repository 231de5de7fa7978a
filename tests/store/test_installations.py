"""Where the app is installed, on both engines and in memory."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.core.installations import Installation, InstallationStore
from bot.store.memory.installations import MemoryInstallationStore
from bot.store.sql.database import Database
from bot.store.sql.installations import SqlInstallationStore

NOW = datetime(2026, 11, 30, 14, 2, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def store(request: pytest.FixtureRequest, database: Database) -> InstallationStore:
    return SqlInstallationStore(database) if request.param == "stored" else MemoryInstallationStore()


async def test_what_is_kept_is_found_by_its_tenant_alone(store: InstallationStore) -> None:
    assert await store.keep_installation("T1", "slack", "one", "key", NOW) is None
    assert await store.keep_installation("T2", "slack", "two", "key", NOW) is None
    assert await store.find_installation("T1", "slack") == Installation("T1", "one", "key", 1)
    assert await store.find_installation("T3", "slack") is None
    assert await store.find_installation("T1", "teams") is None
    assert [each.tenant for each in await store.list_installations("slack")] == ["T1", "T2"]


async def test_installed_twice_the_later_one_counts(store: InstallationStore) -> None:
    await store.keep_installation("T1", "slack", "one", "key", NOW)
    assert await store.keep_installation("T1", "slack", "two", "other", NOW + HOUR) is None
    assert await store.find_installation("T1", "slack") == Installation("T1", "two", "other", 2)


async def test_of_two_who_change_it_at_once_one_does(store: InstallationStore) -> None:
    await store.keep_installation("T1", "slack", "one", "key", NOW)
    changes = (store.change_installation("T1", "slack", f"new {n}", "key", 1) for n in range(3))
    assert sorted(await asyncio.gather(*changes)) == [*(False, False, True)]
    found = await store.find_installation("T1", "slack")
    assert found
    assert found.version == 2
    assert not await store.change_installation("T2", "slack", "new", "key", 0)


async def test_one_renews_at_a_time(store: InstallationStore) -> None:
    await store.keep_installation("T1", "slack", "one", "key", NOW)
    await store.keep_installation("T2", "slack", "two", "key", NOW)
    until = NOW + timedelta(minutes=1)
    asked = (store.begin_renewal("T1", "slack", 1, NOW, until) for _ in range(3))
    assert sorted(await asyncio.gather(*asked)) == [*(False, False, True)]
    assert await store.begin_renewal("T2", "slack", 1, NOW, until)
    # Whoever died while it renewed keeps nobody else from it for long.
    assert await store.begin_renewal("T1", "slack", 1, until + timedelta(seconds=1), until + HOUR)
    assert await store.change_installation("T1", "slack", "new", "key", 1)
    assert not await store.begin_renewal("T1", "slack", 1, NOW, until)  # of before
    assert await store.begin_renewal("T1", "slack", 2, NOW, until)


async def test_taken_out_nothing_secret_stays(store: InstallationStore) -> None:
    await store.keep_installation("T1", "slack", "one", "key", NOW)
    await store.keep_installation("T2", "slack", "two", "key", NOW)
    gone = NOW + HOUR
    assert await store.remove_installation("T1", "slack", gone, gone)
    assert await store.find_installation("T1", "slack") == Installation("T1", "", "", 2, gone)
    assert not await store.remove_installation(
        "T1", "slack", gone + HOUR, gone + HOUR
    )  # it is out since then
    assert not await store.change_installation("T1", "slack", "new", "key", 2)
    assert not await store.begin_renewal("T1", "slack", 2, gone, gone + HOUR)
    assert [each.tenant for each in await store.list_installations("slack")] == ["T2"]
    assert await store.removed_before("slack", gone) == []
    assert await store.removed_before("slack", gone + timedelta(seconds=1)) == ["T1"]


async def test_word_of_an_earlier_end_does_not_end_a_later_installation(store: InstallationStore) -> None:
    await store.keep_installation("T1", "slack", "one", "key", NOW)
    await store.remove_installation("T1", "slack", NOW + HOUR, NOW + HOUR)
    assert await store.keep_installation("T1", "slack", "two", "key", NOW + 2 * HOUR) == NOW + HOUR
    assert not await store.remove_installation("T1", "slack", NOW + HOUR, NOW + 3 * HOUR)
    found = await store.find_installation("T1", "slack")
    assert found
    assert (found.sealed, found.removed, found.version) == ("two", None, 3)


async def test_what_is_gone_is_forgotten_and_nothing_else(store: InstallationStore) -> None:
    for tenant in ("T1", "T2"):
        await store.keep_installation(tenant, "slack", "one", "key", NOW)
    await store.remove_installation("T1", "slack", NOW, NOW)
    for tenant in ("T1", "T2", "T3"):
        await store.forget_installation(tenant, "slack")
    assert await store.find_installation("T1", "slack") is None
    assert await store.find_installation("T2", "slack")


def test_nothing_of_it_is_shown() -> None:
    assert "a token" not in repr(Installation("T1", "a token", "key", 1))
