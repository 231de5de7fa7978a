"""What people want of drills for themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from itertools import islice
from typing import Any

import sqlalchemy as sa

from bot.coach.schedule.wish import Wish
from bot.store.database import Database, upsert
from bot.store.ledger_tables import moment, seconds
from bot.store.schedule_tables import wishes

ASKED_FOR = 500  # people in one query


class StoredWishes:
    """`Wishes` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, tenant: str, users: Iterable[str]) -> Mapping[str, Wish]:
        """Returns the wishes of people; whoever never had one is left out."""
        rest, found = iter(users), dict[str, Wish]()
        async with self._database.reading() as connection:
            while some := list(islice(rest, ASKED_FOR)):
                query = sa.select(wishes).where(wishes.c.tenant == tenant, wishes.c.user.in_(some))
                found |= {row.user: _wish(row) for row in (await connection.execute(query)).all()}
        return found

    async def keep(self, tenant: str, user: str, wish: Wish) -> None:
        """Keeps a person's wish in place of the one before."""
        values: dict[str, object] = {
            "tenant": tenant,
            "user": user,
            "stopped": wish.stopped,
            "paused": seconds(wish.paused) if wish.paused else None,
            "quiet": wish.quiet.isoformat("minutes") if wish.quiet else "",
            "loud": wish.loud.isoformat("minutes") if wish.loud else "",
        }
        changed = ["stopped", "paused", "quiet", "loud"]
        async with self._database.writing() as connection:
            await connection.execute(upsert(self._database, wishes, values, changed))


def _wish(row: Any) -> Wish:
    paused = moment(row.paused) if row.paused is not None else None
    return Wish(row.stopped, paused, _time(row.quiet), _time(row.loud))


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None
