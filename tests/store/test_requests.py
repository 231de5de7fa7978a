"""Requests that were taken, on both engines and in memory."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.core.once import REMEMBERED, Once, RequestStore
from bot.store.memory.requests import MemoryRequestStore
from bot.store.sql.database import Database
from bot.store.sql.requests import SqlRequestStore

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + REMEMBERED


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def requests(request: pytest.FixtureRequest, database: Database) -> RequestStore:
    return SqlRequestStore(database) if request.param == "stored" else MemoryRequestStore()


async def test_one_of_many_who_come_at_once_is_first(requests: RequestStore) -> None:
    claims = (requests.claim_request("T1", "k", NOW, LATER) for _ in range(5))
    assert sorted(await asyncio.gather(*claims)) == [False, False, False, False, True]
    assert await requests.claim_request("T1", "another", NOW, LATER)
    assert await requests.claim_request("T2", "k", NOW, LATER)


async def test_it_is_remembered_as_long_as_was_said(requests: RequestStore) -> None:
    assert await requests.claim_request("T1", "k", NOW, LATER)
    assert not await requests.claim_request("T1", "k", LATER - timedelta(seconds=1), LATER)
    assert await requests.claim_request("T1", "k", LATER, LATER + REMEMBERED)
    assert await requests.purge_requests(LATER) == 0
    assert await requests.purge_requests(LATER + REMEMBERED + timedelta(seconds=1)) == 1


async def test_what_was_not_done_may_come_again(requests: RequestStore) -> None:
    assert await requests.claim_request("T1", "k", NOW, LATER)
    await requests.release_request("T1", "k")
    assert await requests.claim_request("T1", "k", NOW, LATER)


async def test_two_processes_and_a_restart_know_of_each_other(requests: RequestStore) -> None:
    now = NOW
    first, second = (Once(requests, lambda: now) for _ in range(2))
    assert await first.is_new("T1", "press 1")
    assert not await first.is_new("T1", "press 1")
    assert not await second.is_new("T1", "press 1")
    await first.forget("T1", "press 1")
    assert await first.is_new("T1", "press 1")
    now += timedelta(seconds=300)
    assert not await Once(requests, lambda: now).is_new("T1", "press 1")


class Away:
    """A store that fails, or never answers."""

    def __init__(self, *, silent: bool = False) -> None:
        self._silent = silent

    async def claim_request(self, tenant: str, key: str, now: datetime, until: datetime) -> bool:
        if self._silent:
            await asyncio.Event().wait()
        raise ConnectionError("away")

    async def release_request(self, tenant: str, key: str) -> None:
        raise ConnectionError("away")

    async def purge_requests(self, before: datetime) -> int:
        raise ConnectionError("away")


@pytest.mark.parametrize("silent", [False, True])
async def test_without_the_store_a_process_answers_by_its_own_memory(
    silent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.once.PATIENCE", 0.01)
    once = Once(Away(silent=silent))
    assert await once.is_new("T1", "press 1")
    assert not await once.is_new("T1", "press 1")
    await once.forget("T1", "press 1")
    assert await once.is_new("T1", "press 1")
