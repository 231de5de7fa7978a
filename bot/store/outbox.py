"""Notices waiting to be sent. Whatever causes one keeps it in the same transaction, by `put`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.coach.outbox import Claim, Notice, State
from bot.coach.ports import Address
from bot.store.database import Database
from bot.store.metadata import SECONDS, SHORT, TENANT, USER, metadata

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("key", sa.String(128), primary_key=True),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("address", USER, nullable=False),
    sa.Column("is_channel", sa.Boolean, nullable=False),
    sa.Column("what", SHORT, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("due", SECONDS, nullable=False),  # or, while it is being sent, when that claim is over
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("doubts", sa.Integer, nullable=False),
    sa.Index(None, "state", "due"),
)
_WAITING = (State.DUE.value, State.SENDING.value)


class StoredOutbox:
    """`Outbox` in the database. Any number of processes may drain it: each notice is claimed by one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, notices: Iterable[Notice]) -> None:
        """Keeps notices; one whose key is known already is left out."""
        async with self._database.writing() as connection:
            await put(self._database, connection, notices)

    async def claim(self, now: datetime, until: datetime) -> Claim | None:
        """Returns the notice that has been due longest, as SENDING until `until`, or None."""
        query = (
            sa.select(outbox)
            .where(outbox.c.state.in_(_WAITING), outbox.c.due <= seconds(now))
            .order_by(outbox.c.due, outbox.c.key)
            .limit(1)
        )
        async with self._database.reading() as connection:  # most of the time there is nothing to write
            if (await connection.execute(query)).first() is None:
                return None
        async with self._database.writing() as connection:
            row = (await connection.execute(query.with_for_update(skip_locked=True))).first()
            if row is None:
                return None
            doubts = row.doubts + (row.state == State.SENDING.value)
            values = {"state": State.SENDING.value, "due": seconds(until)}
            await connection.execute(
                _one(row.tenant, row.key).values(**values, tries=row.tries + 1, doubts=doubts)
            )
        return Claim(_notice(row), row.tries + 1, doubts)

    async def settle(self, claim: Claim, state: State, now: datetime, follow: Sequence[Notice] = ()) -> bool:
        """Keeps what became of a notice, together with what follows. Returns False if the claim was lost."""
        async with self._database.writing() as connection:
            if not await self._release(connection, claim, state=state.value, due=seconds(now)):
                return False
            await put(self._database, connection, follow)
        return True

    async def postpone(self, claim: Claim, due: datetime, *, doubt: bool = False) -> bool:
        """Puts a notice back until `due`. Returns False if the claim was lost."""
        values = {"state": State.DUE.value, "due": seconds(due), "doubts": claim.doubts + doubt}
        async with self._database.writing() as connection:
            return await self._release(connection, claim, **values)

    async def purge(self, before: datetime) -> int:
        """Forgets what was sent or died before a time, and returns how many that were."""
        old = sa.delete(outbox).where(outbox.c.state.not_in(_WAITING), outbox.c.due < seconds(before))
        async with self._database.writing() as connection:
            return (await connection.execute(old)).rowcount

    async def _release(self, connection: AsyncConnection, claim: Claim, **values: object) -> bool:
        held = _one(claim.notice.to.tenant, claim.notice.key).where(
            outbox.c.state == State.SENDING.value, outbox.c.tries == claim.tries
        )
        return bool((await connection.execute(held.values(**values))).rowcount)


async def put(database: Database, connection: AsyncConnection, notices: Iterable[Notice]) -> None:
    """Keeps notices as part of a transaction; one whose key is known already is left out."""
    rows = [_row(notice) for notice in notices]
    if rows:
        insert = sqlite.insert if database.sqlite else postgresql.insert
        await connection.execute(insert(outbox).on_conflict_do_nothing(), rows)


def seconds(at: datetime) -> int:
    """Returns a time as it is kept: whole seconds since 1970, in UTC."""
    return int(at.timestamp())


def moment(kept: int) -> datetime:
    """Returns a time that was kept."""
    return datetime.fromtimestamp(kept, UTC)


def _one(tenant: str, key: str) -> sa.Update:
    return sa.update(outbox).where(outbox.c.tenant == tenant, outbox.c.key == key)


def _row(notice: Notice) -> dict[str, object]:
    return {
        "tenant": notice.to.tenant,
        "key": notice.key,
        "platform": notice.to.platform,
        "address": notice.to.id,
        "is_channel": notice.to.channel,
        "what": notice.what,
        "about": json.dumps(notice.about),
        "state": State.DUE.value,
        "due": seconds(notice.due),
        "tries": 0,
        "doubts": 0,
    }


def _notice(row: Any) -> Notice:
    to = Address(row.tenant, row.platform, row.address, row.is_channel)
    return Notice(row.key, to, row.what, tuple(json.loads(row.about)), moment(row.due))
