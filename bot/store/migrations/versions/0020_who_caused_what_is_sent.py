"""Who caused what is sent, its place in line, and how much each person has caused lately."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

IS_DUE = sa.text("state = 'due'")
IS_CAUSED = sa.text("state = 'due' AND caused_by <> ''")


def upgrade() -> None:
    for column in (
        sa.Column("caused_by", sa.String(128), nullable=False, server_default=""),
        sa.Column("place", sa.BigInteger(), nullable=False, server_default="0"),
    ):
        op.add_column("deliveries", column)
    op.execute("UPDATE deliveries SET place = due WHERE state = 'due'")
    op.create_index(
        "ix_deliveries_in_line",
        "deliveries",
        ["tenant", "platform", "rank", "place", "due"],
        sqlite_where=IS_DUE,
        postgresql_where=IS_DUE,
    )
    op.create_index(
        "ix_deliveries_caused",
        "deliveries",
        ["tenant", "caused_by", "rank", "due"],
        sqlite_where=IS_CAUSED,
        postgresql_where=IS_CAUSED,
    )
    op.create_table(
        "send_limits",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(128), primary_key=True),
        sa.Column("kind", sa.String(64), primary_key=True),
        sa.Column("used_until", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("send_limits")
    op.drop_index("ix_deliveries_caused", "deliveries")
    op.drop_index("ix_deliveries_in_line", "deliveries")
    for name in ("place", "caused_by"):
        op.drop_column("deliveries", name)
