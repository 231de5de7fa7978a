"""Presses *Get help now* and sends what is due, in processes that are killed; see `tests/victims.py`."""

from __future__ import annotations

from pathlib import Path

from bot.core.chat import Role
from bot.store.sql.alerts import SqlAlertStore
from bot.store.sql.database import Database
from bot.store.sql.incidents import boundary_stores
from bot.store.sql.tables import metadata
from bot.wiring.stores import Stores
from tests.alert.actor import Seat, appoint
from tests.harness import Harness
from tests.victims import SENT, HonestMessenger, kill_each


async def run(url: str, folder: Path, *, press: bool, after: float = 0) -> bool:
    """Begins anew `after` so many seconds, sends what is due, and returns if an alert is stored."""
    database = Database(url)
    stores = Stores(boundary=boundary_stores(database), alerts=SqlAlertStore(database))
    app = Harness(stores, messenger=HonestMessenger(folder / SENT))
    app.later(seconds=after)
    await appoint(app, Role.SUPERVISOR, "Marta")
    if press:
        await Seat(app).calls()
    await app.drainer.drain()
    assert not app.errors
    stored = await stores.alerts.open_alert("T1", "ana", "self-harm")
    await database.close()
    return stored is not None


async def prepare(url: str) -> None:
    """Makes the tables."""
    database = Database(url)
    async with database.writing() as connection:
        await connection.run_sync(metadata.create_all)
    await database.close()


if __name__ == "__main__":
    kill_each(prepare, lambda url, folder, began: run(url, folder, press=True))
