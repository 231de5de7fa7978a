"""Finished drills on their way to a learning record store, of whoever agreed to it."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learning_agreements",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(128), nullable=False),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "user_id", name=op.f("pk_learning_agreements")),
    )
    op.create_table(
        "learning_waiting",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(128), nullable=False),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("topic", sa.String(128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_learning_waiting")),
    )
    with op.batch_alter_table("learning_waiting") as waiting:
        waiting.create_index(op.f("ix_learning_waiting_at"), ["at"])
        waiting.create_index(op.f("ix_learning_waiting_tenant_user_id"), ["tenant", "user_id"])
    op.create_table(
        "learning_turns",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("held_until", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger()),
        sa.Column("failed_at", sa.BigInteger()),
        sa.Column("reason", sa.String(255), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("resume", sa.BigInteger()),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("refused_for", sa.String(255), nullable=False),
        sa.Column("expired", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_turns")),
    )


def downgrade() -> None:
    op.drop_table("learning_turns")
    op.drop_table("learning_waiting")
    op.drop_table("learning_agreements")
