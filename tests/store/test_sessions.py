"""Links to the report and the sessions that they begin, on both engines and in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.core.chat import Person
from bot.core.people import PeopleStore
from bot.core.personal import DataSubject, LeaverStore
from bot.core.sessions import ReportSession, ReportSessionStore
from bot.store.memory.people import MemoryPeopleStore
from bot.store.memory.personal import MemoryLeaverStore, MemoryPersonalStore
from bot.store.memory.sessions import MemoryReportSessionStore
from bot.store.sql.database import Database
from bot.store.sql.leavers import SqlLeaverStore
from bot.store.sql.people import SqlPeopleStore
from bot.store.sql.sessions import SqlReportSessionStore

NOW = datetime(2026, 11, 30, 14, 2, 7, tzinfo=UTC)
SOON, LATER = NOW + timedelta(minutes=15), NOW + timedelta(hours=8)


@dataclass(frozen=True)
class Kept:
    """The store, and those that tell who has gone."""

    sessions: ReportSessionStore
    people: PeopleStore
    leavers: LeaverStore


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def kept(request: pytest.FixtureRequest, database: Database) -> Kept:
    if request.param == "stored":
        return Kept(SqlReportSessionStore(database), SqlPeopleStore(database), SqlLeaverStore(database))
    people, sessions = MemoryPeopleStore(), MemoryReportSessionStore()
    personal, leavers = MemoryPersonalStore(), MemoryLeaverStore()
    personal.look_into([people, sessions])
    leavers.look_into(personal)
    sessions.look_into(people)
    return Kept(sessions, people, leavers)


def link(name: str, who: str = "marta", tenant: str = "T1", until: datetime = SOON) -> ReportSession:
    return ReportSession(tenant, "slack", who, "es", until, name)


async def redeem(sessions: ReportSessionStore, name: str, session: str, now: datetime = NOW) -> bool:
    return await sessions.redeem_link(name, session, now, LATER)


async def test_a_link_begins_a_session_once(kept: Kept) -> None:
    await kept.sessions.keep_link(link("link"))
    assert await redeem(kept.sessions, "link", "session")
    assert not await redeem(kept.sessions, "link", "another")
    assert await kept.sessions.find_session("session", NOW) == link("link", until=LATER)
    assert await kept.sessions.find_session("another", NOW) is None


async def test_of_many_at_once_one_opens_it(kept: Kept) -> None:
    await kept.sessions.keep_link(link("link"))
    opened: Sequence[bool] = await asyncio.gather(*(redeem(kept.sessions, "link", f"s{n}") for n in range(6)))
    assert sorted(opened) == [False] * 5 + [True]
    assert await kept.sessions.find_session(f"s{opened.index(True)}", NOW)


async def test_nothing_opens_what_nobody_got(kept: Kept) -> None:
    await kept.sessions.keep_link(link("link"))
    assert not await redeem(kept.sessions, "", "session")
    assert not await redeem(kept.sessions, "made up", "session")
    assert await kept.sessions.find_session("", NOW) is None
    await kept.sessions.end_session("")
    assert await redeem(kept.sessions, "link", "session")


async def test_both_come_to_their_end(kept: Kept) -> None:
    await kept.sessions.keep_link(link("link"))
    assert not await redeem(kept.sessions, "link", "session", now=SOON)
    assert await redeem(kept.sessions, "link", "session", now=SOON - timedelta(seconds=1))
    assert await kept.sessions.find_session("session", LATER - timedelta(seconds=1))
    assert await kept.sessions.find_session("session", LATER) is None
    assert await kept.sessions.purge_sessions(LATER) == 0
    assert await kept.sessions.purge_sessions(LATER + timedelta(seconds=1)) == 1


async def test_a_new_link_ends_what_was_before_and_nobody_elses(kept: Kept) -> None:
    for who, tenant in (("marta", "T1"), ("luis", "T1"), ("marta", "T2")):
        await kept.sessions.keep_link(link(f"{who} {tenant}", who, tenant))
        assert await redeem(kept.sessions, f"{who} {tenant}", f"session of {who} {tenant}")
    await kept.sessions.keep_link(link("new"))
    assert await kept.sessions.find_session("session of marta T1", NOW) is None
    assert not await redeem(kept.sessions, "marta T1", "again")
    assert await kept.sessions.find_session("session of luis T1", NOW)
    assert await kept.sessions.find_session("session of marta T2", NOW)


async def test_it_can_be_ended_by_the_session_and_by_the_person(kept: Kept) -> None:
    for who in ("marta", "luis"):
        await kept.sessions.keep_link(link(who, who))
    assert await redeem(kept.sessions, "marta", "session")
    await kept.sessions.end_session("session")
    assert await kept.sessions.find_session("session", NOW) is None
    assert not await redeem(kept.sessions, "marta", "session")
    await kept.sessions.revoke_person("T2", "luis")
    await kept.sessions.revoke_person("T1", "luis")
    assert not await redeem(kept.sessions, "luis", "session")


async def test_whoever_has_gone_reads_no_more(kept: Kept) -> None:
    marta = Person("T1", "slack", "marta", name="Marta")
    await kept.people.keep_preferences(marta, await kept.people.chosen_preferences(marta))
    await kept.sessions.keep_link(link("link"))
    assert await redeem(kept.sessions, "link", "session")
    await kept.leavers.note_left([DataSubject("T1", "marta", "slack")], NOW)
    assert await kept.sessions.find_session("session", NOW) is None
    await kept.leavers.note_back(DataSubject("T1", "marta", "slack"))
    assert await kept.sessions.find_session("session", NOW)
