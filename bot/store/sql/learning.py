"""Who agreed that their finished drills are sent, what waits to be, and how that goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.ledger import VOID
from bot.features.records.model import FinishedDrill, LearningState
from bot.store.sql.database import Database, upsert
from bot.store.sql.learning_tables import agreements, turns, waiting
from bot.store.sql.ledger_tables import moment, moment_or_none, seconds, seconds_or_none

ROW = 1  # the one row of `learning_turns`
LONGEST_REASON = 255  # characters
_NEW: dict[str, Any] = {
    "id": ROW,
    "holder": "",
    "held_until": 0,
    "reason": "",
    "failures": 0,
    "refused": 0,
    "refused_for": "",
    "expired": 0,
}
# Whoever agreed before and does so again has no drills sent of the time between.
_AGREED = sa.and_(
    agreements.c.tenant == waiting.c.tenant,
    agreements.c.user_id == waiting.c.user_id,
    agreements.c.since <= waiting.c.at,
)
_COLUMNS = ("tenant", "id", "user_id", "platform", "topic", "at")
_REMOVING = sa.delete(waiting).where(
    waiting.c.tenant == sa.bindparam("its_tenant"), waiting.c.id == sa.bindparam("its_id")
)
# A finished drill, stored with its last answer where its person agreed; `its_` are the values of the drill.
FINISHING = sa.insert(waiting).from_select(
    _COLUMNS,
    sa.select(
        agreements.c.tenant,
        sa.bindparam("its_id", type_=sa.String),
        agreements.c.user_id,
        agreements.c.platform,
        sa.bindparam("its_topic", type_=sa.String),
        sa.bindparam("its_at", type_=sa.BigInteger),
    ).where(
        agreements.c.tenant == sa.bindparam("its_tenant"),
        agreements.c.user_id == sa.bindparam("its_user"),
        ~sa.exists(
            sa.select(sa.literal_column("1")).where(
                waiting.c.tenant == sa.bindparam("its_tenant"), waiting.c.id == sa.bindparam("its_id")
            )
        ),
    ),
)


class SqlLearningStore:
    """`LearningStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def agreed_since(self, tenant: str, user: str) -> datetime | None:
        query = sa.select(agreements.c.since).where(*_of(tenant, user))
        async with self._database.reading() as connection:
            since = (await connection.execute(query)).scalar()
        return None if since is None else moment(since)

    async def keep_agreement(self, tenant: str, user: str, platform: str, since: datetime | None) -> None:
        if since is None:
            async with self._database.writing() as connection:
                await connection.execute(sa.delete(agreements).where(*_of(tenant, user)))
                theirs = (waiting.c.tenant == tenant, waiting.c.user_id == user)
                await connection.execute(sa.delete(waiting).where(*theirs))
            return
        row = {"tenant": tenant, "user_id": user, "platform": platform, "since": seconds(since)}
        await self._database.execute(upsert(self._database, agreements, row, ["platform", "since"]))

    async def waiting_drills(self, count: int) -> tuple[FinishedDrill, ...]:
        query = sa.select(waiting).join(agreements, _AGREED).order_by(waiting.c.at, waiting.c.id).limit(count)
        async with self._database.reading() as connection:
            return tuple(_drill(row) for row in await connection.execute(query))

    async def is_waiting(self, drill: FinishedDrill) -> bool:
        query = sa.select(waiting.c.id).join(agreements, _AGREED).where(*_this(drill))
        async with self._database.reading() as connection:
            return (await connection.execute(query)).first() is not None

    async def remove_drills(self, drills: Sequence[FinishedDrill]) -> None:
        if drills:
            await self._database.execute(
                _REMOVING, [{"its_tenant": drill.tenant, "its_id": drill.id} for drill in drills]
            )

    async def count_waiting(self) -> int:
        query = sa.select(sa.func.count()).select_from(waiting).join(agreements, _AGREED)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar_one()

    async def take_turn(self, holder: str, now: datetime, until: datetime) -> LearningState | None:
        async with self._database.writing() as connection:
            row = await self._row(connection)
            held = seconds(now) < row.held_until <= seconds(now + VOID)  # further ahead: by another clock
            if held and row.holder != holder:
                return None
            taken = {"holder": holder, "held_until": seconds(until)}
            await connection.execute(sa.update(turns).where(turns.c.id == ROW).values(taken))
        return _state(row)

    async def end_turn(self, holder: str, state: LearningState, now: datetime) -> None:
        values = {
            "held_until": seconds(now),
            "taken_at": seconds_or_none(state.taken_at),
            "failed_at": seconds_or_none(state.failed_at),
            "reason": state.reason[:LONGEST_REASON],
            "failures": state.failures,
            "resume": seconds_or_none(state.resume),
            "refused": state.refused,
            "refused_for": state.refused_for[:LONGEST_REASON],
        }
        mine = (turns.c.id == ROW, turns.c.holder == holder)
        await self._database.execute(sa.update(turns).where(*mine).values(values))

    async def learning_state(self) -> LearningState:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(turns).where(turns.c.id == ROW))).first()
        return _state(row) if row else LearningState()

    async def purge_drills(self, before: datetime) -> int:
        old = waiting.c.at < seconds(before)
        agreed = sa.exists(sa.select(sa.literal(1)).select_from(agreements).where(_AGREED).correlate(waiting))
        async with self._database.reading() as connection:  # mostly there is nothing to write
            if not (
                await connection.execute(sa.select(waiting.c.id).where(sa.or_(old, ~agreed)).limit(1))
            ).first():
                return 0
        async with self._database.writing() as connection:
            await connection.execute(
                sa.delete(waiting).where(~agreed)
            )  # never to be sent: they said no since
            expired = (await connection.execute(sa.delete(waiting).where(old))).rowcount
            if expired:
                await self._row(connection)
                more = {"expired": turns.c.expired + expired}
                await connection.execute(sa.update(turns).where(turns.c.id == ROW).values(more))
        return expired

    async def _row(self, connection: AsyncConnection) -> Any:
        """Returns the row of how it goes, made where there is none, and locked until the end."""
        await connection.execute(self._database.insert(turns).values(_NEW).on_conflict_do_nothing())
        query = sa.select(turns).where(turns.c.id == ROW).with_for_update()
        return (await connection.execute(query)).one()


def _of(tenant: str, user: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (agreements.c.tenant == tenant, agreements.c.user_id == user)


def _this(drill: FinishedDrill) -> tuple[sa.ColumnElement[bool], ...]:
    return (waiting.c.tenant == drill.tenant, waiting.c.id == drill.id)


def _drill(row: Any) -> FinishedDrill:
    return FinishedDrill(row.tenant, row.id, row.user_id, row.platform, row.topic, moment(row.at))


def _state(row: Any) -> LearningState:
    return LearningState(
        taken_at=moment_or_none(row.taken_at),
        failed_at=moment_or_none(row.failed_at),
        reason=row.reason,
        failures=row.failures,
        resume=moment_or_none(row.resume),
        refused=row.refused,
        refused_for=row.refused_for,
        expired=row.expired,
    )
