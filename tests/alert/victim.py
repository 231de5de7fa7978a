"""Presses *Get help now* and sends what is due in processes of their own, and kills each at another point."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from bot.core.card import Card
from bot.core.chat import Role
from bot.core.edge import Address, Fate, Receipt
from bot.store.sql.alerts import SqlAlertStore
from bot.store.sql.database import Database
from bot.store.sql.incidents import boundary_stores
from bot.store.sql.tables import metadata
from bot.wiring.stores import Stores
from tests.alert.actor import Seat, appoint
from tests.build import ready
from tests.databases import new_database
from tests.delivery.victim import NEVER, child, killed_at
from tests.harness import Harness

SENT = "sent.txt"


@dataclass(frozen=True, slots=True)
class HonestMessenger:
    """A platform that writes a line for each message, whatever it wrote before, and can be asked for one."""

    path: Path

    def keys(self) -> Counter[str]:
        """Returns how often each key arrived."""
        return Counter(self.path.read_text().splitlines() if self.path.exists() else [])

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        """Writes the line."""
        await asyncio.sleep(0)
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, f"{key}\n".encode())
        os.close(file)
        await asyncio.sleep(0)
        return Receipt(Fate.SENT, key)

    async def settle(self, address: Address, key: str, since: float) -> Receipt:
        """Looks whether the line is there."""
        return Receipt(Fate.SENT, key) if key in self.keys() else Receipt(Fate.LATER)


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


def address(server: str, folder: Path, empty: str) -> str:
    """Returns the address of a new database, in `folder` where there is no server: a copy of an empty one."""
    if server:
        return new_database(server, like=empty)
    shutil.copy(make_url(empty).database or "", folder / "calma.db")
    return f"sqlite+aiosqlite:///{folder / 'calma.db'}"


def main(root: Path, points: int, server: str) -> None:
    """Kills a child at each point, evenly between the press and the end of sending."""
    ready()  # once for all children
    empty = new_database(server) if server else f"sqlite+aiosqlite:///{root / 'empty.db'}"
    assert child(lambda: asyncio.run(prepare(empty))) == 0

    def one(name: str) -> tuple[Path, str]:
        folder = root / name
        folder.mkdir()
        url = address(server, folder, empty)
        (folder / "url.txt").write_text(url)
        return folder, url

    whole, url = one("whole")

    def counting() -> None:
        calls = killed_at(NEVER)
        asyncio.run(run(url, whole, press=True))
        sys.setprofile(None)
        (root / "calls.txt").write_text(str(calls()))

    assert child(counting) == 0
    # Threads make some runs shorter than the one that was counted: every point must still be reached.
    total = int((root / "calls.txt").read_text()) * 19 // 20
    for number in range(points):
        folder, url = one(f"{number:02}")
        point = 1 + total * number // points

        def dying(folder: Path = folder, url: str = url, point: int = point) -> None:
            killed_at(point)
            asyncio.run(run(url, folder, press=True))

        print(number, point, child(dying), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
