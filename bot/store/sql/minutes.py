"""Who has a line at the start of their shift, whom not to offer it to, and offers that wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from bot.core.background import batched
from bot.core.ledger import Notice
from bot.features.minute.model import Minute, MinuteMove, MinuteOffer, ShiftStart
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata, upsert
from bot.store.sql.ledger import forgetting, put
from bot.store.sql.ledger_tables import moment, seconds
from bot.store.sql.schedule_tables import DAY

MANY = 500  # people of one statement
minutes = sa.Table(
    "minutes",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user", USER, primary_key=True),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("at", sa.String(5), nullable=False),
    sa.Column("days", sa.String(7), nullable=False),
    sa.Column("zone", SHORT, nullable=False),
    sa.Column("day", DAY, nullable=False),
    sa.Column("due", SECONDS, nullable=False),
    sa.Index(None, "due"),
)
minute_invitations = sa.Table(
    "minute_invitations",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user", USER, primary_key=True),
    sa.Column("day", DAY, nullable=False),
    sa.Column("refused", sa.Boolean, nullable=False),
    sa.Index(None, "day"),
)
minute_offers = sa.Table(
    "minute_offers",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("group", SHORT, primary_key=True),
    sa.Column("by", USER, nullable=False),
    sa.Column("at", SECONDS, nullable=False),
)


class SqlMinuteStore:
    """`MinuteStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_minute(self, tenant: str, user: str) -> Minute | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(minutes).where(*_is(minutes, tenant, user)))).first()
        return _minute(row) if row else None

    async def keep_minute(self, minute: Minute, waiting: Sequence[str]) -> None:
        row = _row(minute)
        changed = [name for name in row if name not in ("tenant", "user")]

        def work(connection: sa.Connection) -> None:
            connection.execute(upsert(self._database, minutes, row, changed))
            mine = _is(minute_invitations, minute.tenant, minute.user)
            connection.execute(sa.delete(minute_invitations).where(*mine))
            connection.execute(forgetting(minute.tenant, keys=waiting))

        await self._database.write(work)

    async def remove_minute(self, tenant: str, user: str, waiting: Sequence[str]) -> None:
        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(minutes).where(*_is(minutes, tenant, user)))
            connection.execute(forgetting(tenant, keys=waiting))

        await self._database.write(work)

    async def due_minutes(self, before: datetime, count: int) -> tuple[Minute, ...]:
        due = sa.select(minutes).where(minutes.c.due < seconds(before))
        async with self._database.reading() as connection:
            rows = await connection.execute(due.order_by(minutes.c.due).limit(count))
            return tuple(_minute(row) for row in rows)

    async def move_minutes(self, moves: Sequence[MinuteMove]) -> None:
        def work(connection: sa.Connection) -> None:
            for tenant, mine in groupby(sorted(moves, key=_tenant_of), _tenant_of):
                for some in batched(mine, MANY):
                    self._move(connection, tenant, some)

        await self._database.write(work)

    def _move(self, connection: sa.Connection, tenant: str, moves: Sequence[MinuteMove]) -> None:
        # The rows are held until the end: whoever turns it off waits, and then deletes what we added.
        users = [move.before.user for move in moves]
        held = sa.select(minutes).where(minutes.c.tenant == tenant, minutes.c.user.in_(users))
        in_order = held.order_by(minutes.c.user).with_for_update()
        stored = {row.user: _minute(row) for row in connection.execute(in_order)}
        same = [move for move in moves if stored.get(move.before.user) == move.before]
        if not same:
            return
        connection.execute(_MOVE, [_moved(move.after) for move in same])
        put(self._database, connection, [move.notice for move in same if move.notice])

    async def keep_offer(self, offer: MinuteOffer) -> None:
        row = {"tenant": offer.tenant, "group": offer.group, "by": offer.by, "at": seconds(offer.at)}
        insert = self._database.insert
        await self._database.execute(insert(minute_offers).values(row).on_conflict_do_nothing())

    async def waiting_offers(self, count: int) -> tuple[MinuteOffer, ...]:
        query = sa.select(minute_offers).order_by(minute_offers.c.at).limit(count)
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return tuple(MinuteOffer(row.tenant, row.group, row.by, moment(row.at)) for row in rows)

    async def remove_offer(self, offer: MinuteOffer) -> None:
        mine = (minute_offers.c.tenant == offer.tenant, minute_offers.c.group == offer.group)
        await self._database.execute(sa.delete(minute_offers).where(*mine))

    async def invite_people(
        self, tenant: str, today: date, since: date, notices: Mapping[str, Notice]
    ) -> None:
        def work(connection: sa.Connection) -> None:
            for some in batched(sorted(notices), MANY):
                invited = self._invited(connection, tenant, today, since, some)
                put(self._database, connection, [notices[user] for user in some if user in invited])

        await self._database.write(work)

    def _invited(
        self, connection: sa.Connection, tenant: str, today: date, since: date, users: Sequence[str]
    ) -> set[str]:
        having = sa.select(minutes.c.user).where(minutes.c.tenant == tenant, minutes.c.user.in_(users))
        without = set(users) - set(connection.execute(having).scalars())
        if not without:
            return set()
        rows = [
            {"tenant": tenant, "user": user, "day": today.isoformat(), "refused": False}
            for user in sorted(without)
        ]
        # Two processes, or two managers, at once: whoever was invited a moment ago is not invited once more.
        statement = self._database.insert(minute_invitations).values(rows)
        long_ago = (
            minute_invitations.c.refused.is_(sa.false()),
            minute_invitations.c.day <= since.isoformat(),
        )
        inviting = statement.on_conflict_do_update(
            index_elements=["tenant", "user"],
            set_={"day": statement.excluded.day},
            where=sa.and_(*long_ago),
        ).returning(minute_invitations.c.user)
        return set(connection.execute(inviting).scalars())

    async def refuse_invitations(self, tenant: str, user: str, today: date) -> None:
        row: dict[str, object] = {"tenant": tenant, "user": user, "day": today.isoformat(), "refused": True}
        await self._database.execute(upsert(self._database, minute_invitations, row, ["day", "refused"]))

    async def is_refused(self, tenant: str, user: str) -> bool:
        mine = _is(minute_invitations, tenant, user)
        async with self._database.reading() as connection:
            return bool(
                (await connection.execute(sa.select(minute_invitations.c.refused).where(*mine))).scalar()
            )

    async def purge_invitations(self, before: date) -> int:
        invitations = minute_invitations.c
        old = (invitations.day < before.isoformat(), invitations.refused.is_(sa.false()))
        return await self._database.execute(sa.delete(minute_invitations).where(*old))


_CHANGED = ("zone", "day", "due")
_MOVE = (
    sa.update(minutes)
    .where(minutes.c.tenant == sa.bindparam("its_tenant"), minutes.c.user == sa.bindparam("its_user"))
    .values({name: sa.bindparam(f"new_{name}") for name in _CHANGED})
)


def _moved(minute: Minute) -> dict[str, object]:
    row = _row(minute)
    changed = {f"new_{name}": row[name] for name in _CHANGED}
    return {"its_tenant": minute.tenant, "its_user": minute.user, **changed}


def _tenant_of(move: MinuteMove) -> str:
    return move.before.tenant


def _is(table: sa.Table, tenant: str, user: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (table.c.tenant == tenant, table.c.user == user)


def _row(minute: Minute) -> dict[str, object]:
    return {
        "tenant": minute.tenant,
        "user": minute.user,
        "platform": minute.platform,
        "at": minute.start.at.isoformat("minutes"),
        "days": "".join(map(str, minute.start.days)),
        "zone": minute.start.zone,
        "day": minute.day.isoformat(),
        "due": seconds(minute.due),
    }


def _minute(row: Any) -> Minute:
    start = ShiftStart(time.fromisoformat(row.at), tuple(map(int, row.days)), row.zone)
    return Minute(row.tenant, row.user, row.platform, start, date.fromisoformat(row.day), moment(row.due))
