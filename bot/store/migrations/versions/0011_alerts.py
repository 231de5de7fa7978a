"""Calls of agents for help at once, and who took them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OPEN = sa.text("closed IS NULL")


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=128), nullable=False),
        sa.Column("platform", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("waves", sa.Text(), nullable=False),
        sa.Column("message", sa.String(length=512), nullable=False),
        sa.Column("fleeting", sa.Boolean(), nullable=False),
        sa.Column("raised", sa.BigInteger(), nullable=False),
        sa.Column("taken_by", sa.String(length=128), nullable=True),
        sa.Column("taken_name", sa.String(length=128), nullable=True),
        sa.Column("taken_how", sa.String(length=64), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("closed", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_raised"), "alerts", ["raised"])
    op.create_index(
        "uq_alerts_open",
        "alerts",
        ["tenant", "agent", "reason"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_table("alerts")
