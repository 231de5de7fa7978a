"""What happened in a team, and the sums over it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

SHORT, DAY, NAME, WHO = sa.String(64), sa.String(10), sa.String(128), sa.String(32)


def column(name: str, type: sa.String | sa.Integer) -> "sa.Column[Any]":
    return sa.Column(name, type, nullable=False)


def upgrade() -> None:
    op.create_table(
        "activity",
        column("tenant", SHORT),
        column("id", sa.String(255)),
        column("day", DAY),
        column("first", DAY),
        column("group", SHORT),
        column("kind", SHORT),
        column("name", NAME),
        column("part", SHORT),
        column("who", WHO),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_activity"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_activity_tenant_day", "activity", ["tenant", "day"])
    op.create_index("ix_activity_day", "activity", ["day"])
    op.create_table(
        "activity_news",
        column("tenant", SHORT),
        column("day", DAY),
        column("batch", sa.BigInteger()),
        sa.PrimaryKeyConstraint("tenant", "day", name="pk_activity_news"),
    )
    cell = ("tenant", "span", "first", "group", "kind", "name")
    of_cell = {"tenant": SHORT, "span": sa.String(8), "first": DAY, "group": SHORT, "kind": SHORT}
    op.create_table(
        "activity_cells",
        *(column(*each) for each in of_cell.items()),
        column("name", NAME),
        column("part", SHORT),
        column("count", sa.Integer()),
        column("reach", sa.Integer()),
        sa.PrimaryKeyConstraint(*cell, "part", name="pk_activity_cells"),
    )
    op.create_index("ix_activity_cells_first", "activity_cells", ["first"])
    op.create_table(
        "activity_members",
        column("tenant", SHORT),
        column("first", DAY),
        column("group", SHORT),
        column("size", sa.Integer()),
        sa.PrimaryKeyConstraint("tenant", "first", "group", name="pk_activity_members"),
    )
    op.create_index("ix_activity_members_first", "activity_members", ["first"])


def downgrade() -> None:
    for table in ("members", "cells", "news"):
        op.drop_table(f"activity_{table}")
    op.drop_table("activity")
