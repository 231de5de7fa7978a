"""Processes that are killed on the way, each at another point, and what they send until then.

`python -m ROOM.victim FOLDER POINTS SERVER` forks a child for each point, each with a folder and a database
of its own. A child counts the function calls in all of its threads and sends itself SIGKILL at its point.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from bot.core.card import Card
from bot.core.edge import Address, Fate, Receipt
from tests.build import ready
from tests.conftest import ROOT
from tests.databases import new_database

SENT, URL = "sent.txt", "url.txt"
NEVER = sys.maxsize
Began = Callable[[], object]
Work = Coroutine[Any, Any, object]


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


def killed(module: str, root: Path, points: int, server: str = "") -> list[Path]:
    """Has a victim killed at each point, each at another; returns the folders that they leave."""
    done = subprocess.run(
        [sys.executable, "-m", module, str(root), str(points), server],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = [[int(part) for part in line.split()] for line in done.stdout.splitlines()]
    assert len({point for point, _ in rows}) == points
    assert [ended for _, ended in rows] == [-signal.SIGKILL] * points
    return [root / f"{number:02}" for number in range(points)]


def kill_each(prepare: Callable[[str], Work], run: Callable[[str, Path, Began], Work]) -> None:
    """Kills a child at each point, evenly between when `run` says it began, or its start, and its end.

    `prepare` fills a database, of which each child gets a copy. Prints each point and how its child ended.
    """
    root, points, server = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    ready()  # once for all children
    template = new_database(server) if server else f"sqlite+aiosqlite:///{root / 'empty.db'}"
    assert _child(lambda: asyncio.run(prepare(template))) == 0

    def one(name: str) -> tuple[str, Path]:
        folder = root / name
        folder.mkdir()
        url = _copy(server, folder, template)
        (folder / URL).write_text(url)
        return url, folder

    def counting(url: str, folder: Path) -> None:
        calls, begun = _killed_at(NEVER), [0]
        asyncio.run(run(url, folder, lambda: begun.append(calls())))
        sys.setprofile(None)
        (root / "calls.txt").write_text(f"{begun[-1]} {calls()}")

    def dying(url: str, folder: Path, point: int) -> None:
        _killed_at(point)
        asyncio.run(run(url, folder, int))

    assert _child(partial(counting, *one("whole"))) == 0
    # Threads make some runs shorter than the one that was counted: every point must still be reached.
    begun, total = map(int, (root / "calls.txt").read_text().split())
    for number in range(points):
        point = begun + (total * 19 // 20 - begun) * (number + 1) // points
        print(point, _child(partial(dying, *one(f"{number:02}"), point)), flush=True)  # noqa: T201


def _copy(server: str, folder: Path, template: str) -> str:
    if server:
        return new_database(server, like=template)
    shutil.copy(make_url(template).database or "", folder / "calma.db")
    return f"sqlite+aiosqlite:///{folder / 'calma.db'}"


def _killed_at(point: int) -> Callable[[], int]:
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


def _child(work: Callable[[], object]) -> int:
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
