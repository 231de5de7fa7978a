"""What the help-desk software says by week."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "helpdesk_weeks",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("fcr", sa.Integer(), nullable=True),
        sa.Column("csat_difficult", sa.Integer(), nullable=True),
        sa.Column("escalation_rate", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "week", name=op.f("pk_helpdesk_weeks")),
    )


def downgrade() -> None:
    op.drop_table("helpdesk_weeks")
