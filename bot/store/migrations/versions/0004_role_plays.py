"""Role-plays."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roleplays",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("player", sa.String(length=128), nullable=False),
        sa.Column("scenario", sa.String(length=64), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("tension", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("ending", sa.String(length=64), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("touched", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_roleplays")),
    )
    with op.batch_alter_table("roleplays", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roleplays_tenant_player"), ["tenant", "player"], unique=False)
        batch_op.create_index(batch_op.f("ix_roleplays_touched"), ["touched"], unique=False)
        batch_op.create_index(
            "uq_roleplays_open",
            ["tenant", "player"],
            unique=True,
            sqlite_where=sa.text("standing = 'open'"),
            postgresql_where=sa.text("standing = 'open'"),
        )
