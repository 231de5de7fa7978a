"""Storing rows of events together with the news that the sums follow, in as few steps as each engine takes.

Both return how many rows were new, and raise the news of those days alone that got one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import Insert

from bot.store.sql.activity_tables import activity, activity_news

Row = Mapping[str, object]
RowInsert = Callable[[sa.Connection, Sequence[Row]], int]
_COLUMNS = [column.name for column in activity.columns]
_BYTEWISE = "C"  # the order of a text, whatever the database's language is


def first_batch() -> int:
    """Returns what a day's news begins with; each batch raises it by one.

    By chance: so nobody takes news that began anew for that which they counted.
    """
    return 1 + secrets.randbits(60)


def one_by_one(insert: Callable[[sa.Table], Insert], *, news: bool = True) -> RowInsert:
    """Returns what inserts them row by row and day by day: for a file, where a statement costs least.

    Rows come in the order of tenants and days. Without `news` no sums follow, as a bench has it.
    """
    row, rising = insert(activity).on_conflict_do_nothing(), _rising(insert(activity_news))

    def store(connection: sa.Connection, rows: Sequence[Row]) -> int:
        count = 0
        for (tenant, day), some in groupby(rows, key=lambda row: (row["tenant"], row["day"])):
            fresh = connection.execute(row, list(some)).rowcount
            if fresh and news:
                connection.execute(rising, {"tenant": tenant, "day": day, "batch": first_batch()})
            count += fresh
        return count

    return store


def at_once(insert: Callable[[sa.Table], Insert], *, news: bool = True) -> RowInsert:
    """Returns what inserts them all by one statement, which is the same for any number: for a server."""
    from sqlalchemy.dialects.postgresql import ARRAY  # it takes a moment to load, and one machine never asks

    arrays = (sa.bindparam(name, type_=ARRAY(sa.Text)) for name in _COLUMNS)
    given = sa.func.unnest(*arrays).table_valued(*_COLUMNS, name="given").render_derived()
    added = insert(activity).from_select(_COLUMNS, sa.select(given)).on_conflict_do_nothing()
    fresh = added.returning(activity.c.tenant, activity.c.day).cte("fresh")
    in_order = [sa.collate(column, _BYTEWISE) for column in (fresh.c.tenant, fresh.c.day)]
    of_day, batch = (fresh.c.tenant, fresh.c.day), sa.bindparam("batch", type_=sa.BigInteger)
    days = sa.select(*of_day, batch).group_by(*of_day).order_by(*in_order)
    raised = insert(activity_news).from_select(["tenant", "day", "batch"], days)
    counted = sa.select(sa.func.count()).select_from(fresh)
    statement = counted.add_cte(_rising(raised).cte("raised")) if news else counted

    def store(connection: sa.Connection, rows: Sequence[Row]) -> int:
        values = {name: [row[name] for row in rows] for name in _COLUMNS}
        begun = {"batch": first_batch()} if news else {}
        return int(connection.execute(statement, values | begun).scalar_one())

    return store


def _rising(news: Insert) -> Insert:
    # Always one more: by it whoever sums up knows what came while they counted.
    more = {"batch": activity_news.c.batch + 1}
    return news.on_conflict_do_update(index_elements=["tenant", "day"], set_=more)
