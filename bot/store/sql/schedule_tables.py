"""The tables of drills by schedule."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, metadata

DAY = sa.String(10)  # a local date, such as 2026-11-24
IS_ACTIVE = sa.text("state = 'active'")

schedules = sa.Table(
    "schedules",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", SHORT, primary_key=True),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("group", SHORT, nullable=False),
    sa.Column("by", USER, nullable=False),
    sa.Column("name", USER, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("way", SHORT, nullable=False),
    sa.Column("rhythm", sa.Text, nullable=False),
    sa.Column("topic", USER, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("spread", sa.Integer, nullable=False),
    sa.Column("state", SHORT, nullable=False),
    sa.Column("since", SECONDS, nullable=False),
    sa.Column("edition", sa.Integer, nullable=False),
    sa.Column("told", sa.Boolean, nullable=False),
    sa.Column("replaces", SHORT, nullable=False),
    sa.Column("over", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index("ix_schedules_active", "tenant", "id", sqlite_where=IS_ACTIVE, postgresql_where=IS_ACTIVE),
)
slots = sa.Table(
    "schedule_slots",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("schedule", SHORT, primary_key=True),
    sa.Column("day", DAY, primary_key=True),
    sa.Column("edition", sa.Integer, nullable=False),
    sa.Column("stage", SHORT, nullable=False),
    sa.Column("mark", sa.String(255), nullable=False),
    sa.Index(None, "day"),
)
runs = sa.Table(
    "schedule_runs",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("schedule", SHORT, primary_key=True),
    sa.Column("user", USER, primary_key=True),
    sa.Column("day", DAY, nullable=False),
    sa.Column("key", sa.String(255), nullable=False),
    sa.Column("unopened", sa.Integer, nullable=False),
    sa.Column("asked", sa.Boolean, nullable=False),
    sa.Index(None, "day"),
)
answers = sa.Table(
    "schedule_answers",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("schedule", SHORT, primary_key=True),
    sa.Column("day", DAY, primary_key=True),
    sa.Column("user", USER, primary_key=True),
    sa.Column("opened", SECONDS, nullable=False),
    sa.Column("finished", SECONDS),
    sa.Index(None, "day"),
)
preferences = sa.Table(
    "drill_wishes",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user", USER, primary_key=True),
    sa.Column("stopped", sa.Boolean, nullable=False),
    sa.Column("paused", SECONDS),
    sa.Column("quiet", sa.String(5), nullable=False),
    sa.Column("loud", sa.String(5), nullable=False),
)
