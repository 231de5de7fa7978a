"""Who counts in which group's figures, and how many people told an outcome of a phrase."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_counted",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("first", sa.String(length=10), nullable=False),
        sa.Column("user_id", sa.String(length=128), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "first", "user_id", name=op.f("pk_group_counted")),
    )
    op.create_index(
        op.f("ix_group_counted_tenant_first_group"), "group_counted", ["tenant", "first", "group"]
    )
    op.create_table(
        "outcome_tallies",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("situation", sa.String(length=64), nullable=False),
        sa.Column("phrase", sa.String(length=128), nullable=False),
        sa.Column("calmed", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "situation", "phrase", name=op.f("pk_outcome_tallies")),
    )
    op.create_table(
        "outcome_people",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("situation", sa.String(length=64), nullable=False),
        sa.Column("phrase", sa.String(length=128), nullable=False),
        sa.Column("who", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "situation", "phrase", "who", name=op.f("pk_outcome_people")),
    )


def downgrade() -> None:
    op.drop_table("outcome_people")
    op.drop_table("outcome_tallies")
    op.drop_index(op.f("ix_group_counted_tenant_first_group"), table_name="group_counted")
    op.drop_table("group_counted")
