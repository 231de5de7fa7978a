"""The tables of what teams added, and of the changes to it."""

from __future__ import annotations

import sqlalchemy as sa

from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, metadata

team_entries = sa.Table(
    "team_entries",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("id", SHORT, primary_key=True),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("by", USER, nullable=False),
    sa.Column("at", SECONDS, nullable=False),
    sa.Column("retired", sa.Boolean, nullable=False),
    # Its place in the order of adding: the team's version then, and the place among that version's edits.
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("nth", sa.Integer, nullable=False),
)
team_changes = sa.Table(
    "team_changes",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("nth", sa.Integer, primary_key=True),
    sa.Column("what", sa.String(16), nullable=False),
    sa.Column("subject", USER, nullable=False),
    sa.Column("by", USER, nullable=False),
    sa.Column("at", SECONDS, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False, server_default=""),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("after", sa.JSON(none_as_null=True)),
    sa.Column("amount", sa.Integer, nullable=False, server_default="0"),
    sa.Column("shown", sa.Boolean, nullable=False),  # the single edits of an import are stored, not listed
)
team_versions = sa.Table(
    "team_versions",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
)
