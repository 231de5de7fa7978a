"""The ledger of what is sent unasked. What causes a notice stores it in the same transaction, by `put`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import Insert

from bot.core.ledger import (
    ENDED,
    CampaignProgress,
    Delivery,
    DeliveryOutcome,
    DeliveryState,
    Lane,
    Notice,
    Rank,
)
from bot.store.sql.database import Database
from bot.store.sql.lanes import SqlLanes, expiring, in_lane, lane_rows
from bot.store.sql.ledger_tables import IS_DUE, deliveries, delivery_of, lanes, seconds
from bot.store.sql.turns import keep_within, purge_limits, rows_in_line

BATCH = 1_000  # rows of one transaction
_WAITING = (DeliveryState.DUE.value, DeliveryState.SENDING.value)
_LONGEST = 255  # characters of a reason
_SETTLED = ("state", "due", "tries", "doubts", "reason", "message", "settled")
_place = deliveries.c.place
_SETTLE = (
    sa.update(deliveries)
    .where(
        deliveries.c.tenant == sa.bindparam("its_tenant"),
        deliveries.c.key == sa.bindparam("its_key"),
        deliveries.c.state == DeliveryState.SENDING.value,
        deliveries.c.turn == sa.bindparam("its_turn"),
    )
    .values(
        place=sa.case((_place < sa.bindparam("new_due"), sa.bindparam("new_due")), else_=_place),
        **{name: sa.bindparam(f"new_{name}") for name in _SETTLED},
    )
)
_COUNTS = sa.select(
    deliveries.c.tenant,
    deliveries.c.campaign,
    deliveries.c.state,
    deliveries.c.reason,
    sa.func.count().label("number"),
    sa.func.sum(sa.case((deliveries.c.doubts > 0, 1), else_=0)).label("doubtful"),
).group_by(deliveries.c.tenant, deliveries.c.campaign, deliveries.c.state, deliveries.c.reason)


class SqlLedger(SqlLanes):
    """`Ledger` in the database. Any number of processes may drain it: each lane is held by one."""

    async def add_notices(self, notices: Iterable[Notice]) -> None:
        rest = iter(notices)
        while batch := list(islice(rest, BATCH)):
            await self._database.write(putting(self._database, batch))

    async def settle_claims(self, outcomes: Sequence[DeliveryOutcome], now: datetime) -> int:
        """Settles those without followers in one statement; returns how many were not lost."""
        alone = [outcome for outcome in outcomes if outcome.follow]
        rows = [_settled(outcome, now) for outcome in outcomes if not outcome.follow]

        def work(connection: sa.Connection) -> int:
            settled = connection.execute(_SETTLE, rows).rowcount if rows else 0
            for outcome in alone:
                if connection.execute(_SETTLE, _settled(outcome, now)).rowcount:
                    settled += 1
                    put(self._database, connection, outcome.follow)
            return settled

        return await self._database.write(work)

    async def expire_overdue(self, now: datetime) -> int:
        over = await self._write(expiring(now))
        self.expired += over
        return over

    async def purge_deliveries(self, before: datetime) -> int:
        ended = sa.and_(deliveries.c.state.not_in(_WAITING), deliveries.c.settled < seconds(before))
        # What nobody could send for so long, as of a platform that was taken out, is not wanted any more. But
        # by a clock that is set wrong, nothing is lost that safety depends on.
        routine = deliveries.c.rank == Rank.ROUTINE.value
        stuck = sa.and_(deliveries.c.state.in_(_WAITING), routine, deliveries.c.due < seconds(before))
        await self._write(purge_limits(before))
        return await self._write(sa.delete(deliveries).where(sa.or_(ended, stuck)))

    async def find_delivery(self, tenant: str, key: str) -> Delivery | None:
        query = sa.select(deliveries).where(deliveries.c.tenant == tenant, deliveries.c.key == key)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else delivery_of(row)

    async def find_deliveries(self, tenant: str, keys: Sequence[str]) -> Mapping[str, Delivery]:
        query = sa.select(deliveries).where(deliveries.c.tenant == tenant, deliveries.c.key.in_(keys))
        async with self._database.reading() as connection:
            return {row.key: delivery_of(row) for row in (await connection.execute(query)).all()}

    async def campaign_progress(
        self, tenant: str = "", campaign: str | None = None
    ) -> tuple[CampaignProgress, ...]:
        """Returns how far campaigns have come, of one tenant or all, by tenant and name."""
        which = [deliveries.c.tenant == tenant] if tenant else []
        which += [deliveries.c.campaign == campaign] if campaign is not None else []
        async with self._database.reading() as connection:
            rows = (await connection.execute(_COUNTS.where(*which))).all()
        groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in rows:
            groups[row.tenant, row.campaign].append(row)
        return tuple(_progress(*name, groups[name]) for name in sorted(groups))

    async def dead_deliveries(self, tenant: str, campaign: str, count: int) -> tuple[Delivery, ...]:
        query = sa.select(deliveries).where(*_dead(tenant, campaign)).order_by(deliveries.c.settled.desc())
        async with self._database.reading() as connection:
            return tuple(map(delivery_of, (await connection.execute(query.limit(count))).all()))

    async def retry_dead(
        self, tenant: str, campaign: str, now: datetime, until: datetime | None = None
    ) -> int:
        behind = _place - deliveries.c.due  # as before: they are as many as they were
        anew = {
            "state": DeliveryState.DUE.value,
            "due": seconds(now),
            "place": seconds(now) + sa.case((behind > 0, behind), else_=0),
            "tries": 0,
            "reason": "",
            "settled": None,
        }
        anew["until"] = None if until is None else seconds(until)
        return await self._write(sa.update(deliveries).where(*_dead(tenant, campaign)).values(anew))

    async def end_waiting(self, lane: Lane, addresses: Collection[str], reason: str, now: datetime) -> int:
        waits = (
            deliveries.c.address.in_(sorted(addresses)),
            deliveries.c.rank == Rank.ROUTINE.value,
            deliveries.c.reason.not_like(f"{ENDED}%"),
        )
        at_once = {"due": seconds(now), "place": seconds(now), "until": None}
        ended = {"reason": f"{ENDED}{reason}"[:_LONGEST], **at_once}
        update = sa.update(deliveries).where(*in_lane(lane), IS_DUE, *waits).values(ended)
        return await self._write(update) if addresses else 0

    async def end_lane(self, lane: Lane, reason: str, now: datetime) -> int:
        dead = {"state": DeliveryState.DEAD.value, "reason": reason, "settled": seconds(now)}
        return await self._write(sa.update(deliveries).where(*in_lane(lane), IS_DUE).values(dead))

    async def cancel_campaign(self, tenant: str, campaign: str = "", prefix: str = "") -> int:
        return await self._write(forgetting(tenant, campaign, prefix)) if campaign or prefix else 0

    async def _write(self, statement: sa.Update | sa.Delete) -> int:
        return await self._database.execute(statement)


def putting(database: Database, notices: Sequence[Notice]) -> Callable[[sa.Connection], None]:
    """Returns what stores notices as part of a transaction."""
    return lambda connection: put(database, connection, notices)


def put(database: Database, connection: sa.Connection, notices: Iterable[Notice]) -> None:
    """Stores notices as part of a transaction; one whose key is known already is left out.

    Raises SendLimitError where whoever caused one has caused as many as they may.
    """
    given = list(notices)
    if not given:
        return
    keep_within(database, connection, given)
    insert = database.insert
    connection.execute(insert(lanes).on_conflict_do_nothing(), lane_rows({n.lane for n in given}))
    rows = rows_in_line(connection, given)
    alerts = [row for row in rows if row["rank"] == Rank.ALERT.value]
    others = [row for row in rows if row["rank"] != Rank.ALERT.value]
    if alerts:
        connection.execute(_sooner(insert(deliveries)), alerts)
    if others:
        connection.execute(insert(deliveries).on_conflict_do_nothing(), others)


def _sooner(statement: Insert) -> Insert:
    """Returns what stores a notice, or has one that was stored and never tried go at the earlier time."""
    new, same = statement.excluded, (deliveries.c.tenant, deliveries.c.key)
    is_due = deliveries.c.state == DeliveryState.DUE.value
    waits = sa.and_(is_due, deliveries.c.turn == 0, deliveries.c.due > new.due)
    sooner = {"due": new.due, "place": new.place}
    return statement.on_conflict_do_update(index_elements=same, set_=sooner, where=waits)


def forgetting(
    tenant: str, campaign: str = "", prefix: str = "", keys: Sequence[str] | None = None
) -> sa.Delete:
    """Returns what forgets that which waits, of a campaign, with keys that begin so, or with these `keys`."""
    which = [
        deliveries.c.tenant == tenant,
        deliveries.c.state == DeliveryState.DUE.value,
        deliveries.c.doubts == 0,
    ]
    which += [deliveries.c.campaign == campaign] if campaign else []
    which += [deliveries.c.key.startswith(prefix, autoescape=True)] if prefix else []
    which += [deliveries.c.key.in_(keys)] if keys is not None else []
    return sa.delete(deliveries).where(*which)


def _settled(outcome: DeliveryOutcome, now: datetime) -> dict[str, object]:
    notice = outcome.claim.notice
    return {
        "its_tenant": notice.to.tenant,
        "its_key": notice.key,
        "its_turn": outcome.claim.turn,
        "new_state": outcome.state.value,
        "new_due": seconds(notice.due) if outcome.due is None else seconds(outcome.due),
        "new_tries": outcome.tries,
        "new_doubts": outcome.doubts,
        "new_reason": outcome.reason.replace("\0", "")[:_LONGEST],
        "new_message": outcome.message[:_LONGEST],
        "new_settled": None if outcome.state is DeliveryState.DUE else seconds(now),
    }


def _dead(tenant: str, campaign: str) -> tuple[sa.ColumnElement[bool], ...]:
    is_dead = deliveries.c.state == DeliveryState.DEAD.value
    return (deliveries.c.tenant == tenant, deliveries.c.campaign == campaign, is_dead)


def _progress(tenant: str, campaign: str, rows: Sequence[Any]) -> CampaignProgress:
    counts: dict[DeliveryState, int] = defaultdict(int)
    reasons: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[DeliveryState(row.state)] += row.number
        if row.state == DeliveryState.DEAD.value:
            reasons[row.reason] += row.number
    return CampaignProgress(tenant, campaign, counts, sum(int(row.doubtful) for row in rows), reasons)
