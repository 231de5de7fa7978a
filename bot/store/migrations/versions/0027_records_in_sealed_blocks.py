"""Everybody's records of the self-check in sealed blocks; a counter to tell a restored backup by."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checkin_lock", sa.Column("counter", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "checkin_rotation",
        sa.Column("id", sa.String(4), nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_rotation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkin_layouts",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("blocks", sa.Integer(), nullable=False),
        sa.Column("pepper", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_checkin_layouts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkin_blocks",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "block", name=op.f("pk_checkin_blocks")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE checkin_blocks ALTER COLUMN sealed SET STORAGE EXTERNAL")


def downgrade() -> None:
    for table in ("checkin_blocks", "checkin_layouts", "checkin_rotation"):
        op.drop_table(table)
    op.drop_column("checkin_lock", "counter")
