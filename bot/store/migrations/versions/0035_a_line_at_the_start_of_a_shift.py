"""A line at the start of a shift: who has it on, who was offered it, and offers that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "minutes",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("user", sa.String(128), nullable=False),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("at", sa.String(5), nullable=False),
        sa.Column("days", sa.String(7), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user", name=op.f("pk_minutes")),
    )
    op.create_index(op.f("ix_minutes_due"), "minutes", ["due"])
    op.create_table(
        "minute_invitations",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("user", sa.String(128), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user", name=op.f("pk_minute_invitations")),
    )
    op.create_index(op.f("ix_minute_invitations_day"), "minute_invitations", ["day"])
    op.create_table(
        "minute_offers",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("group", sa.String(64), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "group", name=op.f("pk_minute_offers")),
    )


def downgrade() -> None:
    op.drop_table("minute_offers")
    op.drop_table("minute_invitations")
    op.drop_table("minutes")
