"""A process that presses a button, sends the notice, and is killed on the way. See `test_kill.py`.

`python -m tests.delivery.victim FOLDER POINTS` forks a child for each point, each with a folder and a
database of its own. A child counts the function calls in all of its threads and sends itself SIGKILL at its
point.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bot.core.card import Card
from bot.core.chat import Press
from bot.core.edge import Address, Fate, Receipt
from bot.store.sql.database import Database
from bot.store.sql.incidents import boundary_stores
from bot.store.sql.tables import metadata
from bot.wiring.stores import Stores
from tests.boundary.actor import Seat, appoint
from tests.build import ready
from tests.harness import Harness

TELL = "id1.4"  # the incident, and the turn at which it was closed
NEVER = sys.maxsize


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


def opened(folder: Path) -> tuple[Harness, Database, FileMessenger]:
    """Returns the app whose database is in `folder`, with Sofía as its supervisor."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'calma.db'}")
    messenger = FileMessenger(folder / "sent.txt")
    return Harness(Stores(boundary=boundary_stores(database)), messenger=messenger), database, messenger


async def prepare(folder: Path) -> None:
    """Makes a database in which Ana has just ended a contact."""
    found, database, _ = opened(folder)
    async with database.writing() as connection:
        await connection.run_sync(metadata.create_all)
    ana = Seat(found)
    await ana.types("boundary")
    await ana.presses("I said it")
    await ana.presses("They went on, I said it again")
    await ana.presses("Contact ended")
    await database.close()


async def press_and_send(folder: Path, after: float = 0) -> FileMessenger:
    """Presses *Tell my supervisor* and sends what is due, `after` so many minutes."""
    found, database, messenger = opened(folder)
    found.later(minutes=after)
    await appoint(found, "sofía")
    await found.calma.desk.answer(Press(Seat(found).person, "boundary.tell", TELL))
    await found.drainer.drain()
    assert not found.errors
    await database.close()
    return messenger


def killed_at(point: int) -> Callable[[], int]:
    """Begins to count calls, and kills this process at `point`; returns what tells how many there were."""
    calls, last = count(1), [0]

    def called(frame: object, event: str, argument: object) -> None:
        if event in ("call", "c_call"):
            last[0] = next(calls)
            if last[0] >= point:
                os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(called)
    sys.setprofile(called)
    return lambda: last[0]


def child(work: Callable[[], None]) -> int:
    """Runs `work` in a process of its own and returns how that ended: negative for a signal."""
    process = os.fork()
    if process == 0:
        try:
            work()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - whatever it was, this process ends here
            sys.excepthook(*sys.exc_info())
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def main(root: Path, points: int) -> None:
    """Kills a child at each point, evenly between the press and the end of sending."""
    ready()  # once for all children
    template = root / "template"
    template.mkdir()
    assert child(lambda: asyncio.run(prepare(template))) == 0

    def counting() -> None:
        shutil.copytree(template, root / "whole")
        calls = killed_at(NEVER)
        asyncio.run(press_and_send(root / "whole"))
        sys.setprofile(None)
        (root / "calls.txt").write_text(str(calls()))

    assert child(counting) == 0
    # Threads make some runs shorter than the one that was counted: every point must still be reached.
    total = int((root / "calls.txt").read_text()) * 19 // 20
    for number in range(points):
        folder, point = root / f"{number:02}", 1 + total * number // points
        shutil.copytree(template, folder)

        def dying(folder: Path = folder, point: int = point) -> None:
            killed_at(point)
            asyncio.run(press_and_send(folder))

        print(number, point, child(dying), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
