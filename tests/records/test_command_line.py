"""What the command line tells of learning records, and that its exports stand in the change log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app import main
from bot.features.records.model import LearningState
from bot.features.team.model import Change, ChangeKind, EntryKind
from bot.store.sql.database import Database
from bot.store.sql.incidents import boundary_stores
from bot.store.sql.learning import SqlLearningStore
from bot.store.sql.team import SqlTeamStore
from bot.wiring.stores import Stores
from tests.boundary.actor import Seat
from tests.conftest import PHRASEBOOK
from tests.harness import Harness
from tests.team.actor import Member

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database that the command line uses."""
    address = f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}"
    for name in ("SLACK_BOT_TOKEN", "MICROSOFT_APP_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("CALMA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CALMA_PHRASEBOOK", str(PHRASEBOOK))
    tmp_path.chmod(0o700)
    return address


def within(url: str, work: Callable[[Database], Coroutine[Any, Any, Any]]) -> Any:
    """Returns what `work` returns, done in the database."""

    async def done() -> Any:
        database = Database(url)
        await database.migrate()
        result = await work(database)
        await database.close()
        return result

    return asyncio.run(done())


def configured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names a store that nobody asks."""
    monkeypatch.setenv("CALMA_XAPI_URL", "https://lrs.example/xapi")
    monkeypatch.setenv("CALMA_XAPI_USER", "calma")
    monkeypatch.setenv("CALMA_XAPI_PASSWORD", "very-secret")


def test_the_doctor_says_nothing_of_what_is_not_configured(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    within(url, _nothing)
    main(["doctor"])
    assert "learning record" not in capsys.readouterr().out


def test_the_doctor_says_that_nothing_was_sent_yet(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(monkeypatch)
    within(url, _nothing)
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "CALMA_XAPI_URL took something last: never. Finished drills that wait for it: 0." in out
    assert "very-secret" not in out


def test_the_doctor_says_what_is_wrong_and_what_was_lost(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def troubled(database: Database) -> None:
        store = SqlLearningStore(database)
        await store.take_turn("a", T0, T0)
        await store.end_turn("a", LearningState(T0, T0, "HTTP 401", 3, T0, 2, "HTTP 400"), T0)

    configured(monkeypatch)
    within(url, troubled)
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "mend: Learning records: The learning record store did not take what it was sent at " in out
    assert "at 2026-11-24 14:02 UTC: HTTP 401." in out
    assert "took something last: 2026-11-24 14:02 UTC" in out
    assert "2 that it refused (HTTP 400), 0 that waited too long" in out


def test_an_export_of_incidents_stands_in_the_change_log(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def one_incident(database: Database) -> None:
        ana = Seat(Harness(Stores(boundary=boundary_stores(database))))
        await ana.types("boundary")
        await ana.presses("They stopped")

    within(url, one_incident)
    for tenant in ("T1", "nobody"):
        assert main(["boundary", "export", "--tenant", tenant]) == 0
    [change] = within(url, _changes("T1"))
    assert (change.action, change.kind, change.by) == (
        ChangeKind.EXPORTED,
        EntryKind.INCIDENTS,
        "command line",
    )
    assert within(url, _changes("nobody")) == ()  # of a name that was mistyped nothing is written


def test_an_export_of_what_a_team_added_stands_in_the_change_log(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def one_offer(database: Database) -> str:
        marta = Member(Harness(Stores(team=SqlTeamStore(database))))
        await marta.adds("Triggers", "Add a trigger", text="qwerty uiop", situation="yelling", language="en")
        return marta.tenant

    tenant = within(url, one_offer)
    for options in ([], ["--csv"]):
        assert main(["team", "export", "--tenant", tenant, *options]) == 0
    assert main(["team", "export", "--tenant", "nobody"]) == 0
    first, second, _ = within(url, _changes(tenant))
    assert {(change.action, change.kind, change.by) for change in (first, second)} == {
        (ChangeKind.EXPORTED, EntryKind.TEAM, "command line")
    }
    assert within(url, _changes("nobody")) == ()


async def _nothing(database: Database) -> None:
    """Leaves the database as it is."""


def _changes(tenant: str) -> Callable[[Database], Coroutine[Any, Any, tuple[Change, ...]]]:
    async def read(database: Database) -> tuple[Change, ...]:
        return await SqlTeamStore(database).find_changes(tenant, 0, 9)

    return read
