"""Which managers have a weekly digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from bot.core.background import batched
from bot.features.report.model import Digest, DigestMove
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata, upsert
from bot.store.sql.ledger import forgetting, put
from bot.store.sql.ledger_tables import moment, seconds
from bot.store.sql.schedule_tables import DAY

MANY = 500  # people of one statement
digests = sa.Table(
    "digests",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user_id", USER, primary_key=True),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("hour", sa.Integer, nullable=False),
    sa.Column("since", SECONDS, nullable=False),
    sa.Column("day", DAY, nullable=False),
    sa.Column("due", SECONDS, nullable=False),
    sa.Index(None, "due"),
)
_MOVE = (
    sa.update(digests)
    .where(digests.c.tenant == sa.bindparam("its_tenant"), digests.c.user_id == sa.bindparam("its_user"))
    .values(day=sa.bindparam("new_day"), due=sa.bindparam("new_due"))
)


class SqlDigestStore:
    """`DigestStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_digest(self, tenant: str, user: str) -> Digest | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(digests).where(*_is(tenant, user)))).first()
        return _digest(row) if row else None

    async def keep_digest(self, digest: Digest, waiting: Sequence[str]) -> None:
        row = _row(digest)
        changed = [name for name in row if name not in ("tenant", "user_id")]

        def work(connection: sa.Connection) -> None:
            connection.execute(upsert(self._database, digests, row, changed))
            connection.execute(forgetting(digest.tenant, keys=waiting))

        await self._database.write(work)

    async def remove_digest(self, tenant: str, user: str, waiting: Sequence[str]) -> None:
        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(digests).where(*_is(tenant, user)))
            connection.execute(forgetting(tenant, keys=waiting))

        await self._database.write(work)

    async def due_digests(self, before: datetime, count: int) -> tuple[Digest, ...]:
        due = sa.select(digests).where(digests.c.due < seconds(before)).order_by(digests.c.due).limit(count)
        async with self._database.reading() as connection:
            return tuple(_digest(row) for row in await connection.execute(due))

    async def move_digests(self, moves: Sequence[DigestMove]) -> None:
        def work(connection: sa.Connection) -> None:
            for tenant, mine in groupby(sorted(moves, key=_place), lambda move: move.before.tenant):
                for some in batched(mine, MANY):
                    self._move(connection, tenant, some)

        await self._database.write(work)

    def _move(self, connection: sa.Connection, tenant: str, moves: Sequence[DigestMove]) -> None:
        # The rows are held until the end: whoever turns it off waits, and then deletes what we added.
        users = [move.before.user for move in moves]
        held = sa.select(digests).where(digests.c.tenant == tenant, digests.c.user_id.in_(users))
        in_order = held.order_by(digests.c.user_id).with_for_update()
        stored = {row.user_id: _digest(row) for row in connection.execute(in_order)}
        same = [move for move in moves if stored.get(move.before.user) == move.before]
        if not same:
            return
        connection.execute(_MOVE, [_moved(move.after) for move in same])
        put(self._database, connection, [move.notice for move in same if move.notice])


def _place(move: DigestMove) -> tuple[str, str]:
    return move.before.tenant, move.before.user


def _is(tenant: str, user: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (digests.c.tenant == tenant, digests.c.user_id == user)


def _moved(digest: Digest) -> dict[str, object]:
    return {
        "its_tenant": digest.tenant,
        "its_user": digest.user,
        "new_day": digest.day.isoformat(),
        "new_due": seconds(digest.due),
    }


def _row(digest: Digest) -> dict[str, object]:
    return {
        "tenant": digest.tenant,
        "user_id": digest.user,
        "platform": digest.platform,
        "hour": digest.hour,
        "since": seconds(digest.since),
        "day": digest.day.isoformat(),
        "due": seconds(digest.due),
    }


def _digest(row: Any) -> Digest:
    day, since, due = date.fromisoformat(row.day), moment(row.since), moment(row.due)
    return Digest(row.tenant, row.user_id, row.platform, row.hour, since, day, due)
