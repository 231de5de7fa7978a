"""The app as it is served, whole: a worker, and one that serves, tell how they are at a port of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from bot import config
from bot.delivery import queue
from bot.store.sql.database import Database
from bot.wiring import calma as putting_together
from bot.wiring import serving
from tests.build import ready
from tests.databases import new_database
from tests.fakes.slack import FakeSlack
from tests.processes import free_port


@pytest.fixture(autouse=True)
def as_a_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Reads the phrasebook once for all tests, and leaves files to come as open as they were."""
    monkeypatch.setattr(putting_together, "configured", lambda _: ready())
    before = os.umask(0o022)
    os.umask(before)  # to read it, there is no other way
    yield
    os.umask(before)


async def asked(port: str, path: str) -> tuple[int, str]:
    """Returns what is read at the port of the metrics."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as response:
        return response.status, await response.text()


async def test_what_serves_and_sends_is_watched(slack: FakeSlack, tmp_path: Path) -> None:
    await watched_as_it_runs(slack, tmp_path, "")


async def test_a_worker_is_watched(slack: FakeSlack, tmp_path: Path, postgres: str) -> None:
    address = new_database(postgres)
    database = Database(address)
    await database.migrate()
    await database.close()
    await queue.migrate(address)
    await watched_as_it_runs(slack, tmp_path, address)


async def watched_as_it_runs(slack: FakeSlack, tmp_path: Path, address: str) -> None:
    """Starts all but the server that Slack speaks to, on that database, and asks how it is."""
    port = free_port()
    environment = {
        "CALMA_METRICS_PORT": port,
        "CALMA_DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": address,
        **slack.settings,
    }
    async with serving.sending(config.read(environment), playground=False):
        status, text = await asked(port, "/metrics")
        assert status == 200
        for line in (
            'calma_part_up{part="database"} 1.0',
            'calma_part_up{part="schema"} 1.0',
            'calma_queue_age_seconds{edge="slack"} 0.0',
        ):
            assert line in text
        assert await asked(port, "/healthz") == (200, '{"ok": true}')
        status, text = await asked(port, "/readyz")
        assert '"schema", "lanes"' in text
        assert (await asked(port, "/slack/events"))[0] == 404
    with pytest.raises(aiohttp.ClientConnectorError):
        await asked(port, "/metrics")
