"""Presses a button and sends the notice, in processes that are killed on the way; see `tests/victims.py`."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from bot.core.card import Card
from bot.core.chat import Press
from bot.core.edge import Address, Fate, Receipt
from bot.store.sql.database import Database
from bot.store.sql.incidents import boundary_stores
from bot.store.sql.tables import metadata
from bot.wiring.stores import Stores
from tests.boundary.actor import Seat, appoint
from tests.harness import Harness
from tests.victims import SENT, kill_each

TELL = "id1.4"  # the incident, and the turn at which it was closed


@dataclass(frozen=True, slots=True)
class FileMessenger:
    """A platform that keeps a line for each message, and can be asked for one by its key."""

    path: Path

    def keys(self) -> list[str]:
        """Returns the keys of all messages that arrived."""
        return self.path.read_text().splitlines() if self.path.exists() else []

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        """Writes the line, unless it is there."""
        await asyncio.sleep(0)
        if key not in self.keys():
            file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.write(file, f"{key}\n".encode())
            os.close(file)
        await asyncio.sleep(0)
        return Receipt(Fate.SENT)


def opened(url: str) -> tuple[Harness, Database, FileMessenger]:
    """Returns the app on this file, beside which there is what it sent, with Sofía as its supervisor."""
    database = Database(url)
    messenger = FileMessenger(Path(make_url(url).database or "").with_name(SENT))
    return Harness(Stores(boundary=boundary_stores(database)), messenger=messenger), database, messenger


async def prepare(url: str) -> None:
    """Makes a database in which Ana has just ended a contact."""
    found, database, _ = opened(url)
    async with database.writing() as connection:
        await connection.run_sync(metadata.create_all)
    ana = Seat(found)
    await ana.types("boundary")
    await ana.presses("I said it")
    await ana.presses("They went on, I said it again")
    await ana.presses("Contact ended")
    await database.settle()  # so that one file is all of it, and can be copied
    await database.close()


async def press_and_send(url: str, after: float = 0) -> FileMessenger:
    """Presses *Tell my supervisor* and sends what is due, `after` so many minutes."""
    found, database, messenger = opened(url)
    found.later(minutes=after)
    await appoint(found, "sofía")
    await found.calma.desk.answer(Press(Seat(found).person, "boundary.tell", TELL))
    await found.drainer.drain()
    assert not found.errors
    await database.close()
    return messenger


if __name__ == "__main__":
    kill_each(prepare, lambda url, folder, began: press_and_send(url))
