"""Whose turn it is: how much somebody has caused to be sent, and where that stands in line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.core.ledger import Notice
from bot.core.send_limits import HOUR, SendCount, SendLimitError
from bot.store.sql.database import Database
from bot.store.sql.ledger_tables import (
    IS_CAUSED,
    MOST_BEHIND,
    deliveries,
    millis,
    row_of,
    seconds,
    send_limits,
)

_used = send_limits.c.used_until


def keep_within(database: Database, connection: sa.Connection, notices: Sequence[Notice]) -> None:
    """Counts what is limited, once for each person and kind; what is stored already is not counted anew.

    Raises SendLimitError where one has caused as many as they may, whatever other processes do meanwhile.
    """
    limited = {(n.to.tenant, n.by, n.limited): n.key for n in notices if n.limited and n.by}
    for (tenant, person, press), key in limited.items():
        known = sa.select(deliveries.c.key).where(deliveries.c.tenant == tenant, deliveries.c.key == key)
        if press and connection.execute(known).first() is None:
            _count(database, connection, (tenant, person), press)


def _count(database: Database, connection: sa.Connection, whose: tuple[str, str], press: SendCount) -> None:
    limit, at = press.limit, millis(press.at)
    step, hour = _millis(limit.interval), _millis(HOUR)
    new = {"tenant": whose[0], "person": whose[1], "kind": limit.kind, "used_until": at + step}
    ahead = _used > at + hour  # by a clock that was ahead, as `SendLimit.after` has it
    later = sa.case((sa.or_(_used < at, ahead), at), else_=_used) + step
    statement = database.insert(send_limits).values(new)
    statement = statement.on_conflict_do_update(
        index_elements=["tenant", "person", "kind"],
        set_={"used_until": later},
        where=sa.or_(_used <= at + hour - step, ahead),
    )
    if connection.execute(statement.returning(_used)).first() is None:
        mine = [send_limits.c[name] == new[name] for name in ("tenant", "person", "kind")]
        used = connection.execute(sa.select(_used).where(*mine)).scalar_one()
        raise SendLimitError(limit, limit.wait(datetime.fromtimestamp(used / 1_000, UTC), press.at))


def purge_limits(before: datetime) -> sa.Delete:
    """Returns what forgets who caused how much, where that ended before a time."""
    return sa.delete(send_limits).where(_used < millis(before))


def rows_in_line(connection: sa.Connection, notices: Sequence[Notice]) -> list[dict[str, object]]:
    """Returns the rows of notices that are new. Each stands behind those of the same person that wait."""
    waiting: Counter[tuple[str, str, int]] = Counter()
    for tenant, by, rank in {_line(notice) for notice in notices if notice.by}:
        due = min(seconds(notice.due) for notice in notices if _line(notice) == (tenant, by, rank))
        before = (deliveries.c.tenant == tenant, deliveries.c.caused_by == by, deliveries.c.rank == rank)
        some = sa.select(deliveries.c.key).where(*before, IS_CAUSED, deliveries.c.due <= due)
        count = sa.select(sa.func.count()).select_from(some.limit(MOST_BEHIND).subquery())
        waiting[tenant, by, rank] = connection.execute(count).scalar_one()
    rows = []
    for notice in notices:
        rows.append(row_of(notice, min(waiting[_line(notice)], MOST_BEHIND)))
        waiting[_line(notice)] += bool(notice.by)
    return rows


def _line(notice: Notice) -> tuple[str, str, int]:
    return notice.to.tenant, notice.by, notice.rank.value


def _millis(span: timedelta) -> int:
    return round(span.total_seconds() * 1_000)
