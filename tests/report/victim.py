"""Plans and sends a digest, a line of the minute and an offer of it, in processes that are killed on the way.

`python -m tests.report.victim FOLDER POINTS SERVER` forks a child a point, as `tests.alert.victim` does.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.chat import Person, Role
from bot.features.minute.service import MinuteService
from bot.keys import KeyFile
from bot.store.sql.database import Database
from bot.wiring.sql import stored
from tests.alert.victim import SENT, HonestMessenger, address
from tests.build import ready
from tests.databases import new_database
from tests.delivery.victim import NEVER, child, killed_at
from tests.harness import PLATFORM, TENANT, Harness
from tests.minute.actor import MADRID, meet, team, turned_on

SUNDAY = datetime(2026, 11, 29, 12, tzinfo=UTC)
NINE = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)  # five past nine in Madrid
COME = ("report.digest:marta:2026-11-30", "minute.line:ana:2026-11-30", "minute.offer:luis:2026-11-30")


async def prepare(url: str) -> None:
    """Has Marta switch on her digest, and Ana her minute."""
    database = Database(url)
    await database.migrate()
    await database.close()
    async with stored(url, KeyFile(Path("/nowhere"))) as stores:
        app = Harness(stores, now=SUNDAY)
        await stores.people.appoint_person(TENANT, "marta", Role.MANAGER)
        marta = await meet(app, "marta", role=Role.MANAGER, zone=MADRID)
        await marta.press("report.digest.on")
        await turned_on(app, zone=MADRID)
        await meet(app, "luis", zone=MADRID)
        await team(app, "ana", "luis")
    database = Database(url)
    await database.settle()  # so that one file is all of it, and can be copied
    await database.close()


async def run(
    url: str, folder: Path, *, offers: bool, minutes: int = 0, began: Callable[[], object] = int
) -> None:
    """Begins anew so many minutes after nine; plans and sends what is due; first Marta may offer it."""
    async with stored(url, KeyFile(Path("/nowhere"))) as stores:
        app = Harness(stores, now=NINE + timedelta(minutes=minutes), messenger=HonestMessenger(folder / SENT))
        began()
        if offers:
            group = await stores.groups.find_group(TENANT, "night")
            assert group
            await MinuteService(app.features.minute).offer(Person(TENANT, PLATFORM, "marta"), group)
        await app.calma.ticks.run(app.now)  # and no daily jobs, which are not what this is about
        await app.drainer.drain()
        await app.settled()
        assert not app.errors, app.errors


def main(root: Path, points: int, server: str) -> None:
    """Kills a child at each point, evenly between when it is up and the end of sending."""
    ready()  # once for all children
    template = new_database(server) if server else f"sqlite+aiosqlite:///{root / 'empty.db'}"
    assert child(lambda: asyncio.run(prepare(template))) == 0

    def one(name: str) -> tuple[Path, str]:
        folder = root / name
        folder.mkdir()
        url = address(server, folder, template)
        (folder / "url.txt").write_text(url)
        return folder, url

    whole, url = one("whole")

    def counting() -> None:
        calls, begun = killed_at(NEVER), list[int]()
        asyncio.run(run(url, whole, offers=True, began=lambda: begun.append(calls())))
        sys.setprofile(None)
        (root / "calls.txt").write_text(f"{begun[0]} {calls()}")

    assert child(counting) == 0
    # Threads make some runs shorter than the one that was counted: every point must still be reached.
    begun, total = map(int, (root / "calls.txt").read_text().split())
    for number in range(points):
        folder, url = one(f"{number:02}")
        point = begun + (total * 19 // 20 - begun) * (number + 1) // points

        def dying(folder: Path = folder, url: str = url, point: int = point) -> None:
            killed_at(point)
            asyncio.run(run(url, folder, offers=True))

        print(number, point, child(dying), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
