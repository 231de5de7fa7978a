"""The tables of the drills."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, metadata

ITEM = sa.String(128)
_IS_OPEN = sa.text("state = 'open'")

drills = sa.Table(
    "drills",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", SHORT, primary_key=True),
    sa.Column("user_id", USER, nullable=False),
    sa.Column("topic", ITEM, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("about", sa.String(255), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("began", SECONDS, nullable=False),
    sa.Column("touched", SECONDS, nullable=False),
    sa.Column("questions", sa.Text, nullable=False),
    sa.Column("given", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index(None, "tenant", "user_id", "about"),
    sa.Index(None, "touched"),
    # At most one open drill for each person, whatever two processes do at once.
    sa.Index(
        "uq_drills_open", "tenant", "user_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN
    ),
)
answers = sa.Table(
    "drill_answers",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("drill", SHORT, primary_key=True),
    sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("user_id", USER, nullable=False),
    sa.Column("item", ITEM, nullable=False),
    sa.Column("situation", SHORT, nullable=False),
    sa.Column("chosen", sa.Integer, nullable=False),
    sa.Column("right", sa.Boolean, nullable=False),
    sa.Column("guessed", sa.Boolean, nullable=False),
    sa.Column("at", SECONDS, nullable=False),
    sa.Column("zone", SHORT, nullable=False, server_default=""),
    sa.Index(None, "tenant", "user_id", "at"),
    sa.Index(None, "tenant", "at"),  # for the figures of a group
    sa.Index(None, "at"),
)
memories = sa.Table(
    "drill_memories",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user_id", USER, primary_key=True),
    sa.Column("item", ITEM, primary_key=True),
    sa.Column("stability", sa.Double, nullable=False),  # days
    sa.Column("difficulty", sa.Double, nullable=False),
    sa.Column("due", SECONDS, nullable=False),
    sa.Column("last", SECONDS, nullable=False),
)
habits = sa.Table(
    "drill_habits",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user_id", USER, primary_key=True),
    sa.Column("hidden", sa.Boolean, nullable=False),
)
settings = sa.Table(
    "drill_settings",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("named", sa.Boolean, nullable=False),  # whether managers see who practised,
    sa.Column("named_since", SECONDS, nullable=False, server_default="0"),  # and from when on
)
