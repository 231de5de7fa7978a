"""The tables of finished drills on their way to a learning record store."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, metadata
from bot.store.sql.drill_tables import ITEM

agreements = sa.Table(
    "learning_agreements",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user_id", USER, primary_key=True),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("since", SECONDS, nullable=False),
)
waiting = sa.Table(
    "learning_waiting",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", SHORT, primary_key=True),  # of the drill
    sa.Column("user_id", USER, nullable=False),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("topic", ITEM, nullable=False),
    sa.Column("at", SECONDS, nullable=False),
    sa.Index(None, "at"),
    sa.Index(None, "tenant", "user_id"),
)
turns = sa.Table(
    "learning_turns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # there is one row
    sa.Column("holder", SHORT, nullable=False),
    sa.Column("held_until", SECONDS, nullable=False),
    sa.Column("taken_at", SECONDS),
    sa.Column("failed_at", SECONDS),
    sa.Column("reason", sa.String(255), nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("resume", SECONDS),
    sa.Column("refused", sa.Integer, nullable=False),
    sa.Column("refused_for", sa.String(255), nullable=False),
    sa.Column("expired", sa.Integer, nullable=False),
)
