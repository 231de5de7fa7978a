"""The database is stopped, frozen, locked or full: words are there all the same, and nothing is pretended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core import desk
from bot.keys import KeyFile
from bot.store.sql import database as sql
from bot.store.sql import sqlite
from bot.wiring import sql as stored
from tests.build import build
from tests.checkin.wires import Wires, wired
from tests.databases import Pool
from tests.fakes.database import Door, full, locked
from tests.fakes.slack import FakeSlack, words
from tests.fakes.slack_user import SlackUser
from tests.fakes.teams import FakeTeams

LONG = 30.0  # seconds after which a test counts as hanging


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in vain is given up soon, so that the tests are."""
    monkeypatch.setattr(desk, "KNOWN_WITHIN", 0.1)
    monkeypatch.setattr(desk, "WITHIN", 0.4)


@dataclass
class Shift:
    """Calma on a database, and the ways in which that can be away."""

    wires: Wires
    slack: FakeSlack
    door: Door | None = None
    path: Path | None = None

    def agent(self, name: str) -> SlackUser:
        """Returns an agent whom nobody has met."""
        return self.wires.in_slack(name).user

    @asynccontextmanager
    async def away(self, how: str) -> AsyncIterator[None]:
        """Has the database away for a while."""
        async with asyncio.timeout(LONG):
            if self.path:
                with locked(self.path):
                    yield
            elif self.door and how == "frozen":
                self.door.freeze()
                yield
                self.door.thaw()
            elif self.door:
                await self.door.shut()
                yield
                await self.door.mend()


@asynccontextmanager
async def on(url: str, folder: Path, slack: FakeSlack, teams: FakeTeams) -> AsyncIterator[Wires]:
    keys = KeyFile(folder / "keys")
    async with stored.stored(url, keys) as stores, wired(build(stores=stores), slack, teams) as wires:
        yield wires


@pytest_asyncio.fixture
async def on_a_server(
    pool: Pool, tmp_path: Path, slack: FakeSlack, teams: FakeTeams, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Shift]:
    door, address = Door(), pool.take()
    monkeypatch.setattr(sql.Database, "check_schema", _no_check)
    async with on(await door.open(address), tmp_path, slack, teams) as wires:
        yield Shift(wires, slack, door)
    await door.close()
    pool.give(address)


@pytest_asyncio.fixture
async def in_a_file(
    tmp_path: Path, slack: FakeSlack, teams: FakeTeams, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Shift]:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT", 0.2)
    path = tmp_path / "calma.db"
    async with on(f"sqlite+aiosqlite:///{path}", tmp_path, slack, teams) as wires:
        yield Shift(wires, slack, path=path)


async def _no_check(_: sql.Database) -> None:
    """A database of these tests has its newest shape, and no number to say so."""


@pytest.mark.parametrize("how", ["frozen", "stopped"])
async def test_words_need_no_server(on_a_server: Shift, how: str) -> None:
    async with on_a_server.away(how):
        await _words_are_there(on_a_server)
        ana = on_a_server.agent("UANA")
        refused = words(await ana.types("boundary policy"))
        assert "That didn't go through" in refused  # they may be a manager, for all we know
        assert "I can't reach my records right now" in words(await ana.types("me", "/drill"))
    await _goes_on(on_a_server)


async def test_words_need_no_writing(in_a_file: Shift) -> None:
    async with in_a_file.away("locked"):
        await _words_are_there(in_a_file)
    await _goes_on(in_a_file)


async def test_a_full_disk_stores_nothing_and_says_so(in_a_file: Shift) -> None:
    with full():
        await _words_are_there(in_a_file)
        assert "I can't reach my records right now" in words(
            await in_a_file.agent("UBEA").types("", "/drill")
        )
    await _goes_on(in_a_file)


async def _words_are_there(shift: Shift) -> None:
    """Asks as people do whom nobody has met: in Slack in English, in Teams in Spanish."""
    found = await shift.agent("UANA").types("customer is yelling")
    assert "Yelling" in words(found)
    danger = await shift.agent("UBEA").types("he says he has a knife and knows where I live")
    assert "Get help now" in words(danger)
    bare = await shift.agent("UCAI").types("boundary chat")
    assert "Boundary · the words, in order" in words(bare)
    assert "nobody hears of it from me" in words(bare)
    assert "Still going on? Close with:" in words(bare)
    maria = shift.wires.in_teams(locale="es-ES")
    await maria.types("/calm gritos")
    assert "Gritos" in maria.text
    await maria.types("/calm límite")
    assert "Límite · las palabras, en orden" in maria.text


async def _goes_on(shift: Shift) -> None:
    ana = shift.agent("UANA")
    for _ in range(50):
        if "Boundary · first warning" in words(await ana.types("boundary")):
            return
        await asyncio.sleep(0.1)  # the next one tries the database within a second
    pytest.fail("it is not found again")
