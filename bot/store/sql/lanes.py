"""Lanes: who may send in which, until when. One at a time, whatever processes there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.ledger import (
    FURTHEST_ALERT,
    NOTHING_BUSY,
    VOID,
    Busy,
    Claim,
    DeliveryState,
    Lane,
    LaneQueue,
    Lease,
    Portions,
    Rank,
    busy_at,
    ended_by,
)
from bot.store.sql.database import Database
from bot.store.sql.ledger_tables import (
    IS_DUE,
    IS_SENDING,
    MOST_BEHIND,
    deliveries,
    lanes,
    millis,
    moment,
    notice_of,
    seconds,
)

PAGES = 4  # looks for more of a rank, where one address has had its portion
_RANKS = [rank.value for rank in Rank]
_THERE = sa.and_(deliveries.c.tenant == lanes.c.tenant, deliveries.c.platform == lanes.c.platform)


class SqlLanes:
    """The part of `Ledger` that is about lanes, in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.expired = 0

    async def lane_queues(self, now: datetime, late: datetime) -> tuple[LaneQueue, ...]:
        """Returns what waits in each lane, in order."""
        async with self._database.reading() as connection:
            rows = [
                row
                for which in (IS_DUE, IS_SENDING)
                for row in await connection.execute(_waiting(which, now, late))
            ]
        queues = _added_up(rows)
        return tuple(queues[lane] for lane in sorted(queues))

    async def due_lanes(self, now: datetime, count: int) -> tuple[Lane, ...]:
        """Returns lanes that nobody holds, that are not paused and have something to do."""
        is_due = sa.and_(_THERE, IS_DUE, deliveries.c.rank.in_(_RANKS), deliveries.c.due <= seconds(now))
        stranded = sa.and_(_THERE, _stranded(now))
        left = sa.and_(_THERE, IS_SENDING)
        query = (
            sa.select(lanes.c.tenant, lanes.c.platform)
            .where(_free(now), sa.or_(*map(_exists, (is_due, stranded, left))))
            .order_by(lanes.c.held_until, lanes.c.tenant, lanes.c.platform)
            .limit(count)
        )
        async with self._database.reading() as connection:
            return tuple(Lane(*row) for row in (await connection.execute(query)).all())

    async def take_lane(self, lane: Lane, holder: str, now: datetime, until: datetime) -> Lease | None:
        """Returns the lease of a lane, or None while it is held or paused."""
        query = sa.select(lanes).where(*_of(lane), _free(now)).with_for_update(skip_locked=True)
        async with self._database.writing() as connection:
            row = (await connection.execute(query)).first()
            if row is None:
                return None
            await connection.execute(_update(lane, holder=holder, held_until=millis(until)))
            await connection.execute(_left_behind(lane))
            await _bring_forward(connection, lane, now)
        rested = max(now.timestamp() - row.held_until / 1_000, 0.0)
        return Lease(lane, holder, until, rested, row.holder == holder)

    async def renew_lease(self, lease: Lease, until: datetime) -> Lease | None:
        async with self._database.writing() as connection:
            return replace(lease, until=until) if await _hold(connection, lease, until) else None

    async def release_lane(self, lease: Lease, now: datetime) -> None:
        given = _update(lease.lane, held_until=millis(now)).where(lanes.c.holder == lease.holder)
        await self._database.execute(given)

    async def free_lanes(self, holder: str, now: datetime) -> int:
        holders = self._database.holders
        if holders is None:  # which process of another machine has ended, nobody can tell from here
            return 0
        holders.appear(holder)
        held = (lanes.c.held_until > millis(now), lanes.c.holder != holder)
        async with self._database.reading() as connection:
            names = (await connection.execute(sa.select(lanes.c.holder).where(*held).distinct())).scalars()
        gone = [name for name in names if holders.is_gone(name)]
        if not gone:
            return 0
        freed = sa.update(lanes).where(*held, lanes.c.holder.in_(gone)).values(held_until=millis(now))
        return await self._database.execute(freed)

    async def pause_lane(self, lane: Lane, until: datetime) -> None:
        await self._database.execute(_update(lane, paused_until=millis(until)))

    async def claim_due(
        self, lease: Lease, now: datetime, count: int, each: int | None = None, busy: Busy = NOTHING_BUSY
    ) -> tuple[Claim, ...]:
        """Returns at most `count` of what is due in the lane, as SENDING; the first to go comes first."""
        async with self._database.reading() as connection:  # often there is nothing to write
            if (await connection.execute(_any_due(lease.lane, now, busy))).first() is None:
                return ()
        async with self._database.writing() as connection:
            if not await _hold(connection, lease, lease.until):
                return ()
            self.expired += (await connection.execute(expiring(now).where(*in_lane(lease.lane)))).rowcount
            rows = await _taken(connection, lease.lane, now, Portions(count, each or count, busy))
        return tuple(_claim(row, now) for row in rows)


def lane_rows(lanes_: set[Lane]) -> list[dict[str, object]]:
    """Returns the rows of lanes that are new."""
    free = {"holder": "", "held_until": 0, "paused_until": 0}
    return [{**lane._asdict(), **free} for lane in sorted(lanes_)]


def expiring(now: datetime) -> sa.Update:
    """Returns what expires all that is past its window; what is in doubt is left, to be settled first."""
    over = (IS_DUE, deliveries.c.until.is_not(None), deliveries.c.until <= seconds(now))
    values = {"state": DeliveryState.EXPIRED.value, "settled": seconds(now)}
    return sa.update(deliveries).where(*over, deliveries.c.doubts == 0).values(values)


def _waiting(which: sa.TextClause, now: datetime, late: datetime) -> sa.Select[Any]:
    count, oldest = sa.func.count().label("waiting"), sa.func.min(deliveries.c.due).label("oldest")
    query = sa.select(deliveries.c.tenant, deliveries.c.platform, count, oldest)
    due = (which, deliveries.c.due <= seconds(now))
    each = query.where(*due).group_by(deliveries.c.tenant, deliveries.c.platform).subquery()
    # Asked for all lanes at once: where everything is stuck, thousands of them are late.
    ended = deliveries.alias()
    its_own = (ended.c.tenant == each.c.tenant, ended.c.platform == each.c.platform)
    last = sa.select(sa.func.max(ended.c.settled)).where(*its_own, ended.c.settled.is_not(None))
    told = sa.case((each.c.oldest <= seconds(late), last.scalar_subquery()))
    return sa.select(each, told.label("ended"))


def _added_up(rows: Sequence[Any]) -> dict[Lane, LaneQueue]:
    queues: dict[Lane, LaneQueue] = {}
    for row in rows:
        lane, oldest = Lane(row.tenant, row.platform), moment(row.oldest)
        before = queues.get(lane, LaneQueue(lane, 0, oldest))
        ended = before.ended if row.ended is None else moment(row.ended)
        queues[lane] = LaneQueue(lane, before.count + row.waiting, min(before.oldest, oldest), ended)
    return queues


def _exists(where: sa.ColumnElement[bool]) -> sa.Exists:
    return sa.exists(sa.select(sa.literal(1)).select_from(deliveries).where(where).correlate(lanes))


def _free(now: datetime) -> sa.ColumnElement[bool]:
    over = (
        sa.or_(until <= millis(now), until > millis(now + VOID))
        for until in (lanes.c.held_until, lanes.c.paused_until)
    )
    return sa.and_(*over)


def _of(lane: Lane) -> tuple[sa.ColumnElement[bool], ...]:
    return (lanes.c.tenant == lane.tenant, lanes.c.platform == lane.platform)


def in_lane(lane: Lane) -> tuple[sa.ColumnElement[bool], ...]:
    """Returns what holds of deliveries in a lane."""
    return (deliveries.c.tenant == lane.tenant, deliveries.c.platform == lane.platform)


def _update(lane: Lane, **values: object) -> sa.Update:
    return sa.update(lanes).where(*_of(lane)).values(**values)


async def _hold(connection: AsyncConnection, lease: Lease, until: datetime) -> bool:
    held = _update(lease.lane, held_until=millis(until)).where(lanes.c.holder == lease.holder)
    return bool((await connection.execute(held)).rowcount)


def _left_behind(lane: Lane) -> sa.Update:
    values = {"state": DeliveryState.DUE.value, "doubts": deliveries.c.doubts + 1}
    return sa.update(deliveries).where(*in_lane(lane), IS_SENDING).values(values)


def _stranded(now: datetime) -> sa.ColumnElement[bool]:
    furthest = seconds(now + FURTHEST_ALERT)
    return sa.and_(IS_DUE, deliveries.c.rank == Rank.ALERT.value, deliveries.c.due > furthest)


async def _bring_forward(connection: AsyncConnection, lane: Lane, now: datetime) -> None:
    """Has alerts of a clock that was set back since go: the first now, the others as long after it."""
    where = (*in_lane(lane), _stranded(now))
    first = (await connection.execute(sa.select(sa.func.min(deliveries.c.due)).where(*where))).scalar()
    if first is not None:
        ahead = first - seconds(now)
        sooner = {"due": deliveries.c.due - ahead, "place": deliveries.c.place - ahead}
        await connection.execute(sa.update(deliveries).where(*where).values(sooner))


async def _taken(connection: AsyncConnection, lane: Lane, now: datetime, portions: Portions) -> list[Any]:
    """Returns rows as they were, SENDING now; once an address has its portion, those of others."""
    rows: list[Any] = []
    for rank in Rank:
        for _ in range(PAGES):
            if not (left := portions.count - len(rows)):
                return rows
            page = (await connection.execute(_due(lane, rank, now, left, portions.full(rank)))).all()
            some = [row for row in page if portions.takes(row.address)]
            if some:
                await connection.execute(_sending(lane, [row.key for row in some], now))
            rows += some
            if len(some) == len(page):
                break
    return rows


def _any_due(lane: Lane, now: datetime, busy: Busy) -> sa.Select[Any]:
    which = [sa.and_(deliveries.c.rank == rank.value, *_for_others(busy_at(busy, rank))) for rank in Rank]
    query = sa.select(deliveries.c.key).where(*in_lane(lane), IS_DUE, deliveries.c.due <= seconds(now))
    return query.where(sa.or_(*which) if busy else deliveries.c.rank.in_(_RANKS)).limit(1)


def _due(lane: Lane, rank: Rank, now: datetime, count: int, full: Collection[str]) -> sa.Select[Any]:
    # Whoever caused much stands an hour behind at most, so what is due later need not be walked through.
    ready = (deliveries.c.due <= seconds(now), deliveries.c.place <= seconds(now) + MOST_BEHIND)
    mine = (*in_lane(lane), deliveries.c.rank == rank.value, *ready, *_for_others(full))
    in_line = (deliveries.c.place, deliveries.c.due)
    return sa.select(deliveries).where(IS_DUE, *mine).order_by(*in_line).limit(count)


def _for_others(addresses: Collection[str]) -> tuple[sa.ColumnElement[bool], ...]:
    return (deliveries.c.address.not_in(addresses),) if addresses else ()


def _sending(lane: Lane, keys: list[str], now: datetime) -> sa.Update:
    began = sa.case((deliveries.c.doubts > 0, deliveries.c.began), else_=seconds(now))
    values = {"state": DeliveryState.SENDING.value, "turn": deliveries.c.turn + 1, "began": began}
    mine = (deliveries.c.tenant == lane.tenant, deliveries.c.key.in_(keys))
    return sa.update(deliveries).where(*mine).values(values)


def _claim(row: Any, now: datetime) -> Claim:
    began = moment(row.began) if row.doubts and row.began is not None else now
    return Claim(notice_of(row), row.turn + 1, row.tries, row.doubts, began, ended_by(row.reason))
