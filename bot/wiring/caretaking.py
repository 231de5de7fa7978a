"""Jobs of whoever runs Calma: new keys for the self-check, and sums made anew."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import time

from bot import terminal
from bot.config import Config
from bot.core.keys import WrappingKeys
from bot.wiring import runtime
from bot.wiring.privacy import expect_database, write_privately
from bot.wiring.stores import key_source, stored


def keys(options: argparse.Namespace, settings: Config) -> int:
    """Seals the self-check's records anew, by a new key or pepper."""
    terminal.put(f"{asyncio.run(_rotated(settings, pepper=options.pepper, drop=options.drop))}\n")
    return 0


async def _rotated(settings: Config, *, pepper: bool, drop: bool) -> str:
    from bot.slack import installed
    from bot.store.sql.checkin import key_rotation
    from bot.store.sql.installations import SqlInstallationStore
    from bot.store.sql.stores import opened

    expect_database(settings)
    write_privately()
    async with opened(settings.database_url, pooled=settings.pooled) as database:
        store = SqlInstallationStore(database)

        async def reseal(keys: WrappingKeys) -> int:
            return await installed.reseal(store, keys, secrets.token_bytes)

        rotation = key_rotation(database, key_source(settings), secrets.token_bytes, time.time, reseal)
        done = await rotation.rotate(pepper=pepper, drop=drop)
    return f"Blocks sealed anew: {done.sealed}. Not readable: {done.unreadable}. {done.next_step}"


def rollup(options: argparse.Namespace, settings: Config) -> int:
    """Brings the sums of what happened up to date, or makes them anew, and says of how many days."""
    expect_database(settings)
    days = asyncio.run(_summed(settings, rebuild=options.rebuild))
    done = "Sums made anew" if options.rebuild else "Sums brought up to date"
    terminal.put(f"{done}. Days: {days}.\n")
    return 0


async def _summed(settings: Config, *, rebuild: bool) -> int:
    today = runtime.now().date()
    async with stored(settings) as stores:
        activity = stores.activity
        return await (activity.rebuild_activity(today) if rebuild else activity.fold_activity(today))
