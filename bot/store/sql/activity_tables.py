"""What happened, and the sums over it."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.sql.database import SHORT, TENANT, metadata

DAY = sa.String(10)  # a local date, like 2026-11-23
NAME = sa.String(128)
WHO = sa.String(32)

activity = sa.Table(
    "activity",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", sa.String(255), primary_key=True),
    sa.Column("day", DAY, nullable=False),
    sa.Column("first", DAY, nullable=False),  # when its four weeks begin: `who` is another in the next
    sa.Column("group", SHORT, nullable=False),
    sa.Column("kind", SHORT, nullable=False),
    sa.Column("name", NAME, nullable=False),
    sa.Column("part", SHORT, nullable=False),
    sa.Column("who", WHO, nullable=False),
    sa.Index(None, "tenant", "day"),
    sa.Index(None, "day"),
    sqlite_with_rowid=False,  # rows stand by their id, and not in the order in which they came
)
# Days of which something came since their sums were made; and those on which four weeks are over.
activity_news = sa.Table(
    "activity_news",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("day", DAY, primary_key=True),
    sa.Column("batch", sa.BigInteger, nullable=False),  # rises with whatever comes
)
activity_cells = sa.Table(
    "activity_cells",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("span", sa.String(8), primary_key=True),
    sa.Column("first", DAY, primary_key=True),
    sa.Column("group", SHORT, primary_key=True),
    sa.Column("kind", SHORT, primary_key=True),
    sa.Column("name", NAME, primary_key=True),
    sa.Column("part", SHORT, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("reach", sa.Integer, nullable=False),  # how many people, of all parts together
    sa.Index(None, "first"),
)
# How many people a group had, which stays known when nobody knows any more who they were.
activity_members = sa.Table(
    "activity_members",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("first", DAY, primary_key=True),
    sa.Column("group", SHORT, primary_key=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Index(None, "first"),
)
