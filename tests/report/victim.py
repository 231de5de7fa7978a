"""Plans and sends a digest, a line of the minute and an offer of it, in processes that are killed on the way.

See `tests/victims.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.chat import Person, Role
from bot.features.minute.service import MinuteService
from bot.keys import KeyFile
from bot.store.sql.database import Database
from bot.wiring.sql import stored
from tests.harness import PLATFORM, TENANT, Harness
from tests.minute.actor import MADRID, meet, team, turned_on
from tests.victims import SENT, Began, HonestMessenger, kill_each

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


async def run(url: str, folder: Path, *, offers: bool, minutes: int = 0, began: Began = int) -> None:
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


if __name__ == "__main__":
    kill_each(prepare, lambda url, folder, began: run(url, folder, offers=True, began=began))
