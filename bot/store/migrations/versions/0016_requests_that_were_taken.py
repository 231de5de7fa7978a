"""Requests that were taken, so that one which is sent again is not done again."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "requests",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "key", name=op.f("pk_requests")),
    )
    op.create_index(op.f("ix_requests_until"), "requests", ["until"])


def downgrade() -> None:
    op.drop_table("requests")
