"""Drills, every answer to them, and what people remember."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drills",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("topic", sa.String(length=128), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("touched", sa.BigInteger(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_drills")),
    )
    with op.batch_alter_table("drills", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_drills_tenant_user_id_about"), ["tenant", "user_id", "about"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_drills_touched"), ["touched"], unique=False)
        batch_op.create_index(
            "uq_drills_open",
            ["tenant", "user_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "drill_answers",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("drill", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("item", sa.String(length=128), nullable=False),
        sa.Column("situation", sa.String(length=64), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("guessed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "drill", "turn", name=op.f("pk_drill_answers")),
    )
    with op.batch_alter_table("drill_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_answers_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_drill_answers_tenant_at"), ["tenant", "at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_drill_answers_tenant_user_id_at"), ["tenant", "user_id", "at"], unique=False
        )

    op.create_table(
        "drill_memories",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("item", sa.String(length=128), nullable=False),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", "item", name=op.f("pk_drill_memories")),
    )
    op.create_table(
        "drill_habits",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", name=op.f("pk_drill_habits")),
    )


def downgrade() -> None:
    op.drop_table("drill_habits")
    op.drop_table("drill_memories")
    op.drop_table("drill_answers")
    op.drop_table("drills")
