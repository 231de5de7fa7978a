"""The tables of the self-check.

None has a time or a running number, and SQLite keeps them in the order of their keys, not of their coming.
What holds answers is under pseudonyms; units are of those it is offered to, and tell nothing of answers.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, metadata

PSEUDONYM = sa.String(64)
PERIOD = sa.String(16)
DAY = sa.String(10)  # a date, as it is written: their order is that of the texts
ONLY = "only"  # the key of the one row of `checkin_lock`

checkin_lock = sa.Table(
    "checkin_lock",
    metadata,
    sa.Column("id", sa.String(4), primary_key=True),
    sa.Column("pepper", SHORT, nullable=False),
    sa.Column("key", SHORT, nullable=False),
    sa.Column("counter", sa.BigInteger, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
# Who turns the keys now, so that nobody else does: for as long as it says, or until it is done.
checkin_rotation = sa.Table(
    "checkin_rotation",
    metadata,
    sa.Column("id", sa.String(4), primary_key=True),
    sa.Column("owner", sa.String(255), nullable=False),
    sa.Column("until", SECONDS, nullable=False),
    sqlite_with_rowid=False,
)
checkin_layouts = sa.Table(
    "checkin_layouts",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("blocks", sa.Integer, nullable=False),
    sa.Column("pepper", SHORT, nullable=False),
    sqlite_with_rowid=False,
)
checkin_blocks = sa.Table(
    "checkin_blocks",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("block", sa.Integer, primary_key=True),
    sa.Column("by", SHORT, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
# A sealed block cannot be made smaller, so PostgreSQL does not try, and it always has one size.
_STORAGE = sa.DDL("ALTER TABLE checkin_blocks ALTER COLUMN sealed SET STORAGE EXTERNAL")  # type: ignore[no-untyped-call]
sa.event.listen(checkin_blocks, "after_create", _STORAGE.execute_if(dialect="postgresql"))
# The next three hold what versions before blocks stored. It is converted, and nothing is written to them.
checkin_keys = sa.Table(
    "checkin_keys",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", PSEUDONYM, primary_key=True),
    sa.Column("by", SHORT, nullable=False),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sqlite_with_rowid=False,
)
checkin_rows = sa.Table(
    "checkin_rows",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("period", PERIOD, primary_key=True),
    sa.Column("id", PSEUDONYM, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
checkin_standings = sa.Table(
    "checkin_standings",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user_id", USER, primary_key=True),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("offered", sa.Boolean, nullable=False),
    sa.Column("reminders", sa.Boolean, nullable=False),
    sa.Column("every", sa.Integer),
    sqlite_with_rowid=False,
)
checkin_terms = sa.Table(
    "checkin_terms",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("is_on", sa.Boolean, nullable=False),
    sa.Column("cadence", sa.Integer, nullable=False),
    sa.Column("minimum", sa.Integer, nullable=False),
    sa.Column("retention", sa.Integer, nullable=False),
    sa.Column("country", sa.String(2), nullable=False),
    sa.Column("groups", sa.Text, nullable=False, server_default="[]"),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changes", sa.Text, nullable=False, server_default="[]"),
)
checkin_results = sa.Table(
    "checkin_results",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("period", PERIOD, primary_key=True),
    sa.Column("group", SHORT, primary_key=True),
    sa.Column("figure", SHORT, primary_key=True),
    sa.Column("value", sa.Integer),  # of before there were ranges
    sa.Column("withheld", sa.String(16)),
    sa.Column("low", sa.Integer),
    sa.Column("high", sa.Integer),
    sa.Column("instrument", SHORT, nullable=False, server_default=""),
    sqlite_with_rowid=False,
)
# Which units there are from a day on. Two who store one at once cannot both have the next edition.
checkin_unit_plans = sa.Table(
    "checkin_unit_plans",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("first", DAY, primary_key=True),
    sa.Column("edition", sa.Integer, nullable=False),
    sa.Column("units", sa.Text, nullable=False),
    sa.Column("unsettled", sa.Text, nullable=False, server_default="{}"),
    sa.UniqueConstraint("tenant", "edition"),
)
# Where a person is from a day on; the key holds that it is one unit at most.
checkin_memberships = sa.Table(
    "checkin_memberships",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user_id", USER, primary_key=True),
    sa.Column("first", DAY, primary_key=True),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("unit", SHORT, nullable=False),
)
# What a manager is at, and nobody used yet.
checkin_unit_drafts = sa.Table(
    "checkin_unit_drafts",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user_id", USER, primary_key=True),
    sa.Column("made", DAY, nullable=False),
    sa.Column("plan", sa.Text, nullable=False),
)
