"""`python app.py demo`: fills an empty database of the playground with a made-up year."""

from __future__ import annotations

import argparse
import asyncio
from datetime import datetime

from bot import terminal
from bot.config import Config
from bot.core.errors import CalmaError
from bot.settings import ConfigError
from bot.wiring import runtime
from bot.wiring.demo.filling import DemoCounts, fill
from bot.wiring.phrasebook import read
from bot.wiring.privacy import keep_private
from bot.wiring.stores import stored

_DONE = (
    "A made-up year is there: {people} people, {events:,} events, {incidents} incidents. Start the app with "
    "the same CALMA_DATA_DIR, be Marta, and type /calm report.\n"
)
_PLATFORMS = (
    "Slack or Teams is configured, and made-up people are for the playground alone: unset its settings, and "
    "name a new folder in CALMA_DATA_DIR."
)
_NOT_EMPTY = (
    "There is something in the database already, and made-up people do not go beside real ones: name a new "
    "folder in CALMA_DATA_DIR, or another database in DATABASE_URL."
)


def demo(options: argparse.Namespace, settings: Config) -> int:
    """Fills an empty database with a made-up year. Raises CalmaError where it is not the playground's."""
    if settings.slack or settings.teams:
        raise ConfigError(_PLATFORMS)
    keep_private(settings)
    size = asyncio.run(filled(settings, options.seed, runtime.now()))
    terminal.put(_DONE.format(people=size.people, events=size.events, incidents=size.incidents))
    return 0


async def filled(settings: Config, seed: int, now: datetime) -> DemoCounts:
    """Marks the database and fills it; returns with how much. Raises CalmaError where it is not empty."""
    from bot.store.sql.made_up import mark_made_up  # SQLAlchemy comes with it, as in `wiring.stores`
    from bot.store.sql.stores import opened

    book = read(settings.phrasebook)
    async with opened(settings.database_url, pooled=settings.pooled) as database:
        # The mark comes first: what is cut off in the middle is made up, too.
        if not await mark_made_up(database):
            raise CalmaError(_NOT_EMPTY)
    async with stored(settings) as stores:
        return await fill(stores, book, seed, now)
